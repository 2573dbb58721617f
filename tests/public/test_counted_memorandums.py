"""Which memorandums count in public: those of two countries of which somebody says so, each with whoever says so and on what ground."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.public.makers import make_memorandum, make_organisation, make_signature
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.measures import Counted
from twinward.foundation.kernel.models import Document, Source
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.books import told_alone
from twinward.outward.figures.catalogue import Figure, figures
from twinward.outward.figures.said import Notes
from twinward.programme.instruments.models import Instrument, Party, Text

pytestmark = pytest.mark.usefixtures("reported")
PAGE = "/figures/memorandums_signed/"
SIGNED, ASKED = Day.on(date(2024, 5, 1)), date(2024, 6, 1)


def figure(key: str = "memorandums_signed") -> Figure:
    return figures(ASKED)[key]


def counted(key: str = "memorandums_signed") -> Counted:
    found = figure(key).counted
    assert found is not None
    return found


def value(key: str) -> tuple[int, int]:
    return counted(key).value, counted(key).not_known


def sides(*countries: str) -> list[Any]:
    return [make_organisation(f"Hospital {number}", country) for number, country in enumerate(countries)]


def both() -> tuple[tuple[int, int], tuple[int, int]]:
    return value("memorandums_signed"), value("institutions_with_sister")


@pytest.mark.parametrize(
    "countries", [("UA",), ("UA", "UA"), ("SE", "SE")], ids=["one party", "one country, the host", "one country abroad"]
)
def test_a_memorandum_without_two_countries_is_told_in_no_figure(countries: tuple[str, ...]):
    before = both()
    make_memorandum(*sides(*countries), day=SIGNED)
    assert both() == before


def test_a_memorandum_of_which_nobody_says_so_is_told_in_no_figure_and_named_by_no_source():
    before, said = both(), told_alone(figure(), Notes(), Gate(ASKED)).shown
    make_memorandum(*sides("UA", "SE"), day=SIGNED, source=None)
    assert both() == before
    assert told_alone(figure(), Notes(), Gate(ASKED)).shown == said


def test_who_says_that_a_side_signed_is_a_source_of_the_memorandum():
    memorandum, page = make_memorandum(*sides("UA", "SE"), source=None), Source.objects.order_by("-id")[0]
    before = both()
    for party in Party.objects.filter(instrument=memorandum):
        make_signature(memorandum, party, SIGNED, source=page)
    assert both() == ((before[0][0] + 1, before[0][1]), (before[1][0] + 1, before[1][1]))
    assert row_of(memorandum).source == page.key


def row_of(memorandum: Instrument) -> Any:
    return next(row for row in counted().rows if row.label == memorandum.title)


def test_a_side_that_no_source_names_does_not_keep_a_memorandum_from_being_counted():
    memorandum = make_memorandum(*sides("UA"), day=SIGNED)
    party = Party(instrument=memorandum, country_id="AZ", described="cardiology centres")
    party.save()
    make_signature(memorandum, party, SIGNED)
    assert row_of(memorandum).known == "yes"


def test_the_sister_of_an_institution_is_told_by_whoever_tells_the_memorandum_that_surely_was_signed():
    rows = figures(date(2023, 10, 27))["institutions_with_sister"].as_json()["rows"]
    told = next(row for row in rows if row["label"] == "Okhmatdyt Children's Hospital")
    assert (told["known"], told["source"], told["day"]) == ("yes", "rada-2023-10-27", "..2023-10-26")


@pytest.mark.parametrize("day", [date(2023, 10, 13), date(2023, 10, 27), date(2025, 11, 3)])
def test_an_institution_is_told_with_the_ground_of_a_memorandum_that_answers_as_it_does(day: date):
    found = figures(day)
    grounds = ("known", "source", "day", "basis")
    by_memorandums = {tuple(row[name] for name in grounds) for row in found["memorandums_signed"].as_json()["rows"]}
    assert {tuple(row[name] for name in grounds) for row in found["institutions_with_sister"].as_json()["rows"]} <= by_memorandums


@pytest.mark.parametrize("stated_first", [True, False])
def test_of_two_memorandums_that_were_signed_the_firmer_makes_the_sister(stated_first: bool):
    here, abroad, other = sides("UA", "SE", "DE")
    inferred = Day.on(date(2024, 4, 1), Basis.INFERRED)
    for day in (SIGNED, inferred) if stated_first else (inferred, SIGNED):
        make_memorandum(here, abroad if day is SIGNED else other, day=day)
    told = next(row for row in counted("institutions_with_sister").rows if row.label == here.name)
    assert (told.basis, told.day) == ("stated", str(SIGNED))


@pytest.mark.parametrize(("texts", "counts", "named"), [(3, 3, 3), (1, 1, 1), (None, 1, 0)])
def test_a_record_counts_as_the_texts_that_its_source_means_and_once_where_it_does_not_say(texts: int | None, counts: int, named: int):
    before, sources = both(), named_by_sources()
    memorandum = make_memorandum(*sides("UA", "SE"), day=SIGNED, texts_counted=texts)
    assert both() == ((before[0][0] + counts, before[0][1]), (before[1][0] + 1, before[1][1]))
    assert named_by_sources() == sources + named

    lines = csv.DictReader(io.StringIO(Client().get(PAGE, {"as-of": str(ASKED), "format": "csv"}).content.decode("utf-8-sig")))
    assert [line["amount"] for line in lines if line["label"] == memorandum.title] == [str(counts)]
    page = Client().get(PAGE, {"as-of": str(ASKED)}).content.decode()
    assert (f"{counts} texts</span>" in page, "counts as many" in page) == (counts > 1, counts > 1)


def test_one_paper_confirms_one_of_several_texts():
    before, memorandum = counted().confirmed, make_memorandum(*sides("UA", "SE"), day=SIGNED, texts_counted=3)
    Text(instrument=memorandum, language="en", document=paper()).save()
    assert counted().confirmed == (before or 0) + 1


def named_by_sources() -> int:
    found = re.search(r"Sources name (\d+) memorandum", told_alone(figure(), Notes(), Gate(ASKED)).shown)
    assert found is not None
    return int(found[1])


def paper() -> Document:
    kept = Document(sha256="0" * 64, name="text", media_type="application/pdf", size_bytes=1, kind="text")
    kept.save()
    return kept
