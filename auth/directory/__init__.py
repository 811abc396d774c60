"""Where people and groups come from: one promise (``directory``), small ones in a file or in memory, and the
pure rules for nesting, comparing login names and telling what has changed."""
