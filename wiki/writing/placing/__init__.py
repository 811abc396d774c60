"""Where pages stand: moving one with what lies below it, deleting it, and bringing back what was deleted."""
