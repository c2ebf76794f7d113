"""会议: proposed by any member unit, decided by the office, told, answered, signed in, minuted (通知 五)."""
