"""Pages of units, users and the audit trail."""
