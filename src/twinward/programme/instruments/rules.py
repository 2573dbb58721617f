"""What makes an instrument, its acts, links and texts sound. Plain values in, fault codes out: no database, no clock.

The same codes serve twice. For what is done here each is a wall. For what happened elsewhere only WALLS are; the rest are evidence gaps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from twinward.foundation.kernel.days import Answer, Day, Known, all_of, any_of, happened_by
from twinward.programme.instruments.agreed import standing_hash
from twinward.programme.instruments.consent import HAPPENED, live_acts
from twinward.programme.instruments.facts import (
    OPEN_TEXTS,
    Act,
    ActKind,
    ConsentBy,
    EndRule,
    EntryRule,
    Evidence,
    InstrumentFacts,
    InstrumentKind,
    Link,
    Office,
    Party,
    Renewal,
    Terms,
    TextStanding,
)
from twinward.programme.instruments.order import ONCE, all_order_faults, order_faults
from twinward.programme.instruments.validity import entry_of

WALLS = frozenset(
    {"act_in_future", "party_not_of_instrument", "correction_of_foreign_act", "correction_changes_party", "act_correction_without_reason"}
)
SIGNED_TEXTS = frozenset({InstrumentKind.AGREEMENT, InstrumentKind.MEMORANDUM})


def act_faults(facts: InstrumentFacts, act: Act, *, today: date, done_here: bool) -> Iterator[str]:
    """Why `act` may not be added to the acts of the instrument: each code once, none when it may.

    done_here: it happens now and on this node, so everything must be certain; otherwise only WALLS stop it.
    """
    found = dict.fromkeys((*_day_faults(act, today=today), *_party_faults(facts, act), *_place_faults(facts, act, done_here)))
    yield from (code for code in found if done_here or code in WALLS)


def _day_faults(act: Act, *, today: date) -> Iterator[str]:
    if act.standing in HAPPENED and (act.day.not_before or date.min) > today:
        yield "act_in_future"
    elif not act.day.is_known:
        yield "act_day_uncertain"


def _party_faults(facts: InstrumentFacts, act: Act) -> Iterator[str]:
    if act.party not in {party.key for party in facts.parties}:
        yield "party_not_of_instrument"


def _place_faults(facts: InstrumentFacts, act: Act, strict: bool) -> Iterator[str]:
    """Whether the act fits among those that are on record."""
    if act.kind is not ActKind.CORRECT:
        yield from order_faults(facts, act, live_acts(facts.acts), strict)
        return
    if not act.reason:
        yield "act_correction_without_reason"
    wrong = next((earlier for earlier in facts.acts if earlier.id == act.corrects), None)
    if wrong is None:
        yield "correction_of_foreign_act"
        return
    if wrong.party != act.party:
        yield "correction_changes_party"
    before = Counter(all_order_faults(facts, facts.acts, strict))
    yield from Counter(all_order_faults(facts, (*facts.acts, act), strict)) - before


def terms_faults(terms: Terms) -> Iterator[str]:
    """What the terms leave out or contradict, so that nothing can be reckoned from them."""
    found = {
        "entry_without_day": terms.entry is EntryRule.FIXED and terms.fixed_on is None,
        "entry_without_number": terms.entry is EntryRule.ON_NTH_CONSENT and terms.nth is not None and terms.nth < 1,
        "entry_before_consent": terms.entry is EntryRule.ON_SIGNATURE and terms.consent_by is ConsentBy.RATIFICATION,
        "end_without_day": terms.end is EndRule.FIXED_DAY and terms.ends_on is None,
        "end_before_entry": terms.fixed_on is not None and terms.ends_on is not None and terms.ends_on < terms.fixed_on,
        "term_without_years": terms.end is EndRule.TERM and (terms.term_years or 0) < 1,
        "renewal_without_term": terms.renewal is Renewal.TACIT and terms.end is EndRule.NONE,
        "renewal_without_years": terms.renewal is Renewal.TACIT and (terms.renewal_years or 0) < 1,
        "days_below_zero": min(terms.delay_days, terms.notice_days or 0) < 0,
    }
    yield from (code for code, is_so in found.items() if is_so)


def wording_faults(parties: Iterable[Party], kind: InstrumentKind = InstrumentKind.MEMORANDUM) -> Iterator[str]:
    """At least two parties agree, of two countries; in a memorandum they are two institutions. A text open to joining needs nobody yet."""
    sides = list(parties)
    if kind in OPEN_TEXTS:
        return
    if len(sides) < 2:
        yield "one_party"
    elif (
        kind is InstrumentKind.MEMORANDUM and len({party.organisation or (party.country, party.named or party.key) for party in sides}) < 2
    ):
        yield "one_organisation"
    if len({party.country for party in sides}) < 2:
        yield "one_country"
    if not all(party.named for party in sides):
        yield "party_unnamed"


def text_faults(standing: TextStanding) -> Iterator[str]:
    """Every authentic language has its text, and since the text was agreed neither a byte of it has changed nor a term."""
    if not standing.authentic:
        yield "languages_unknown"
    if not set(standing.authentic) <= set(standing.texts):
        yield "language_missing"
    if standing.frozen and standing.frozen != standing_hash(standing):
        yield "text_changed"


def clearing_faults(submitted_by: str, cleared_by: str) -> Iterator[str]:
    """Nobody clears what they submitted themselves."""
    if submitted_by == cleared_by:
        yield "own_submission"


def signer_faults(party: Party, day: Day, offices: Iterable[Office], *, has_full_powers: bool) -> Iterator[str]:
    """The signatory held an office at the party on the day of signature, or full powers are on record."""
    if has_full_powers:
        return
    at = party.organisation or party.country
    own = [office for office in offices if office.at == at]
    held = [
        Answer.not_known() if end is None else any_of(*(_held_on(office, end) for office in own)) for end in (day.not_before, day.not_after)
    ]
    throughout = all_of(*held)
    if throughout.known is Known.NO and day.is_known and own:
        yield "signer_without_authority"
    elif throughout.known is not Known.YES:
        yield "authority_unknown"


def _held_on(office: Office, day: date) -> Answer:
    begun = happened_by(office.starts_on, day)
    return all_of(begun, happened_by(office.ends_on.shifted(1), day).negated) if office.ends_on else begun


def link_faults(new: Link, links: Iterable[Link]) -> Iterator[str]:
    """Links run one way only: what rests on something cannot be what that rests on."""
    standing = list(links)
    if new.source == new.target:
        yield "link_to_itself"
    elif _leads(standing, new.target, new.source):
        yield "link_cycle"
    if new in standing:
        yield "link_twice"


def _leads(links: Iterable[Link], start: str, goal: str) -> bool:
    """Whether `goal` can be reached from `start` along `links`."""
    targets: dict[str, list[str]] = {}
    for link in links:
        targets.setdefault(link.source, []).append(link.target)
    seen: set[str] = set()
    frontier = [start]
    while frontier:
        here = frontier.pop()
        if here not in seen:
            seen.add(here)
            frontier += targets.get(here, [])
    return goal in seen


def succession_faults(successor: InstrumentFacts, predecessor: InstrumentFacts) -> Iterator[str]:
    """What supersedes an instrument is of its kind and agreed by the same required parties."""
    if successor.kind is not predecessor.kind:
        yield "successor_of_other_kind"
    sides = [{party.identity for party in facts.parties if party.required} for facts in (successor, predecessor)]
    if not sides[1] <= sides[0]:
        yield "successor_without_same_parties"


def gaps(facts: InstrumentFacts, evidence: Evidence) -> Iterator[str]:
    """What is missing on record of an instrument that happened elsewhere, in the order in which an officer would chase it."""
    live = live_acts(facts.acts)
    rule_unknown = facts.kind in SIGNED_TEXTS and facts.terms.entry is EntryRule.NOT_STATED
    found = {
        "no_text": not evidence.has_text,
        "no_act": not live,
        "signature_missing": bool(live) and facts.kind in SIGNED_TEXTS and not _all_signed(facts, live),
        "day_inferred": any(act.day.is_own_conclusion for act in live),
        "day_unknown": any(not act.day.is_known for act in live),
        "entry_rule_unknown": rule_unknown,
        "end_rule_unknown": facts.kind in SIGNED_TEXTS and not rule_unknown and facts.terms.end is EndRule.NOT_STATED,
        "authority_unknown": facts.kind in SIGNED_TEXTS and not evidence.has_authority,
        "predecessor_unnamed": evidence.has_unnamed_predecessor,
        "languages_unknown": not evidence.authentic,
        "language_missing": bool(evidence.texts) and not set(evidence.authentic) <= evidence.texts,
        "party_unnamed": not all(party.named for party in facts.parties),
        "texts_not_counted": evidence.number_of_texts is None,
        "no_legal_basis": evidence.basis is not None and evidence.basis.known is not Known.YES,
        "no_focal_point": evidence.has_focal_points is False,
        "sources_disagree": evidence.has_conflict,
    }
    yield from (code for code, is_so in found.items() if is_so)
    yield from dict.fromkeys(all_order_faults(facts, facts.acts, strict=False))


def _all_signed(facts: InstrumentFacts, live: Iterable[Act]) -> bool:
    """Every required party has an act of its own by which it came in."""
    return {party.key for party in facts.parties if party.required} <= {act.party for act in live if act.kind in ONCE}


def basis_faults(basis: Answer | None) -> Iterator[str]:
    """What is signed here rests on a legal basis in force on that day, or on a waiver. None: it needs no basis."""
    if basis is not None and basis.known is not Known.YES:
        yield "no_legal_basis" if basis.known is Known.NO else "legal_basis_not_known"
        yield from (code for code in basis.because if code not in ("no_legal_basis", "no_consent"))


def reason_faults(reason: str) -> Iterator[str]:
    """Whoever sends a text back, takes it back or corrects a record says why."""
    if not reason.strip():
        yield "reason_missing"


def publishing_faults(signed: Answer, *, is_public: bool, reason: str) -> Iterator[str]:
    """Nothing that is still negotiated is told outside; what was told is taken back for a reason."""
    early = [] if signed.known is Known.YES else ["public_before_signature"]
    yield from early if is_public else reason_faults(reason)


def reopening_faults(facts: InstrumentFacts) -> Iterator[str]:
    """A text that somebody has signed stays as it is: it can be amended, superseded or terminated."""
    if live_acts(facts.acts):
        yield "signed_text"


def withdrawing_faults(facts: InstrumentFacts, entered: Answer) -> Iterator[str]:
    """A text can be taken back until the last that must has signed it, while it surely is not in force and no act on record will bring it so."""
    live = live_acts(facts.acts)
    if facts.parties and _all_signed(facts, live):
        yield "signed_by_all"
    elif live and (entered.known is not Known.NO or entry_of(facts).day is not None):
        yield "may_be_in_force"


def agreeing_faults(of_other_side: bool, reason: str) -> Iterator[str]:
    """The other side agrees to a text; whoever says so in its stead says how it is known."""
    if not of_other_side and not reason.strip():
        yield "own_offer"
