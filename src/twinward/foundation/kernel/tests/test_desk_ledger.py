"""The ledger as a page: for whoever may see it, every event in words, narrowed by record, actor and verb."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import translation

from twinward.foundation.kernel import views
from twinward.foundation.kernel.actors import NotAllowed, Operator
from twinward.foundation.kernel.ledger import append, change, note_new
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.records import actors_told, records_told
from twinward.foundation.kernel.tellings import facts_told, verb_told
from twinward.foundation.kernel.tests.desk_samples import asked
from twinward.foundation.kernel.tests.papers import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("twinward.foundation.kernel.tests.desk_urls")]
LOADER = Operator("load")


def ledger(address: str = "") -> str:
    """The page that an administrator gets."""
    with translation.override("en"):
        response = views.ledger(asked(address, "ledger.see"))
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def events() -> None:
    """A source was added and corrected, and something else happened to a record that is gone."""
    source = Source.objects.create(key="moh", publisher="Ministry & Health")
    note_new(source, by=LOADER, at=NOON)
    change(source, by=Operator("correct"), at=NOON + timedelta(hours=1), reason="misspelt", publisher="Ministry of Health")
    append(record="kernel.source:999", verb="remove", by=LOADER, at=NOON + timedelta(hours=2), facts={"name": "<script>"})


@pytest.mark.usefixtures("events")
def test_every_event_is_told_in_words_the_newest_first():
    shown = ledger()
    assert "3 events." in shown
    told = shown.partition("<tbody>")[2]
    assert told.index(">removed<") < told.index(">changed<") < told.index(">added<")
    assert "publisher: Ministry &amp; Health &gt; Ministry of Health; reason: misspelt" in shown
    assert '<td data-l="Who">command line: correct</td><td data-l="Record">Ministry of Health</td>' in shown
    assert "kernel.source:999" in shown
    assert "name: &lt;script&gt;" in shown
    assert "twinward verify" in shown


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("address", "number"), [("?by=command:load", 2), ("?verb=change", 1), ("?record=kernel.source:999", 1), ("?verb=load", 0)]
)
def test_the_ledger_is_narrowed_by_record_actor_and_verb(address: str, number: int):
    shown = ledger(address)
    assert (f"{number} event" in shown) == bool(number)
    assert ("Nothing found" in shown) == (number == 0)


def test_whoever_may_not_see_the_ledger_is_refused():
    with pytest.raises(NotAllowed):
        views.ledger(asked("", "registry.see"))


@pytest.mark.usefixtures("events")
def test_the_page_asks_the_store_no_more_for_many_events(django_assert_max_num_queries: Any):
    for number in range(30):
        note_new(Source.objects.create(key=f"s{number}", publisher=f"P{number}"), by=LOADER, at=NOON)
    with django_assert_max_num_queries(7):
        ledger()


def told(facts: Any, record: str = "kernel.source:1") -> str:
    """What one event tells."""
    with translation.override("en"):
        return facts_told([facts], [record])[0]


@pytest.mark.parametrize(
    ("record", "facts", "words"),
    [
        ("registry.organisation:1", {"after": {"name": "A", "city": "", "is_active": True}}, "name: A; active: yes"),
        ("registry.organisation:1", {"before": {"city": None}, "after": {"city": "Kyiv"}}, "place: - > Kyiv"),
        ("registry.organisation:1", {"after": {"latitude_microdegrees": 50_450_100, "kind": "hospital"}}, "latitude: 50.4501°; kind: hospital"),
        ("registry.organisation:1", {"after": {"country": "UA", "parent": None}}, "country: Ukraine"),
        ("letters.letter:1", {"after": {"dated_on": "2025-11-03", "direction": "in"}}, "dated: 3 November 2025; direction: incoming"),
        ("letters.letter:1", {"after": {"language": "uk"}}, "language: Ukrainian"),
        ("letters.letter:1", {"before": "draft", "after": "sent", "reason": "late"}, "state: draft > sent; reason: late"),
        ("instruments.instrument:1", {"before": "draft", "after": "in_review"}, "state: Draft > Under review"),
        ("instruments.instrument:1", {"before": {"state": "draft"}, "after": {"state": "agreed"}}, "state: Draft > Text agreed"),
        ("nothing.at_all:1", {"before": "draft", "after": "in_review"}, "state: draft > in_review"),
        (
            "registry.person:1",
            {"after": {"country": "UA"}, "after.email": {"commitment": "ab"}, "names": [["Charité", "de"], []], "left": False},
            "country: Ukraine; e-mail (personal: not shown); names: Charité, de · -; left: no",
        ),
        ("registry.import:x", {"rows": {"added": 3, "skipped": 0}, "sha256": "ab"}, "rows: added 3, skipped 0; SHA-256 of the file: ab"),
        ("instruments.instrument:1", {"parties": ["Austria", "Norway"]}, "parties: Austria, Norway"),
        ("letters.letter:1", {"subjects": ["a"]}, "subjects: a"),
        ("instruments.instrument:1", {"after": {"covers": ["oncology", "student_exchange"]}}, "fields of cooperation: oncology, exchange of students"),
        ("registry.organisation:1", {"specialities": ["mental_health"]}, "specialities: mental health"),
        ("instruments.instrument:1", {"after": {"agreed_text_sha256": "ab" * 32}}, "fingerprint of the agreed text: abababababab…"),
        ("instruments.instrument:1", {"before": {"submitted_by": ""}, "after": {"submitted_by": "account:0"}}, "submitted by: - > identity.account:0"),
        ("kernel.source:1", [1, None], "1"),
        ("kernel.source:1", {}, ""),
    ],
)  # fmt: skip
def test_facts_are_told_on_one_line_in_words(record: str, facts: Any, words: str):
    assert told(facts, record) == words


def test_records_that_values_name_are_told_by_name():
    source = Source.objects.create(key="moh", publisher="Ministry of Health")
    assert told({"after": {"source": source.pk}}, "registry.organisation:1") == "source: Ministry of Health"


def test_a_long_telling_is_cut():
    assert len(told({"text": "x" * 1_000})) == 300


def test_a_verb_without_words_is_told_as_it_is():
    assert (verb_told("note_receipt"), verb_told("add")) == ("note receipt", "added")


def test_keys_of_records_and_actors_are_told_by_name():
    source = Source.objects.create(key="moh", publisher="Ministry of Health")
    names = records_told(
        [f"kernel.source:{source.pk}", "kernel.source:0", "nothing.at_all:1", "kernel.source:x", f"kernel.source:{10**30}", "no key", ""]
    )
    untold = ["kernel.source:0", "nothing.at_all:1", "kernel.source:x", f"kernel.source:{10**30}", "no key", "-"]
    assert [one.label for one in names] == ["Ministry of Health", *untold]
    assert [one.label for one in records_told([f"kernel.source:0{source.pk}"])] == ["Ministry of Health"]
    names = actors_told(["command:demo", "guest:7", "public", "account:0", "somebody"])
    words = ["command line: demo", "guest 7", "a reader without an account", "identity.account:0", "somebody"]
    assert [one.label for one in names] == words
