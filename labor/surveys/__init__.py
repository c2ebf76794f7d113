"""摸底调查 (notice, 三（四）（八）): campaigns, what people said, workbooks, finding people, sums."""
