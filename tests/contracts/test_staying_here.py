"""No outgoing connection in a test run."""

from __future__ import annotations

import socket

import pytest

from tests.staying_here import OutgoingConnection


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_test_that_reaches_out_is_stopped(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as way_out, pytest.raises(OutgoingConnection, match=address):
        way_out.connect((address, 80))


def test_a_test_that_asks_for_a_foreign_name_is_stopped() -> None:
    with pytest.raises(OutgoingConnection, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)
    assert socket.getaddrinfo("localhost", 80)


def test_this_machine_may_be_spoken_to() -> None:
    with socket.socket() as door, socket.socket() as guest:
        door.bind(("127.0.0.1", 0))
        door.listen()
        guest.connect(door.getsockname())
        assert guest.getpeername() == door.getsockname()
