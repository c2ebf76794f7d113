"""考核评分表: opened, scored by the unit, reviewed by the office, appealed against, settled."""
