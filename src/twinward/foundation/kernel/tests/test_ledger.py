"""What is written is told, and what is not told is not written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from twinward.foundation.kernel.actors import NotAllowed, Operator, require
from twinward.foundation.kernel.canonical import NotCanonical
from twinward.foundation.kernel.ledger import (
    adopt,
    append,
    append_many,
    carry_out,
    change,
    commitment,
    erase_personal,
    leaf_of,
    note_new,
    seal,
)
from twinward.foundation.kernel.lifecycle import Lifecycle, Move, Refused
from twinward.foundation.kernel.merkle import Tree
from twinward.foundation.kernel.models import Event, Head, PersonalFact
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.tests.papers import NOON, PAPER, Clerk, Paper, make_paper, stored
from twinward.foundation.kernel.verify import verify_ledger

BY = Operator("test")


def write(**columns: Any) -> Event:
    return append(**({"record": "kernel.paper:1", "verb": "note", "by": BY, "at": NOON} | columns))


def test_an_event_tells_who_did_what_to_which_record_and_when(db: None):
    event = write(facts={"letters": 2})

    assert Event.objects.get() == event
    assert (event.record, event.verb, event.by, event.at) == ("kernel.paper:1", "note", "command:test", NOON)
    assert (event.facts, event.part_of, len(event.leaf)) == ({"letters": 2}, None, 32)


def test_events_are_numbered_in_the_order_in_which_they_were_written(db: None):
    numbers = [write().id for _number in range(4)]

    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_an_instant_is_kept_in_universal_time(db: None):
    event = write(at=NOON.astimezone(timezone(timedelta(hours=4))))

    assert (event.at, event.at.tzinfo) == (NOON, UTC)
    assert verify_ledger().findings == ()


@pytest.mark.parametrize("facts", [{"share": 0.5}, {"when": {1, 2}}])
def test_what_has_no_single_written_form_is_not_written(db: None, facts: dict[str, Any]):
    with pytest.raises(NotCanonical):
        write(facts=facts)

    assert not Event.objects.exists()


def test_a_personal_value_is_told_only_by_commitment_and_can_be_erased(db: None):
    event = write(personal={"phone": "+380 44 253 61 94"})
    fact = PersonalFact.objects.get()

    assert "253 61 94" not in str(event.facts)
    assert event.facts["phone"] == {"commitment": commitment(bytes(fact.salt), fact.value)}
    assert (verify_ledger().personal_facts, verify_ledger().findings) == (1, ())
    erased = erase_personal(fact, reason="asked for by the person", by=BY, at=NOON)
    assert (verify_ledger().personal_facts, verify_ledger().findings) == (0, ())
    assert (erased.record, erased.verb, erased.by) == (event.record, "erase_personal", "command:test")
    assert erased.facts == {"event": event.id, "name": "phone", "reason": "asked for by the person"}


def test_two_commitments_to_one_value_differ(db: None):
    first, second = (write(personal={"phone": "103"}).facts["phone"] for _number in range(2))

    assert first != second


def test_a_bulk_write_is_one_event_for_the_whole_and_one_for_each_row(db: None):
    rows = [(f"kernel.paper:{number}", "add", {"title": f"No. {number}"}) for number in range(5)]
    whole = append_many(iter(rows), whole=("kernel.import:1", "import", {"rows": 5}), by=BY, at=NOON)
    parts = Event.objects.filter(part_of=whole.id).order_by("id")

    assert [(part.record, part.verb, part.facts) for part in parts] == rows
    assert Event.objects.count() == 6
    assert verify_ledger().findings == ()


def test_a_bulk_write_of_nothing_is_still_told(db: None):
    append_many([], whole=("kernel.import:1", "import", {"rows": 0}), by=BY, at=NOON)

    assert Event.objects.get().verb == "import"


@pytest.mark.parametrize("count", [1, 3])
def test_a_bulk_write_of_more_or_fewer_rows_than_were_said_leaves_no_trace(db: None, count: int):
    rows = [(f"kernel.paper:{number}", "add", {}) for number in range(2)]
    with pytest.raises(ValueError, match="zip"), transaction.atomic():
        append_many(iter(rows), whole=("kernel.import:1", "import", {"rows": count}), by=BY, at=NOON, count=count)

    assert not Event.objects.exists()


def test_events_that_a_restored_store_brings_are_in_the_tree_in_its_order_and_later_ones_come_after(transactional_db: None):
    write()
    sealed = seal()
    first, second, third, fourth = (sealed.last_id + number for number in (9_000, 3_000, 4_000, 2_000))
    for tx, number in ((sealed.last_tx + 7, fourth), (sealed.last_tx + 5, third), (sealed.last_tx + 5, second), (sealed.last_tx, first)):
        told = (number, tx, NOON, BY.key, f"kernel.paper:{number}", "note", {}, None)
        columns = ("id", "tx", "at", "by", "record", "verb", "facts", "part_of")
        Event.objects.create(**dict(zip(columns, told, strict=True)), leaf=leaf_of(*told))
    tree = Tree.resume(sealed.size, bytes(sealed.frontier))
    for number in (first, second, third, fourth):
        tree.append(bytes(Event.objects.get(id=number).leaf))

    with CaptureQueriesContext(connection) as asked:
        head = adopt()

    assert (head.size, head.last_tx, head.last_id, head.tx_offset) == (5, sealed.last_tx + 7, fourth, sealed.last_tx + 7)
    assert (bytes(head.root), bytes(head.frontier)) == (tree.root, tree.frontier)
    with CaptureQueriesContext(connection) as asked_of_nothing:
        assert adopt().size == 5
    assert len(asked) == len(asked_of_nothing)


def test_an_empty_store_that_was_restored_begins_at_nothing(db: None):
    head = adopt()

    assert (head.size, head.tx_offset) == (0, 0)


def test_events_of_finished_transactions_are_in_the_tree(transactional_db: None):
    for _number in range(3):
        write()
    head = seal()

    assert (head.size, head.last_id) == (3, Event.objects.order_by("-id")[0].id)
    assert bytes(seal().root) == bytes(head.root)
    assert Head.objects.count() == 1


def test_an_event_of_a_transaction_that_ends_badly_never_was(transactional_db: None):
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalFact.objects.create(event=write(personal={"phone": "103"}), name="phone", salt=b"twice", value="103")
    write()

    assert Event.objects.count() == seal().size == 2
    assert verify_ledger().findings == ()


def test_an_unfinished_transaction_is_not_sealed(transactional_db: None):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nothing is ever unfinished beside it")
    with transaction.atomic():
        write()
        assert seal().size == 0
    assert seal().size == 1


def test_a_move_writes_the_state_and_one_event(paper_table: None):
    paper = make_paper()
    event = carry_out(PAPER, "send", paper, by=Clerk(), at=NOON, number="12/a")

    assert (paper.state, stored(paper)) == ("sent", "sent")
    assert (event.record, event.verb, event.by) == ("kernel.paper:1", "send", "account:1")
    assert event.facts == {"before": "draft", "after": "sent", "number": "12/a"}
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "title", "name", "faults"),
    [
        ("sent", "A title", "send", ("wrong_state",)),
        ("filed", "A title", "file", ("wrong_state",)),
        ("draft", "", "send", ("no_title",)),
        ("draft", "A title", "burn", ("unknown_move",)),
    ],
)
def test_a_refused_move_leaves_no_trace(paper_table: None, state: str, title: str, name: str, faults: tuple[str, ...]):
    paper = make_paper(title, state=state)
    with pytest.raises(Refused) as refused:
        carry_out(PAPER, name, paper, by=Clerk(), at=NOON)

    assert refused.value.faults == faults
    assert (paper.state, stored(paper)) == (state, state)
    assert not Event.objects.exists()


def test_a_move_without_the_right_leaves_no_trace(paper_table: None):
    paper = make_paper()
    with pytest.raises(NotAllowed, match=r"papers\.send"):
        carry_out(PAPER, "send", paper, by=Clerk(rights=frozenset({"papers.file"})), at=NOON)

    assert stored(paper) == "draft"
    assert not Event.objects.exists()


class KeeperOfOne(Clerk):
    """A clerk whose rights reach one paper alone."""

    def may(self, right: str, record: Any = None) -> bool:
        return right in self.rights and record is not None and record.pk == 1


def test_a_right_is_asked_over_the_very_record_that_moves(paper_table: None):
    with pytest.raises(NotAllowed):
        carry_out(PAPER, "send", make_paper(id=2), by=KeeperOfOne(), at=NOON)

    assert carry_out(PAPER, "send", make_paper(), by=KeeperOfOne(), at=NOON).verb == "send"
    require(KeeperOfOne(), "papers.send", Paper.objects.get(pk=1))


def test_a_guard_hears_who_moves_when_and_with_which_facts(paper_table: None):
    heard: list[dict[str, Any]] = []

    def hears(paper: Paper, **facts: Any) -> list[str]:
        heard.append({"state": paper.state} | facts)
        return ["no_stamp"]

    clerk = Clerk()
    heeded = Lifecycle("paper", ("draft", "sent"), (Move("send", ("draft",), "sent", "papers.send", hears),))
    with pytest.raises(Refused, match=r"^send: no_stamp$"):
        carry_out(heeded, "send", make_paper(), by=clerk, at=NOON, number="12/a", personal={"phone": "103"})

    assert heard == [{"state": "draft", "by": clerk, "at": NOON, "number": "12/a", "phone": "103"}]


def test_a_move_only_commits_to_what_is_personal_in_it(paper_table: None):
    event = carry_out(PAPER, "send", make_paper(), by=Clerk(), at=NOON, number="12/a", personal={"phone": "103"})
    fact = PersonalFact.objects.get()

    assert (fact.event, fact.name, fact.value) == (event, "phone", "103")
    assert event.facts.pop("phone") == {"commitment": commitment(bytes(fact.salt), "103")}
    assert event.facts == {"before": "draft", "after": "sent", "number": "12/a"}


def test_a_move_that_cannot_be_told_is_not_made(paper_table: None):
    paper = make_paper()
    with pytest.raises(NotCanonical):
        carry_out(PAPER, "send", paper, by=Clerk(), at=NOON, share=0.5)

    assert stored(paper) == "draft"
    assert not Event.objects.exists()


def test_a_move_looks_at_the_store_and_not_at_what_a_page_still_holds(paper_table: None):
    paper, stale = make_paper(), make_paper(id=2)
    stale.pk = paper.pk
    carry_out(PAPER, "send", paper, by=Clerk(), at=NOON)
    with pytest.raises(Refused):
        carry_out(PAPER, "send", stale, by=Clerk(), at=NOON)


def test_a_new_record_is_told_with_its_columns_and_its_personal_ones_by_commitment(paper_table: None):
    event = note_new(make_paper(phone="103"), by=BY, at=NOON, names=["Bern"])

    assert event.verb == "add"
    assert event.facts["after"] == {"title": "A letter to Bern", "state": "draft"}
    assert event.facts["names"] == ["Bern"]
    assert event.facts["after.phone"].keys() == {"commitment"}
    assert PersonalFact.objects.get().value == "103"
    assert (verify_ledger().personal_facts, verify_ledger().findings) == (1, ())


def test_a_value_of_somebodys_health_is_told_only_by_commitment_like_any_personal_one(paper_table: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Paper, "privacy", Privacy(internal="id state", personal="phone", health="title"))
    event = note_new(make_paper("Burns, both hands"), by=BY, at=NOON)

    assert event.facts["after"] == {"phone": "", "state": "draft"}
    assert "Burns" not in str(event.facts)


def test_where_no_personal_value_is_none_is_committed_to(paper_table: None):
    event = note_new(make_paper(), by=BY, at=NOON)

    assert event.facts == {"after": {"title": "A letter to Bern", "phone": "", "state": "draft"}}
    assert not PersonalFact.objects.exists()


def test_a_change_is_told_with_before_after_and_reason(paper_table: None):
    paper = make_paper(phone="103")
    event = change(paper, by=BY, at=NOON, reason="It goes to Baku.", title="A letter to Baku", phone="112", state="draft")

    assert event is not None
    assert (event.facts["before"], event.facts["after"]) == ({"title": "A letter to Bern"}, {"title": "A letter to Baku"})
    assert event.facts["reason"] == "It goes to Baku."
    assert {fact.name: fact.value for fact in PersonalFact.objects.all()} == {"before.phone": "103", "after.phone": "112"}
    paper.refresh_from_db()
    assert (paper.title, paper.phone) == ("A letter to Baku", "112")


def test_a_change_for_which_nobody_gives_a_reason_tells_none_and_the_page_holds_what_the_store_does(paper_table: None):
    paper = make_paper()
    event = change(paper, by=BY, at=NOON, title="A letter to Baku")

    assert event is not None
    assert event.facts == {"before": {"title": "A letter to Bern"}, "after": {"title": "A letter to Baku"}}
    assert (event.record, event.verb, event.at) == ("kernel.paper:1", "change", NOON)
    assert paper.title == Paper.objects.get().title == "A letter to Baku"


def test_a_column_that_the_ledger_never_tells_of_is_not_changed_in_this_way(paper_table: None, monkeypatch: pytest.MonkeyPatch):
    paper = make_paper()
    monkeypatch.setattr(Paper, "privacy", Privacy(internal="id title state", personal="phone", untold="state"))
    with pytest.raises(ValueError, match=r"^\['state'\] of kernel\.paper:1 is never told$"):
        change(paper, by=BY, at=NOON, title="A letter to Baku", state="sent")

    assert (stored(paper), Event.objects.exists()) == ("draft", False)
    assert "state" not in note_new(paper, by=BY, at=NOON).facts["after"]


def test_columns_that_say_one_thing_together_are_told_together(paper_table: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Paper, "told_together", {"what": ("title", "state")}, raising=False)
    paper = make_paper()
    renamed, called = change(paper, by=BY, at=NOON, title="A letter to Baku"), change(paper, by=BY, at=NOON, phone="103")

    assert renamed is not None
    assert renamed.facts["before"] == {"title": "A letter to Bern", "state": "draft"}
    assert renamed.facts["after"] == {"title": "A letter to Baku", "state": "draft"}
    assert called is not None
    assert called.facts.keys() == {"before", "after", "after.phone"}
    assert (called.facts["before"], called.facts["after"]) == ({"phone": ""}, {})


def test_a_change_of_nothing_is_not_told(paper_table: None):
    assert change(make_paper(), by=BY, at=NOON, title="A letter to Bern") is None
    assert not Event.objects.exists()


def test_a_change_tells_the_value_that_the_store_held(paper_table: None):
    paper, stale = make_paper(), make_paper(id=2)
    stale.pk = paper.pk
    change(paper, by=BY, at=NOON, title="A letter to Baku")
    event = change(stale, by=BY, at=datetime(2025, 11, 4, tzinfo=UTC), title="A letter to Rome")

    assert event is not None
    assert event.facts["before"] == {"title": "A letter to Baku"}
