"""What instruments leave to do: texts whose turn has come, evidence that is missing on record, institutions without a focal point."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.links import Link, links_about
from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.tasks import Task, Turn
from twinward.foundation.kernel.wording import country, number, short_day
from twinward.foundation.registry.models import Appointment, Organisation
from twinward.foundation.registry.record import page_to_name
from twinward.programme.instruments import offers
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.answering import ministries_for
from twinward.programme.instruments.basis_tasks import without_basis
from twinward.programme.instruments.chasing import BASIS, TEXT, Chase, first_chase, group_of, place_of
from twinward.programme.instruments.consent import JOINING, latest
from twinward.programme.instruments.correctable import correctable
from twinward.programme.instruments.due import falling_due
from twinward.programme.instruments.evidence import gaps, lacking_focal_point, standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.fields_of_cooperation import field_name
from twinward.programme.instruments.lifecycle import MEMORANDUM
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.partner import QUESTION

#: A text drafted here, by its state: the right of whoever's turn it is, the task, the words of the step.
TEXTS: dict[str, tuple[str, Promise, Promise]] = {
    "draft": ("instruments.draft", _("Finish the draft: %(title)s"), _("Open")),
    "returned": ("instruments.draft", _("Revise the returned text: %(title)s"), _("Open")),
    "in_review": ("instruments.clear", _("Clear or return: %(title)s"), _("Review")),
    "cleared": ("instruments.negotiate", _("Offer it to the other party: %(title)s"), _("Open")),
    "with_other_party": ("instruments.agree", _("Agree to the text: %(title)s"), _("Read")),
}
#: An agreed text, by what it waits for: the task of whoever's turn it is, the same to whoever waits for it, the words of the step.
AGREED: dict[str, tuple[Promise, Promise, Promise]] = {
    "basis": (BASIS.one, BASIS.awaited, BASIS.step),
    "sign": (_("Sign: %(title)s"), _("Sign: %(title)s"), _("Open")),
    "ratify": (_("Ratify: %(title)s"), _("Ratify: %(title)s"), _("Open")),
    "notify": (_("Notify: %(title)s"), _("Notify: %(title)s"), _("Open")),
    "day": (_("State the day of an act: %(title)s"), _("the day of an act: %(title)s"), _("Open")),
}


def tasks(actor: Actor, today: date) -> list[Task]:
    """What waits over instruments of the actor's own institution or country. A constant number of queries; none for who oversees the whole node."""
    scope = actor.scope("instruments.see")
    if scope.everything or scope.is_empty:
        return []
    own = list(_concerning(scope, actor))
    moved_on = _moved_on(own)
    texts = [*_texts(own, moved_on, actor, today), *without_basis(own, moved_on, actor, today), *_consents(own, actor, today)]
    return [*falling_due(own, actor, today), *texts, *_evidence(own, actor, today), *_focal_points(own, actor, today)]


def _concerning(scope: Scope, actor: Actor) -> Iterator[Instrument]:
    parties = Party.objects.filter(Q(organisation__in=scope.organisations) | Q(country__in=scope.countries)).values("instrument")
    drafted = Q(drafted_at__in=scope.organisations) | Q(drafted_at__country__in=scope.countries)
    rows = Instrument.objects.visible_to(actor).not_struck().filter(Q(pk__in=parties) | drafted).exclude(state="withdrawn")
    return iter(rows.for_record().order_by("id"))


def _moved_on(own: Sequence[Instrument]) -> dict[int, Day]:
    """By the key of each text that is drafted here: the day of the move that brought it where it waits now, of its beginning before any."""
    keys = {key_of(one): one.pk for one in own if one.is_here}
    moves = ("add", *(move.name for move in MEMORANDUM.moves))
    found = Event.objects.filter(record__in=list(keys), verb__in=moves).order_by("id").values_list("record", "at")
    return {keys[record]: Day.on(timezone.localdate(at)) for record, at in found}


def _texts(own: Sequence[Instrument], moved_on: Mapping[int, Day], actor: Actor, today: date) -> Iterator[Task]:
    offered = [one for one in own if one.is_here and one.state == "with_other_party"]
    parties = (party for one in offered for party in one.parties.all())
    links = links_about(QUESTION, parties, actor, at=timezone.now())
    asked = {one.record.instrument_id: one for one in reversed(links)}  # the last of each
    ministries = ministries_for(own, actor)
    for instrument in own:
        whose = offers.turn(instrument, actor, today, ministries) if instrument.is_here else None
        if whose is not None and not (whose.is_mine and whose.asked == "basis"):  # those are told as texts without a basis
            is_mine = _is_my_turn(instrument, actor, whose)
            what, step = _what_is_asked(instrument, whose, is_mine=is_mine)
            page = reverse("instrument", args=[instrument.pk])
            yield Task(
                turn="mine" if is_mine else "theirs",
                what=str(what) % {"title": _title(instrument)},
                url=page,
                step=str(step),
                step_url=page,
                since=_asked_on(asked.get(instrument.pk)) or moved_on.get(instrument.pk),
                meta=" · ".join(filter(None, (_sides(instrument), _asked_words(asked.get(instrument.pk))))),
                who=whose.whose,
                is_illustrative=instrument.is_illustrative,
            )


