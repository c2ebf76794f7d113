"""申报: units propose projects for a year's list, the office admits or declines them (notice, 二（二）)."""
