"""The two small directories keep the contract; the file one says what is wrong with its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auth.directory.directory import Directory
from auth.directory.file_format import LARGEST, Entries, read_entries, write_entries
from auth.directory.memory import FileDirectory, MemoryDirectory
from auth.errors import AuthError, DirectoryUnavailable
from tests.auth.conftest import GOOD_PASSWORD
from tests.auth.directory_contract import DirectoryContract, Make, company


class TestMemoryDirectory(DirectoryContract):
    """In memory."""

    @pytest.fixture
    def make(self) -> Make:
        def in_memory(entries: Entries) -> Directory:
            return MemoryDirectory(entries)

        return in_memory

    def test_it_plays_a_directory_that_is_away_or_answers_in_part(self, good_hash: str) -> None:
        directory = MemoryDirectory(company(good_hash), namespace="ldap")
        directory.complete = False
        assert not directory.people().complete
        directory.unavailable = True
        with pytest.raises(DirectoryUnavailable):
            directory.authenticate("ann", GOOD_PASSWORD)
        with pytest.raises(DirectoryUnavailable):
            directory.find_person("ann")
        assert directory.namespace == "ldap"


class TestFileDirectory(DirectoryContract):
    """In a JSON file."""

    @pytest.fixture
    def make(self, tmp_path: Path) -> Make:
        def in_file(entries: Entries) -> Directory:
            write_entries(tmp_path / "people.json", entries)
            return FileDirectory(tmp_path / "people.json")

        return in_file

    def test_what_is_written_is_read_again(self, tmp_path: Path, good_hash: str) -> None:
        path = tmp_path / "people.json"
        write_entries(path, company(good_hash))
        assert read_entries(path) == company(good_hash).resolved()
        assert path.stat().st_mode & 0o777 == 0o600
        assert [one.name for one in tmp_path.iterdir()] == ["people.json"]

    def test_an_edited_file_counts_at_once(self, tmp_path: Path, good_hash: str) -> None:
        path = tmp_path / "people.json"
        directory = FileDirectory(path)
        write_entries(path, Entries())
        assert directory.find_person("ann") is None
        write_entries(path, company(good_hash))
        assert directory.find_person("ann") is not None

    @pytest.mark.parametrize(
        ("content", "mistake"),
        [
            ("", "not a directory"),
            ("{", "not a directory"),
            ("[]", "the file must be an object"),
            ('{"people": {}}', "people must be a list"),
            ('{"people": ["ann"]}', "a person must be an object"),
            ('{"people": [{"id": "1", "name": "Ann"}]}', "login must be a text"),
            ('{"people": [{"id": 1, "login": "ann", "name": "Ann"}]}', "id must be a text"),
            ('{"people": [{"id": "1", "login": "a", "name": "A", "enabled": "no"}]}', "must be true or false"),
            ('{"people": [{"id": "1", "login": "a", "name": "A", "password_hash": 7}]}', "password_hash must be"),
            ('{"groups": [{"id": "1", "name": "G", "members": [1]}]}', "members must be a list of texts"),
            ("[" * 100_000, "not a directory"),
        ],
    )
    def test_a_file_with_a_mistake_is_named_with_it(self, tmp_path: Path, content: str, mistake: str) -> None:
        path = tmp_path / "people.json"
        path.write_text(content, "utf-8")
        with pytest.raises(DirectoryUnavailable, match=mistake) as found:
            FileDirectory(path).people()
        assert str(path) in str(found.value)

    def test_a_file_that_is_missing_too_large_or_no_text_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "people.json"
        with pytest.raises(DirectoryUnavailable, match=r"people\.json cannot be read: No such file"):
            FileDirectory(path).authenticate("ann", GOOD_PASSWORD)
        path.write_bytes(b'{"people": "\xff"}')
        with pytest.raises(DirectoryUnavailable, match="not a directory"):
            FileDirectory(path).people()
        path.write_bytes(b" " * (LARGEST + 1))
        with pytest.raises(AuthError, match="larger than"):
            FileDirectory(path).people()

    def test_the_hash_stands_in_no_printed_form(self, good_hash: str) -> None:
        assert good_hash not in repr(company(good_hash))
        assert good_hash in json.dumps([one.password_hash for one in company(good_hash).accounts])
