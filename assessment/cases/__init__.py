"""典型案例: collected from units, reviewed by the office, kept, promoted to the whole house (通知 三（一）)."""
