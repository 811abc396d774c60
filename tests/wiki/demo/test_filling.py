"""Filling the sample company: once, to the end, and never into an instance of somebody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.cast import gather
from wiki import db, migrating
from wiki.config import Settings
from wiki.demo import story
from wiki.demo.loading import DIRECTORY, NotADemo, fill, is_filled, refuse_others, write_directory
from wiki.instance import Instance
from wiki.pages.models import Page, PageVersion
from wiki.spaces.models import Space


@pytest.fixture
def company(settings: Settings) -> Instance:
    """An empty instance that is to become the sample company."""
    write_directory(settings.data / DIRECTORY)
    return Instance(replace(settings, demo=True, directory_file=str(settings.data / DIRECTORY)))


def count(model: type[db.Base]) -> int:
    with db.fresh() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_filling_that_was_interrupted_goes_on_where_it_stopped(company: Instance) -> None:
    data = company.settings.data

    def stop(name: str) -> None:
        if name == story.SPACES[1].name:
            raise KeyboardInterrupt

    with company.bound():
        with pytest.raises(KeyboardInterrupt):
            fill(data, stop)
        assert (count(Space), is_filled(data)) == (1, False)
        fill(data, lambda _name: None)
        assert (count(Space), is_filled(data)) == (len(story.SPACES), True)
        assert count(Page) == sum(
            path.endswith(".md") for space in story.SPACES for path in story.final_files(space.key)
        )
        assert count(PageVersion) >= count(Page)
    company.close()


def test_a_folder_of_somebody_else_is_refused(instance: Instance) -> None:
    gather(instance)
    with pytest.raises(NotADemo):
        refuse_others(instance.settings.data)


def test_an_empty_folder_and_a_demo_are_not_refused(tmp_path: Path, instance: Instance) -> None:
    refuse_others(instance.settings.data)
    gather(instance)
    (instance.settings.data / DIRECTORY).touch()
    refuse_others(instance.settings.data)
    assert migrating.newest() is not None
