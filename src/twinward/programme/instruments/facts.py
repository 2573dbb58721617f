"""What is on record of an instrument, as plain values: parties, acts, terms, links. No database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from twinward.foundation.kernel.days import Answer, Day


class InstrumentKind(StrEnum):
    DECLARATION = "declaration"
    STATEMENT = "statement"
    AGREEMENT = "agreement"
    JOINT_ACTION_PLAN = "joint_action_plan"
    MEMORANDUM = "memorandum"


#: What countries join, and nobody is bound by.
OPEN_TEXTS = frozenset({InstrumentKind.DECLARATION, InstrumentKind.STATEMENT})


class Standing(StrEnum):
    """How far a thing has come: done, going on, provided for in a text, talked about, or only wished for."""

    CONCLUDED = "concluded"
    RUNNING = "running"
    ENVISAGED = "envisaged"
    UNDER_DISCUSSION = "under_discussion"
    INTEREST = "interest"


class ActKind(StrEnum):
    SIGN = "sign"
    JOIN = "join"
    ACCEDE = "accede"
    RATIFY = "ratify"
    NOTIFY = "notify"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    SUSPEND = "suspend"
    RESUME = "resume"
    CORRECT = "correct"


class EntryRule(StrEnum):
    """What brings the text into force; ON_EXCHANGE is the last notification that internal procedures are complete."""

    ON_SIGNATURE = "on_signature"
    ON_NTH_CONSENT = "on_nth_consent"
    ON_EXCHANGE = "on_exchange"
    FIXED = "fixed"
    NOT_STATED = "not_stated"


class ConsentBy(StrEnum):
    """Whether a signature binds by itself, or is subject to ratification (acceptance, approval) and is no consent yet."""

    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    NOT_STATED = "not_stated"


class EndRule(StrEnum):
    NONE = "none"
    FIXED_DAY = "fixed_day"
    TERM = "term"
    NOT_STATED = "not_stated"


class Renewal(StrEnum):
    NONE = "none"
    TACIT = "tacit"
    NOT_STATED = "not_stated"


class LinkKind(StrEnum):
    LEGAL_BASIS = "legal_basis"
    AMENDS = "amends"
    SUPERSEDES = "supersedes"
    IMPLEMENTS = "implements"
    ANNEX_OF = "annex_of"


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an instrument.

    key: names it within the instrument. country: ISO 3166-1 alpha-2, "" when not known.
    organisation: None for a state, and for an institution that no source names. required: the text cannot enter into force without it.
    named: False for an institution that no source names. is_ministry: it is a ministry.
    """

    key: str
    country: str
    organisation: str | None = None
    required: bool = True
    named: bool = True
    is_ministry: bool = False

    @property
    def speaks_for_state(self) -> bool:
        """The country itself, or a ministry of it: nobody else can bind it."""
        return self.is_ministry or (self.organisation is None and self.named)

    @property
    def side(self) -> str:
        """The country that it belongs to; an international organisation, and whoever's country is not known, is a side of its own."""
        return self.country or self.key

    @property
    def legal_person(self) -> str:
        """Who is party through it: a state and its ministries are one, and every institution is itself."""
        return self.country if self.speaks_for_state and self.country else self.key

    @property
    def identity(self) -> tuple[str, str | None, bool]:
        """Who it is, in whichever instrument: an institution that no source names is not its country."""
        return self.country, self.organisation, self.named


