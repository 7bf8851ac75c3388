// Forms: what was typed is not lost by leaving, and is not sent twice.

import { text } from "desk/texts";

const changed = new WeakSet();

export function startForms() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-unsaved]")) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (hasUnsaved(document)) event.preventDefault();
  });
  focusFirstError(document);
}

export function hasUnsaved(root) {
  return [...root.querySelectorAll("form[data-unsaved]")].some((form) => changed.has(form));
}

// Ask once before throwing typed words away.
export function mayLeave(root) {
  return !hasUnsaved(root) || window.confirm(text("unsaved"));
}

export function focusFirstError(root) {
  root.querySelector('[aria-invalid="true"]')?.focus();
}
