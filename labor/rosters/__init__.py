"""名册: real-name registration before entry, and every stay with a project until it ends (R8; notice, 三（四）)."""
