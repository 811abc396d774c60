"""No test speaks to another machine: whoever tries is told so, in every process that runs tests."""

from __future__ import annotations

import sys
from ipaddress import ip_address


class OutgoingConnection(RuntimeError):
    """A test tried to reach another machine."""


def refuse_others() -> None:
    """From now on refuse connections and questions for names that leave this machine; it cannot be taken back."""
    sys.addaudithook(_look)


def _look(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        _check(event, given[0])
    elif event in ("socket.connect", "socket.sendto") and isinstance(given[1], tuple):  # else a socket in a file
        _check(event, given[1][0])


def _check(event: str, host: object) -> None:
    if host is not None and not _is_here(str(host)):
        raise OutgoingConnection(f"{event} to {host}")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in ("localhost", "")
