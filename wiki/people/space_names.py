"""The spaces that a token can be narrowed to. People stand below spaces: whoever knows them offers their names here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auth.actor import Actor
from wiki.config import Settings
from wiki.instance import current

Naming = Callable[[Actor], Mapping[str, str]]


@dataclass
class Offered:
    """Who names the spaces that an actor sees: id -> key. Nobody does until it is set."""

    naming: Naming = lambda _actor: {}


def offered() -> Offered:
    """The place of the current instance where the spaces are named."""
    return current().part(Offered, _nobody)


def keys_of_spaces(actor: Actor) -> Mapping[str, str]:
    """The spaces that ``actor`` sees, id -> key."""
    return offered().naming(actor)


def _nobody(_settings: Settings) -> Offered:
    return Offered()
