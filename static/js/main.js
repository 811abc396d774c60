// Progressive enhancement only: every screen reads and submits without these files. Each module finds
// its elements by a data attribute and does nothing where there are none.
import "./theme_switch.js";
import "./menus.js";
import "./dialogs.js";
import "./flash.js";
import "./quick_switcher.js";
import "./shortcuts.js";
import "./contents.js";
import "./copy.js";
import "./kept_texts.js";

// What few screens need is loaded where its elements are.
const onDemand = {
  "[data-change], [data-unfold]": () => import("./unfold.js"),
  "form[data-draft-url]": () => import("./drafts.js"),
  "form[data-presence-url]": () => import("./presence.js"),
  "[data-count]": () => import("./count.js"),
  "[data-tools]": () => import("./editor_tools.js"),
  "form[data-preview-url]": () => import("./preview.js"),
  "[data-upload-url]": () => import("./uploads.js"),
};

const wanted = Object.entries(onDemand).filter(([selector]) => document.querySelector(selector));
// Whoever drives the screen from outside can wait for the mark.
Promise.all(wanted.map(([, load]) => load())).then(() => { document.documentElement.dataset.ready = ""; });
