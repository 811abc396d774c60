"""Every setting: its name, default and one sentence. A wrong value stops the start and says how to mend it."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from wiki.language import Words, say
from wiki.language import words as _

PREFIX = "SLIPBOOK_"
SHORTEST_KEY = 32
_DATA = Path("data")


class WrongSetting(ValueError):
    """A setting cannot be used; the text names it, its value (but for secrets) and the mend."""

    def __init__(self, name: str, value: object, mend: Words) -> None:
        shown = "…" if name in _secrets() else repr(value)
        self.message = _("%(name)s is %(value)s: %(mend)s", name=PREFIX + name.upper(), value=shown, mend=mend)
        super().__init__(self.message.text)

    def __str__(self) -> str:
        return say(self.message)


def _setting(default: Any, sentence: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"sentence": sentence, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """All settings of one instance, read once at the start."""

    data: Path = _setting(_DATA, "Folder that holds everything: database, repositories, index, cache, key.")
    url: str = _setting("http://127.0.0.1:8000", "Origin and subpath that people type, without a slash at the end.")
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    workers: int = _setting(2, "Web processes.")
    threads: int = _setting(4, "Threads in each web process.")
    trusted_proxies: tuple[str, ...] = _setting((), "Addresses or networks whose X-Forwarded headers count.")
    timezone: str = _setting("Asia/Shanghai", "Time zone where neither profile nor browser says one.")
    language: str = _setting("zh", "Language where neither profile, cookie nor browser says one: zh or en.")
    site_name: str = _setting("", "Name in the corner; empty means Slipbook in the reader's language.")
    page_limit: int = _setting(2 * 1024 * 1024, "Largest page text from browser and API, in bytes.")
    file_limit: int = _setting(25 * 1024 * 1024, "Largest uploaded file, in bytes; one upload may hold twice as much.")
    picture_limit: int = _setting(64_000_000, "Most pixels of an uploaded picture.")
    session_idle_hours: int = _setting(8, "A session ends after this many hours without a request.")
    session_days: int = _setting(7, "A session ends after this many days in any case.")
    secret_key: str = _setting("", "Key that signs cookies; made and kept in the data folder when empty.", secret=True)
    secret_key_fallbacks: tuple[str, ...] = _setting((), "Earlier keys that are still accepted.", secret=True)
    insecure_http: bool = _setting(False, "Allow plain http beyond loopback; shows a permanent banner.")
    directory_file: str = _setting("", "JSON file with people and groups, in place of a directory server.")
    demo: bool = _setting(False, "A throw-away instance with sample content; listens on loopback only.")
    log_level: str = _setting("info", "How much is logged: debug, info, warning or error.")
    render_cache: int = _setting(512 * 1024 * 1024, "Most bytes of rendered pages kept on disk.")

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.data / 'slipbook.db'}"

    @property
    def spaces(self) -> Path:
        return self.data / "spaces"

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def cache(self) -> Path:
        return self.data / "cache"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def subpath(self) -> str:
        return urlsplit(self.url).path.rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ, file: Path | None = None) -> Settings:
    """Settings from ``slipbook.toml`` (or ``file``), overruled by ``SLIPBOOK_…`` variables; or WrongSetting."""
    named = environ.get("SLIPBOOK_CONFIG")
    path = file or Path(named or "slipbook.toml")
    values: dict[str, Any] = dict(_from_file(path)) if file or named or path.is_file() else {}
    known = {one.name: one for one in fields(Settings)}
    for name in known:
        raw = _from_environment(environ, name)
        if raw is not None:
            values[name] = raw
    unknown = sorted(set(values) - set(known))
    if unknown:
        mend = _("%(file)s has a setting that does not exist; remove it.", file=str(path))
        raise WrongSetting(unknown[0], values[unknown[0]], mend)
    settings = Settings(**{name: _parsed(name, known[name].default, value) for name, value in values.items()})
    _check(settings)
    return settings


def _from_file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise WrongSetting("config", str(path), _("the file cannot be read as TOML (%(why)s).", why=fault)) from fault


def _from_environment(environ: Mapping[str, str], name: str) -> str | None:
    variable = PREFIX + name.upper()
    secret_file = environ.get(variable + "_FILE")
    if secret_file:
        try:
            return Path(secret_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            mend = _("the file cannot be read (%(why)s).", why=fault)
            raise WrongSetting(name + "_file", secret_file, mend) from fault
    return environ.get(variable)


def _parsed(name: str, default: object, value: object) -> Any:
    kinds: tuple[tuple[type, Callable[[str, object], object]], ...] = (
        (bool, _as_bool),
        (int, _as_int),
        (tuple, _as_tuple),
        (Path, lambda _name, raw: Path(str(raw)).expanduser()),
    )
    for kind, parse in kinds:
        if isinstance(default, kind):
            return parse(name, value)
    return str(value)


def _as_bool(name: str, value: object) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
        "": False,
    }
    key = str(value).strip().lower()
    if key not in words:
        raise WrongSetting(name, value, _("write 1 or 0."))
    return words[key]


def _as_int(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError as fault:
        raise WrongSetting(name, value, _("write a whole number.")) from fault


def _as_tuple(_name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    return tuple(part.strip() for part in str(value).split(",") if part.strip())


def _check(settings: Settings) -> None:
    _check_url(settings)
    if not 0 < settings.port < 65536:
        raise WrongSetting("port", settings.port, _("write a number from 1 to 65535."))
    if settings.demo and not is_loopback(settings.host):
        mend = _("the demo's passwords are public, so it listens on 127.0.0.1 only.")
        raise WrongSetting("host", settings.host, mend)
    for name, words in (("language", ("zh", "en")), ("log_level", ("debug", "info", "warning", "error"))):
        if getattr(settings, name) not in words:
            raise WrongSetting(name, getattr(settings, name), _("write one of %(words)s.", words=", ".join(words)))
    if settings.timezone not in zoneinfo.available_timezones():
        mend = _("write a name such as Asia/Shanghai or Europe/Berlin.")
        raise WrongSetting("timezone", settings.timezone, mend)
    for name in _AT_LEAST_ONE:
        if getattr(settings, name) < 1:
            raise WrongSetting(name, getattr(settings, name), _("write a number above 0."))
    for name, keys in (("secret_key", (settings.secret_key,)), ("secret_key_fallbacks", settings.secret_key_fallbacks)):
        if any(0 < len(key) < SHORTEST_KEY for key in keys):
            raise WrongSetting(name, None, _("write at least %(count)s random characters.", count=SHORTEST_KEY))
    _check_proxies(settings)


_AT_LEAST_ONE = (
    "workers",
    "threads",
    "page_limit",
    "file_limit",
    "picture_limit",
    "session_idle_hours",
    "session_days",
    "render_cache",
)


def _check_url(settings: Settings) -> None:
    parts = _split(settings.url)
    if parts is None:
        mend = _("write http(s)://name or http(s)://name/subpath, no slash at the end.")
        raise WrongSetting("url", settings.url, mend)
    if parts.scheme == "http" and not is_loopback(parts.hostname or "") and not settings.insecure_http:
        mend = _("use https, or set SLIPBOOK_INSECURE_HTTP=1 and live with the banner.")
        raise WrongSetting("url", settings.url, mend)


def _split(url: str) -> SplitResult | None:
    """The parts of an address that people could type; None for anything else."""
    if not re.fullmatch(r"https?://[^\s/@?#;,'\"<>]+(?:/[^\s/@?#;,'\"<>]+)*", url):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _check_proxies(settings: Settings) -> None:
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as fault:
            mend = _("write addresses or networks such as 10.0.0.0/8.")
            raise WrongSetting("trusted_proxies", network, mend) from fault


def _secrets() -> frozenset[str]:
    return frozenset(one.name for one in fields(Settings) if one.metadata["secret"])


def make_data_folder(settings: Settings) -> None:
    """The data folder, for its owner alone; WrongSetting where it cannot be made."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.data.chmod(0o700)
    except OSError as fault:
        mend = _("the folder cannot be made or used (%(why)s).", why=fault.strerror or fault)
        raise WrongSetting("data", str(settings.data), mend) from fault


def in_address(host: str) -> str:
    """``host`` as it stands in front of a port: addresses of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """True for localhost and the loopback addresses of both protocols."""
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