@dataclass(frozen=True, slots=True)
class Act:
    """What one party did to an instrument on a day. Acts are only ever added.

    id: grows in the order of recording. effective: the first day on which a withdrawal, termination, suspension or resumption has effect;
    None leaves it to the terms. corrects: for a correction, the act that was wrong; the correction's day, effective and standing are what
    they should have been, unless says_instead is False: then the act that it names did not happen.
    """

    id: int
    party: str
    kind: ActKind
    day: Day
    effective: Day | None = None
    corrects: int | None = None
    says_instead: bool = True
    standing: Standing = Standing.CONCLUDED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the text says of its own beginning and end.

    nth: the consent that counts for ON_NTH_CONSENT; None is the last of the required parties'. delay_days: from then to entry into force.
    fixed_on: the first day, for FIXED. ends_on: the last day, for FIXED_DAY. term_years, renewal_years: whole years.
    notice_days: before the end of a term that would renew itself, otherwise before a withdrawal or termination has effect; None: not known.
    """

    entry: EntryRule = EntryRule.NOT_STATED
    nth: int | None = None
    delay_days: int = 0
    fixed_on: date | None = None
    consent_by: ConsentBy = ConsentBy.NOT_STATED
    end: EndRule = EndRule.NOT_STATED
    ends_on: date | None = None
    term_years: int | None = None
    renewal: Renewal = Renewal.NOT_STATED
    renewal_years: int | None = None
    notice_days: int | None = None
    open_to_joining: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """One instrument with everything that its validity follows from.

    recorded: it happened elsewhere and we wrote down what we know, so an act that is not on record may have happened all the same.
    fields: the fields of cooperation that it covers, as codes; empty when not known. parents: what it amends or is an annex of.
    is_of_one_side: of one that supersedes another, only the side that keeps its record says that there is any.
    """

    key: str
    kind: InstrumentKind
    terms: Terms = Terms()
    parties: tuple[Party, ...] = ()
    acts: tuple[Act, ...] = ()
    recorded: bool = False
    fields: frozenset[str] = frozenset()
    parents: "tuple[Parent, ...]" = ()
    is_of_one_side: bool = False

    @property
    def notice_to_leave(self) -> int | None:
        """The days that a withdrawal needs which does not say when it has effect."""
        return notice_to_leave(self.kind, self.terms)


def notice_to_leave(kind: InstrumentKind, terms: Terms) -> int | None:
    """The same of an instrument; an open text that says nothing of notice is left at once, because it binds nobody. None: not known."""
    return terms.notice_days or 0 if kind in OPEN_TEXTS else terms.notice_days


@dataclass(frozen=True, slots=True)
class Parent:
    """What an instrument amends or is an annex of, so that it falls with it. successors: the instruments that supersede the parent."""

    instrument: InstrumentFacts
    successors: tuple[InstrumentFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """`source` rests on, amends, supersedes, implements or is annexed to `target`, both keys of instruments."""

    source: str
    target: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class BasisLink:
    """A legal-basis link as seen from the instrument that rests on it.

    successors: the instruments that supersede the basis. subjects: the fields for which it is a basis; None when the link is not limited.
    subjects_complete: False when a source names some subjects and the text may hold more. rests_on, waiver: what the basis itself rests on.
    """

    instrument: InstrumentFacts
    successors: tuple[InstrumentFacts, ...] = ()
    subjects: frozenset[str] | None = None
    subjects_complete: bool = True
    rests_on: "tuple[BasisLink, ...]" = ()
    waiver: "Waiver | None" = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody with the right to do so let an instrument stand without a legal basis, from a day on."""

    reason: str
    author: str
    on: date


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a signatory held.

    at: an organisation's key, or a country code for an office of state. ends_on: the last day, None while it is held.
    """

    at: str
    starts_on: Day
    ends_on: Day | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is on record beside the acts of an instrument that happened elsewhere.

    texts: the languages of the authentic texts on record. has_authority: for every signatory full powers are on record, or an office that they
    held on the day. number_of_texts: how many the source means, None when
    it does not say. basis: what `coverage.legal_basis` answered; None where none is needed. has_focal_points: None where none are expected.
    has_conflict: sources disagree about it.
    """

    has_text: bool = False
    authentic: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()
    has_authority: bool = False
    has_unnamed_predecessor: bool = False
    number_of_texts: int | None = 1
    basis: Answer | None = None
    has_focal_points: bool | None = None
    has_conflict: bool = False


@dataclass(frozen=True, slots=True)
class TextStanding:
    """The texts of an instrument as they lie on record.

    authentic: the authentic languages, as ISO 639-1 codes. texts: SHA-256 of the authentic text in each. frozen: what `agreed.standing_hash`
    gave when the text was agreed, "" before that. beside: the canonical form of what is agreed beside them, as `agreed.agreed_beside` gives it.
    """

    authentic: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    frozen: str = ""
    beside: str = ""
