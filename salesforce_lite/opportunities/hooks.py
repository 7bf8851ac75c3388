"""How the opportunities slice plugs in."""
