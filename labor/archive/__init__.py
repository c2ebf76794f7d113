"""备案与归档: the package for the two offices, and rows that stay (R8, R11)."""
