"""监管检查: samples drawn by lot, inspections on site, and findings followed until they are mended."""
