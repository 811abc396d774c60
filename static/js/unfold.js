// Reading a comparison: from change to change by buttons or n and p, and all unchanged runs opened at once.
// The runs themselves are <details class="same"> and need no script.

// A place may be many lines; its first one carries the number, so that the address #change-2 leads there as well.
const changes = [...document.querySelectorAll("[id^='change-']")];
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
  button.addEventListener("click", (event) => {
    event.preventDefault(); // without script it is a link to the first or the last change
    show(button.dataset.change === "next" ? 1 : current < 0 ? 0 : -1);
  });
}

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const run of document.querySelectorAll("details.same")) run.open = true;
  });
}
