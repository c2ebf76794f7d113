"""佐证: what a project's stages rest on, with its files: recorded, read, voided."""
