"""及时足额: by when pay is due, who waits for it, and how near a project is to its floor (R3, R10, R14)."""
