"""Programs of points: what members earn, hold, spend and lose, in a ledger that forgets nothing."""
