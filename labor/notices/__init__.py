"""公示: posting a roll, counting its days, hearing objections (R9)."""
