"""The parts of taking in, from the history of a space to rows: ``wiki.pages.projection`` puts them together."""
