"""How the activities slice plugs in."""