def _consents(own: Sequence[Instrument], actor: Actor, today: date) -> Iterator[Task]:
    """A row for each text signed elsewhere that waits for a party's consent, since its last signature; for all whom it concerns, as a text made here."""
    waiting = [one for one in own if not one.is_here and offers.turn_to_consent(one, actor, today, {})]
    ministries = ministries_for(waiting, actor)
    for instrument in waiting:
        whose = offers.turn_to_consent(instrument, actor, today, ministries)
        signed = latest(act for act in instrument.live_acts() if act.kind in {ActKind.SIGN, *JOINING})
        page = reverse("instrument", args=[instrument.pk])
        if whose is not None:
            what, awaited, step = AGREED[whose.asked]
            yield Task(
                turn="mine" if whose.is_mine else "theirs",
                what=str(what if whose.is_mine else awaited) % {"title": _title(instrument)},
                url=page,
                step=str(step),
                step_url=page,
                since=signed.day if signed and not signed.day.is_unknown else None,
                meta=_sides(instrument),
                who=whose.whose,
                is_illustrative=instrument.is_illustrative,
            )


def _asked_on(asked: Link | None) -> Day | None:
    return Day.on(timezone.localtime(asked.question.asked_at).date()) if asked and not asked.closed else None


def _asked_words(asked: Link | None) -> str:
    """Whether the other party can still answer by a link, or no longer could."""
    until = {"until": short_day(timezone.localtime(asked.question.expires_at))} if asked else {}
    if asked and not asked.closed:
        return gettext("asked by a link, answer by %(until)s") % until
    return gettext("asked by a link, which expired on %(until)s") % until if asked and asked.closed == "guest_link_late" else ""


def _what_is_asked(instrument: Instrument, whose: offers.Turn, *, is_mine: bool) -> tuple[Promise, Promise]:
    """The task and the words of its step."""
    if instrument.state != "agreed":
        _right, what, step = TEXTS[instrument.state]
        return what, step
    mine, awaited, step = AGREED[whose.asked]
    return (mine, step) if is_mine else (awaited, _("Open"))


def _is_my_turn(instrument: Instrument, actor: Actor, whose: offers.Turn) -> bool:
    """Whether the next move is the actor's: nobody reviews what they submitted, and the other side is who agrees."""
    if instrument.state == "with_other_party":
        return instrument.is_of_other_side(actor)
    if instrument.state == "in_review" and instrument.submitted_by == actor.key:
        return False
    if instrument.state == "agreed":
        return whose.is_mine
    return actor.may(TEXTS[instrument.state][0], instrument.kept_by())


@dataclass
class Group:
    """Recorded instruments that lack the same evidence, so that one answer serves them all."""

    chase: Chase
    turn: Turn
    instruments: list[Instrument] = field(default_factory=list)


def _evidence(own: Sequence[Instrument], actor: Actor, today: date) -> Iterator[Task]:
    groups: dict[Hashable, Group] = {}
    for instrument in own:
        for chase, turn in _chases(instrument, actor, today):
            key = (turn, instrument.pk) if turn == "theirs" else group_of(instrument, chase)
            groups.setdefault(key, Group(chase, turn)).instruments.append(instrument)
    firsts = (group.instruments[0] for group in groups.values())
    keeper = offers.Keeper(actor, correctable([one for first in firsts for one in standing_acts(first)], actor))
    return (_evidence_task(group, keeper, today) for group in groups.values())


def _chases(instrument: Instrument, actor: Actor, today: date) -> Iterator[tuple[Chase, Turn]]:
    """Evidence is for whoever keeps the record and speaks for a side, what is legal for whoever may waive a basis. Others wait for it:
    a lawyer for the text only, on which the rest depends.
    """
    found = gaps(instrument, today) if not instrument.is_here else ()
    kept_by = instrument.kept_by()
    keeps = actor.may("instruments.record", kept_by)
    evidence = first_chase(instrument, found, legal=False)
    if keeps and actor.may("instruments.waive", kept_by):
        if legal := first_chase(instrument, found, legal=True):
            yield legal, "mine"
            if evidence is TEXT:
                yield TEXT, "theirs"
    elif evidence:
        yield evidence, "mine" if keeps and actor.may("instruments.negotiate", kept_by) else "theirs"


