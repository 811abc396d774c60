"""Bare Git repositories: durable commits, trees at any version, history, differences and merges, as data.

Nothing here knows what the files mean, who may see them, or how they are shown.
"""

from repo_store.store import Store
from repo_store.types import UNCHECKED, Author, Change, Commit, CommitRequest, Entry, PathChange, moved

__all__ = ["UNCHECKED", "Author", "Change", "Commit", "CommitRequest", "Entry", "PathChange", "Store", "moved"]
