"""`slipbook serve`: a parent that starts web and one worker, restarts them and forwards the signal to stop."""
