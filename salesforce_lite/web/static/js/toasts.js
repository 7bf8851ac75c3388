// Short messages at the bottom, with a way back where there is one.

import { post, sentenceOf } from "desk/requests";
import { text } from "desk/texts";

const QUIET = 6000;
const WITH_UNDO = 10000;

// options: undoUrl (posted when undone), undoFields, state ("bad")
export function toast(message, options = {}) {
  const place = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = `sl-toast${options.state === "bad" ? " sl-toast-bad" : ""}`;
  const words = document.createElement("span");
  words.textContent = message;
  box.append(words);
  if (options.undoUrl) box.append(button(text("undo"), "sl-toast-undo", () => undo(box, options)));
  box.append(button(text("close"), "", () => box.remove()));
  // Above an open dialog only what is in the top layer can be seen.
  const dialog = document.querySelector("dialog[open]");
  if (dialog) dialog.append(place);
  else if (place.parentElement !== document.body) document.body.append(place);
  place.append(box);
  leave(box, options.undoUrl ? WITH_UNDO : QUIET);
  return box;
}

// Good news that came with the page moves to the bottom; refusals stay where they are read.
export function toastFlashes() {
  for (const flash of document.querySelectorAll("[data-flash]")) {
    toast(flash.dataset.flash, { undoUrl: flash.dataset.undoUrl });
    flash.remove();
  }
}

function leave(box, after) {
  setTimeout(() => {
    // Not while somebody reads it with the pointer or the keyboard.
    if (box.matches(":hover, :focus-within")) leave(box, after);
    else box.remove();
  }, after);
}

function button(label, extra, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `btn btn-small ${extra}`;
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

async function undo(box, options) {
  const answer = await post(options.undoUrl, options.undoFields).catch(() => null);
  box.remove();
  if (answer?.ok) return window.location.reload();
  toast((answer && (await sentenceOf(answer))) || text("failed"), { state: "bad" });
}
