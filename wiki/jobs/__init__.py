"""The bell that wakes the worker, and its schedule. Neither is a record: losing their file loses nothing."""
