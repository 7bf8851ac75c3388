// "Add another" for rows of a form: the spare empty row is copied under the next number.

export function startRepeat(rows) {
  const add = rows.querySelector("[data-repeat-add]");
  if (!add) return;
  add.hidden = false;
  add.addEventListener("click", () => {
    const all = rows.querySelectorAll("[data-repeat-row]");
    const last = all[all.length - 1];
    const number = Number(/-(\d+)/.exec(last.querySelector("[name]").name)[1]);
    const copy = renumbered(last, number, number + 1);
    last.after(copy);
    if (window.htmx) htmx.process(copy);
    copy.querySelector("input:not([type=hidden]), select")?.focus();
  });
}

// Names, ids and what points to them carry the row's number: emails-0-address.
function renumbered(row, from, to) {
  const copy = row.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const attribute of [...element.attributes]) {
      if (/^(name|id|for|aria-describedby|hx-vals|hx-target)$/.test(attribute.name)) {
        attribute.value = attribute.value.replace(`-${from}`, `-${to}`);
      }
    }
    // What the row above is known by is its own.
    if (element.matches("input:not([type=hidden]), input[data-repeat-own], textarea")) {
      element.value = "";
    }
    element.removeAttribute("aria-invalid");
    if (element.matches(".sl-error")) element.remove();
    // What was said of the row above is not said of the new one.
    if (element.matches("[data-repeat-note]")) element.replaceChildren();
  }
  return copy;
}
