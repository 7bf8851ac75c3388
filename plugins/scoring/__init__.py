"""Scores customers by rules that an administrator makes, and says why."""
