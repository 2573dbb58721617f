"""Writes of the instruments room: instruments recorded or drafted, their parties, moves, texts and waivers. Acts: `acting.py`; links: `linking.py`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.ledger import carry_out, change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments import rules
from twinward.programme.instruments.endings import ended_faults
from twinward.programme.instruments.evidence import needs_basis
from twinward.programme.instruments.facts import InstrumentKind, LinkKind, Standing
from twinward.programme.instruments.keeping import KeepingSide
from twinward.programme.instruments.lifecycle import EDITABLE, MEMORANDUM, SHOWN_TO_BOTH
from twinward.programme.instruments.models import Instrument, Link, Party, Text, Waiver
from twinward.programme.instruments.order import all_order_faults
from twinward.programme.instruments.publishing import may_publish, signed_by
from twinward.programme.instruments.resting import is_named_elsewhere


def held(instrument: Instrument) -> Instrument:
    """The instrument as the store holds it now, locked until the end of this transaction, so that what is decided about it stays true.

    Raises Refused for one that was struck out: nothing is written of it any more.
    """
    now = Instrument._base_manager.select_for_update(of=("self",)).select_related("drafted_at").get(pk=instrument.pk)
    refuse("change", ["instrument_struck"] if now.struck_on else [])
    return now


def refuse(verb: str, faults: Iterable[str]) -> None:
    """Nothing when there are no faults; otherwise raises Refused with each of them once."""
    if found := tuple(dict.fromkeys(faults)):
        raise Refused(verb, found)


def keeping(instrument: Instrument) -> tuple[str, KeepingSide]:
    """The right by which the instrument is kept up, drafting what is made here or recording what was made elsewhere; and over which side."""
    return "instruments.draft" if instrument.is_here else "instruments.record", instrument.kept_by()


def require_publishing(by: Actor) -> None:
    """Nothing when `by` may decide what is told outside; otherwise raises NotAllowed."""
    if not may_publish(by):
        raise NotAllowed("instruments.record")


def _require_publishing(by: Actor, values: Mapping[str, Any], *, is_public: bool = False) -> None:
    """Nothing when `values` leave it as public as it is, or `by` may decide that; otherwise raises NotAllowed."""
    if values.get("is_public", is_public) != is_public:
        require_publishing(by)


@transaction.atomic
def record_instrument(
    *, key: str = "", kind: str, title: str, parties: Iterable[Mapping[str, Any]], by: Actor, at: datetime, **fields: Any
) -> Instrument:
    """An instrument made elsewhere is on record with what is known of it; what is missing shows as gaps.

    parties: columns of Party, each with country_id and, where known, organisation or described. Raises NotAllowed; Refused for a party named
    twice or terms from which nothing can be reckoned.
    """
    require(by, "instruments.record")
    _require_publishing(by, fields)
    instrument = Instrument(key=key or f"instrument-{fresh_key().hex}", kind=kind, title=title, origin="recorded", **fields)
    added = _save(instrument, parties, verb="record")
    require(by, "instruments.record", instrument.kept_by())
    note_new(instrument, by=by, at=at, parties=[party.registered_as() for party in added])
    return instrument


@transaction.atomic
def draft(
    *, kind: str, title: str, parties: Iterable[Mapping[str, Any]], drafted_at: Organisation, by: Actor, at: datetime, **fields: Any
) -> Instrument:
    """A text is being drafted at an organisation of the actor's own. Raises NotAllowed; Refused as `record_instrument` does."""
    require(by, "instruments.draft", drafted_at)
    _require_publishing(by, fields)
    refuse("draft", ["public_before_signature"] if fields.get("is_public") else [])
    values = {"standing": Standing.UNDER_DISCUSSION} | fields
    instrument = Instrument(
        key=f"instrument-{fresh_key().hex}",
        kind=kind,
        title=title,
        origin="here",
        state=MEMORANDUM.start,
        drafted_at=drafted_at,
        **values,
    )
    refuse("draft", ended_faults(instrument.terms(), today=timezone.localtime(at).date()))
    added = _save(instrument, parties, verb="draft")
    note_new(instrument, by=by, at=at, parties=[party.registered_as() for party in added])
    return instrument


def _save(instrument: Instrument, parties: Iterable[Mapping[str, Any]], *, verb: str) -> list[Party]:
    refuse(verb, rules.terms_faults(instrument.terms()))
    instrument.save()
    added = [Party(instrument=instrument, **party) for party in parties]
    refuse(verb, twice(added))
    for party in added:
        party.save()
    return added


