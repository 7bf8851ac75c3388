"""Asks questions when visits are logged, as an administrator defines them."""
