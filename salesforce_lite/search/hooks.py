"""How the search plugs in."""
