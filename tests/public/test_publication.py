"""Nothing internal, illustrative, unfinished or personal reaches the public side, not even through a count."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.public.makers import BY, NOON, SECRET, make_memorandum, make_organisation, make_signature, plant_what_must_not_be_told, secret
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.publication import Gate, NotPublic, Place
from twinward.foundation.registry.models import Organisation
from twinward.outward.figures.catalogue import KEYS
from twinward.programme.instruments.lifecycle import MEMORANDUM
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.twinning.actions import record_step
from twinward.programme.twinning.models import Coverage

pytestmark = pytest.mark.usefixtures("reported")

PAGES = (
    "/",
    "/?as-of=2023-10-13",
    "/?h=Feofaniya",
    "/?h=Bogomolets",
    "/?h=Okhmatdyt",
    f"/?h={SECRET}",
    "/figures/",
    "/figures/?format=csv",
    "/figures/?format=json",
    "/map.svg",
    "/accessibility/",
    "/figures/?as-of=2023-10-13",
    "/figures/memorandums_signed/?format=csv",
    "/figures/memorandums_signed/?format=json",
    *(f"/figures/{key}/" for key in KEYS),
)


@pytest.fixture(scope="module")
def before(reported_once: None, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """What the public side answers before a test changes anything."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), translation.override("en"):
        return answers()


def answers() -> dict[str, str]:
    """What the public side answers to somebody who comes for the first time; the keys of forms are masked."""
    return {page: answer(page) for page in PAGES}


def answer(page: str) -> str:
    response = Client().get(page)
    assert response.status_code == 200, page
    return masked(response.content.decode())


def masked(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@time_machine.travel(NOON, tick=False)
def test_what_must_not_be_told_changes_no_letter_of_the_public_side(before: dict[str, str]):
    words = plant_what_must_not_be_told()
    after = answers()

    assert len(words) > 40
    assert [page for page in PAGES if after[page] != before[page]] == []
    assert not [word for word in words for text in after.values() if word in text]
    assert not [page for page, text in after.items() if "49.87" in text or "49876" in text]


@time_machine.travel(NOON, tick=False)
def test_of_a_text_that_is_not_agreed_nothing_is_told_in_any_state(before: dict[str, str]):
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    unfinished = [state for state in MEMORANDUM.states if state != "agreed"]
    for state in unfinished:
        abroad = make_organisation(secret(), "SE")
        make_memorandum(here, abroad, day=Day.on(date(2023, 10, 1)), origin="here", state=state, drafted_at=here, submitted_by="account:1")
    after = answers()
    assert len(unfinished) > 3
    assert [page for page in PAGES if after[page] != before[page]] == []


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("keeper", ["UA", "DE", ""])
def test_a_paper_that_another_party_attached_changes_nothing_until_who_keeps_the_record_has_one(keeper: str):
    public = Instrument.objects.public().get(key="memo-bg-kliniken-3")
    public.drafted_at = make_organisation("A keeper", keeper) if keeper else None
    public.save()
    for party in Party.objects.filter(instrument=public):
        make_signature(public, party, Day.on(date(2023, 10, 2)))
    before = answers()
    keeps = keeper or "UA"
    for own in (False, True):
        paper = Document(sha256=f"{own:064d}", name=secret(), media_type="application/pdf", size_bytes=1, kind="scan")
        paper.save()
        act = Act.objects.filter(
            instrument=public, party__in=[party for party in public.parties.all() if (party.country_id == keeps) is own]
        )[0]
        make_signature(public, act.party, Day.on(date(2023, 10, 2)), document=paper)
        changed = [page for page, text in answers().items() if text != before[page]]
        assert bool(changed) is own


@time_machine.travel(NOON, tick=False)
def test_a_public_record_does_change_the_public_side(before: dict[str, str]):
    here = Organisation.objects.unscoped("a test").get(name="Feofaniya Clinical Hospital")
    make_memorandum(here, make_organisation("A clinic in Malmo", "SE"), day=Day.on(date(2023, 10, 1)), title="A text with a clinic")
    after = answers()

    assert "A clinic in Malmo" in after["/?h=Feofaniya"]
    assert after["/"] != before["/"]
    assert "A text with a clinic" in after["/figures/memorandums_signed/"]


def test_the_gate_tells_public_columns_of_public_records_and_nothing_else():
    gate = Gate(date(2025, 11, 3))
    hospital = Organisation.objects.unscoped("a test").get(name="Okhmatdyt Children's Hospital")
    hospital.region, hospital.city = "Kyiv region", "Kyiv"

    assert gate.tell(hospital, "name") == {"name": "Okhmatdyt Children's Hospital"}
    assert gate.place(hospital) == Place("UA")
    for column in ("region", "city", "latitude_microdegrees", "country"):
        with pytest.raises(NotPublic):
            gate.tell(hospital, column)
    for precision, place in (("region", Place("UA", "Kyiv region")), ("place", Place("UA", "Kyiv region", "Kyiv")), ("other", Place("UA"))):
        hospital.public_precision = precision
        assert gate.place(hospital) == place


@pytest.mark.parametrize(
    "columns",
    [{"is_illustrative": True}, {"is_public": False}, {"state": "draft", "origin": "here"}, {"state": "in_review", "origin": "here"}],
)
def test_a_record_that_does_not_pass_is_told_in_no_part(columns: dict[str, object]):
    gate = Gate(date(2025, 11, 3))
    instrument = Instrument.objects.public().get(key="memo-oncology")
    for name, value in columns.items():
        setattr(instrument, name, value)

    assert list(gate.passing([instrument])) == []
    with pytest.raises(NotPublic):
        gate.tell(instrument, "title")


def test_an_organisation_merged_into_another_has_no_place_to_tell():
    one, other = make_organisation("One"), make_organisation("Other")
    one.merged_into = other
    with pytest.raises(NotPublic):
        Gate(date(2025, 11, 3)).place(one)


def test_what_happened_within_the_delay_is_not_even_counted(settings):
    coverage = Coverage.objects.unscoped("a test").get(country_id="DE")
    record_step(coverage=coverage, kind="agreed", day=Day.on(date(2025, 11, 1), Basis.DONE_HERE), by=BY, at=NOON)
    with time_machine.travel(NOON, tick=False):
        assert Client().get("/figures/lists_owed/?format=json").json()["figures"]["lists_owed"]["value"] == 7
        settings.PUBLICATION_DELAY_DAYS = 30
        told = Client().get("/figures/lists_owed/?format=json&as-of=2025-11-02").json()
        page = Client().get("/").content.decode()

    assert (told["as_of"], told["figures"]["lists_owed"]["value"]) == ("2025-10-04", 8)
    assert "As of 4 October 2025" in page
    assert "The list of" not in page


def test_nobody_asks_the_public_side_about_a_day_that_has_not_come():
    with time_machine.travel(NOON, tick=False):
        assert "As of 3 November 2025" in Client().get("/?as-of=2031-01-01").content.decode()
