// The words that scripts say, translated by the template.

const words = JSON.parse(document.getElementById("desk-texts")?.textContent ?? "{}");

export function text(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