def _evidence_task(group: Group, keeper: offers.Keeper, today: date) -> Task:
    first, count = group.instruments[0], len(group.instruments)
    words = {
        "title": _title(first),
        "n": number(count),
        "count": count,
        "place": phrase(place_of(group.instruments)) or gettext("one place"),
    }
    page = reverse("instrument", args=[first.pk])
    day = first.source.day if first.source else Day.unknown()
    step_url = _where_done(group, keeper, today)
    return Task(
        turn=group.turn,
        what=str(_sentence(group) % words),
        url=page if count == 1 else f"{reverse('instruments')}?{_filter(group)}",
        step=str(group.chase.step if step_url else gettext("Open")),
        step_url=step_url or page,
        since=None if day.is_unknown else day,
        meta=" · ".join(filter(None, _meta(group))),
        who=str(first.drafted_at or ""),
        is_illustrative=any(instrument.is_illustrative for instrument in group.instruments),
    )


def _where_done(group: Group, keeper: offers.Keeper, today: date) -> str:
    """The page on which its keeper does the step for the first of them; empty for whoever can only look."""
    first = group.instruments[0]
    if group.chase.page and keeper.account.may(*keeping(first)):
        return reverse(group.chase.page, args=[first.pk])
    return offers.remedy(first, group.chase.codes, keeper, today)


def _filter(group: Group) -> str:
    """The list of just these instruments: what is wanted, and the country abroad that they share."""
    shared = set.intersection(*({party.country_id for party in one.parties.all()} for one in group.instruments))
    abroad = sorted(shared - {one.drafted_at.country_id for one in group.instruments if one.drafted_at})
    return urlencode({"wanted": group.chase.name} | ({"country": abroad[0]} if abroad else {}))


def _sentence(group: Group) -> Promise:
    if group.turn == "theirs":
        return group.chase.awaited
    return group.chase.one if len(group.instruments) == 1 else group.chase.many


def _meta(group: Group) -> Iterator[str]:
    remark = group.instruments[0].remark
    yield _about(group.instruments)
    yield group.chase.loses(group.instruments[0]) if group.turn == "mine" else ""
    yield gettext("known only as “%(words)s”") % {"words": gettext(remark)} if group.chase.quotes and remark else ""
    yield _stated_by(group.instruments)


def _about(instruments: Sequence[Instrument]) -> str:
    """What several instruments are about: institutions that are party to more than one of them, else their fields or titles; of one, its sides."""
    if len(instruments) == 1:
        return _sides(instruments[0])
    named = Counter(party.organisation.called for one in instruments for party in one.parties.all() if party.organisation)
    if often := [f"{name} {number(count)}" for name, count in named.most_common() if count > 1]:
        return ", ".join(often)
    return ", ".join(field_name(one.covers[0]) if len(one.covers) == 1 else _title(one) for one in instruments)


def _sides(instrument: Instrument) -> str:
    """The countries of its parties, when they are few."""
    codes = list(dict.fromkeys(party.country_id for party in instrument.parties.all()))
    return " – ".join(country(code) for code in codes) if len(codes) <= 3 else ""


def _stated_by(instruments: Sequence[Instrument]) -> str:
    """The source of them all, with its day."""
    sources = {one.source_id: one.source for one in instruments}
    source = instruments[0].source
    if len(sources) > 1 or source is None:
        return ""
    return str(source) if source.day.is_unknown else f"{source}, {short_day(source.day)}"


def _focal_points(own: Sequence[Instrument], actor: Actor, today: date) -> Iterator[Task]:
    """A row for each institution within reach that is party to a recorded memorandum and has nobody for the day to day work."""
    scope = actor.scope("people.edit")
    lacking = defaultdict[Organisation, int](int)
    for instrument in own:
        if not instrument.is_here and instrument.kind == "memorandum":
            for party in lacking_focal_point(instrument, today):
                if party.organisation and (party.country_id in scope.countries or party.organisation_id in scope.organisations):
                    lacking[party.organisation] += 1
    return (_focal_point_task(organisation, count, scope) for organisation, count in lacking.items())


def _focal_point_task(organisation: Organisation, count: int, scope: Scope) -> Task:
    is_mine = organisation.pk in scope.organisations
    page = page_of("organisation", organisation.pk)
    words = {"name": organisation.called, "n": number(count)}
    mine = ngettext("Name a focal point for %(n)s memorandum", "Name a focal point for %(n)s memorandums", count)
    nobody = ngettext("nobody is on record for its memorandum", "nobody is on record for its %(n)s memorandums", count)
    unnamed = gettext("You work for %(name)s here, but nobody is named as its focal point among its people")
    return Task(
        turn="mine" if is_mine else "theirs",
        what=mine % words if is_mine else gettext("its focal point"),
        url=page,
        step=gettext("Name one") if is_mine else gettext("Open"),
        step_url=page_to_name(organisation.pk, Appointment.Office.FOCAL_POINT) if is_mine else page,
        meta=(unnamed if is_mine else nobody) % words,
        who=organisation.called,
        is_illustrative=organisation.is_illustrative,
    )


def _title(instrument: Instrument) -> str:
    return instrument.title_in((get_language() or "en").split("-")[0])
