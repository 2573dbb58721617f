"""What the reader may do with an instrument now, each with what it still lacks; and what would close its gaps."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.models import Appointment
from twinward.foundation.registry.record import page_to_name
from twinward.programme.instruments import rules, validity
from twinward.programme.instruments.acting import recordable, speaks_for
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.amending import amended_force_faults
from twinward.programme.instruments.answering import Ministries, ministries_for, who_answers
from twinward.programme.instruments.awaiting import awaited_act, awaited_consent
from twinward.programme.instruments.chasing import AGREED_TO
from twinward.programme.instruments.evidence import (
    StandingAct,
    basis_on,
    basis_to_sign,
    gaps,
    lacking_focal_point,
    lacks_publication,
    standing_acts,
)
from twinward.programme.instruments.facts import ActKind, LinkKind
from twinward.programme.instruments.joining import takes_countries
from twinward.programme.instruments.lifecycle import EDITABLE, MEMORANDUM, NEED_A_REASON, UNDOING
from twinward.programme.instruments.models import Instrument, Link, Party
from twinward.programme.instruments.partner import link_faults, may_ask_partner
from twinward.programme.instruments.publishing import STEPS, may_publish, signed_by
from twinward.programme.instruments.wording import ASKED, DAYS_MISSING, MOVES, OTHER_GAP, PARTS, REMEDIES, WORDING_GAP


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that is open to the reader. lacks: sentences of what it still lacks. undoes: it throws away an agreement."""

    label: str
    url: str
    lacks: tuple[str, ...] = ()
    note: str = ""
    is_primary: bool = False
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing on record, and the page where it can be mended; url empty when that is not the reader's to do.

    concerns: of which acts it is missing, where there are several: each in words, with the page where it is mended.
    """

    word: str
    text: str
    step: str = ""
    url: str = ""
    concerns: tuple[tuple[str, str], ...] = ()


#: By the code of a gap: the acts that leave it.
WANTED: dict[str, Callable[[StandingAct], bool]] = {
    "day_inferred": lambda one: one.says.day.is_own_conclusion,
    "day_unknown": lambda one: not one.says.day.is_known,
    "source_without_day": lambda one: lacks_publication(one.source),
    "authority_unknown": lambda one: one.says.kind is ActKind.SIGN and not one.has_authority,
}


def offers(instrument: Instrument, account: Actor, now: datetime) -> list[Offer]:
    """Every move open to `account`, the likeliest next first.

    The first that lacks nothing and goes onward is the primary. What gives up what was reached comes last.
    """
    if instrument.struck_on:
        return []
    today = timezone.localtime(now).date()
    moves = list(_moves(instrument, account, now))
    onward = [*_asking(instrument, account), *(offer for name, offer in moves if name not in NEED_A_REASON)]
    back = [offer for name, offer in moves if name in NEED_A_REASON - UNDOING]
    acts, adding = list(_acts(instrument, account, today)), list(_adding(instrument, account))
    then = acts + adding if instrument.is_here else adding + acts
    first = next((offer for offer in onward + then if not offer.lacks and not offer.undoes), None)
    mending = [*_publishing(instrument, account, today), *_mending(instrument, account)]
    found = [*onward, *back, *then, *mending, *(offer for name, offer in moves if name in UNDOING)]
    return [replace(offer, is_primary=offer is first) for offer in found]


def _moves(instrument: Instrument, account: Actor, now: datetime) -> Iterator[tuple[str, Offer]]:
    """The moves of the text by name."""
    if not instrument.is_here:
        return
    for move in MEMORANDUM.open_from(instrument.state):
        if account.may(move.right, instrument.mover(move.name)):
            label, note = MOVES[move.name]
            faults = MEMORANDUM.faults(instrument, move, by=account, at=now, reason="-" if move.name in NEED_A_REASON else "")
            unasked = link_faults(instrument) if move.name == "agree" and may_ask_partner(instrument, account) else []
            lacks = tuple(say(fault) for fault in (*unasked, *faults))
            url = reverse("instrument-move", args=[instrument.pk, move.name])
            yield move.name, Offer(str(label), url, lacks, str(note))


def _asking(instrument: Instrument, account: Actor) -> Iterator[Offer]:
    if may_ask_partner(instrument, account) and instrument.state == "with_other_party" and not link_faults(instrument):
        note = gettext("They read the text and answer without an account, by a link that works once.")
        yield Offer(gettext("Send the other party a link"), reverse("instrument-ask", args=[instrument.pk]), note=note)


def _acts(instrument: Instrument, account: Actor, today: date) -> Iterator[Offer]:
    if instrument.is_here and instrument.state != "agreed":
        return
    own = [party for party in instrument.parties.all() if account.may("instruments.act", party)]
    address = reverse("instrument-act", args=[instrument.pk])
    signed = {one.act.party_id for one in standing_acts(instrument) if one.says.kind is ActKind.SIGN}
    for party in own:
        if instrument.is_here and party.pk not in signed:
            label = gettext("Sign for %(party)s") % {"party": party}
            yield Offer(label, f"{address}?party={party.pk}&kind=sign", tuple(map(say, signing_lacks(instrument, today))))
    yield from _consenting(instrument, own, today)
    if own and not (instrument.is_here and any(party.pk not in signed for party in own)):
        label = gettext("Act for your side")
        yield Offer(label, address, note=gettext("Notify, ratify, withdraw, suspend: done here, on a day that is known."))


def _consenting(instrument: Instrument, own: list[Party], today: date) -> Iterator[Offer]:
    """The act by which a side that has signed a text made here consents to be bound, once all have signed."""
    awaited = awaited_act(instrument.alone(), today) if instrument.is_here else None
    labels = {ActKind.RATIFY: gettext("Ratify for %(party)s"), ActKind.NOTIFY: gettext("Notify for %(party)s")}
    if awaited is None or awaited.is_day or awaited.kind not in labels:
        return
    for party in own:
        if str(party.pk) in awaited.parties:
            address = f"{reverse('instrument-act', args=[instrument.pk])}?party={party.pk}&kind={awaited.kind}"
            yield Offer(labels[awaited.kind] % {"party": party}, address)


def signing_lacks(instrument: Instrument, day: date) -> Iterable[str]:
    """What stands in the way of a signature on `day`, whoever signs."""
    amended = [*instrument.amending_faults(), *amended_force_faults(instrument.amended(), Day.on(day))]
    return [*rules.text_faults(instrument.text_standing()), *rules.basis_faults(basis_to_sign(instrument, day)), *amended]


def _adding(instrument: Instrument, account: Actor) -> Iterator[Offer]:
    """What brings a text or an act to the record."""
    pk = instrument.pk
    keeps = account.may(*keeping(instrument))
    if keeps and _takes_text(instrument):
        is_agreed = instrument.is_here and instrument.state == "agreed"
        yield Offer(gettext("Attach a text"), reverse("instrument-text", args=[pk]), note=_text_note(instrument), undoes=is_agreed)
    if takes_countries(instrument, account):
        note = gettext("Several at once, each a party from then on.")
        yield Offer(gettext("Record countries that joined"), reverse("instrument-joined", args=[pk]), note=note)
    records = account.may("instruments.record", instrument.kept_by())
    of = recordable(instrument, account)
    if (records or of) and (not instrument.is_here or instrument.state == "agreed"):
        note = gettext("What happened elsewhere, as far as it is known.")
        lacks = () if of else (say("act_needs_party"),)
        yield Offer(gettext("Record an act"), reverse("instrument-act-elsewhere", args=[pk]), lacks, note)


def _publishing(instrument: Instrument, account: Actor, today: date) -> Iterator[Offer]:
    """Of what was made here and agreed; of what is recorded its correction decides."""
    if instrument.is_here and instrument.state == "agreed" and may_publish(account):
        is_public = not instrument.is_public
        faults = rules.publishing_faults(signed_by(instrument, today), is_public=is_public, reason="-")
        note = gettext("Says first what the public sees then.")
        yield Offer(str(STEPS[is_public]), reverse("instrument-publish", args=[instrument.pk]), tuple(map(say, faults)), note)


def _takes_text(instrument: Instrument) -> bool:
    """Whether a text can be attached or replaced: of what is made here never once somebody has signed."""
    if not instrument.is_here or instrument.state in EDITABLE:
        return True
    return instrument.state == "agreed" and not any(rules.reopening_faults(instrument.facts()))


def _mending(instrument: Instrument, account: Actor) -> Iterator[Offer]:
    """What else is on record can be told better."""
    pk = instrument.pk
    keeps = account.may(*keeping(instrument))
    if keeps:
        yield Offer(gettext("Link it to another"), reverse("instrument-link", args=[pk]))
    if keeps and (not instrument.is_here or instrument.state in EDITABLE):
        note = gettext("Asks for a reason. The old value stays in the ledger.")
        yield Offer(gettext("Correct this record"), reverse("instrument-correct", args=[pk]), note=note)
        yield Offer(gettext("Add a party"), reverse("instrument-party", args=[pk]))
    if keeps and not instrument.is_here and (may_publish(account) or not instrument.is_public):
        note = gettext("It was put on by mistake. Says first what rests on it.")
        yield Offer(gettext("Strike out this record"), reverse("instrument-strike", args=[pk]), note=note)
    if account.may("instruments.waive", instrument.kept_by()) and _wants_waiver(instrument):
        note = gettext("Lets it stand without a legal basis, for a reason.")
        yield Offer(gettext("Waive the legal basis"), reverse("instrument-waive", args=[pk]), note=note)


def _text_note(instrument: Instrument) -> str:
    if instrument.state == "agreed":
        return gettext("Another text than the agreed one returns the instrument to review.")
    return gettext("Each authentic language has its own.")


def _wants_waiver(instrument: Instrument) -> bool:
    answer = basis_on(instrument, timezone.localdate())
    return answer is not None and answer.known is not Known.YES


@dataclass(frozen=True, slots=True)
class Keeper:
    """A reader who keeps a record. correctable: the primary keys of its acts that they may correct."""

    account: Actor
    correctable: Collection[int]


def gaps_with_remedies(instrument: Instrument, account: Actor, asked: date, correctable: Collection[int]) -> list[Gap]:
    """The evidence gaps of a record, one of each kind; a reader who keeps it is shown where each can be mended."""
    keeper = Keeper(account, correctable) if account.may(*keeping(instrument)) else None
    return [_of_acts(code, instrument, keeper) or _gap(code, instrument, asked, keeper) for code in gaps(instrument, asked)]


def remedy(instrument: Instrument, codes: Collection[str], keeper: Keeper, asked: date) -> str:
    """Where a reader who keeps the record mends the first of its gaps that is among `codes`; empty when there is no such place."""
    if not keeper.account.may(*keeping(instrument)):
        return ""
    found = (code for code in gaps(instrument, asked) if code in codes)
    return _first(_remedy(code, REMEDIES.get(code, OTHER_GAP)[2], instrument, asked, keeper) for code in found)


def _of_acts(code: str, instrument: Instrument, keeper: Keeper | None) -> Gap | None:
    """What is missing of acts, with each of them where there are several; None when `code` is of no act."""
    acts = [one for one in standing_acts(instrument) if WANTED[code](one)] if code in WANTED else []
    word, step, _page = REMEDIES.get(code, OTHER_GAP)
    may = keeper.correctable if keeper else ()
    mended = [_to_correct(one) if one.act.pk in may else "" for one in acts]
    if len(acts) > 1:
        return Gap(str(word), say(code), str(step), concerns=tuple(zip(map(_in_words, acts), mended, strict=True)))
    return next((Gap(str(word), _of_one(code, one), str(step), url) for one, url in zip(acts, mended, strict=True)), None)


def _of_one(code: str, one: StandingAct) -> str:
    return DAYS_MISSING[code] % {"party": one.act.party, "act": one.act.get_kind_display()} if code in DAYS_MISSING else say(code)


def _in_words(one: StandingAct) -> str:
    return f"{one.act.party}, {one.act.get_kind_display()}"


def _to_correct(one: StandingAct) -> str:
    return reverse("instrument-act-correct", args=[one.act.instrument_id, one.act.pk])


def _gap(code: str, instrument: Instrument, asked: date, keeper: Keeper | None) -> Gap:
    default = WORDING_GAP if code.startswith("one_") else OTHER_GAP
    word, step, page = REMEDIES.get(code, default)
    return Gap(str(word), say(code), str(step), _remedy(code, page, instrument, asked, keeper) if keeper else "")


def _remedy(code: str, page: str, instrument: Instrument, asked: date, keeper: Keeper) -> str:
    """Where a gap is mended by `keeper`; empty when there is no one place."""
    if page == "act":
        return _act_to_mend(code, instrument, keeper)
    if page == "party":
        return _first(reverse("instrument-party-name", args=[instrument.pk, party.pk]) for party in _undescribed(instrument))
    if page == "link":
        links = (link for link in instrument.links_down() if link.unnamed)
        return _first(reverse("instrument-link-name", args=[instrument.pk, link.pk]) for link in links)
    if page == "amended":
        amending = _linked(instrument, LinkKind.AMENDS)
        return _first(page_of("instrument", link.to_instrument_id) for link in amending if link.to_instrument_id)
    if page in (LinkKind.AMENDS, LinkKind.SUPERSEDES):
        links = reversed(_linked(instrument, LinkKind(page)))
        return _first(reverse("instrument-link-withdraw", args=[instrument.pk, link.pk]) for link in links)
    if page == "organisation":
        return _focal_point_remedy(instrument, asked, keeper.account)
    if page == "instrument-act":
        page = "instrument-act-elsewhere"
    part = PARTS.get(code, "") if page == "instrument-correct" else ""
    return reverse(page, args=[instrument.pk]) + (f"?part={part}#{part}" if part else "")


def _focal_point_remedy(instrument: Instrument, asked: date, keeper: Actor) -> str:
    """Where a focal point is named for the first institution that lacks one: its form for whoever may, otherwise its page."""
    lacking = [party.organisation for party in lacking_focal_point(instrument, asked) if party.organisation]
    mine = (page_to_name(one.pk, Appointment.Office.FOCAL_POINT) for one in lacking if keeper.may("people.edit", one))
    return _first(mine) or _first(page_of("organisation", one.pk) for one in lacking)


def _act_to_mend(code: str, instrument: Instrument, keeper: Keeper) -> str:
    acts = [one for one in standing_acts(instrument) if one.act.pk in keeper.correctable]
    wanted = WANTED.get(code, lambda _one: True)
    return _first(_to_correct(one) for one in acts if wanted(one))


def _linked(instrument: Instrument, kind: LinkKind) -> list[Link]:
    return [link for link in instrument.links_down() if link.kind == kind]


def _undescribed(instrument: Instrument) -> Iterator[Party]:
    return (party for party in instrument.parties.all() if party.described)


def _first(addresses: Iterator[str]) -> str:
    return next(addresses, "")


#: The right of whoever moves next, while the text is with its authors.
WAITS_FOR = {
    "draft": "instruments.draft",
    "returned": "instruments.draft",
    "in_review": "instruments.clear",
    "cleared": "instruments.negotiate",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, in words; empty when nobody's. asked: of an agreed text what is, "sign", "ratify", "notify", the "day" of one of these,
    or the legal "basis".
    """

    whose: str
    is_mine: bool
    asked: str = ""

    @property
    def does(self) -> str:
        """What is asked, as the record says it; empty where the state says it."""
        return str(ASKED[self.asked]) if self.asked else ""


