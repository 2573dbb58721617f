"""What the store holds of an instrument, as the rules want to see it: its legal basis, its signatories' offices, its evidence, its acts that count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from twinward.foundation.kernel.days import Answer, Known
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.registry.models import Appointment
from twinward.programme.instruments import coverage, facts, rules
from twinward.programme.instruments.amending import amended_force_faults
from twinward.programme.instruments.facts import ActKind, InstrumentKind, LinkKind
from twinward.programme.instruments.models import Act, Instrument, Link, Party


@dataclass(frozen=True, slots=True)
class StandingAct:
    """An act that counts: as it was recorded, its last correction (None: never corrected; it says all anew), and what both together say."""

    act: Act
    correction: Act | None
    says: facts.Act

    @property
    def last(self) -> Act:
        """The row that a further correction corrects."""
        return self.correction or self.act

    @property
    def source(self) -> Source | None:
        """Who says when it was: whom its last correction cites, or the act itself while that left its day as it was."""
        return self.last.source if self.last.source or self.last.day != self.act.day else self.act.source

    @property
    def signatory(self) -> str:
        return signatory_of(self.last)

    @property
    def appointment(self) -> Appointment | None:
        return self.last.office

    @property
    def has_authority(self) -> bool:
        """An office or full powers are on record for whoever signed."""
        return bool(self.last.office or self.last.full_powers_id)


def signatory_of(act: Act) -> str:
    """Whoever signed: called as the reader's language does when they stand in the register under the name of the act, else as the act has it."""
    person = act.appointment.person if act.appointment else None
    return person.called if person and person.full_name == act.signatory else phrase(act.signatory)


def standing_acts(instrument: Instrument) -> list[StandingAct]:
    """The acts that count, in the order of recording. Uses prefetched `acts`."""
    return standing(instrument.acts.all(), instrument.live_acts())


def standing(acts: Iterable[Act], live: Iterable[facts.Act]) -> list[StandingAct]:
    """Each of the `live` acts with its row and its last correction among `acts`."""
    rows = {act.pk: act for act in acts}
    corrected_by = {act.corrects_id: act for act in rows.values() if act.corrects_id}
    return [StandingAct(rows[one.id], _last_correction(one.id, corrected_by), one) for one in live]


def _last_correction(act: int, corrected_by: dict[int, Act]) -> Act | None:
    found = None
    while act in corrected_by:
        found = corrected_by[act]
        act = found.pk
    return found


def as_basis(link: Link, below: frozenset[int] = frozenset()) -> facts.BasisLink | None:
    """A link to what an instrument rests on, as the rules see it; None for any other, and for one to something unnamed."""
    basis = link.target
    if basis is None or basis.pk in below or not is_basis(link):
        return None
    own = own_basis(basis, below)
    if not link.subjects:
        return own
    limited = frozenset(link.subjects) & own.subjects if own.subjects is not None and own.subjects_complete else frozenset(link.subjects)
    return replace(own, subjects=limited, subjects_complete=True)


def own_basis(instrument: Instrument, below: frozenset[int] = frozenset()) -> facts.BasisLink:
    """The instrument as a legal basis for whatever would rest on it: for the fields that it covers, as far as they are known.

    below: as `Instrument.parents` has it.
    """
    covers = frozenset(instrument.covers) or None
    complete = instrument.covers_nothing_else or covers is None
    return facts.BasisLink(
        instrument.facts(), instrument.successors(), covers, complete, rests_on=basis_links(instrument, below), waiver=instrument.waiver()
    )


def is_basis(link: Link) -> bool:
    """Whether it rests on what it is linked to: by a legal basis, or because it implements a text. Nobody is bound by an open one."""
    if link.target is None:
        return False
    implements = link.kind == LinkKind.IMPLEMENTS and link.target.kind not in facts.OPEN_TEXTS
    return implements or link.kind == LinkKind.LEGAL_BASIS


def basis_links(instrument: Instrument, below: frozenset[int] = frozenset()) -> tuple[facts.BasisLink, ...]:
    """All that an instrument rests on, as the rules see it. below: as `Instrument.parents` has it."""
    passed = below | {instrument.pk}
    return tuple(basis for link in instrument.links_down() if (basis := as_basis(link, passed)))


def needs_basis(instrument: Instrument) -> bool:
    """Whether it rests on another: a memorandum always, anything else where a link says so."""
    return instrument.kind == InstrumentKind.MEMORANDUM or any(is_basis(link) for link in instrument.links_down())


def basis_on(instrument: Instrument, asked: date) -> Answer | None:
    """Whether it has a legal basis on a day; None when it needs none."""
    if not needs_basis(instrument):
        return None
    return coverage.legal_basis(instrument.facts(), basis_links(instrument), asked, instrument.waiver())


