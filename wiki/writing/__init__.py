"""Writing pages: the editor, drafts that the server keeps while somebody types, preview, and what a conflict asks."""
