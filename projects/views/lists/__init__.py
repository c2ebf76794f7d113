"""Pages of the year's list: years and versions, the next version, entries that leave."""
