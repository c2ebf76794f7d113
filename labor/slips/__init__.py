"""工资清单: what each person was paid, month by month and year by year."""
