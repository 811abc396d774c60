"""The sample company: its people, its pages with their history, and the command that brings it up."""
