"""What the screens of moving, deleting and bringing back show, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auth.actions import Action
from auth.actor import Actor
from auth.policy import Facts
from wiki.access.gate import may
from wiki.pages.deleting import Deletion, deletions
from wiki.pages.models import Page
from wiki.pages.moving import MovePlan, plan_move, touched_by
from wiki.pages.paths import is_page_file, path_key
from wiki.pages.sights import sight_of
from wiki.pages.subtrees import require_all, subtree_of
from wiki.spaces.models import Space
from wiki.spaces.queries import store
from wiki.writing.placing.forms import MoveForm, ReturnForm, form_of

MOST_PLACES = 500
MOST_LINKING = 20


@dataclass(frozen=True)
class Going:
    """What goes along when a page goes: how many pages below it and files; ``linking`` are the pages that link to it.

    Pages that the actor may not read are not among those that link.
    """

    pages: int
    files: int
    linking: Sequence[Page]

    @property
    def some(self) -> Sequence[Page]:
        """As many of those that link as a screen lists."""
        return self.linking[:MOST_LINKING]


@dataclass(frozen=True)
class MoveScreen:
    """What the template of moving is given. ``plan`` is there once a new address was given and could be taken.

    ``places`` are paths and titles of where the actor may put pages; ``said`` is what is wrong with none of the fields.
    """

    page: Page
    form: MoveForm
    going: Going
    places: Sequence[tuple[str, str]]
    plan: MovePlan | None = None
    said: Sequence[str] = ()

    @property
    def editable(self) -> frozenset[str]:
        """The ids of the pages whose links can be made right."""
        return frozenset(one.id for one in self.plan.editable) if self.plan else frozenset()


@dataclass(frozen=True)
class DeletedScreen:
    """What the template of deleted pages is given; ``tried`` is the commit whose form came back with a fault."""

    space: Space
    deletions: Sequence[Deletion]
    form: ReturnForm
    tried: str = ""


def going_with(actor: Actor, page: Page, action: Action) -> Going:
    """What goes along with ``page``. NotAllowed when a part of it is kept from the actor."""
    subtree = subtree_of(page, store().open(page.space_id))
    require_all(actor, action, subtree, crossing=action is Action.PAGE_MOVE)
    files = sum(not is_page_file(file) for file in subtree.files)
    linking = [one for one in touched_by(actor, subtree) if one.file not in subtree.files]
    return Going(len(subtree.pages) - 1, files, linking)


def move_screen(actor: Actor, page: Page, form: MoveForm | None = None) -> MoveScreen:
    """The screen that asks where ``page`` is to go."""
    return MoveScreen(page, form or form_of(page), going_with(actor, page, Action.PAGE_MOVE), places_for(actor, page))


def planned(actor: Actor, screen: MoveScreen) -> MoveScreen:
    """The same screen with what the move would do. Raises what ``plan_move`` raises."""
    return replace(screen, plan=plan_move(actor, screen.page, screen.form.to))


def places_for(actor: Actor, page: Page) -> Sequence[tuple[str, str]]:
    """Where ``actor`` may put ``page``, as path and title from top to bottom, without itself and what lies below it."""
    sight = sight_of(actor, page.space)
    allowed: dict[str | None, bool] = {}
    found: list[tuple[str, str]] = []
    for node in sight.shape.walk():
        if f"{path_key(node.path)}/".startswith(f"{page.path_key}/"):
            continue
        area_id = sight.areas.area_for(node.path)
        if area_id not in allowed:
            allowed[area_id] = may(actor, Action.PAGE_CREATE, Facts(area_id, page.space_id))
        if allowed[area_id]:
            found.append((node.path, node.title))
        if len(found) == MOST_PLACES:
            break
    return found


def deleted_screen(actor: Actor, space: Space, form: ReturnForm | None = None, tried: str = "") -> DeletedScreen:
    """What was deleted in ``space`` lately and ``actor`` may bring back."""
    return DeletedScreen(space, deletions(actor, space), form or ReturnForm(), tried)
