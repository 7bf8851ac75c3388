// A button whose work takes its time says what is done, from the press until the next page is there.

const busy = new Map();

export function startBusy() {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-busy]") || event.defaultPrevented) return;
    // Pressed twice it is done once.
    if (busy.has(button)) event.preventDefault();
    else begin(button);
  });
  // Who comes back to a page that was kept finds it as it was.
  window.addEventListener("pageshow", ({ persisted }) => persisted && [...busy.keys()].forEach(end));
}

function begin(button) {
  const words = button.querySelector(".btn-text") ?? button;
  busy.set(button, { label: button.getAttribute("aria-label"), words, text: words.textContent });
  words.textContent = button.dataset.busy;
  button.removeAttribute("aria-label");
  button.setAttribute("aria-busy", "true");
  document.getElementById("announcer").textContent = button.dataset.busy;
}

function end(button) {
  const { label, words, text } = busy.get(button);
  busy.delete(button);
  words.textContent = text;
  if (label) button.setAttribute("aria-label", label);
  button.removeAttribute("aria-busy");
}
