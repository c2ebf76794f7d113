"""指导目录 and 申报征集: what may be done as work relief, and when the units are asked for next year's projects."""
