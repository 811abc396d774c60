"""The files of a page: added, replaced, removed, restored and listed. Opening one is ``reading``'s."""
