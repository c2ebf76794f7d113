"""Pages of rolls, their import, overlapping people and opened numbers."""
