"""任务矩阵: duties × units of a year by lamp; printed as the 任务分工表, written as a workbook."""
