"""预警: what the checks of §10 find, who explains it, who closes it, and what a week brought."""
