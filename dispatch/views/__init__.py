"""Pages of months, frozen figures, reports and background jobs."""
