// How long the questions of plugins take, for whoever decides what is asked. It goes with the form,
// without a request of its own, and only for the inputs of a part with data-paced.

// What takes longer is no reading: the phone was put away.
const LONGEST = 30_000;

let last = 0;

export function startPace() {
  for (const kind of ["focusin", "input", "change"]) document.addEventListener(kind, measure);
  // Time away from the page, and before the form was there, is not counted.
  document.addEventListener("visibilitychange", begin);
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.querySelector("[data-paced]") && !detail.target.matches("[data-keeps-typed]")) begin();
  });
  begin();
}

function begin() {
  last = performance.now();
}

// What passed since the last thing that was done in the form went into reading and answering this.
function measure({ target }) {
  const kept = target.form?.elements.namedItem("pace");
  if (!kept) return;
  const passed = Math.min(performance.now() - last, LONGEST);
  begin();
  if (!target.name || !target.closest("[data-paced]")) return;
  const taken = readBack(kept.value);
  taken[target.name] = Math.round((taken[target.name] ?? 0) + passed);
  kept.value = JSON.stringify(taken);
}

function readBack(written) {
  try {
    return JSON.parse(written || "{}");
  } catch {
    return {};
  }
}
