"""重大事项 (通知 二（六）): reported to the district government within its clock; the answer is recorded."""
