"""How the team slice plugs in."""
