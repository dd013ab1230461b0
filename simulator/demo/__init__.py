"""Sample OzML apps: short, complete, and meant to be copied."""
