"""督查激励 and 约谈: recorded by the office, followed until something came of it (通知 三（一）)."""
