"""A child ends with its parent, however that died: otherwise it would hold the port against the next start."""

from __future__ import annotations

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
"""Of prctl(2): the signal that the kernel sends when the parent has gone."""


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies. Elsewhere than on Linux nothing is asked."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
