"""The screens one reads: the home of a space, a page, an old version of it, a file."""
