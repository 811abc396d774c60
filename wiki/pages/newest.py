"""A small store of the values asked for last; it knows nothing of what they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Newest(Generic[Value]):
    """The values asked for last, at most ``capacity`` of them; threads may share it."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """The value under ``key``, built when it is not there; two threads may build it twice."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        built = build()
        with self._lock:
            self._kept[key] = built
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return built
