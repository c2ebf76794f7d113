"""交办事项 of the district committee and government (通知 二（七）): registered, given to units, answered."""
