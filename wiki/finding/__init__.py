"""Finding: the search screen, the quick switcher, and the feeding of the index."""
