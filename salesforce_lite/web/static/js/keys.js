// Keys of the desk; never while somebody is typing.

import { text } from "desk/texts";

const GO = { t: "/today", c: "/customers", o: "/opportunities", a: "/activities", r: "/reports" };
const WAIT_AFTER_G = 1500;
let goUntil = 0;

export function startKeys() {
  document.addEventListener("keydown", onKey);
  for (const opener of document.querySelectorAll("[data-show-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", showKeys);
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key;
  if (Date.now() < goUntil && GO[key]) {
    goUntil = 0;
    return done(event, () => window.location.assign(GO[key]));
  }
  goUntil = 0;
  if (key === "g") goUntil = Date.now() + WAIT_AFTER_G;
  else if (key === "/") done(event, focusSearch);
  else if (key === "?") done(event, showKeys);
  else if (key === "j" || key === "k") done(event, () => step(key === "j" ? 1 : -1));
  else if (key === "Enter") openCurrent(event);
  else if (["n", "l", "e"].includes(key)) press(event, key);
}

function isTyping(element) {
  return element.matches?.("input, textarea, select, [contenteditable], [role=combobox]") ?? false;
}

function done(event, act) {
  event.preventDefault();
  act();
}

function focusSearch() {
  const field = document.getElementById("search");
  if (field?.offsetParent) field.select();
  else window.location.assign("/search");
}

// Links and buttons name their key: data-key="n".
function press(event, key) {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (target) done(event, () => target.click());
}

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] [data-row-link], [data-board] [data-card]")];
  if (!links.length) return;
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function openCurrent(event) {
  const card = event.target.closest?.("[data-card]");
  if (card && event.target === card && !card.classList.contains("sl-board-held")) {
    done(event, () => card.querySelector("[data-row-link]")?.click());
  }
}

function showKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "sl-dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const head = document.createElement("header");
  head.className = "sl-panel-head";
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = text("keys_title");
  const room = document.createElement("div");
  room.append(title);
  const close = document.createElement("button");
  close.className = "btn btn-quiet";
  close.textContent = text("close");
  close.addEventListener("click", () => dialog.close());
  head.append(room, close);
  dialog.append(head, keyList());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function keyList() {
  const list = document.createElement("dl");
  list.className = "sl-keys";
  const rows = [
    ["key_search", ["/"]], ["key_go", ["g", text("then"), "t", "c", "o", "a", "r"]],
    ["key_new", ["n"]], ["key_log", ["l"]], ["key_edit", ["e"]], ["key_rows", ["j", "k"]],
    ["key_open", ["Enter"]], ["key_card", ["m", "←", "→", "Enter"]], ["key_close", ["Esc"]],
    ["key_keys", ["?"]],
  ];
  for (const [words, keys] of rows) {
    const term = document.createElement("dt");
    term.textContent = text(words);
    const detail = document.createElement("dd");
    for (const key of keys) {
      const cap = document.createElement(key === text("then") ? "span" : "kbd");
      cap.textContent = key;
      detail.append(cap, " ");
    }
    list.append(term, detail);
  }
  return list;
}
