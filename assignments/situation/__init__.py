"""综合研判 (通知 二（一）): labor, disasters and epidemics, told each quarter from figures and the units' texts."""
