"""考勤台账: attendance by date, in halves; one person is never in two projects in the same half day (§10)."""