def basis_to_sign(instrument: Instrument, asked: date) -> Answer | None:
    """The same where nothing is signed here without one (I3): of a memorandum. A plan may run before the agreement on which it rests."""
    return basis_on(instrument, asked) if instrument.kind == InstrumentKind.MEMORANDUM else None


def office_of(appointment: Appointment, party: Party) -> facts.Office:
    """An office as proof of a signatory's authority. One at a ministry is an office of state for a party that is a country."""
    is_of_state = party.organisation_id is None and appointment.organisation.is_ministry
    at = appointment.organisation.country_id if is_of_state else str(appointment.organisation_id)
    return facts.Office(at, appointment.began, appointment.over and appointment.over.shifted(-1))


def _signatures(instrument: Instrument) -> list[StandingAct]:
    return [one for one in standing_acts(instrument) if one.says.kind is ActKind.SIGN]


def has_text(instrument: Instrument, *, scanned_in: str = "") -> bool:
    """Whether the paper is here: an authentic text, or the scan of a signature that counts, of the parties of one country where `scanned_in` names it.

    Uses prefetched `texts`, `parties` and `acts`.
    """
    has_authentic = any(text.is_authentic for text in instrument.texts.all())
    asked = {party.pk for party in instrument.parties.all() if scanned_in in ("", party.country_id)}
    return has_authentic or any(one.act.document_id and one.act.party_id in asked for one in _signatures(instrument))


def evidence(instrument: Instrument, asked: date) -> facts.Evidence:
    """What is on record beside the acts."""
    signatures = _signatures(instrument)
    return facts.Evidence(
        has_text=has_text(instrument),
        authentic=tuple(instrument.authentic_languages),
        texts=frozenset(text.language for text in instrument.texts.all() if text.is_authentic),
        has_authority=not any(_authority_faults(one) for one in signatures),
        has_unnamed_predecessor=any(link.unnamed for link in instrument.links_down()),
        number_of_texts=instrument.texts_counted,
        basis=basis_on(instrument, asked),
        has_focal_points=_has_focal_points(instrument, asked),
    )


def _authority_faults(signature: StandingAct) -> list[str]:
    """I6, of a signature as its last correction has it."""
    party, last = signature.act.party, signature.last
    offices = [office_of(last.office, party)] if last.office else []
    return list(rules.signer_faults(party.facts(), signature.says.day, offices, has_full_powers=bool(last.full_powers_id)))


def _has_focal_points(instrument: Instrument, asked: date) -> bool | None:
    if instrument.kind != InstrumentKind.MEMORANDUM:
        return None
    return not any(lacking_focal_point(instrument, asked))


def lacking_focal_point(instrument: Instrument, asked: date) -> Iterator[Party]:
    """The institutions that are party and have nobody for the day to day work. Uses prefetched appointments of the parties."""
    for party in instrument.parties.all():
        if party.organisation and not any(_is_focal_point(one, asked) for one in party.organisation.appointments.all()):
            yield party


def _is_focal_point(appointment: Appointment, asked: date) -> bool:
    """Whether somebody is on record in that office, unless it is known that they did not hold it on the day."""
    return appointment.office == Appointment.Office.FOCAL_POINT and appointment.stood_on(asked).known is not Known.NO


def gaps(instrument: Instrument, asked: date) -> list[str]:
    """Codes of what is missing on record, in the order in which an officer would chase it. Guards of what is done here are gaps of what is recorded."""
    found = instrument.facts()
    wording: Iterable[str] = rules.wording_faults(found.parties, found.kind) if not instrument.is_here else ()
    lacking = [*rules.gaps(found, evidence(instrument, asked)), *_source_gaps(instrument), *wording, *_amending_gaps(instrument)]
    return list(dict.fromkeys([*lacking, *instrument.succession_faults()]))


def lacks_publication(source: Source | None) -> bool:
    """Whether it is not on record who published the source, or when; not so where there is none."""
    return source is not None and (not source.publisher or source.day.is_unknown)


def _source_gaps(instrument: Instrument) -> Iterator[str]:
    if any(lacks_publication(one.source) for one in standing_acts(instrument)):
        yield "source_without_day"


def _amending_gaps(instrument: Instrument) -> Iterator[str]:
    """I9. That what it amends is only described is the gap of an unnamed predecessor."""
    yield from (code for code in instrument.amending_faults() if code != "amended_unnamed")
    amended = instrument.amended()
    for act in instrument.live_acts() if amended else ():
        if act.kind is ActKind.SIGN:
            yield from amended_force_faults(amended, act.day)
