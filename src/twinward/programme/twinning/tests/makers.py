"""Records for tests of twinning: a programme with its declaration, countries that joined it, proposed lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.test import Client

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.models import Source
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.actions import record_instrument
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Party
from twinward.programme.letters.tests.makers import BY, NOON
from twinward.programme.twinning.actions import open_programme, record_step
from twinward.programme.twinning.models import Coverage, ListStep

SUMMIT = date(2023, 9, 6)
STATED_ON = date(2023, 10, 13)


def make_source(key: str = "ministry", **fields: Any) -> Source:
    """A public page of the ministry."""
    return Source.objects.get_or_create(
        key=key, defaults={"publisher": "Ministry of Health of Ukraine", "not_before": STATED_ON, "not_after": STATED_ON, **fields}
    )[0]


def make_programme(
    countries: Iterable[str] = ("DE",), *, joined: Day | None = None, lead: Organisation | None = None
) -> dict[str, Coverage]:
    """The programme with these countries, joined on a day (by 13 October 2023 unless told otherwise). Returns each by its code."""
    codes = list(countries)
    declaration = record_instrument(
        key="open-declaration",
        kind="declaration",
        title="Open Declaration",
        parties=[{"country_id": code} for code in codes],
        open_to_joining=True,
        is_public=True,
        source=make_source(),
        by=BY,
        at=NOON,
    )
    for party in Party.objects.filter(instrument=declaration).order_by("id"):
        day = joined or Day(SUMMIT, STATED_ON, Basis.RECONSTRUCTED)
        record_act(
            instrument=declaration, party=party, kind=ActKind.JOIN, day=day, why="Put together", source=make_source(), by=BY, at=NOON
        )
    programme = open_programme(
        key="imp",
        name="International Medical Partnership",
        host="UA",
        launched=Day.on(SUMMIT),
        countries=codes,
        declaration=declaration,
        lead=lead,
        source=make_source(),
        by=BY,
        at=NOON,
    )
    rows = Coverage.objects.unscoped("a test looks").filter(programme=programme).select_related("programme", "country")
    return {one.country_id: one for one in rows}


def make_step(coverage: Coverage, kind: Any = "proposed", day: Day | None = None, **fields: Any) -> ListStep:
    """A step that the ministry's page states, on 1 November 2025 unless told otherwise."""
    given: dict[str, Any] = {"source": make_source()} | fields
    return record_step(coverage=coverage, kind=kind, day=day or Day.on(date(2025, 11, 1)), by=BY, at=NOON, **given)


def sent(client: Client, address: str, **fields: Any) -> Any:
    """The answer to a form that is sent once."""
    return client.post(address, {"once": str(fresh_key())} | fields)
