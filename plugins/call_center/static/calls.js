// Opens who is calling as soon as it rings, and the log after a number was dialled from a page.

import { openPanel } from "desk/panel";
import { post, sentenceOf } from "desk/requests";
import { toast } from "desk/toasts";

const EVERY = 700;
const DIALLED = "call-center-dialled";
const OPENED = "call-center-opened";
// A call that was dialled longer ago is not asked about any more.
const RECENT = 4 * 3600_000;
const place = document.getElementById("call-center");

if (place) start();

function start() {
  document.addEventListener("click", rememberDialled, { capture: true });
  addEventListener("focus", offerLog);
  document.addEventListener("keydown", sayState);
  document.addEventListener("keydown", turnRecording);
  document.addEventListener("visibilitychange", () => document.hidden || offerLog());
  if (place.dataset.ringing) listen();
}

// `a` says available and `p` pause, where their buttons stand; never while somebody is typing.
function sayState(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input, textarea, select, [contenteditable], [role=combobox]")) return;
  if (!["a", "p"].includes(event.key) || document.querySelector("dialog[open]")) return;
  const button = document.querySelector(`[data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

// F8 pauses the recording of one's own call and lets it go on; also while somebody is typing, for
// the number of a card is typed as it is said.
async function turnRecording(event) {
  if (event.key !== "F8" || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const answer = await post(place.dataset.recording).catch(() => null);
  if (!answer?.ok) return toast(answer ? await sentenceOf(answer) : place.dataset.unsaid, { state: "bad" });
  toast((await answer.json()).words);
}

// The number is asked about before it is dialled; where nobody answers, it is dialled.
async function rememberDialled(event) {
  const link = event.target.closest?.('a[href^="tel:"]');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  const customer = location.pathname.match(/^\/customers\/([0-9a-f-]{36})/)?.[1] ?? "";
  const number = decodeURIComponent(link.getAttribute("href").slice(4));
  // A campaign has asked already, and logs the call itself.
  if (!document.querySelector("[data-script]")) {
    const asked = `${place.dataset.dialling}?${new URLSearchParams({ number, customer_id: customer })}`;
    const answer = await fetch(asked, { headers: { Accept: "application/json" } }).catch(() => null);
    const said = answer?.ok && !answer.redirected ? await answer.json() : { is_allowed: true };
    if (!said.is_allowed) return toast(said.words, { state: "bad" });
    sessionStorage.setItem(DIALLED, JSON.stringify({ number, customer, at: Date.now() }));
  }
  location.href = link.href;
}

// Whoever comes back from the telephone finds the log open.
function offerLog() {
  const kept = sessionStorage.getItem(DIALLED);
  if (!kept) return;
  const { number, customer, at } = JSON.parse(kept);
  // The browser comes back at once where it only asks which program dials.
  if (Date.now() - at < 1500) return;
  sessionStorage.removeItem(DIALLED);
  if (Date.now() - at > RECENT) return;
  const said = new URLSearchParams({ number, direction: "out" });
  if (customer) said.set("customer_id", customer);
  openPanel(`${place.dataset.log}?${said}`);
}

async function listen() {
  if (!document.hidden) {
    const answer = await fetch(place.dataset.ringing, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) ring(await answer.json());
  }
  setTimeout(listen, EVERY);
}

function ring({ call, url }) {
  if (!call || localStorage.getItem(OPENED) === call) return;
  // Of several windows one opens it.
  localStorage.setItem(OPENED, call);
  // What somebody is typing is not taken away: then it opens beside the page.
  const typing = document.activeElement?.matches?.("input, textarea, select") || document.querySelector("dialog[open]");
  if (typing) openPanel(url);
  else location.assign(url);
}
