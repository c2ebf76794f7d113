"""新情况新问题 (通知 二（六）): raised by units, coordinated across them, closed with a result, or told upwards."""
