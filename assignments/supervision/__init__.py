"""督办: a notice with a number and a deadline, signed for, answered, checked and closed; three lamps, two levels."""
