"""People, groups, signing in, sessions and tokens."""
