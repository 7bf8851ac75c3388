"""Says on Today what was won."""
