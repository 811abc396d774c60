// Reading a comparison: from change to change by buttons or n and p, and all unchanged runs opened at once.
// The runs themselves are <details class="same"> and need no script.

// Side by side a change is a pair: it counts once, by its right half where it has one.
const isOneChange = (part) => !part.matches(".sbs > .l") || !part.nextElementSibling?.matches(".r.ch");
const changes = [...document.querySelectorAll(".diff > :is(.ch, .add, .gone), .sbs > .ch")].filter(isOneChange);
const place = document.querySelector("[data-change-place]");
let current = -1;

function show(step) {
  current = (current + step + changes.length) % changes.length;
  const change = changes[current];
  change.tabIndex = -1;
  change.focus({ preventScroll: true });
  change.scrollIntoView({ block: "center" });
  if (place) place.textContent = `${current + 1} / ${changes.length}`;
}

for (const button of document.querySelectorAll("[data-change]")) {
  button.hidden = changes.length === 0;
  button.addEventListener("click", () => show(button.dataset.change === "next" ? 1 : current < 0 ? 0 : -1));
}

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const run of document.querySelectorAll("details.same")) run.open = true;
  });
}
