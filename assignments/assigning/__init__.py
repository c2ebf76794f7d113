"""任务: drafted from a duty, a decision, a mandate or an issue; issued, put off, closed; its lamp in one place."""
