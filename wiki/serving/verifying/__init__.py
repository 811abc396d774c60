"""`slipbook verify`: whether everything that is kept holds together, asked beside a running server."""
