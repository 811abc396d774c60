"""The family of errors that this library raises. Sentences for readers are made elsewhere, from the fields.

StoreError
├── RepositoryMissing, RepositoryExists, BadKey
├── UnknownCommit, UnknownBlob, Damaged
├── BadPath
├── Overtaken, NothingChanged, Diverged
├── LockBusy, RefBusy, RefMoved
├── WriteFailed
│   ├── DiskFull
│   └── ReadOnly
├── SourceUnreadable
└── GitFailed
"""


class StoreError(Exception):
    """Anything that went wrong with a repository."""


class RepositoryMissing(StoreError):
    """There is no repository of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no repository {key!r}")
        self.key = key


class RepositoryExists(StoreError):
    """A repository of this key is there already."""

    def __init__(self, key: str) -> None:
        super().__init__(f"repository {key!r} exists already")
        self.key = key


class BadKey(StoreError):
    """A key that cannot be the name of a directory: see store.KEY."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} cannot be the key of a repository")
        self.key = key


class UnknownCommit(StoreError):
    """The id is not 40 hexadecimal digits, or no commit of this repository has it."""

    def __init__(self, commit_id: str) -> None:
        super().__init__(f"unknown commit {commit_id[:60]!r}")
        self.commit_id = commit_id


class UnknownBlob(StoreError):
    """The id is not 40 hexadecimal digits, or no blob of this repository has it."""

    def __init__(self, blob_id: str) -> None:
        super().__init__(f"unknown blob {blob_id[:60]!r}")
        self.blob_id = blob_id


class Damaged(StoreError):
    """An object, a ref or a whole repository is there but cannot be read; the rest may be sound."""

    def __init__(self, object_id: str, reason: str) -> None:
        super().__init__(f"{object_id} cannot be read: {reason}")
        self.object_id = object_id


class BadPath(StoreError):
    """A name that may not enter a tree. `reason` is one of paths.REASONS."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(f"{reason}: {path[:200]!r}")
        self.reason = reason
        self.path = path


class Overtaken(StoreError):
    """The path no longer holds the blob that the writer started from (None: no file)."""

    def __init__(self, path: str, expected: str | None, current: str | None) -> None:
        super().__init__(f"{path!r} holds {current}, not {expected}")
        self.path = path
        self.expected = expected
        self.current = current


class NothingChanged(StoreError):
    """The request would leave the tree as it is; `head` is the commit that already says so."""

    def __init__(self, head: str | None) -> None:
        super().__init__(f"nothing changed since {head}")
        self.head = head


class Diverged(StoreError):
    """`after` is not on the first-parent line of `until`."""

    def __init__(self, after: str, until: str) -> None:
        super().__init__(f"{after} is not on the first-parent line of {until}")
        self.after = after
        self.until = until


class LockBusy(StoreError):
    """Somebody else held the repository for longer than we wait; try again later."""


class RefBusy(StoreError):
    """Another program holds the lock file of a ref at this moment."""


class RefMoved(StoreError):
    """The ref points elsewhere than the writer saw."""


class WriteFailed(StoreError):
    """The disk refused; what is on main is what was there before, or all of the commit.

    `broken` says that the disk cannot be trusted any more (a flush failed, or an I/O error): the repository is
    then read-only.
    """

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


class DiskFull(WriteFailed):
    """Less than the reserve is free, or nothing at all; reading goes on."""


class ReadOnly(WriteFailed):
    """Writing was stopped when the disk could not be trusted; Repository.lift_read_only() ends it."""


class SourceUnreadable(StoreError):
    """What should be imported is not a repository or bundle on this disk, or Git cannot read it."""


class GitFailed(StoreError):
    """The git program ended with an error; the text is what it said."""
