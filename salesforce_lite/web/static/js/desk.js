// Starts what a page needs, and again for each part that htmx brings.

import { startBell } from "desk/bell";
import { startBusy } from "desk/busy";
import { startCopy } from "desk/copy";
import { startForms, startRereading } from "desk/forms";
import { startKeys } from "desk/keys";
import { startMenus } from "desk/menus";
import { startMention } from "desk/mention";
import { startPace } from "desk/pace";
import { startPanel, waitingFocus, waitingToast } from "desk/panel";
import { startPush } from "desk/push";
import { startRepeat } from "desk/repeat";
import { csrfToken, sentenceOf } from "desk/requests";
import { startSearch } from "desk/search";
import { text } from "desk/texts";
import { startTheme } from "desk/theme";
import { toast, toastFlashes } from "desk/toasts";
import { startTypeahead } from "desk/typeahead";

const started = new WeakSet();

startMenus();
startTheme();
startForms();
startBusy();
startKeys();
startRail();
// What htmx brings is enriched before the panel puts the focus into it.
startHtmx();
startRereading();
startPace();
startPanel();
startBell();
enrich(document);
waitingFocus();
waitingToast();
toastFlashes();

// At once, with nothing to wait for: a key pressed in a field must not meet what is about to be
// replaced. Only the board, which brings a library, comes where there is one.
function enrich(root) {
  start(root, "[data-search]", startSearch);
  start(root, "[data-typeahead]", startTypeahead);
  start(root, "[data-repeat]", startRepeat);
  start(root, "[data-copies]", startCopy);
  start(root, "[data-mentions]", startMention);
  start(root, "[data-push]", startPush);
  start(root, ".sl-toolbar [aria-current]", showChosen);
  start(root, "[data-board]", async (board) => (await import("desk/board")).startBoard(board));
}

async function start(root, selector, begin) {
  for (const element of root.querySelectorAll(selector)) {
    if (started.has(element)) continue;
    started.add(element);
    await begin(element);
    element.dataset.ready = "yes";
  }
}

// On a phone a row of choices goes on beyond the edge; what is chosen is in sight.
function showChosen(chosen) {
  const row = chosen.closest(".sl-toolbar");
  const place = chosen.getBoundingClientRect();
  const over = place.right - row.getBoundingClientRect().right;
  if (over > 0) row.scrollLeft += over + place.width;
}

function startRail() {
  const toggle = document.querySelector("[data-rail-toggle]");
  if (!toggle) return;
  const root = document.documentElement;
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(root.dataset.rail === "narrow"));
  toggle.addEventListener("click", () => {
    const narrow = root.dataset.rail !== "narrow";
    if (narrow) root.dataset.rail = "narrow";
    else delete root.dataset.rail;
    toggle.setAttribute("aria-pressed", String(narrow));
    try {
      localStorage.setItem("rail", narrow ? "narrow" : "wide");
    } catch {
      // Not remembered where storage is forbidden.
    }
  });
}

function startHtmx() {
  const body = document.body;
  body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  body.addEventListener("htmx:afterSwap", () => enrich(document));
  // A refusal must not take the place of what it refused to change.
  body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status < 400 || !detail.serverResponse?.includes("data-refusal")) return;
    detail.shouldSwap = false;
    refuse(detail.xhr);
  });
  body.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    if (!xhr.responseText.includes("data-refusal")) refuse(xhr);
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    body.addEventListener(failure, () => toast(text("failed"), { state: "bad" }));
  }
  // HX-Trigger: {"toast": {"message": "…", "undo_url": "…"}} for answers that stay on the page.
  body.addEventListener("toast", (event) => {
    toast(event.detail.message, { undoUrl: event.detail.undo_url, state: event.detail.state });
  });
}

async function refuse(xhr) {
  const kind = xhr.getResponseHeader("Content-Type") ?? "text/plain";
  const answer = new Response(xhr.responseText, { headers: { "Content-Type": kind } });
  const words = xhr.status === 401 ? text("signed_out") : await sentenceOf(answer);
  toast(words || text("failed"), { state: "bad" });
}
