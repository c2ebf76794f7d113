"""预警 (§10): what the checks find, explained and closed by people."""
