"""Settings: where they come from, what is refused, and that every refusal names the setting, its value and the mend."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wiki import language
from wiki.config import Settings, WrongSetting, in_address, is_loopback, load, make_data_folder
from wiki.language import Language

NOWHERE = {"SLIPBOOK_CONFIG": ""}

# name of the setting -> (a value that will not do, a piece of the mend in English, a piece of it in Chinese)
WRONG = [
    ("PORT", "eight", "write a whole number", "写一个整数"),
    ("PORT", "0", "from 1 to 65535", "1到65535"),
    ("PORT", "65536", "from 1 to 65535", "1到65535"),
    ("WORKERS", "0", "above 0", "大于0"),
    ("THREADS", "-1", "above 0", "大于0"),
    ("PAGE_LIMIT", "0", "above 0", "大于0"),
    ("RENDER_CACHE", "-5", "above 0", "大于0"),
    ("SESSION_DAYS", "", "write a whole number", "写一个整数"),
    ("DEMO", "maybe", "write 1 or 0", "写1或0"),
    ("LANGUAGE", "fr", "zh, en", "zh, en"),
    ("LOG_LEVEL", "loud", "debug, info, warning, error", "debug, info, warning, error"),
    ("TIMEZONE", "Mars/Base", "Europe/Berlin", "Europe/Berlin"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, proxy", "10.0.0.0/8", "10.0.0.0/8"),
    ("URL", "wiki.example.org", "no slash at the end", "末尾不加斜杠"),
    ("URL", "https://wiki.example.org/", "no slash at the end", "末尾不加斜杠"),
    ("URL", "https://ann:secret@wiki.example.org", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org/?a=b", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org#top", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org//deep", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org;script-src *", "http(s)://name", "http(s)://域名"),
    ("URL", "http://[", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org:port", "http(s)://name", "http(s)://域名"),
    ("URL", "https://wiki.example.org:99999", "http(s)://name", "http(s)://域名"),
    ("URL", "http://wiki.example.org", "SLIPBOOK_INSECURE_HTTP=1", "SLIPBOOK_INSECURE_HTTP=1"),
]


def refusal(environ: dict[str, str], speaking: Language = "en", file: Path | None = None) -> str:
    with pytest.raises(WrongSetting) as caught, language.spoken(speaking):
        load({**NOWHERE, **environ}, file)
    with language.spoken(speaking):
        return str(caught.value)


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "slipbook.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize(("name", "value", "english", "chinese"), WRONG)
def test_a_wrong_value_is_named_with_its_mend_in_both_languages(
    name: str, value: str, english: str, chinese: str
) -> None:
    environ = {f"SLIPBOOK_{name}": value}
    for speaking, mend in (("en", english), ("zh", chinese)):
        said = refusal(environ, speaking)  # type: ignore[arg-type]
        assert f"SLIPBOOK_{name}" in said
        assert mend in said
        assert value.rpartition(", ")[2] in said


def test_what_nobody_sets_has_its_default() -> None:
    assert load(NOWHERE) == Settings()


def test_variables_are_read_as_what_the_setting_is(tmp_path: Path) -> None:
    environ = {
        "SLIPBOOK_DATA": str(tmp_path),
        "SLIPBOOK_URL": "https://wiki.example.org/docs",
        "SLIPBOOK_PORT": "9000",
        "SLIPBOOK_TRUSTED_PROXIES": "10.0.0.1, fd00::/8",
        "SLIPBOOK_INSECURE_HTTP": "Yes",
    }
    found = load({**NOWHERE, **environ})
    assert (found.data, found.port, found.insecure_http) == (tmp_path, 9000, True)
    assert found.trusted_proxies == ("10.0.0.1", "fd00::/8")
    assert (found.origin, found.subpath, found.is_https) == ("https://wiki.example.org", "/docs", True)
    assert found.database_url == f"sqlite:///{tmp_path}/slipbook.db"
    assert {found.spaces.name, found.index.name, found.cache.name} == {"spaces", "index", "cache"}


def test_the_file_is_overruled_by_variables(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 9000\nlanguage = "en"\ntrusted_proxies = ["10.0.0.1"]\ninsecure_http = true\n')
    found = load({"SLIPBOOK_PORT": "9001"}, file)
    assert (found.port, found.language, found.trusted_proxies) == (9001, "en", ("10.0.0.1",))
    assert found.insecure_http


def test_a_file_named_by_a_variable_is_read(tmp_path: Path) -> None:
    assert load({"SLIPBOOK_CONFIG": str(written(tmp_path, "port = 9000"))}).port == 9000


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    said = refusal({"SLIPBOOK_CONFIG": str(tmp_path / "lost.toml")})
    assert "SLIPBOOK_CONFIG" in said
    assert "lost.toml" in said


@pytest.mark.parametrize("text", ["port 9000", "port = 9000\nport = 9001", b"name = '\xff'"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str | bytes) -> None:
    file = written(tmp_path, text)
    assert "cannot be read as TOML" in refusal({}, file=file)
    assert str(file) in refusal({}, "zh", file=file)


def test_a_setting_that_does_not_exist_is_named_with_its_file(tmp_path: Path) -> None:
    said = refusal({}, file=written(tmp_path, "prot = 9000"))
    assert "SLIPBOOK_PROT is 9000" in said
    assert "slipbook.toml" in said


def test_http_49_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 64 + "\n", "utf-8")
    assert load({**NOWHERE, "SLIPBOOK_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "k" * 64
    lost = refusal({"SLIPBOOK_SECRET_KEY_FILE": str(tmp_path / "lost")})
    assert "SLIPBOOK_SECRET_KEY_FILE" in lost
    assert "cannot be read" in lost


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_http_49_a_secret_that_is_too_short_is_refused_and_not_shown(name: str) -> None:
    said = refusal({f"SLIPBOOK_{name}": "hunter2"})
    assert f"SLIPBOOK_{name}" in said
    assert "at least 32" in said
    assert "hunter2" not in said


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", ""])
def test_the_demo_listens_on_loopback_only(host: str) -> None:
    environ = {"SLIPBOOK_DEMO": "1", "SLIPBOOK_HOST": host}
    assert "SLIPBOOK_HOST" in refusal(environ)
    assert "演示用的密码是公开的" in refusal(environ, "zh")
    assert load({**NOWHERE, **environ, "SLIPBOOK_HOST": "::1"}).demo


def test_loopback_is_known_by_name_and_number() -> None:
    assert all(is_loopback(one) for one in ("localhost", "LOCALHOST", "wiki.localhost", "127.0.0.9", "::1"))
    assert not any(is_loopback(one) for one in ("", "localhost.example.org", "10.0.0.1", "0.0.0.0", "::"))


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    assert (in_address("::1"), in_address("127.0.0.1")) == ("[::1]", "127.0.0.1")


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "deep" / "data")
    make_data_folder(settings)
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    settings.data.chmod(0o755)
    make_data_folder(settings)
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("speaking", "sentence"), [("en", "cannot be made or used"), ("zh", "这个目录建不了或者用不了")]
)
def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path, speaking: Language, sentence: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongSetting) as caught, language.spoken(speaking):
        make_data_folder(Settings(data=tmp_path / "file"))
    with language.spoken(speaking):
        assert sentence in str(caught.value)
        assert "SLIPBOOK_DATA" in str(caught.value)
