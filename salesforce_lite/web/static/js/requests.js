// Requests of our own, with the token that unsafe ones need.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export async function post(url, fields = {}) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    credentials: "same-origin",
    // With HX-Request a refusal comes as its bare sentence, not as a whole page.
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json", "HX-Request": "true" },
  });
}

// The sentence of a refusal, whatever form the server chose for it.
export async function sentenceOf(response) {
  const body = await response.text().catch(() => "");
  const kind = response.headers.get("Content-Type") ?? "";
  if (kind.includes("json")) {
    try {
      const problem = JSON.parse(body);
      return problem.detail || problem.message || problem.title || "";
    } catch {
      return "";
    }
  }
  if (kind.includes("html")) {
    const page = new DOMParser().parseFromString(body, "text/html");
    return (page.querySelector("[data-refusal], main p")?.textContent ?? "").trim();
  }
  return body.length < 300 ? body : "";
}
