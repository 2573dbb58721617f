"""The settings of one node, each looked at before anything starts: from the environment, else from one file in its home. No Django.

Every name begins with TWINWARD_; docs/operate/settings.md lists them. What is wrong is told all at once, each with what to write instead.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

from django_countries.data import COUNTRIES
from dotenv.parser import parse_stream
from environs import FileAwareEnv

from twinward.foundation.kernel.reached import Address, MailServer
from twinward.site.folders import SETTINGS_FILE, HomeUnusable

PREFIX = "TWINWARD_"
#: What the environment may hold besides: where the home is, which Python starts it, what the tests tell one another.
NO_SETTINGS = frozenset({"HOME", "PYTHON", "DEEP", "WALKED", "EMPTY_STORE"})
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
OF_THE_DEMO = "Ministry of Health of Ukraine"  # who runs a demo, where nobody says otherwise
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SECOND_FACTOR = ("required", "offered")
SHORTEST_SECRET = 32
LONGEST_DELAY_DAYS, LONGEST_NAME = 3650, 300
_HOST = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$")
_MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class SettingsWrong(HomeUnusable):
    """Settings that cannot be used. The text names each, says what is wrong with it and what to write."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server and the database there. port: "" for its usual one; host: "" for the socket of this machine."""

    name: str
    user: str
    password: str = field(repr=False)
    host: str
    port: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What was read. database_url: None for SQLite in the home. owner_database_url: who owns its tables; None for the same role.
    address: the first is the one that mails name; none where only this machine is served.

    secret_key: "" for the one that is kept in the home.
    """

    secret_key: str = field(repr=False)
    database_url: Database | None
    owner_database_url: Database | None
    address: tuple[Address, ...]
    mail_url: MailServer | None
    mail_from: str
    time_zone: str
    map_file: str
    node_name: str
    node_country: str
    publication_delay_days: int
    second_factor: str
    log_level: str

    @property
    def is_https(self) -> bool:
        return any(address.scheme == "https" for address in self.address)


# --- each setting ---


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(
            f"has {len(text)} signs. Write at least {SHORTEST_SECRET}, drawn by chance, or leave it out: one is made in the home."
        )
    return text


def _database(text: str) -> Database | None:
    example = "Write postgresql://user:password@host:port/name"
    if not text:
        return None
    url = _url(text, example)
    if url.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"{url.scheme}:// is not supported. {example}" if url.scheme else f"names no store. {example}")
    if not url.path.strip("/"):
        raise ValueError(f"names no database. {example}")
    return Database(
        unquote(url.path.lstrip("/")), unquote(url.username or ""), unquote(url.password or ""), url.hostname or "", str(url.port or "")
    )


def _addresses(text: str) -> tuple[Address, ...]:
    return tuple(_address(one.strip()) for one in text.split(",") if one.strip())


def _address(text: str) -> Address:
    example = "Write https://partners.example.org"
    url = _url(text, example)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f"{text!r} is no address of a site. {example}")
    if url.path.strip("/") or url.query or url.fragment or url.username:
        raise ValueError(f"{text!r} says more than a name and a port. {example}")
    if url.hostname not in HERE and not _HOST.match(url.hostname):
        raise ValueError(f"{url.hostname!r} is no name of a machine. {example}")
    if url.scheme == "http" and url.hostname not in HERE:
        raise ValueError(f"{text!r} would send passwords in the clear. {example}, and let a proxy answer for it (docs/operate/https.md)")
    return Address(url.scheme, url.hostname, url.port)


def _mail(text: str) -> MailServer | None:
    example = "Write smtp+starttls://user:password@host:587, smtps://user:password@host:465 or smtp://host:25"
    if not text:
        return None
    url = _url(text, example)
    if url.scheme not in _MAIL_PORTS or not url.hostname:
        raise ValueError(f"names no server that takes mail. {example}")
    if url.scheme == "smtp" and url.username and url.hostname not in HERE:
        raise ValueError(f"would send the password in the clear. {example}")
    return MailServer(
        url.hostname,
        url.port or _MAIL_PORTS[url.scheme],
        unquote(url.username or ""),
        unquote(url.password or ""),
        url.scheme == "smtps",
        url.scheme == "smtp+starttls",
    )


def _sender(text: str) -> str:
    _name, address = parseaddr(text)
    if text and (address.count("@") != 1 or not all(address.split("@")) or any(sign.isspace() for sign in address)):
        raise ValueError(f"{text!r} is no address of mail. Write partners@example.org, or: Partnerships <partners@example.org>")
    return text


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text!r} is no time zone.{_like(text, available_timezones())} Write one of the IANA database, as Europe/Kyiv")
    return text


def _map(text: str) -> str:
    if text and not os.access(text, os.R_OK):
        raise ValueError(f"{text} cannot be read. Name a file, or leave it out: a map comes along.")
    return text


def _name(text: str) -> str:
    if text and (not text.strip() or not text.isprintable() or len(text) > LONGEST_NAME):
        raise ValueError(f"is no name. Write who runs the node, in one line of at most {LONGEST_NAME} signs.")
    return text.strip()


def _country(text: str) -> str:
    code = text.upper()
    if code not in COUNTRIES and code != "XK":
        raise ValueError(f"{text!r} is no country. Write two letters of ISO 3166-1, as UA.")
    return code


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= LONGEST_DELAY_DAYS):
        raise ValueError(f"{text!r} is no number of days from 0 to {LONGEST_DELAY_DAYS}.")
    return int(text)


def _second_factor(text: str) -> str:
    if text.lower() not in SECOND_FACTOR:
        raise ValueError(f"{text!r} is no answer. Write one of {', '.join(SECOND_FACTOR)}.")
    return text.lower()


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(f"{text!r} is no level. Write one of {', '.join(LEVELS)}.")
    return text.upper()


@dataclass(frozen=True, slots=True)
class Setting:
    """name: without TWINWARD_. default: as it would be written. read: what a text says; raises ValueError, which says what is wrong with it."""

    name: str
    default: str
    read: Callable[[str], Any]


SETTINGS: tuple[Setting, ...] = (
    Setting("SECRET_KEY", "", _secret),
    Setting("DATABASE_URL", "", _database),
    Setting("OWNER_DATABASE_URL", "", _database),
    Setting("ADDRESS", "", _addresses),
    Setting("MAIL_URL", "", _mail),
    Setting("MAIL_FROM", "", _sender),
    Setting("TIME_ZONE", "Europe/Kyiv", _zone),
    Setting("MAP_FILE", "", _map),
    Setting("NODE_NAME", "", _name),
    Setting("NODE_COUNTRY", "UA", _country),
    Setting("PUBLICATION_DELAY_DAYS", "0", _days),
    Setting("SECOND_FACTOR", "required", _second_factor),
    Setting("LOG_LEVEL", "WARNING", _level),
)
_KNOWN = frozenset(setting.name for setting in SETTINGS)


def _url(text: str, example: str) -> SplitResult:
    """The parts of an address, its port among them. Raises ValueError."""
    try:
        url = urlsplit(text)
        _port = url.port
    except ValueError:
        raise ValueError(f"the name or the port in it cannot be read. {example}") from None
    return url


def _like(text: str, known: Iterable[str]) -> str:
    """The question whether the likest was meant; "" where none is like it."""
    (near,) = get_close_matches(text, known, n=1, cutoff=0.75) or [""]
    return f" Did you mean {near}?" if near else ""


# --- all of them ---


def load_file(home: Path) -> None:
    """What the file in the home says stands in the environment, but for what stood there. Raises SettingsWrong for one that cannot be taken whole."""
    kept = home / SETTINGS_FILE
    if not os.access(kept, os.F_OK):
        return
    try:
        with kept.open(encoding="utf-8") as file:
            lines = [line for line in parse_stream(file) if line.key or line.error]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong([f"{kept} cannot be read: {error}"]) from None
    if faults := [f"{kept}, line {line.original.line}: {fault}" for line in lines if (fault := _line_fault(line))]:
        raise SettingsWrong(faults)
    for line in lines:
        os.environ.setdefault(line.key or "", line.value or "")


def _line_fault(line: Any) -> str:
    """What is wrong with a line of the file; "" for a sound one."""
    if line.error or line.value is None:
        return "write NAME=value"
    name = line.key.removeprefix(PREFIX)
    if name == "HOME":
        return "the home is named by --home or in the environment, not by a file within it"
    if name == line.key or not _is_setting(name):
        return f"{line.key} is no setting.{_like(PREFIX + name.upper().removeprefix(PREFIX), _spelled())}"
    return ""


def _spelled() -> Iterator[str]:
    """Every name as it may stand in the environment or in the file."""
    return (PREFIX + one + ending for one in sorted(_KNOWN) for ending in ("", "_FILE"))


def _is_setting(name: str) -> bool:
    return name.removesuffix("_FILE") in _KNOWN or name in _KNOWN


def read() -> Settings:
    """Every setting, from the environment. Raises SettingsWrong, which tells all that is wrong."""
    env, told, faults = FileAwareEnv(prefix=PREFIX, strip_whitespace=True), dict[str, Any](), list(_mistyped())
    for setting in SETTINGS:
        try:
            told[setting.name.lower()] = setting.read(env.str(setting.name, "") or setting.default)
        except ValueError as error:
            faults.append(f"{PREFIX}{setting.name}: {error}")
    if faults := faults or list(_together(Settings(**told))):
        raise SettingsWrong(faults)
    return Settings(**told)


def _mistyped() -> Iterator[str]:
    """What in the environment is called nearly as a setting. Other names are not ours: a cluster adds some for every service that it runs."""
    ours = (key.removeprefix(PREFIX) for key in sorted(os.environ) if key.startswith(PREFIX))
    for name in ours:
        if not _is_setting(name) and name not in NO_SETTINGS and (meant := _like(PREFIX + name, _spelled())):
            yield f"{PREFIX}{name} is no setting.{meant}"


def _together(told: Settings) -> Iterator[str]:
    """What is wrong with settings that are sound each by itself."""
    owner, store = told.owner_database_url, told.database_url
    if owner and not store:
        yield f"{PREFIX}OWNER_DATABASE_URL: it owns the tables of no store. Write {PREFIX}DATABASE_URL too, for the role that serves people"
    if owner and store and (owner.host, owner.port, owner.name) != (store.host, store.port, store.name):
        yield f"{PREFIX}OWNER_DATABASE_URL: it names another store than {PREFIX}DATABASE_URL. Only the role and its password may differ"
    if owner and store and owner.user == store.user:
        yield f"{PREFIX}OWNER_DATABASE_URL: it names the role of {PREFIX}DATABASE_URL. Name another, or leave it out"
    if told.mail_url and not told.mail_from:
        yield f"{PREFIX}MAIL_FROM: mail is sent from no address. Write partners@example.org"
    if told.mail_url and not told.address:
        yield f"{PREFIX}ADDRESS: mails have no address to name. Write https://partners.example.org"