def turn(instrument: Instrument, account: Actor, today: date, ministries: Ministries | None = None) -> Turn | None:
    """Who moves next: the authors, a lawyer who reviews what another submitted, the other side, whoever has not signed or consented.

    Of a record, whoever keeps it while it has gaps, then whoever has not consented. ministries: who answers for the parties, where that was
    read for several at once.
    """
    if not instrument.is_here:
        keeper = instrument.drafted_at if gaps(instrument, today) else None
        is_mine = account.may("instruments.record", instrument.kept_by())
        return Turn(str(keeper), is_mine) if keeper else turn_to_consent(instrument, account, today, ministries)
    if instrument.state in ("with_other_party", "agreed"):
        answer = ministries if ministries is not None else ministries_for([instrument], account)
        asks = _turn_of_offered if instrument.state == "with_other_party" else _turn_of_agreed
        return asks(instrument, account, today, answer)
    if instrument.state == "withdrawn":
        return None
    may = account.may(WAITS_FOR[instrument.state], instrument.kept_by())
    if instrument.state == "in_review":
        whose = gettext("review by a lawyer (%(name)s)") % {"name": instrument.drafted_at}
        return Turn(whose, may and instrument.submitted_by != account.key)
    return Turn(str(instrument.drafted_at), may)


def turn_to_consent(instrument: Instrument, account: Actor, today: date, ministries: Ministries | None = None) -> Turn | None:
    """Of whom a text that was signed elsewhere awaits the act by which it consents; None when of nobody, and once the text has ended."""
    awaited = awaited_consent(instrument.alone(), today) if instrument.standing in AGREED_TO else None
    if awaited is None or validity.ended(instrument.facts(), today, instrument.successors()).known is Known.YES:
        return None
    answer = ministries if ministries is not None else ministries_for([instrument], account)
    parties = [party for party in instrument.parties.all() if str(party.pk) in awaited.parties]
    whose = ", ".join(dict.fromkeys(who_answers(party, "agreed", answer) for party in parties))
    return Turn(whose, any(speaks_for(account, party) for party in parties), str(awaited.kind))


