"""Every table, for migrations: the list of the rooms that have some."""

from __future__ import annotations

from wiki.access import models as access
from wiki.db import Base
from wiki.events import models as events
from wiki.pages import models as pages
from wiki.people import models as people
from wiki.spaces import models as spaces
from wiki.writing import models as writing

ROOMS = (events, access, people, spaces, pages, writing)
METADATA = Base.metadata
