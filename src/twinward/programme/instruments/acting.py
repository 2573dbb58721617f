"""Writes of acts: what a party does here, what it did elsewhere, and corrections. Rows are only ever added."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, NotAllowed, Operator, require
from twinward.foundation.kernel.days import Basis, Day, Known
from twinward.foundation.kernel.documents import damage
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event, Source
from twinward.programme.instruments import consent, rules
from twinward.programme.instruments.actions import held, record_instrument, refuse
from twinward.programme.instruments.amending import amended_force_faults
from twinward.programme.instruments.correctable import OWN_SIDE_ONLY, correctable, told_by_itself
from twinward.programme.instruments.evidence import StandingAct, basis_to_sign, office_of
from twinward.programme.instruments.facts import OPEN_TEXTS, ActKind, Standing
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.undoing import OF_TODAY, day_faults, undoing_faults


def recordable(instrument: Instrument, by: Actor) -> list[Party]:
    """The parties of which `by` may record what they did elsewhere: all of them for who keeps the record, of any other their own."""
    parties = list(instrument.parties.all())
    if by.may("instruments.record", instrument.kept_by()):
        return parties
    return [party for party in parties if by.may("instruments.record", party)]


def speaks_for(by: Actor, party: Party) -> bool:
    """Whether `by` tells of the party's own acts on its own word: by a right over that side. One over the whole node, an administrator's, speaks for
    nobody; who holds the machine answers for what is loaded.
    """
    own, of = by.scope("instruments.record"), party.concerns()
    return Operator.wrote(by.key) or bool(own.countries & of.countries or own.organisations & of.organisations)


@transaction.atomic
def record_act(
    *, instrument: Instrument, party: Party, kind: ActKind, day: Day, by: Actor, at: datetime, source: Source | None = None, **fields: Any
) -> Act:
    """What a party did elsewhere is on record, as surely as it is known.

    Of a side that is not the actor's own only who keeps the record tells: it needs a source, and that it ended or suspended what it
    agreed to is recorded only where nobody here may record it for that side. An administrator tells of every side, and of each by a source.
    Raises NotAllowed, or Refused for what cannot be (an act in the future), and for what the actor can do here instead.
    """
    now = held(instrument)
    keeps = by.may("instruments.record", now.kept_by())
    if not keeps or kind is ActKind.CORRECT or (kind in OWN_SIDE_ONLY and told_by_itself([party])):
        require(by, "instruments.record", party)
    columns = {"not_before": day.not_before, "not_after": day.not_after, "basis": day.basis, "source": source}
    act = Act(instrument=now, party=party, kind=kind, **(columns | fields))
    today = timezone.localtime(at).date()
    faults = rules.act_faults(now.facts(), act.facts(), today=today, done_here=False)
    refuse(kind, [*_state_faults(now), *_here_faults(act, by, today), *_ground_faults(act, by), *faults])
    return _added(act, by=by, at=at)


@transaction.atomic
def record_signed(*, signed: Day | None, by: Actor, at: datetime, **columns: Any) -> Instrument:
    """An instrument made elsewhere is on record, and, where `signed` is given, that each of its parties signed it on that day, or joined it where it is a
    declaration or a statement, whoever else may join.

    columns: as `record_instrument` takes them. Raises NotAllowed, Refused.
    """
    instrument = record_instrument(by=by, at=at, **columns)
    kind = ActKind.JOIN if instrument.kind in OPEN_TEXTS else ActKind.SIGN
    ground = {"source": instrument.source, "why": instrument.why}
    if signed:
        for party in instrument.parties.order_by("id"):
            record_act(instrument=instrument, party=party, kind=kind, day=signed, by=by, at=at, **ground)
    return instrument


@transaction.atomic
def do_act(
    *,
    instrument: Instrument,
    party: Party,
    kind: ActKind,
    day: date,
    by: Actor,
    at: datetime,
    shown: str | None = None,
    **fields: Any,
) -> Act:
    """A party has signed, ratified, notified, joined, withdrawn ... on this node, through somebody who may act for it.

    Everything must be certain: the day, the signatory's authority (an appointment or full powers), the agreed text, and for a memorandum its
    legal basis on that day or a waiver. shown: the hash of what whoever acts was shown, as `make_move` takes it. Raises NotAllowed, Refused.
    """
    now = held(instrument)
    require(by, "instruments.act", party)
    if shown is not None and shown != now.text_hash():
        raise Refused(kind, ["text_changed_since_shown"])
    act = Act(instrument=now, party=party, kind=kind, not_before=day, not_after=day, basis=Basis.DONE_HERE, **fields)
    today = timezone.localtime(at).date()
    faults = list(rules.act_faults(now.facts(), act.facts(), today=today, done_here=True))
    on_day = [] if "act_in_future" in faults else day_faults(kind, day, today=today, agreed_on=agreed_on(now))
    refuse(kind, [*_state_faults(now), *faults, *on_day, *_signing_faults(now, act)])
    return _added(act, by=by, at=at)


@transaction.atomic
def correct_act(
    *,
    act: Act,
    reason: str,
    by: Actor,
    at: datetime,
    day: Day | None = None,
    says_instead: bool = True,
    source: Source | None = None,
    **fields: Any,
) -> Act:
    """A further act says what the wrong one should have said, or with says_instead False that it did not happen. The wrong one stays as it was.

    day: None leaves it as it is; so does nothing given for the signatory and their authority. source: who states it; an act of elsewhere has
    another day only by a source, or as our own conclusion, for the reason given. Raises NotAllowed, Refused.
    """
    now = held(act.instrument)
    original, wrong = _original(act), Act.objects.select_related("party", "instrument").get(pk=_last_of(act))
    stood = StandingAct(original, wrong, wrong.facts())
    if not correctable([stood], by):
        raise NotAllowed("instruments.record")
    is_here = wrong.basis == Basis.DONE_HERE
    said = day or wrong.day
    right = Act(
        instrument=now,
        party=wrong.party,
        kind=ActKind.CORRECT,
        corrects=wrong,
        why=reason.strip(),
        says_instead=says_instead,
        not_before=said.not_before,
        not_after=said.not_after,
        basis=Basis.DONE_HERE if is_here else said.basis,
        source=source or (stood.source if said == wrong.day else None),
        **({"effective_on": wrong.effective_on} | fields | _who_signed(wrong, fields)),
    )
    faults = list(rules.act_faults(now.facts(), right.facts(), today=timezone.localtime(at).date(), done_here=is_here))
    if not is_here and says_instead and said != wrong.day and said.basis == Basis.STATED and source is None:
        faults.append("source_missing")
    if is_here:
        found = now.facts()
        stands = next((one for one in consent.live_acts(found.acts) if one.id == original.pk), None)
        if said.not_after and (agreed := agreed_on(now)) and said.not_after < agreed:
            faults.append("act_before_agreement")
        faults += undoing_faults(found, stands, right.facts(), today=timezone.localtime(at).date()) if stands else ()
    if is_here and says_instead and original.kind == ActKind.SIGN:
        faults += [*_authority_faults(right), *_basis_faults(now, right), *_amended_faults(now, right)]
    refuse("correct", faults)
    return _added(right, by=by, at=at)


@transaction.atomic
def correct_signing(
    *, act: Act, others: Iterable[Act], reason: str, day: Day, source: Source | None, by: Actor, at: datetime, **fields: Any
) -> Act:
    """The act is corrected as by `correct_act`, and the `others` that came by the same signing have its day, by the same source.

    Raises NotAllowed, Refused: then nothing is.
    """
    right = correct_act(act=act, reason=reason, day=day, source=source, by=by, at=at, **fields)
    for other in others:
        correct_act(act=other, reason=reason, day=day, source=source, by=by, at=at)
    return right


def _who_signed(wrong: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """Signatory and authority, each as given or else as it was, so that the last correction always says it all."""
    return {name: given.get(name) or getattr(wrong, name) for name in ("signatory", "appointment", "full_powers")}


def _last_of(act: Act) -> int:
    """The last of the corrections of an act, or itself."""
    last = act.pk
    while (later := Act.objects.filter(corrects=last).values_list("pk", flat=True).first()) is not None:
        last = later
    return last


def _original(act: Act) -> Act:
    while act.corrects is not None:
        act = act.corrects
    return act


def _added(act: Act, *, by: Actor, at: datetime) -> Act:
    act.save()
    note_new(act, by=by, at=at)
    instrument = act.instrument
    if instrument.is_here and instrument.standing in (Standing.UNDER_DISCUSSION, Standing.CONCLUDED):
        found = instrument.alone()
        is_signed = consent.signed(found.parties, found.acts, timezone.localtime(at).date()).known is Known.YES
        change(instrument, by=by, at=at, standing=Standing.CONCLUDED if is_signed else Standing.UNDER_DISCUSSION)
    return act


def _state_faults(instrument: Instrument) -> Iterable[str]:
    """Acts follow when the text of an instrument made here is agreed."""
    return ["text_not_agreed"] if instrument.is_here and instrument.state != "agreed" else []


def agreed_on(instrument: Instrument) -> date | None:
    """The day on which the text was agreed here, as the node's clock has it; None where it is of elsewhere, or is not agreed."""
    if not instrument.is_here or instrument.state != "agreed":
        return None
    event = Event.objects.filter(record=key_of(instrument), verb="agree").order_by("-id").first()
    return timezone.localtime(event.at).date() if event else None


