"""Measurements, each a program of its own: `python -m bench.page_view`, `python -m bench.search_engine`."""
