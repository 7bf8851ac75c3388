// Starts what a page needs, and again for each part that htmx brings.

import { startForms } from "desk/forms";
import { startKeys } from "desk/keys";
import { startMenus } from "desk/menus";
import { startPanel, waitingFocus, waitingToast } from "desk/panel";
import { csrfToken, sentenceOf } from "desk/requests";
import { text } from "desk/texts";
import { startTheme } from "desk/theme";
import { toast, toastFlashes } from "desk/toasts";

startMenus();
startTheme();
startForms();
startKeys();
startPanel();
startRail();
startHtmx();
enrich(document);
waitingFocus();
waitingToast();
toastFlashes();

// Modules that few pages need come only where their element is.
async function enrich(root) {
  for (const board of root.querySelectorAll("[data-board]:not([data-ready])")) {
    board.dataset.ready = "yes";
    (await import("desk/board")).startBoard(board);
  }
  for (const form of root.querySelectorAll("[data-search]:not([data-ready])")) {
    form.dataset.ready = "yes";
    (await import("desk/search")).startSearch(form);
  }
  for (const field of root.querySelectorAll("[data-typeahead]:not([data-typeahead-ready])")) {
    (await import("desk/typeahead")).startTypeahead(field);
  }
  for (const rows of root.querySelectorAll("[data-repeat]:not([data-ready])")) {
    rows.dataset.ready = "yes";
    (await import("desk/repeat")).startRepeat(rows);
  }
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
  body.addEventListener("htmx:afterSettle", (event) => enrich(event.detail.elt));
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
