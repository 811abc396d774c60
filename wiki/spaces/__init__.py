"""Spaces: a shelf of pages, one bare repository each, one area of permission each."""
