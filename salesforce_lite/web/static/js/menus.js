// Details menus close when one clicks elsewhere, presses Esc or opens another.

export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const [menu] = openMenus();
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(menu, event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  }, true);
}

function openMenus() {
  return [...document.querySelectorAll("details.sl-menu[open]")];
}

function step(menu, by) {
  const items = [...menu.querySelectorAll(".sl-menu-item:not([hidden])")];
  const at = items.indexOf(document.activeElement);
  items.at((at + by + items.length) % items.length)?.focus();
}
