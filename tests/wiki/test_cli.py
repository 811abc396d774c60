"""Commands as they are typed: what they say when something is missing or wrong, in both languages, without a trace."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from wiki import cli, language
from wiki.config import Settings
from wiki.instance import Instance
from wiki.serving.lock import serving


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but what the test sets."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "PORT", "URL", "LANGUAGE", "CONFIG"):
        monkeypatch.delenv(f"SLIPBOOK_{name}", raising=False)


def typed(monkeypatch: pytest.MonkeyPatch, *words: str, **settings: str) -> int:
    """Type ``slipbook …`` with these settings; the exit status."""
    for name, value in settings.items():
        monkeypatch.setenv(f"SLIPBOOK_{name}", value)
    monkeypatch.setattr(sys, "argv", ["slipbook", *words])
    with language.spoken("en"), pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


Capture = pytest.CaptureFixture[str]


MISSING = {
    "en": ("There is no Slipbook in", "Run `slipbook init` first"),
    "zh": ("里没有简册的数据", "先运行`slipbook init`"),
}


@pytest.mark.parametrize("words", [("rebuild",), ("people", "disable", "ann"), ("worker",)])
def test_a_missing_data_folder_is_said_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path, words: tuple[str, ...]
) -> None:
    missing = tmp_path / "nowhere"
    for speaking, sentences in MISSING.items():
        assert typed(monkeypatch, *words, DATA=str(missing), LANGUAGE=speaking) == 1
        said = capsys.readouterr().err
        assert all(sentence in said for sentence in (*sentences, str(missing)))
    assert not missing.exists(), "asking must not make a folder"


@pytest.mark.parametrize(
    ("speaking", "sentence"),
    [
        ("en", "Wrong setting. SLIPBOOK_PORT is 'x': write a whole number."),
        ("zh", "设置有误。SLIPBOOK_PORT的值是'x'：写一个整数。"),
    ],
)
def test_a_wrong_setting_is_said_with_the_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, speaking: str, sentence: str
) -> None:
    assert typed(monkeypatch, "settings", PORT="x", LANGUAGE=speaking) == 2
    assert capsys.readouterr().err.strip() == sentence


def test_a_data_folder_that_cannot_be_made_is_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for words in (("init",), ("demo", "--no-serve"), ("upgrade",)):
        assert typed(monkeypatch, *words, DATA=str(tmp_path / "file" / "data"), LANGUAGE="en") == 2
        assert "SLIPBOOK_DATA" in capsys.readouterr().err


def test_an_unknown_command_and_an_unknown_option_are_said(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert typed(monkeypatch, "destroy") == 2
    assert "No such command 'destroy'" in capsys.readouterr().err
    assert typed(monkeypatch, "serve", "--fast") == 2
    assert "No such option" in capsys.readouterr().err


def test_help_lists_every_command_without_any_instance(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert typed(monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    for command in cli.COMMANDS:
        assert f"  {command.name} " in said


def test_settings_are_listed_with_their_meaning_and_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    key = "do-not-print-this-" * 3
    assert typed(monkeypatch, "settings", SECRET_KEY=key, SECRET_KEY_FALLBACKS=f"{key}a,{key}b", PORT="9000") == 0
    said = capsys.readouterr().out
    assert "SLIPBOOK_PORT=9000\n    Port to listen on." in said
    assert "SLIPBOOK_SECRET_KEY=(set)" in said
    assert "do-not-print-this" not in said
    monkeypatch.delenv("SLIPBOOK_SECRET_KEY")
    typed(monkeypatch, "settings")
    assert "SLIPBOOK_SECRET_KEY=(not set)" in capsys.readouterr().out


def test_init_prepares_a_folder_once(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert typed(monkeypatch, "init", DATA=str(data), LANGUAGE="en") == 0
    assert "Start it with `slipbook serve`" in capsys.readouterr().out
    assert typed(monkeypatch, "init", LANGUAGE="en") == 1
    assert "holds an instance already; nothing was changed" in capsys.readouterr().err
    assert typed(monkeypatch, "init", LANGUAGE="zh") == 1
    assert "里已经有数据，什么也没改" in capsys.readouterr().err
    assert typed(monkeypatch, "upgrade", LANGUAGE="en") == 0
    assert oct(data.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("words", [("serve",), ("rebuild",)])
def test_a_database_of_another_program_is_not_touched(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, settings: Settings, words: tuple[str, ...]
) -> None:
    with sqlite3.connect(settings.data / "slipbook.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    database.close()
    for speaking, sentence in (("en", "an older or a newer program"), ("zh", "旧版或新版程序建的")):
        assert typed(monkeypatch, *words, DATA=str(settings.data), LANGUAGE=speaking) == 1
        assert sentence in capsys.readouterr().err
    assert typed(monkeypatch, "upgrade", LANGUAGE="en") == 1
    assert "made by a newer program" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("serve",), ("rebuild",), ("upgrade",), ("init",)])
def test_a_file_that_is_no_database_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, settings: Settings, words: tuple[str, ...]
) -> None:
    (settings.data / "slipbook.db").write_bytes(b"no database" * 500)
    assert typed(monkeypatch, *words, DATA=str(settings.data), LANGUAGE="zh") == 1
    said = capsys.readouterr().err
    assert "里的数据库读不出来" in said
    assert "SLIPBOOK_DATA" in said


def test_an_error_of_ours_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, settings: Settings
) -> None:
    assert typed(monkeypatch, "token", "create", "nobody", DATA=str(settings.data)) == 1
    assert "nobody" in capsys.readouterr().err
    assert typed(monkeypatch, "import", "/nowhere", "--space", "x", DATA=str(settings.data), LANGUAGE="en") == 1
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_an_upgrade_waits_for_the_server_to_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, instance: Instance
) -> None:
    with serving(instance.settings.data):
        assert typed(monkeypatch, "upgrade", DATA=str(instance.settings.data), LANGUAGE="en") == 1
    assert "Stop it, then upgrade." in capsys.readouterr().err
    assert typed(monkeypatch, "upgrade") == 0
