"""Every figure equals the rows behind it, on any day and in every download; a conclusion never confirms a claim."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.public.makers import BY, NOON, make_memorandum, make_organisation, make_signature
from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.phrases import PHRASES
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.actions import correct_claim
from twinward.outward.figures.books import told as told_of
from twinward.outward.figures.catalogue import KEYS, MEASURES, NAMES, figures
from twinward.outward.figures.conflicts import disagreements
from twinward.outward.figures.models import Claim, Conflict
from twinward.outward.figures.said import Notes
from twinward.outward.figures.sayings import TOPICS
from twinward.outward.portal.where import where
from twinward.programme.instruments.evidence import gaps
from twinward.programme.instruments.models import Instrument, Party, Text
from twinward.programme.twinning.actions import answer_proposal
from twinward.programme.twinning.models import Coverage
from twinward.programme.twinning.tests.makers import make_step
from twinward.site.demo.load import reported as facts

pytestmark = pytest.mark.usefixtures("reported")
TODAY = NOON.date()
DAYS = st.dates(date(2023, 8, 1), date(2026, 1, 31))


@given(asked=DAYS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_is_what_its_rows_stand_for(asked: date):
    for key, found in figures(asked).items():
        assert (found.counted is not None) == (key in MEASURES)
        if found.counted:
            assert found.counted.value == sum(row.counts_as for row in found.counted.rows if row.known is Known.YES)
            assert found.counted.not_known == sum(row.counts_as for row in found.counted.rows if row.known is Known.NOT_KNOWN)
            assert all(row.known is not Known.NO and row.counts_as > 0 for row in found.counted.rows)


@time_machine.travel(NOON, tick=False)
def test_the_page_and_the_downloads_of_a_figure_hold_its_rows():
    for key in KEYS:
        for day in ("2023-10-13", "2025-11-01") if key in MEASURES else ("2024-03-05",):
            check_page_and_downloads(key, day)


def check_page_and_downloads(key: str, day: str) -> None:
    found = figures(date.fromisoformat(day))[key]
    page = Client().get(f"/figures/{key}/", {"as-of": day}).content.decode()
    lines = list(csv.DictReader(io.StringIO(Client().get(f"/figures/{key}/", {"as-of": day, "format": "csv"}).content.decode("utf-8-sig"))))
    told = Client().get(f"/figures/{key}/", {"as-of": day, "format": "json"}).json()

    shown = [line for line in lines if line["book"] == "counted here"]
    assert len([line for line in lines if line["book"] == "stated"]) == len(found.stated) == len(told["figures"][key]["stated"])
    assert told["as_of"] == day
    assert told["figures"][key]["value"] == (found.counted.value if found.counted else None)
    if found.counted:
        assert [line["known"] for line in shown].count("yes") == found.counted.value
        assert f"yes {found.counted.value}, not known {found.counted.not_known}" in page
        assert page.count('data-l="Counts"><span class="st st-yes"') == found.counted.value
    assert "record" not in lines[0] if lines else True
    assert all("record" not in row for row in told["figures"][key]["rows"])


@pytest.mark.parametrize(
    ("language", "heading", "value"),
    [("en", "Value", "more than 11,500,000 US dollars"), ("uk", "Значення", "понад 11\u00a0500\u00a0000 доларів США")],
)
def test_a_file_of_figures_is_read_by_a_citizen_and_by_a_program(language: str, heading: str, value: str):
    answer = Client().get("/figures/aid_from_azerbaijan_value/", {"format": "csv"}, headers={"accept-language": language})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (line, *_others) = [line for line in lines if line["operator"] == "at_least"]
    assert line[heading] == value
    assert (line["amount"], line["unit"], line["book"]) == ("11500000.00", "USD", "stated")
    assert line["figure_key"] == "aid_from_azerbaijan_value"


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_no_two_columns_of_a_file_of_figures_differ_by_capitals_alone(language: str):
    answer = Client().get("/figures/", {"format": "csv"}, headers={"accept-language": language})
    columns = [name.casefold() for name in next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))]
    assert len(columns) == len(set(columns))


def test_the_figures_of_13_october_2023_are_those_that_were_reported():
    found = figures(date(2023, 10, 13))
    joined, owed, signed = (found[key].as_json() for key in ("countries_joined", "lists_owed", "memorandums_signed"))

    assert (joined["value"], joined["confirmed"]) == (18, 0)
    assert all(row["basis"] == "reconstructed" and row["source"] == "moz-three-more" and not row["documented"] for row in joined["rows"])
    assert (owed["value"], owed["confirmed"]) == (8, None)
    assert sorted(row["country"] for row in owed["rows"]) == ["CH", "DE", "FI", "GB", "IT", "NO", "SE", "SK"]
    assert (signed["value"], signed["not_known"], signed["confirmed"]) == (0, 12, 0)
    assert found["doctors_abroad"].as_json()["value"] is None
    assert [claim["value"] for claim in found["doctors_abroad"].as_json()["stated"]] == [50]


def test_before_the_programme_nothing_is_counted_and_nothing_is_confirmed():
    for found in figures(date(2023, 8, 1)).values():
        assert found.counted is None or found.counted.value == 0


@pytest.mark.parametrize(("basis", "confirmed"), [(Basis.STATED, 1), (Basis.INFERRED, 0), (Basis.RECONSTRUCTED, 0)])
def test_a_paper_confirms_a_signature_only_when_its_day_is_no_conclusion_of_ours(basis: Basis, confirmed: int):
    sides = make_organisation("A hospital", "UA"), make_organisation("A clinic", "SE")
    memorandum = make_memorandum(*sides, day=Day.on(date(2024, 5, 1), basis))
    paper = Document(sha256="0" * 64, name="text", media_type="application/pdf", size_bytes=1, kind="text")
    paper.save()
    Text(instrument=memorandum, language="en", document=paper).save()

    for key in ("memorandums_signed", "institutions_with_sister"):
        found = figures(date(2024, 6, 1))[key].counted
        assert found is not None
        assert found.confirmed == confirmed
        assert [row.is_documented for row in found.rows].count(True) == confirmed


@pytest.mark.parametrize("has_scan", [False, True])
@pytest.mark.parametrize("is_authentic", [None, False, True], ids=["no text", "a translation", "the text"])
def test_a_memorandum_is_documented_exactly_where_its_own_page_does_not_miss_the_text(is_authentic: bool | None, has_scan: bool):
    memorandum = make_memorandum(make_organisation("A hospital", "UA"), make_organisation("A clinic", "SE"))
    paper = Document(sha256="0" * 64, name="text", media_type="application/pdf", size_bytes=1, kind="text")
    paper.save()
    for party in Party.objects.filter(instrument=memorandum):
        make_signature(memorandum, party, Day.on(date(2024, 5, 1)), document=paper if has_scan else None)
    if is_authentic is not None:
        Text(instrument=memorandum, language="en", is_authentic=is_authentic, document=paper).save()

    counted = figures(date(2024, 6, 1))["memorandums_signed"].counted
    own = next(row for row in counted.rows if row.label == memorandum.title) if counted else None
    record = Instrument.objects.unscoped("a test").for_state().get(pk=memorandum.pk)
    assert own is not None
    assert own.is_documented is ("no_text" not in gaps(record, date(2024, 6, 1))) is (bool(is_authentic) or has_scan)


@override_settings(NODE_COUNTRY="AZ")
def test_the_host_is_the_country_of_the_node():
    make_memorandum(make_organisation("A hospital in Baku", "AZ"), make_organisation("A clinic", "SE"), day=Day.on(date(2024, 5, 1)))
    counted = figures(TODAY)["institutions_with_sister"].counted
    conflict = Conflict.objects.get(key="countries")
    told = disagreements(figures(TODAY), TODAY, Gate(TODAY), Notes(), only=conflict)

    assert counted is not None
    assert "A hospital in Baku" in [row.label for row in counted.rows if row.known is Known.YES]
    assert {row.country for row in counted.rows} == {"AZ"}
    assert "with Azerbaijan" in told[0].another.words


def test_a_figure_whose_rows_are_conclusions_is_confirmed_by_none_of_them():
    for days in range(0, 900, 30):
        for found in figures(date(2023, 9, 1) + timedelta(days)).values():
            own = [row for row in found.counted.rows if row.basis in ("inferred", "reconstructed")] if found.counted else []
            assert not any(row.is_documented for row in own)


@time_machine.travel(NOON, tick=False)
def test_a_corrected_claim_changes_the_sentence_and_stands_in_the_log():
    claim = Claim.objects.get(key="c01")
    correct_claim(claim, reason="A slip of the pen", by=BY, at=NOON, value=17, operator="at_least")
    page = Client().get("/").content.decode()

    assert "<b>More than 17 countries</b> had joined" in page
    assert "value: 18, now more than 17" in page
    assert "A slip of the pen" in page
    assert "value: 18, now more than 17" in Client().get("/figures/countries_joined/").content.decode()
    assert "now more than 17" not in Client().get("/figures/lists_owed/").content.decode()


@time_machine.travel(NOON, tick=False)
def test_without_a_claim_the_sentence_says_that_nothing_is_known():
    Conflict.objects.all().delete()
    Claim.objects.filter(part_of__isnull=False).delete()
    Claim.objects.all().delete()
    page = Client().get("/").content.decode()

    assert page.count("<b>-</b> No source on record had given a figure by 3 November 2025.") == 7
    assert Client().get("/figures/").status_code == 200


def test_the_page_of_a_figure_names_it_in_words_and_never_by_its_key():
    text = re.sub(r"<[^>]*>|/figures/\w+/", "", Client().get("/figures/memorandums_signed/").content.decode())
    assert "Memorandums signed" in text
    assert "memorandums_signed" not in text


def test_an_unknown_figure_is_no_page():
    assert Client().get("/figures/nothing/").status_code == 404


@time_machine.travel(NOON, tick=False)
def test_a_day_that_cannot_be_read_is_said_beside_its_field():
    page = Client().get("/figures/lists_owed/?as-of=30.02.2025").content.decode()
    assert "30.2.2025 does not exist." in page
    assert 'value="30.02.2025"' in page


def test_every_figure_has_a_name():
    assert set(NAMES) == set(KEYS)


#: Where the reported facts hold words of our own; and names, which are the same in every language.
IN_WORDS = {"what", "scope", "said_of", "publisher", "speaker_role", "citing", "note", "why", "remark", "place", "unnamed", "name", "title"}
NAMES_ALONE = {"AZERTAC", "Open4Business", "Radio Habana Cuba"}


def in_words(told: Any, name: str = "") -> Iterator[str]:
    """Every text of the facts that stands under one of those names; those of instruments and institutions have translations of their own."""
    if isinstance(told, dict):
        for key, below in told.items():
            yield from in_words(below, "" if key in ("name", "title") and ("kind" in told or ("office" in told and key == "name")) else key)
    elif isinstance(told, list):
        for below in told:
            yield from in_words(below)
    elif name in IN_WORDS and isinstance(told, str) and told != "-":
        yield told


def test_our_words_on_record_are_all_translated():
    units = {claim["unit"] for claim in facts()["claims"].values() if claim.get("unit", "USD") != "USD"}
    assert {*in_words(facts()), *units} - NAMES_ALONE - PHRASES == set()


PATHS = ("/", "/figures/", "/figures/memorandums_signed/", "/figures/countries_joined/")


def test_the_number_of_queries_does_not_grow_with_the_records(django_assert_max_num_queries):
    before = {}
    for path in PATHS:
        with django_assert_max_num_queries(50) as seen:
            Client().get(path)
        before[path] = len(seen.captured_queries)
    host = make_organisation("A hospital", "UA")
    for number in range(5):
        make_memorandum(host, make_organisation(f"A clinic {number}", "SE"), day=Day.on(date(2024, 5, 1)))
    for path in PATHS:
        with django_assert_max_num_queries(before[path]):
            Client().get(path)


def test_a_list_that_is_proposed_and_sent_back_leaves_what_the_public_side_says():
    coverage = Coverage.objects.unscoped("a test looks").get(country_id="IT")
    told = [row for row in where(TODAY).rows if row.code == "IT"]
    clinic = make_organisation("Clinic in Rome", "IT")
    answer_proposal(make_step(coverage, organisations=[clinic]), is_agreed=False, remark="One is missing.", by=BY, at=NOON)

    assert [row for row in where(TODAY).rows if row.code == "IT"] == told
    assert told[0].list_words == "owed on 13 Oct 2023"


def test_the_sentence_on_agreed_lists_counts_those_that_the_table_says_are_agreed():
    found = {one.country_id: one for one in Coverage.objects.unscoped("a test looks").filter(country_id__in=("IT", "SE", "CH"))}
    make_step(found["IT"], "agreed")
    make_step(found["SE"], "agreed", organisations=[make_organisation("Clinic in Lund", "SE")])
    make_step(found["CH"], "agreed", organisations=[make_organisation("Clinic in Bern", "CH")])
    told = figures(TODAY)
    shown = str(next(told_of(topic, told, Notes(), Gate(TODAY)) for topic in TOPICS if topic.key == "lists").shown)

    assert sum(row.list_words == "agreed" for row in where(TODAY).rows) == 3
    assert "The lists of <b>3 countries</b> are agreed. Of 1 of them the contents are not known." in shown


def test_only_a_list_that_is_agreed_is_on_record():
    coverage = Coverage.objects.unscoped("a test looks").get(country_id="IT")
    clinic = make_organisation("Clinic in Rome", "IT")

    def documented() -> str:
        found = figures(TODAY)
        return str(next(told_of(topic, found, Notes(), Gate(TODAY)) for topic in TOPICS if topic.key == "lists").shown)

    before = documented()
    proposal = make_step(coverage, organisations=[clinic])
    assert documented() == before
    answer_proposal(proposal, is_agreed=True, by=BY, at=NOON)
    assert "The agreed list of <b>1 country</b> is on record." in documented()
    again = make_step(coverage, day=Day.on(TODAY), organisations=[clinic])
    answer_proposal(again, is_agreed=False, remark="One is missing.", by=BY, at=NOON)
    assert documented() == before