def twice(parties: Iterable[Party]) -> Iterable[str]:
    """Why these are not the parties of one instrument: one of them is named twice."""
    named = [(party.country_id, party.organisation_id) for party in parties if not party.described]
    return ["party_twice"] if len(set(named)) < len(named) else []


@transaction.atomic
def correct_instrument(*, instrument: Instrument, by: Actor, at: datetime, reason: str = "", **values: Any) -> Instrument:
    """The instrument has the new values; the old ones stay in the ledger with the reason.

    A text made here changes while it is a draft or was returned; a record of something made elsewhere whenever a reason is given.
    Raises NotAllowed, Refused.
    """
    now = held(instrument)
    require(by, *keeping(now))
    _require_publishing(by, values, is_public=now.is_public)
    early = ["public_before_signature"] if now.is_here and values.get("is_public", now.is_public) != now.is_public else []
    refuse("correct", [*kept_up_faults(now, reason), *early, *_kind_faults(now, values.get("kind", now.kind))])
    for name, value in values.items():
        setattr(now, name, value)
    ended = ended_faults(now.terms(), today=timezone.localtime(at).date()) if now.is_here else []
    refuse("correct", [*rules.terms_faults(now.terms()), *ended])
    if change(now, by=by, at=at, reason=reason, **values) is None:
        raise Refused("correct", ["nothing_changed"])
    return now


def _kind_faults(instrument: Instrument, kind: str) -> Iterable[str]:
    """Why what is on record does not fit another kind: acts that were in order before, a link, or another room's record that relies on the kind."""
    if kind == instrument.kind:
        return
    facts = instrument.facts()
    before, after = (Counter(all_order_faults(one, one.acts, False)) for one in (facts, replace(facts, kind=InstrumentKind(kind))))
    yield from ["acts_of_other_kind"] if after - before else []
    yield from ["kind_relied_on"] if is_named_elsewhere(instrument) else []
    yield from (
        ["kind_linked"] if any(_relies_on_kind(link, instrument) for link in (*instrument.links_up(), *instrument.links_down())) else []
    )


def _relies_on_kind(link: Link, instrument: Instrument) -> bool:
    """Whether what the link says hangs on the kind of the instrument as it is: what supersedes is of one kind with the other, and what rests on a
    text or is part of it has it for what it is. What it rests on or is part of itself does not ask for its kind, and to implement asks for none.
    """
    if link.kind == LinkKind.SUPERSEDES:
        return link.to_instrument is not None and link.from_instrument.kind == link.to_instrument.kind
    return link.to_instrument_id == instrument.pk and link.kind != LinkKind.IMPLEMENTS


@transaction.atomic
def publish(*, instrument: Instrument, is_public: bool, by: Actor, at: datetime, reason: str = "") -> Instrument:
    """What was signed here is told outside from now on, or no longer for a reason. Raises NotAllowed, Refused."""
    now = held(instrument)
    require_publishing(by)
    signed = signed_by(now, timezone.localtime(at).date())
    unknown = [] if now.is_here else ["unknown_move"]
    refuse("publish", [*unknown, *rules.publishing_faults(signed, is_public=is_public, reason=reason)])
    if change(now, by=by, at=at, reason=reason, is_public=is_public) is None:
        raise Refused("publish", ["nothing_changed"])
    return now


def kept_up_faults(instrument: Instrument, reason: str) -> Iterable[str]:
    """Why what is told of it does not change now: a text made here is no draft any more, or of a record no reason is given."""
    if not instrument.is_here:
        return rules.reason_faults(reason)
    return [] if instrument.state in EDITABLE else ["terms_not_open"]


@transaction.atomic
def add_party(*, instrument: Instrument, by: Actor, at: datetime, reason: str = "", **columns: Any) -> Party:
    """One more party: to a draft, or to a record of something made elsewhere with a reason. Raises NotAllowed, Refused."""
    now = held(instrument)
    require(by, *keeping(now))
    party = Party(instrument=now, **columns)
    refuse("add_party", [*kept_up_faults(now, reason), *twice([*now.parties.all(), party])])
    party.save()
    note_new(party, by=by, at=at, reason=reason)
    return party


