// Forms: what was typed is not lost by leaving, and is not sent twice.

import { text } from "desk/texts";

const changed = new WeakSet();

export function startForms() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-unsaved]")) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.mostBytes) tellTooLarge(target);
  });
  window.addEventListener("beforeunload", (event) => {
    if (hasUnsaved(document)) event.preventDefault();
  });
  focusFirstError(document);
}

// A file that would be refused when all of it has been sent is refused before.
function tellTooLarge(input) {
  const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
  input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
  if (!isTooLarge) return;
  input.reportValidity();
  input.value = "";
}

export function hasUnsaved(root) {
  return [...root.querySelectorAll("form[data-unsaved]")].some((form) => changed.has(form));
}

// Ask once before throwing typed words away.
export function mayLeave(root) {
  return !hasUnsaved(root) || window.confirm(text("unsaved"));
}

// Of choices the first is focused, and all are shown with what is said below them. Answers whether
// something is wrong.
export function focusFirstError(root) {
  const wrong = root.querySelector('[aria-invalid="true"], fieldset.sl-field-wrong');
  const isSet = wrong?.matches("fieldset") && !wrong.querySelector('[aria-invalid="true"]');
  const field = isSet ? wrong.querySelector("input:not([type=hidden])") : root.querySelector('[aria-invalid="true"]');
  field?.focus();
  if (isSet) wrong.scrollIntoView({ block: "center" });
  return Boolean(wrong);
}

// A part with data-keeps-typed is read again while people go on typing: what they did between the
// question and its answer is done again in what comes.
export function startRereading() {
  let late;
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    late = detail.target.matches("[data-keeps-typed]") ? doneSince(detail.target, detail.requestConfig.formData) : null;
  });
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    const part = late && document.getElementById(detail.target.id);
    if (part) doAgain(part, late);
    late = null;
  });
}

function doneSince(part, sent) {
  // A button has a name and a value as well, but nobody types into it.
  const fields = [...part.querySelectorAll("[name]:not([type=hidden], button)")].filter((field) => {
    const was = sent.getAll(field.name);
    if (isTicked(field) !== undefined) return was.includes(field.value) !== field.checked;
    return (was[placeOf(part, field)] ?? "") !== field.value;
  });
  return {
    isUnsaved: hasUnsaved(part),
    fields: fields.map((field) => ({
      name: field.name,
      value: field.value,
      ticked: isTicked(field),
      place: placeOf(part, field),
    })),
    open: [...part.querySelectorAll("details")].filter((each) => each.open).map(titleOf),
    focused: part.contains(document.activeElement) ? document.activeElement : null,
  };
}

function doAgain(part, { isUnsaved, fields, open, focused }) {
  if (isUnsaved) part.querySelectorAll("form[data-unsaved]").forEach((form) => changed.add(form));
  for (const { name, value, ticked, place } of fields) {
    for (const [at, field] of namesakes(part, name).entries()) {
      if (ticked === undefined && at === place) field.value = value;
      else if (ticked !== undefined && field.value === value) field.checked = ticked;
    }
  }
  for (const each of part.querySelectorAll("details")) {
    each.open ||= open.includes(titleOf(each));
  }
  if (!focused) return;
  // Now that the parts stand open: a field that is folded away cannot take the focus.
  const same = focused.id
    ? document.getElementById(focused.id)
    : [...part.querySelectorAll("summary, button, a")].find((each) => wordsOf(each) === wordsOf(focused));
  if (same !== document.activeElement) same?.focus();
}

// An amount and its currency have one name: it is their order that tells them apart.
function placeOf(part, field) {
  return namesakes(part, field.name).indexOf(field);
}

function namesakes(part, name) {
  return [...part.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];
}

function isTicked(field) {
  return field.matches("[type=radio], [type=checkbox]") ? field.checked : undefined;
}

function titleOf(details) {
  return wordsOf(details.querySelector("summary"));
}

function wordsOf(element) {
  return element.textContent.trim();
}
