// The board: cards move by drag and, just as well, by keyboard.

import "sortable";
import { openPanel } from "desk/panel";
import { post, sentenceOf } from "desk/requests";
import { text } from "desk/texts";
import { toast } from "desk/toasts";

let held; // the card in hand: {card, from, next, over}

export function startBoard(board) {
  for (const list of board.querySelectorAll("[data-cards]")) {
    window.Sortable.create(list, {
      group: "stages",
      draggable: "[data-move-url]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 180,
      delayOnTouchOnly: true,
      ghostClass: "sl-board-ghost",
      dragClass: "sl-board-drag",
      // The browser's own dragging would drag the card's link instead.
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      onStart: ({ item }) => remember(item),
      onEnd: ({ item, from, to }) => {
        swallowClick(item);
        if (from !== to) move(item, from, to);
      },
    });
  }
  board.addEventListener("keydown", (event) => onKey(event, board));
  board.addEventListener("focusout", (event) => {
    if (held && !held.moving && !held.card.contains(event.relatedTarget)) cancel();
  });
}

// Where the card stood, so that a refusal can put it back.
function remember(card) {
  card.homeNext = card.nextElementSibling;
}

// Letting go over the card's own link is not a click on it.
function swallowClick(card) {
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  card.addEventListener("click", stop, { capture: true });
  setTimeout(() => card.removeEventListener("click", stop, { capture: true }), 60);
}

function onKey(event, board) {
  const card = event.target.closest("[data-card]");
  if (!card || event.target !== card) return;
  if (!held) {
    if ((event.key === "m" || event.key === " ") && card.dataset.moveUrl) {
      event.preventDefault();
      pickUp(card);
    }
    return;
  }
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) choose(board, step);
  else if (event.key === "Enter" || event.key === " " || event.key === "m") drop();
  else if (event.key === "Escape") cancel();
  else if (event.key !== "Tab") return;
  else cancel();
  if (event.key !== "Tab") {
    event.preventDefault();
    event.stopPropagation();
  }
}

function pickUp(card) {
  const from = card.closest("[data-cards]");
  held = { card, from, over: from, moving: false };
  remember(card);
  card.classList.add("sl-board-held");
  say("board_picked", { card: card.dataset.title });
}

function choose(board, step) {
  const lists = [...board.querySelectorAll("[data-cards]")];
  const at = lists.indexOf(held.over) + step;
  if (at < 0 || at >= lists.length) return;
  held.over.classList.remove("sl-drop");
  held.over = lists[at];
  if (held.over !== held.from) held.over.classList.add("sl-drop");
  held.over.closest("[data-column]").scrollIntoView({ block: "nearest", inline: "nearest" });
  say("board_over", { column: nameOf(held.over), position: at + 1, total: lists.length });
}

async function drop() {
  const { card, from, over } = held;
  if (over === from) return cancel();
  held.moving = true;
  release();
  over.prepend(card);
  card.focus();
  await move(card, from, over);
}

function cancel() {
  const { card, from } = held;
  release();
  say("board_cancelled", { card: card.dataset.title, column: nameOf(from) });
}

function release() {
  held.card.classList.remove("sl-board-held");
  held.over.classList.remove("sl-drop");
  held = undefined;
}

async function move(card, from, to) {
  const hadFocus = card.contains(document.activeElement);
  card.classList.add("sl-board-busy");
  let answer = null;
  try {
    answer = await post(card.dataset.moveUrl, {
      stage_id: to.closest("[data-column]").dataset.column,
      version: card.dataset.version,
    });
  } catch {
    // No answer at all counts as a refusal.
  }
  card.classList.remove("sl-board-busy");
  if (!answer?.ok) {
    from.insertBefore(card, card.homeNext?.parentElement === from ? card.homeNext : null);
    if (hadFocus) card.focus();
    say("board_refused", { card: card.dataset.title, column: nameOf(from) });
    if (answer && (await asksForMore(answer))) return openPanel(formOf(card, to), card);
    toast((answer && (await sentenceOf(answer))) || text("failed"), { state: "bad" });
    return;
  }
  say("board_dropped", { card: card.dataset.title, column: nameOf(to) });
  await accept(answer, card, hadFocus);
}

// A stage that demands fields answers with the form that has them.
async function asksForMore(answer) {
  return answer.status === 422 && (await answer.clone().text()).includes("data-demands");
}

function formOf(card, to) {
  const url = new URL(card.dataset.moveUrl, location.href);
  url.searchParams.set("stage_id", to.closest("[data-column]").dataset.column);
  url.searchParams.set("version", card.dataset.version);
  return url.href;
}

// The answer is JSON {"version", "card_html"?, "columns"?: {stage: head_html}, "message"?, "undo_url"?,
// "next_url"? (a stage that demands fields)}, or the card's new HTML, or nothing.
async function accept(answer, card, hadFocus) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.includes("json")) {
    const body = await answer.json();
    if (body.version) card.dataset.version = body.version;
    for (const [stage, html] of Object.entries(body.columns ?? {})) {
      replace(document.querySelector(`[data-column="${CSS.escape(stage)}"] [data-column-head]`), html);
    }
    if (body.card_html) replace(card, body.card_html, hadFocus);
    if (body.message) toast(body.message, { undoUrl: body.undo_url, undoFields: { version: body.version } });
  } else if (kind.includes("html")) {
    replace(card, await answer.text(), hadFocus);
  }
}

function replace(element, html, focus = false) {
  const fresh = document.createRange().createContextualFragment(html).firstElementChild;
  if (!element || !fresh) return;
  element.replaceWith(fresh);
  htmx.process(fresh);
  if (focus) fresh.focus();
}

function nameOf(list) {
  return list.closest("[data-column]").dataset.name;
}

function say(key, values) {
  document.getElementById("announcer").textContent = text(key, values);
}
