"""Slipbook, the product: Flask, SQLAlchemy and the rooms stacked as the architecture says."""
