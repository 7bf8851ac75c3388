// The bell: asks now and then what is new, while somebody is there; what one opens has been read.

import { csrfToken } from "desk/requests";

const EVERY = 60_000;
// Who has touched nothing for so long is not there: asking would only keep them signed in.
const AWAY = 10 * EVERY;
let touched = Date.now();
let asked = Date.now();

export function startBell() {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(sign, () => (touched = Date.now()), { passive: true, capture: true });
  }
  setInterval(() => askIfThere(bell), EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked >= EVERY) askIfThere(bell);
  });
  for (const verb of ["click", "auxclick"]) document.addEventListener(verb, onOpen);
  // The list beside the page says itself how many are left.
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.querySelector?.("[data-unread]")) ask(bell);
  });
}

function askIfThere(bell) {
  if (!document.hidden && Date.now() - touched < AWAY) ask(bell);
}

async function ask(bell) {
  asked = Date.now();
  const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } }).catch(() => null);
  // Signed out, or the server is away: the next page says so.
  if (answer?.ok && !answer.redirected) show(bell, await answer.json());
}

function show(bell, { number, words, count }) {
  const place = bell.querySelector("[data-bell-number]");
  const before = Number.parseInt(place.textContent, 10) || 0;
  place.textContent = number;
  place.hidden = !number;
  bell.title = words;
  bell.setAttribute("aria-label", words);
  if (count > before) document.getElementById("announcer").textContent = words;
}

// The page is left at once: the request goes on without it.
function onOpen(event) {
  const link = event.target.closest("a[data-told]");
  if (!link) return;
  fetch(link.dataset.told, {
    method: "POST",
    keepalive: true,
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  }).catch(() => {});
  link.removeAttribute("data-told");
}