def _turn_of_offered(instrument: Instrument, account: Actor, today: date, ministries: Ministries) -> Turn | None:
    others = instrument.other_side()
    is_mine = any(account.may("instruments.agree", party) for party in others)
    return Turn(_named(others, instrument, ministries), is_mine) if others else None


def _named(parties: Iterable[Party], instrument: Instrument, ministries: Ministries) -> str:
    return ", ".join(dict.fromkeys(who_answers(party, instrument.state, ministries) for party in parties))


def _turn_of_agreed(instrument: Instrument, account: Actor, today: date, ministries: Ministries) -> Turn | None:
    """Nobody signs before a lawyer has found the legal basis or waived it; what may have been done already is asked for its day alone."""
    awaited = awaited_act(instrument.alone(), today)
    if awaited is None:
        return None
    keeper = instrument.kept_by()
    parties = [party for party in instrument.parties.all() if str(party.pk) in awaited.parties]
    records = any(account.may("instruments.record", party) for party in parties)
    if awaited.is_day:
        return Turn(str(instrument.drafted_at), records or account.may("instruments.record", keeper), "day")
    if awaited.kind is ActKind.SIGN and any(rules.basis_faults(basis_to_sign(instrument, today))):
        whose = gettext("a lawyer (%(name)s)") % {"name": instrument.drafted_at}
        return Turn(whose, account.may("instruments.waive", keeper), "basis")
    acts = any(account.may("instruments.act", party) for party in parties)
    is_mine = acts or (records and awaited.kind is not ActKind.SIGN)
    return Turn(_named(parties, instrument, ministries), is_mine, str(awaited.kind))
