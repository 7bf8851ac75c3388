// The side panel: links with data-panel open here; without JavaScript they open as pages.

import { focusFirstError, mayLeave } from "desk/forms";
import { toast } from "desk/toasts";

let panel;
let origin;
let follows = false;

export function startPanel() {
  panel = document.getElementById("panel");
  if (!panel) return;
  document.addEventListener("click", onClick);
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    closePanel();
  });
  panel.addEventListener("submit", onSubmit);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === panel) settle();
  });
  document.body.addEventListener("htmx:beforeSwap", onAnswer);
  document.body.addEventListener("htmx:responseError", (event) => {
    // Nothing came to fill the panel: the desk says why, the panel goes.
    if (event.detail.target === panel && panel.querySelector(".sl-skeleton")) closePanel();
  });
  document.body.addEventListener("saved", onSaved);
  // HX-Trigger: {"panel": {"url": "…"}} for what has to be filled in first.
  document.body.addEventListener("panel", ({ detail }) => openPanel(detail.url));
}

export function openPanel(url, from = document.activeElement) {
  // The first opener gets the focus back, also when one panel leads to another.
  if (!panel.open) {
    origin = from;
    follows = from?.dataset?.panel === "follow";
    panel.replaceChildren(document.getElementById("skeleton").content.cloneNode(true));
    panel.showModal();
  }
  htmx.ajax("GET", url, { target: panel, swap: "innerHTML", source: panel });
}

export function closePanel({ ask = true } = {}) {
  if (!panel?.open || (ask && !mayLeave(panel))) return;
  panel.close();
  panel.replaceChildren();
  const toasts = document.getElementById("toasts");
  if (!toasts.isConnected || toasts.parentElement !== document.body) document.body.append(toasts);
  if (origin?.isConnected) origin.focus();
}

function onClick(event) {
  if (event.target === panel) return closePanel();
  const closer = event.target.closest("[data-close-panel]");
  if (closer && panel.contains(closer)) {
    event.preventDefault();
    return closePanel();
  }
  const link = event.target.closest("a[data-panel]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.closest("details.sl-menu")?.removeAttribute("open");
  openPanel(link.href, link);
}

// Forms in the panel go through htmx, so that a 422 answer comes back into the panel.
function onSubmit(event) {
  const form = event.target;
  if (form.matches("[enctype='multipart/form-data'], [hx-post], [hx-get], [data-theme-switch], [data-whole-page]")) return;
  event.preventDefault();
  const values = new FormData(form, event.submitter ?? undefined);
  const verb = form.method.toUpperCase();
  // The form's own address, not a field that happens to be called "action".
  const url = form.getAttribute("action") || window.location.href;
  const sent = htmx.ajax(verb, url, { target: panel, swap: "innerHTML", source: form, values: listed(values) });
  // An answer that is lost has been told (desk.js), and the form is still there to be sent again.
  sent.catch(() => {});
}

function listed(data) {
  const values = {};
  for (const name of new Set(data.keys())) {
    const all = data.getAll(name);
    values[name] = all.length > 1 ? all : all[0];
  }
  return values;
}

function settle() {
  if (focusFirstError(panel)) return;
  const first = panel.querySelector("[autofocus], .sl-panel-content :is(input:not([type=hidden]), select, textarea):not([hidden])");
  (first ?? panel.querySelector("[data-close-panel]"))?.focus();
}

// A form that was answered with a redirect has been saved. What one sees stays: the page is read
// again, except where the link said data-panel="follow" (a new record is opened).
function onAnswer(event) {
  const { target, xhr, requestConfig } = event.detail;
  if (target !== panel || requestConfig.verb === "get" || xhr.status >= 400 || !xhr.responseURL) return;
  const asked = new URL(requestConfig.path, window.location.href);
  const arrived = new URL(xhr.responseURL);
  if (asked.pathname === arrived.pathname && asked.search === arrived.search) return;
  event.detail.shouldSwap = false;
  panel.replaceChildren();
  if (follows && arrived.pathname !== window.location.pathname) window.location.assign(arrived);
  else readAgain();
}

// The page is read again; the focus comes back to what opened the panel.
function readAgain() {
  const address = origin?.getAttribute?.("href");
  if (address) sessionStorage.setItem("focus", address);
  window.location.reload();
}

export function waitingFocus() {
  const address = sessionStorage.getItem("focus");
  sessionStorage.removeItem("focus");
  if (!address) return;
  const openers = document.querySelectorAll(`a[data-panel][href="${CSS.escape(address)}"]`);
  const opener = [...openers].find((link) => link.checkVisibility());
  // What was opened may be done with and gone: then the page itself is next.
  (opener ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

// HX-Trigger: {"saved": {"message": "…", "undo_url": "…", "refresh": true}}
// Parts that should follow carry hx-trigger="saved from:body"; without any, the page is read again.
function onSaved(event) {
  const { message, undo_url: undoUrl, refresh } = event.detail ?? {};
  closePanel({ ask: false });
  const listening = document.querySelector('[hx-trigger*="saved"]');
  if (refresh || !listening) {
    if (message) sessionStorage.setItem("toast", JSON.stringify({ message, undoUrl }));
    return readAgain();
  }
  if (message) toast(message, { undoUrl });
}

// The message that was to be seen after the page was read again.
export function waitingToast() {
  const waiting = sessionStorage.getItem("toast");
  if (!waiting) return;
  sessionStorage.removeItem("toast");
  const { message, undoUrl } = JSON.parse(waiting);
  toast(message, { undoUrl });
}
