"""工种: the list of trades, and a trade found by any of the names people use for it."""
