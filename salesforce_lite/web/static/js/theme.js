// The theme switch: changes at once, remembered in a cookie and with the person.

import { post } from "desk/requests";

const A_YEAR = 60 * 60 * 24 * 365;

export function startTheme() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-switch]")) return;
    event.preventDefault();
    choose(event.submitter?.value ?? "auto", event.target.action);
  });
}

function choose(theme, url) {
  document.documentElement.dataset.bsTheme = theme;
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${A_YEAR}; SameSite=Lax${secure}`;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  // Before sign-in there is nobody to remember it with; the cookie is enough.
  post(url, { theme }).catch(() => {});
}
