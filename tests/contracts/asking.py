"""Asking the node in everybody's name: what came back, what was written meanwhile, and how it is all taken back."""

import gzip
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from tests.contracts.world import Person, World
from twinward.foundation.kernel import kept
from twinward.foundation.kernel.keys import fresh_key

#: What may differ between two answers that tell the same, and nothing else: the token and the key of a form, the nonce of a policy.
MASKED = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"'),
    re.compile(rb'"[Xx]-CSRF[Tt]oken": ?"[A-Za-z0-9]{64}"'),
    re.compile(rb'name="once" value="[0-9a-f-]{36}"'),
    re.compile(rb"'nonce-[A-Za-z0-9+/=_-]+'|nonce=\"[A-Za-z0-9+/=_-]+\""),
    re.compile(rb"csrftoken=[A-Za-z0-9]{32};"),
    re.compile(rb"X-Request-ID: [0-9a-f]{12}"),
)
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
READS = re.compile(r"^\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|EXPLAIN|SET|WITH|SHOW|BEGIN|COMMIT)\b", re.IGNORECASE)


class Route(NamedTuple):
    """An address of the URLconf: its name, and the names of what stands in it."""

    name: str
    arguments: tuple[str, ...]


class Write(NamedTuple):
    """A statement that changed the store and was not taken back."""

    table: str
    sql: str
    params: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and what was written meanwhile. body: what a reader can read of it, spreadsheets unpacked."""

    status: int
    headers: str
    body: bytes
    location: str
    writes: tuple[Write, ...]
    error: str

    @property
    def text(self) -> str:
        return f"{self.headers}\n{self.body.decode(errors='replace')}"

    @property
    def complaint(self) -> str:
        """What a page says is wrong with what was sent."""
        said = re.findall(
            r'(?s)(?:role="alert"|class="[^"]*(?:err|invalid|fault)[^"]*")[^>]*>(.*?)</(?:ul|p|div)', self.body.decode(errors="replace")
        )
        return " ".join(re.sub(r"<[^>]+>", " ", " ".join(said)).split())[:200]

    @property
    def masked(self) -> bytes:
        """The answer without what differs each time."""
        whole = f"{self.status}\n{self.headers}\n".encode() + self.body
        for pattern in MASKED:
            whole = pattern.sub(b"masked", whole)
        return whole


def forget() -> None:
    """Nothing that the product worked out before counts any more."""
    cache.clear()
    kept.forget()
    for name, module in list(sys.modules.items()):
        if name.startswith("twinward."):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear") and getattr(thing, "__module__", "").startswith("twinward."):
                    thing.cache_clear()


def routes() -> list[Route]:
    """Every address of the URLconf, by name."""
    return sorted(_routes(get_resolver().url_patterns, ()))


def _routes(patterns: Iterable[URLPattern | URLResolver], before: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        arguments = (*before, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, arguments)
        else:
            yield Route(pattern.name or str(pattern.pattern), arguments)


class Log:
    """Watches what is written on the connection; a savepoint that is rolled back takes its writes with it."""

    def __init__(self) -> None:
        self._open: list[tuple[str, list[Write]]] = [("", [])]

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self._note(sql, params)
        return result

    def _note(self, sql: str, params: Any) -> None:
        words = sql.split()
        if words[0] == "SAVEPOINT":
            self._open.append((words[1], []))
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            self._drop(words[3], keep=False)
        elif words[:2] == ["RELEASE", "SAVEPOINT"]:
            self._drop(words[2], keep=True)
        elif found := WRITES.match(sql):
            self._open[-1][1].append(Write(found[2], sql, params))
        elif not READS.match(sql):
            self._open[-1][1].append(Write("?", sql, params))

    def _drop(self, name: str, *, keep: bool) -> None:
        names = [point for point, _writes in self._open]
        if name not in names:
            return
        place = len(names) - 1 - names[::-1].index(name)
        inner = [write for _point, writes in self._open[place:] for write in writes]
        self._open = self._open[:place]
        if keep:
            self._open[-1][1].extend(inner)
        else:
            self._open.append((name, []))  # the savepoint itself still stands

    @property
    def writes(self) -> tuple[Write, ...]:
        return tuple(write for _point, writes in self._open for write in writes)


class Asker:
    """Asks the node in everybody's name, and takes back what was done."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {name: self._client(person) for name, person in world.people.items()}

    @staticmethod
    def _client(person: Person) -> Client:
        client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        if person.account is not None:
            client.force_login(person.account)
        return client

    def ask(self, person: Person, method: str, url: str, data: dict[str, Any] | None = None) -> Answer:
        """The answer; the store is as before."""
        client, log = self.clients[person.name], Log()
        cookies = SimpleCookie(client.cookies)
        point = transaction.savepoint()
        try:
            with connection.execute_wrapper(log), translation.override("en"):
                send = getattr(client, method.lower())
                response = send(url, data) if data is not None else send(url)
                body = b"".join(response) if response.streaming else response.content
        finally:
            transaction.savepoint_rollback(point)
            transaction.savepoint_commit(point)
            client.cookies = cookies
        told = response.exc_info[1] if getattr(response, "exc_info", None) else None
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()))
        cookies_set = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
        return Answer(
            response.status_code,
            f"{headers}\n{cookies_set}",
            readable(body),
            response.get("Location", ""),
            log.writes,
            repr(told) if told else "",
        )


def readable(body: bytes) -> bytes:
    """The bytes that a reader sees: a packed file unpacked."""
    if body[:2] == b"\x1f\x8b":
        return gzip.decompress(body)
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"\n".join(packed.read(name) for name in sorted(packed.namelist()))
    return body


def once() -> dict[str, str]:
    """The key of a form that was issued now."""
    return {"once": str(fresh_key())}
