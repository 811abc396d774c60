/* Runs in the head, before anything is painted: the theme "auto" becomes light or dark, as the system has it. */
(function () {
  "use strict";
  var root = document.documentElement;
  if (root.dataset.theme !== "auto") return;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var choose = function () {
    if (!root.dataset.chosen) root.dataset.theme = dark.matches ? "dark" : "light";
  };
  choose();
  dark.addEventListener("change", choose);
})();
