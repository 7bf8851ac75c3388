// Runs before the first paint, so that the rail does not jump.
try {
  if (localStorage.getItem("rail") === "narrow") document.documentElement.dataset.rail = "narrow";
} catch {
  // Storage may be forbidden; the rail is then wide.
}
