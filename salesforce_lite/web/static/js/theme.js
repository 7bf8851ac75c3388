// Theme and language: remembered in a cookie, the theme with the person too.

import { post } from "desk/requests";

const A_YEAR = 60 * 60 * 24 * 365;

export function startTheme() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-switch]")) return;
    event.preventDefault();
    choose(event.submitter?.value ?? "auto", event.target.action);
  });
  // Before sign-in nobody knows the person's language; afterwards the profile decides.
  for (const select of document.querySelectorAll("[data-locale-switch]")) {
    select.hidden = false;
    select.addEventListener("change", () => {
      remember("sfl_locale", select.value);
      window.location.reload();
    });
  }
}

function choose(theme, url) {
  document.documentElement.dataset.bsTheme = theme;
  remember("sfl_theme", theme);
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  // Before sign-in there is nobody to remember it with; the cookie is enough.
  post(url, { theme }).catch(() => {});
}

function remember(name, value) {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${A_YEAR}; SameSite=Lax${secure}`;
}
