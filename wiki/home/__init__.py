"""Home: what waits, the spaces, what changed lately; and whether the instance is alive and ready."""