def _here_faults(act: Act, by: Actor, today: date) -> Iterable[str]:
    """Of an instrument made here nobody records for their own side what they can do here, past its guards.

    What a party gave earlier on paper (a notice of withdrawal, a suspension) cannot be done here any more: it is recorded with that paper.
    """
    instrument, party = act.instrument, act.party
    if not (instrument.is_here and party.instrument_id == instrument.pk and by.may("instruments.act", party)):
        return
    if ActKind(act.kind) not in OF_TODAY or not act.not_after or act.not_after >= today:
        yield "act_done_here_instead"
        return
    if not act.document_id:
        yield "act_needs_its_paper"
    yield from rules.act_faults(instrument.facts(), act.facts(), today=today, done_here=True)


def _ground_faults(act: Act, by: Actor) -> Iterable[str]:
    """What the other side did is not taken on the actor's word: it has a source, whose publisher or day may still be a gap."""
    return [] if act.source or speaks_for(by, act.party) else ["foreign_act_without_source"]


def _signing_faults(instrument: Instrument, act: Act) -> list[str]:
    if act.kind != ActKind.SIGN:
        return []
    texts = [*rules.text_faults(instrument.text_standing()), *_damaged_texts(instrument)] if instrument.is_here else []
    return [*_authority_faults(act), *texts, *_basis_faults(instrument, act), *_amended_faults(instrument, act)]


def _damaged_texts(instrument: Instrument) -> Iterable[str]:
    """I7: what is signed is the very file that was agreed."""
    texts = instrument.texts.filter(is_authentic=True).order_by("id")
    return filter(None, (damage(text.document_id) for text in texts))


def _authority_faults(act: Act) -> list[str]:
    """I6: the signatory held an office at the party on the day, or full powers are on record."""
    offices = [office_of(act.office, act.party)] if act.office else []
    faults = list(rules.signer_faults(act.party.facts(), act.day, offices, has_full_powers=bool(act.full_powers_id)))
    return faults if act.signatory else ["signatory_missing", *faults]


def _amended_faults(instrument: Instrument, act: Act) -> Iterable[str]:
    """I9: what is signed here amends one instrument, whose parties its own are and which is in force on that day, or none."""
    return [*instrument.amending_faults(), *amended_force_faults(instrument.amended(), act.day)]


def _basis_faults(instrument: Instrument, act: Act) -> Iterable[str]:
    """I3: a memorandum that is signed here rests on a legal basis on that day, or on a waiver."""
    return rules.basis_faults(basis_to_sign(instrument, act.not_after)) if act.not_after else ()
