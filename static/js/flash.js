// Messages can be put away; a summary of errors takes the focus, so that it is read first.

for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const message = button.closest(".flash");
    const frame = message.parentElement;
    message.remove();
    if (frame.classList.contains("notices") && !frame.children.length) frame.remove();
    document.getElementById("main")?.focus();
  });
}

document.querySelector("[data-focus]")?.focus();
