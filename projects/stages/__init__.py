"""环节: how a project moves from planning to the archive, and what each move rests on."""
