"""The life of a text: every state with every move, and what each move lacks."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import product
from types import SimpleNamespace

import pytest

from twinward.foundation.kernel.days import Answer, Day
from twinward.programme.instruments.agreed import text_hash
from twinward.programme.instruments.facts import (
    Act,
    ActKind,
    ConsentBy,
    EntryRule,
    InstrumentFacts,
    InstrumentKind,
    Party,
    Terms,
    TextStanding,
)
from twinward.programme.instruments.lifecycle import EDITABLE, MEMORANDUM, NEED_A_REASON

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
UA, AZ = Party("1", "UA", "10"), Party("2", "AZ", "20")
TEXTS = {"en": "a" * 64}
GRAPH = {
    "submit": ({"draft", "returned"}, "in_review"),
    "return": ({"in_review", "with_other_party"}, "returned"),
    "clear": ({"in_review"}, "cleared"),
    "offer": ({"cleared"}, "with_other_party"),
    "agree": ({"with_other_party"}, "agreed"),
    "send_back": ({"with_other_party"}, "returned"),
    "reopen": ({"agreed"}, "in_review"),
    "withdraw": ({"draft", "returned", "cleared", "with_other_party", "agreed"}, "withdrawn"),
}


@dataclass
class Text:
    """A memorandum as its moves see it."""

    state: str = "draft"
    kind: str = "memorandum"
    submitted_by: str = "account:1"
    parties: tuple[Party, ...] = (UA, AZ)
    acts: tuple[Act, ...] = ()
    terms: Terms = field(default_factory=Terms)
    standing: TextStanding = field(default_factory=lambda: TextStanding(("en",), TEXTS))
    agreeing: tuple[str, ...] = ("account:2",)
    amending: tuple[str, ...] = ()
    entered: Answer = field(default_factory=Answer.no)

    def sides(self) -> list[Party]:
        return list(self.parties)

    def text_standing(self) -> TextStanding:
        return self.standing

    def facts(self) -> InstrumentFacts:
        return InstrumentFacts("m", InstrumentKind(self.kind), self.terms, self.parties, self.acts)

    def entered_by(self, at: datetime) -> Answer:
        return self.entered if at == NOON else Answer.not_known("entry_day")

    def amending_faults(self) -> list[str]:
        return list(self.amending)

    def other_side_agrees_through(self, by: SimpleNamespace) -> bool:
        return by.key in self.agreeing


def faults(name: str, text: Text, *, by: str = "account:2", **facts: str) -> tuple[str, ...]:
    return MEMORANDUM.faults(text, MEMORANDUM.move(name), by=SimpleNamespace(key=by), at=NOON, **facts)


def signed_by(*parties: Party) -> tuple[Act, ...]:
    return tuple(Act(number, party.key, ActKind.SIGN, Day.unknown()) for number, party in enumerate(parties, 1))


@pytest.mark.parametrize(("state", "name"), list(product(MEMORANDUM.states, GRAPH)))
def test_every_state_with_every_move(state, name):
    sources, target = GRAPH[name]
    assert faults(name, Text(state=state), reason="because") == (() if state in sources else ("wrong_state",))
    assert MEMORANDUM.move(name).target == target


def test_the_table_holds_no_other_moves_and_nothing_leads_out_of_a_text_taken_back():
    assert {move.name for move in MEMORANDUM.moves} == set(GRAPH)
    assert MEMORANDUM.open_from("withdrawn") == ()
    assert set(EDITABLE) == GRAPH["submit"][0]


@pytest.mark.parametrize(
    ("parties", "found"),
    [
        ((UA,), ("one_party", "one_country")),
        ((UA, Party("2", "UA", "11")), ("one_country",)),
        ((UA, Party("2", "AZ", named=False)), ("party_unnamed",)),
    ],
)
def test_a_memorandum_of_one_country_or_of_nobody_is_not_submitted(parties, found):
    assert faults("submit", Text(parties=parties)) == found


def test_a_declaration_is_submitted_before_anybody_joins_it():
    assert faults("submit", Text(kind="declaration", parties=())) == ()


def test_terms_that_contradict_themselves_are_not_submitted():
    assert faults("submit", Text(terms=Terms(entry=EntryRule.FIXED))) == ("entry_without_day",)


@pytest.mark.parametrize("name", ["submit", "clear", "offer", "agree"])
def test_a_text_does_not_wait_for_more_consents_than_it_can_have(name):
    state = next(iter(GRAPH[name][0]))
    three = Terms(EntryRule.ON_NTH_CONSENT, nth=3)
    assert faults(name, Text(state=state, terms=three)) == ("entry_number_above_parties",)
    assert faults(name, Text(state=state, terms=replace(three, nth=2))) == ()
    assert faults(name, Text(state=state, terms=replace(three, open_to_joining=True))) == ()
    assert faults(name, Text(state=state, terms=replace(three, entry=EntryRule.ON_EXCHANGE))) == ()
    assert faults(name, Text(kind="declaration", state=state, parties=(), terms=three)) == ()
    assert faults(name, Text(state=state, parties=(), terms=replace(three, nth=None))) == ("one_party", "one_country")


@pytest.mark.parametrize("name", ["submit", "clear", "offer", "agree"])
def test_an_amendment_goes_on_only_when_it_amends_one_instrument_by_the_same_parties(name):
    assert faults(name, Text(state=next(iter(GRAPH[name][0])), amending=("amended_unnamed",))) == ("amended_unnamed",)


def test_nobody_clears_what_they_submitted():
    assert faults("clear", Text(state="in_review"), by="account:1") == ("own_submission",)


@pytest.mark.parametrize("name", ["clear", "offer", "agree"])
@pytest.mark.parametrize(
    ("standing", "found"),
    [(TextStanding(), "languages_unknown"), (TextStanding(("en", "uk"), TEXTS), "language_missing")],
)
def test_a_text_goes_on_only_in_all_its_authentic_languages(name, standing, found):
    assert faults(name, Text(state=next(iter(GRAPH[name][0])), standing=standing)) == (found,)


def test_one_changed_byte_is_not_the_agreed_text():
    frozen = text_hash(TEXTS)
    same, other = TextStanding(("en",), TEXTS, frozen), TextStanding(("en",), {"en": "b" * 64}, frozen)
    assert faults("agree", Text(state="with_other_party", standing=same)) == ()
    assert faults("agree", Text(state="with_other_party", standing=other)) == ("text_changed",)


def test_the_other_side_agrees_or_somebody_says_how_it_did():
    offered = Text(state="with_other_party")
    assert faults("agree", offered, by="account:2") == ()
    assert faults("agree", offered, by="account:1") == faults("agree", offered, by="account:1", reason="") == ("own_offer",)
    assert faults("agree", offered, by="account:1", reason="Letter 7/12 of 3 November 2025") == ()


@pytest.mark.parametrize("name", sorted(NEED_A_REASON))
def test_who_sends_back_opens_anew_or_takes_back_says_why(name):
    text = Text(state=next(iter(GRAPH[name][0])))
    assert faults(name, text, reason=" ") == faults(name, text) == ("reason_missing",)


def test_a_text_that_somebody_signed_is_not_opened_anew():
    assert faults("reopen", Text(state="agreed", acts=signed_by(UA)), reason="because") == ("signed_text",)


def test_a_text_can_be_taken_back_for_a_reason_until_the_last_has_signed():
    assert faults("withdraw", Text(state="agreed"), reason="because") == ()
    assert faults("withdraw", Text(state="agreed", acts=signed_by(UA)), reason="because") == ()
    assert faults("withdraw", Text(state="agreed", acts=signed_by(UA))) == ("reason_missing",)
    assert faults("withdraw", Text(state="agreed", acts=signed_by(UA, AZ)), reason="because") == ("signed_by_all",)


BY_SIGNING = Terms(EntryRule.ON_NTH_CONSENT, nth=1, consent_by=ConsentBy.SIGNATURE)


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (replace(BY_SIGNING, delay_days=30), ("may_be_in_force",)),
        (BY_SIGNING, ("may_be_in_force",)),
        (replace(BY_SIGNING, nth=2), ()),
        (replace(BY_SIGNING, consent_by=ConsentBy.RATIFICATION), ()),
        (Terms(EntryRule.ON_SIGNATURE), ()),
        (Terms(EntryRule.ON_EXCHANGE), ()),
        (Terms(EntryRule.FIXED, fixed_on=date(2026, 1, 1), consent_by=ConsentBy.SIGNATURE), ()),
        (Terms(), ()),
    ],
)
def test_what_the_signatures_on_record_will_bring_into_force_is_not_taken_back(terms: Terms, found: tuple[str, ...]):
    text = Text(state="agreed", acts=signed_by(UA), terms=terms)
    assert faults("withdraw", text, reason="because") == found


@pytest.mark.parametrize("entered", [Answer.yes(), Answer.not_known("entry_rule")])
def test_a_text_that_is_or_may_be_in_force_is_not_taken_back(entered: Answer):
    third = Party("3", "LV", "30")
    text = Text(state="agreed", parties=(UA, AZ, third), acts=signed_by(UA, AZ), entered=entered)
    assert faults("withdraw", text, reason="because") == ("may_be_in_force",)
    nobody = Text(state="agreed", parties=(UA, AZ, third), entered=entered)
    assert faults("withdraw", nobody, reason="because") == ()
