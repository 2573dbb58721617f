"""What bench/lists.py stands on: invented rows in a store, and the raw limit that its lists are held against."""

import html
import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

ORGANISATIONS, EVENTS, SMALL = 100_000, 1_000_000, 50
TABLE = "registry_organisation"
KINDS = ("ministry", "hospital", "university", "research", "agency", "donor", "other")
WORDS = (
    "Regional Clinical Hospital Children's Національний медичний інститут Центр & University of Mərkəzi Klinika <Medicine> Oncology".split()
)
MONTHS = "- Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()
WHO = {"public": "a reader without an account", "command:load": "command line: load"}
DONE = {"add": "added", "change": "changed"}
COUNTRIES = ("UA", "AZ", "DE", "PL", "FR", "IT", "ES", "GB", "US", "NO", "SE", "FI", "SK", "CH", "TR", "GE", "MD", "LT", "LV", "EE")


def build(*, small: bool) -> None:
    """The store holds the organisations and the events. PostgreSQL knows its statistics, as it soon does by itself; SQLite has none."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from twinward.foundation.identity.models import Account
    from twinward.foundation.kernel.models import Source

    call_command("migrate", verbosity=0)
    part = SMALL if small else 1
    with transaction.atomic():
        Source.objects.bulk_create(Source(key=f"source-{number}", publisher=f"Ministry & Press {number}") for number in range(3))
        Account.objects.create(id=1, email="load@example.org", full_name="Who & Loads")
        put(TABLE, organisation_rows(ORGANISATIONS // part))
        put("kernel_event", event_rows(EVENTS // part))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def put(table: str, rows: Iterator[dict[str, Any]]) -> None:
    """The rows are in the table, by the quickest way that the store has."""
    from django.db import connection

    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in (first, *rows):
                    copy.write_row(list(row.values()))
        else:
            marks = ", ".join(["%s"] * len(first))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [list(row.values()) for row in (first, *rows)])


def organisation_rows(number: int) -> Iterator[dict[str, Any]]:
    """Invented organisations, their names in three alphabets and with letters that HTML must escape."""
    from twinward.foundation.registry.called import DERIVED
    from twinward.foundation.registry.labels import derived

    chance = random.Random(2025)
    for id in range(1, number + 1):
        name = " ".join(chance.choices(WORDS, k=4)) + f" {chance.randrange(number)}"
        yield {
            "id": id,
            "name": name,
            "kind": chance.choices(KINDS, weights=(1, 60, 15, 8, 6, 4, 6))[0],
            "country_id": chance.choices(COUNTRIES, weights=range(len(COUNTRIES), 0, -1))[0],
            "region": "",
            "city": chance.choice(("Kyiv", "Bakı", "Berlin", "Львів", "")),
            "public_precision": "country",
            "website": "",
            "is_active": True,
            "is_illustrative": True,
            "basis": "done_here",
            "why": "",
            "parent_id": chance.randrange(1, id) if id > 1 else None,
            "source_id": 1 + id % 3,
            **dict(zip(DERIVED, derived(name, ()), strict=True)),
            "labels": "{}",
        }


def event_rows(number: int) -> Iterator[dict[str, Any]]:
    """Invented events about the organisations, one a minute."""
    from django.db import connection

    chance = random.Random(2026)
    leaf = b"\0" * 32
    for id in range(1, number + 1):
        instant = f"{2024 + id % 2}-{1 + id % 12:02}-{1 + id % 28:02} {id % 24:02}:{id % 60:02}:00"
        facts = {"reason": f"checked & corrected {id}", "before": {"city": "Kyiv"}, "after": {"city": "<Київ>"}}
        yield {
            "id": id,
            "tx": id if connection.vendor == "postgresql" else 0,
            "at": instant if connection.vendor == "sqlite" else f"{instant}+00",
            "by": chance.choice(("command:load", "account:1", "public")),
            "record": f"registry.organisation:{chance.randrange(1, number // 10 + 1)}",
            "verb": chance.choice(("add", "change")),
            "facts": json.dumps(facts),
            "part_of": None,
            "leaf": leaf,
        }


class Raw:
    """The limit: the same rows by the store's own driver with a statement written by hand, as HTML by one escaped f-string."""

    def __init__(self, desk: Any, rows: Any, order: Any) -> None:
        from django.db import connection

        self.is_ledger, self.is_joined = desk.word == "ledger", desk.word == "joined"
        self.order, self.rows, self.size = order, rows, desk.page_size
        self.columns = ["id" if path == "pk" else path for path in order.paths]
        connection.ensure_connection()
        self.connection: Any = connection.connection
        self.mark = "?" if connection.vendor == "sqlite" else "%s"
        from django.utils import timezone

        from twinward.foundation.kernel.wording import country
        from twinward.foundation.registry.models import Kind

        self.zone = timezone.get_current_timezone()
        self.countries = {code: country(code) for code in COUNTRIES}
        self.kinds = {kind.value: str(kind.label) for kind in Kind}

    def statement(self) -> str:
        down, than = (" DESC", "<") if self.order.descends else ("", ">")
        if self.is_ledger:
            beyond = f"id {than} {self.mark}"
            return f'SELECT id, at, "by", record, verb, facts FROM kernel_event WHERE {beyond} ORDER BY id{down} LIMIT {self.size + 1}'
        *firsts, column, key = [f"o.{column}" for column in self.columns]
        group = "".join(f" AND {first} = {self.mark}" for first in firsts)  # in a group of ties; near its end the page is shorter than ours
        beyond = f"{column} {than}= {self.mark} AND ({column} {than} {self.mark} OR {key} {than} {self.mark}){group}"
        more = ", p.name, w.name, s.publisher" if self.is_joined else ""
        joins = f"LEFT JOIN {TABLE} p ON p.id = o.parent_id LEFT JOIN {TABLE} w ON w.id = p.parent_id LEFT JOIN kernel_source s ON s.id = o.source_id"
        return (
            f"SELECT o.id, o.name, o.country_id, o.kind, o.city, o.is_illustrative{more} FROM {TABLE} o {joins if more else ''}"
            f" WHERE o.merged_into_id IS NULL AND {beyond} ORDER BY {column}{down}, {key}{down} LIMIT {self.size + 1}"
        )

    def rows_html(self, start: str) -> str:
        return self.drawn(self.found(start))

    def found(self, start: str) -> Sequence[Any]:
        from twinward.foundation.kernel import hot

        cursor = hot.cursor_of(start, self.rows.model, self.order)
        assert cursor is not None
        values = [cursor[-1]] if self.is_ledger else [cursor[-2], cursor[-2], cursor[-1], *cursor[:-2]]
        return self.connection.execute(self.statement(), values).fetchall()

    def drawn(self, found: Sequence[Any]) -> str:
        if self.is_ledger:
            names = self.names({row[3].partition(":")[2] for row in found})
            who = WHO | self.accounts({row[2].partition(":")[2] for row in found if row[2].startswith("account:")})
            return "".join(self.event_html(names, who, *row) for row in found)
        draw = self.joined_html if self.is_joined else self.organisation_html
        return "".join(draw(*row) for row in found)

    def organisation_html(self, id: int, name: str, country: str, kind: str, city: str, is_illustrative: bool) -> str:
        invented = ' <span class="illus">illustrative</span>' if is_illustrative else ""
        return (
            f'<tr><th scope="row"><a href="/organisations/{id}/">{html.escape(name)}</a>{invented}</th>'
            f'<td class="d" data-l="Country">{html.escape(self.countries[country])}</td>'
            f'<td data-l="Kind">{html.escape(self.kinds[kind])}</td><td class="opt" data-l="Place">{html.escape(city or "-")}</td></tr>'
        )

    def joined_html(self, *row: Any) -> str:
        return (
            f'{self.organisation_html(*row[:6])}<td data-l="Part of">{html.escape(row[6] or "-")}</td>'
            f'<td data-l="Whole">{html.escape(row[7] or "-")}</td><td data-l="Source">{html.escape(row[8] or "-")}</td>'
        )

    def names(self, keys: set[str]) -> dict[str, str]:
        """The names of the organisations that events are about, in English where one is on record."""
        marks = ", ".join([self.mark] * len(keys))
        found = self.connection.execute(f"SELECT id, name, labels FROM {TABLE} WHERE id IN ({marks})", [int(key) for key in keys])
        return {str(key): json.loads(labels).get("en", name) for key, name, labels in found.fetchall()}

    def accounts(self, keys: set[str]) -> dict[str, str]:
        """The names of those who did it."""
        marks = ", ".join([self.mark] * len(keys))
        found = self.connection.execute(f"SELECT id, full_name FROM identity_account WHERE id IN ({marks})", [int(key) for key in keys])
        return {f"account:{key}": name for key, name in found.fetchall()}

    def event_html(self, names: dict[str, str], who: dict[str, str], id: int, at: Any, by: str, record: str, verb: str, facts: Any) -> str:
        """The same words as ours, worked out for these very events."""
        key = record.partition(":")[2]
        when = (at if isinstance(at, datetime) else datetime.fromisoformat(f"{at}+00:00")).astimezone(self.zone)
        told = json.loads(facts) if isinstance(facts, str) else facts
        detail = f"place: {told['before']['city']} > {told['after']['city']}; reason: {told['reason']}"
        return (
            f'<tr><th scope="row" class="n">{id:,}</th><td class="d" data-l="When">{when.day} {MONTHS[when.month]} {when:%Y, %H:%M}</td>'
            f'<td data-l="Who">{html.escape(who.get(by, by))}</td>'
            f'<td data-l="Record"><a href="/organisations/{key}/">{html.escape(names.get(key, record))}</a></td>'
            f'<td data-l="What">{html.escape(DONE[verb])}</td><td class="opt" data-l="In detail">{html.escape(detail)}</td></tr>'
        )

    def by_offset(self) -> Any:
        """The same page by counting from the top, for comparison."""
        down = " DESC" if self.order.descends else ""
        table, column = ("kernel_event", "id") if self.is_ledger else (TABLE, self.columns[0])
        (number,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        statement = f"SELECT * FROM {table} ORDER BY {column}{down}, id{down} LIMIT {self.size} OFFSET {int(number * 0.99)}"
        return self.connection.execute(statement).fetchall()
