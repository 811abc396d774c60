"""Who may do what, where: areas, grants, the epoch, and the one gate."""
