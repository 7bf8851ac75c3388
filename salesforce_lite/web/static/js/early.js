// Runs before the first paint, so that the rail does not jump.
try {
  const chosen = localStorage.getItem("rail") ?? (matchMedia("(max-width: 1100px)").matches ? "narrow" : "wide");
  if (chosen === "narrow") document.documentElement.dataset.rail = "narrow";
} catch {
  // Storage may be forbidden; the rail is then wide.
}