@transaction.atomic
def name_party(*, party: Party, organisation: Organisation, by: Actor, at: datetime, reason: str) -> Party:
    """An institution that was only described has its name; its country and its acts stay with it. Raises NotAllowed, Refused."""
    now = held(party.instrument)
    require(by, *keeping(now))
    standing = list(now.parties.all())
    others = [other for other in standing if other.pk != party.pk]
    struck = [] if party in standing else ["party_struck"]
    named = Party(country_id=organisation.country_id, organisation=organisation)
    abroad = ["party_of_another_country"] if organisation.country_id != party.country_id else []
    refuse("name_party", [*kept_up_faults(now, reason), *struck, *abroad, *twice([*others, named])])
    change(party, by=by, at=at, reason=reason, organisation=organisation, described="")
    return party


@transaction.atomic
def make_move(
    *, instrument: Instrument, name: str, by: Actor, at: datetime, reason: str = "", remark: str = "", shown: str | None = None
) -> Instrument:
    """The text is in the state to which the move leads. Agreeing freezes its hash, of texts, parties and terms; opening it anew lets go of it.

    remark: a reason that is personal, so that the ledger only commits to it. shown: the hash of what whoever moves it was shown; None only
    where nobody was shown anything, because the move follows from another act of theirs. Raises NotAllowed, Refused.
    """
    now = held(instrument)
    if not now.is_here:
        raise Refused(name, ["unknown_move"])
    move = MEMORANDUM.move(name)
    require(by, move.right, now.mover(name))
    if shown is not None and shown != now.text_hash():
        raise Refused(name, ["text_changed_since_shown"])
    if name == "agree" and now.state in move.source:
        change(now, by=by, at=at, agreed_text_sha256=now.text_hash())
    said = {"reason": reason, "text_sha256": shown}
    personal = {"reason": remark} if remark else {}
    is_kept_in_sight = name == "withdraw" and now.state in SHOWN_TO_BOTH
    carry_out(MEMORANDUM, name, now, by=by, at=at, personal=personal, **{fact: value for fact, value in said.items() if value})
    if name == "reopen":
        change(now, by=by, at=at, agreed_text_sha256="")
    if name in ("submit", "reopen"):
        change(now, by=by, at=at, submitted_by=by.key)
    if is_kept_in_sight:
        change(now, by=by, at=at, is_kept_in_sight=True)
    return now


@transaction.atomic
def attach_text(
    *, instrument: Instrument, language: str, document: Document, is_authentic: bool, by: Actor, at: datetime, reason: str = ""
) -> Text:
    """The document is the instrument's text in a language; an earlier one is replaced, and its hash stays in the ledger.

    Replacing an authentic text that was agreed returns the instrument to review. Raises NotAllowed, Refused.
    """
    now = held(instrument)
    require(by, *keeping(now))
    found = now.texts.filter(language=language, is_authentic=is_authentic).first()
    if found and found.document_id == document.sha256:
        raise Refused("attach_text", ["nothing_changed"])
    if now.is_here and is_authentic:
        refuse("attach_text", _text_faults(now))
        if now.state == "agreed":
            make_move(instrument=now, name="reopen", by=by, at=at, reason=reason)
    if found:
        change(found, by=by, at=at, reason=reason, document=document)
    else:
        found = Text(instrument=now, language=language, is_authentic=is_authentic, document=document)
        found.save()
        note_new(found, by=by, at=at)
    if is_authentic and language not in now.authentic_languages:
        change(now, by=by, at=at, reason=reason, authentic_languages=[*now.authentic_languages, language])
    return found


def _text_faults(instrument: Instrument) -> Iterable[str]:
    if instrument.state == "withdrawn":
        return ["text_withdrawn"]
    if instrument.state == "agreed":
        return rules.reopening_faults(instrument.facts())
    return [] if instrument.state in EDITABLE else ["text_not_open"]


@transaction.atomic
def waive(*, instrument: Instrument, reason: str, by: Actor, at: datetime) -> Waiver:
    """From today on a memorandum, or what a link says rests on another text, may do without a legal basis, for a reason.

    Raises NotAllowed, Refused: waiver_not_needed.
    """
    now = held(instrument)
    require(by, "instruments.waive", now.kept_by())
    refuse("waive", [*([] if needs_basis(now) else ["waiver_not_needed"]), *rules.reason_faults(reason)])
    waiver = Waiver(instrument=now, reason=reason, by=by.key, given_on=timezone.localtime(at).date())
    waiver.save()
    note_new(waiver, by=by, at=at)
    return waiver
