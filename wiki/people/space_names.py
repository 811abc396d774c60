"""The spaces that a token can be narrowed to. People stand below spaces: whoever knows them offers their names here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auth.actor import Actor
from wiki.config import Settings
from wiki.instance import Instance, current


@dataclass(frozen=True)
class SpaceName:
    """What a space is called: in addresses and in programs, and on screens."""

    key: str
    name: str


Naming = Callable[[Actor], Mapping[str, SpaceName]]


@dataclass
class Offered:
    """Who names the spaces that an actor sees, by id. Nobody does until it is set."""

    naming: Naming = lambda _actor: {}


def offer(instance: Instance, naming: Naming) -> None:
    """From now on ``naming`` says which spaces an actor of ``instance`` sees."""
    instance.part(Offered, _nobody).naming = naming


def keys_of_spaces(actor: Actor) -> Mapping[str, str]:
    """The spaces that ``actor`` sees, id -> key."""
    return {space_id: one.key for space_id, one in _named(actor).items()}


def names_of_spaces(actor: Actor) -> Mapping[str, str]:
    """The spaces that ``actor`` sees, id -> name."""
    return {space_id: one.name for space_id, one in _named(actor).items()}


def _named(actor: Actor) -> Mapping[str, SpaceName]:
    return current().part(Offered, _nobody).naming(actor)


def _nobody(_settings: Settings) -> Offered:
    return Offered()
