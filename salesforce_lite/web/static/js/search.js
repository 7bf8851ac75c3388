// The search field of the desk: suggestions under it while one types, arrow keys go through them.
// Without JavaScript the field is a plain form.

export function startSearch(form) {
  const field = form.querySelector("input[type=search]");
  const list = form.querySelector("[data-live-hits]");
  form.addEventListener("keydown", (event) => onKey(event, form, field, list));
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) list.hidden = true;
  });
  form.addEventListener("focusin", () => {
    list.hidden = false;
  });
}

function onKey(event, form, field, list) {
  if (event.key === "Escape" && !list.hidden && list.childElementCount) {
    list.hidden = true;
    field.focus();
    // Its focus would open the list again.
    list.hidden = true;
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    step(event.key === "ArrowDown" ? 1 : -1, field, list);
  } else if (event.key === "Enter" && event.target === field && onlyCommand(field, list)) {
    onlyCommand(field, list).click();
  } else {
    if (event.target === field && event.key.length === 1) list.hidden = false;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

// Enter does the command that is all there is to what was typed; else it searches.
function onlyCommand(field, list) {
  const shown = list.querySelector("[data-typed]");
  const links = list.querySelectorAll("li a");
  if (list.hidden || links.length !== 1 || shown?.dataset.typed !== field.value.trim()) return null;
  return links[0].matches("[data-command]") ? links[0] : null;
}

// The field itself is one of the places, so that the arrows lead back to it.
function step(by, field, list) {
  const places = [field, ...list.querySelectorAll("a")];
  const at = places.indexOf(document.activeElement);
  places.at((at + by + places.length) % places.length).focus();
}
