"""催报: who still owes the month is reminded step by step, and at the end by a letter; nobody else hears a word."""
