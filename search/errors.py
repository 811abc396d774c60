"""What can go wrong with an index. Nothing a reader types is an error: `query.parse` accepts any text."""


class SearchError(Exception):
    """The family's name; never raised itself."""


class IndexUnusable(SearchError):
    """The index is missing, damaged or of another version. It is a projection: rebuild it."""


class IndexBusy(SearchError):
    """Somebody else is writing or rebuilding. Nothing was changed; the same call works later."""
