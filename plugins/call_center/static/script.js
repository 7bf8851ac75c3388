// Shows the steps of a script that the answers lead to; without it all of them stand there.

const script = document.querySelector("[data-script]");
if (script) {
  script.addEventListener("change", show);
  show();
}

function show() {
  const steps = [...script.querySelectorAll("[data-step]")];
  const way = new Set();
  let step = steps[0];
  while (step && !way.has(step)) {
    way.add(step);
    const next = step.querySelector("input:checked")?.dataset.next;
    step = next ? steps.find((each) => each.dataset.step === next) : null;
  }
  for (const each of steps) each.hidden = !way.has(each);
}
