"""任务报告: what the lead unit reports, what the office makes of it, and the daily word about what is due."""
