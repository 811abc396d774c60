"""The settings that every repository here has (durability contract: "Repo config")."""

import os
from typing import Final

CONFIG: Final = {
    # Flush everything, not only packs.
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    # Remember for 90 days where every ref was; pack only when asked to, under the lock.
    "core.logAllRefUpdates": "always",
    "gc.auto": "0",
    "gc.pruneExpire": "2.weeks.ago",
    "gc.reflogExpire": "90.days.ago",
    "gc.reflogExpireUnreachable": "90.days.ago",
    # Check what is pushed, rewrite nothing, hide our refs.
    "receive.fsckObjects": "true",
    "transfer.fsckObjects": "true",
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.maxInputSize": "100m",
    "uploadpack.allowAnySHA1InWant": "false",
    "transfer.hideRefs": "refs/internal",
    # No hook runs that lies in the repository, and no name that another system would read in another way.
    "core.hooksPath": os.devnull,
    "core.symlinks": "false",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
}
