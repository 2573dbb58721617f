"""Pages that write about a text: drafts, records, corrections, parties, moves, texts, links, waivers."""

from itertools import islice
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Move
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.spelling import folded
from twinward.foundation.kernel.timeline import timeline
from twinward.programme.instruments import acting, actions, forms, instrument_forms, linking, party_forms, rules
from twinward.programme.instruments.asking import REFUSED, Asking
from twinward.programme.instruments.evidence import basis_to_sign
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.lifecycle import MEMORANDUM, NEED_A_REASON, SHOWN_TO_BOTH
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.standing_terms import standing_terms, unstated
from twinward.programme.instruments.titles import titles_of
from twinward.programme.instruments.wording import MOVES, SEEN_BY, STATES

#: Instruments of one title that are named before another is recorded.
MOST_ALIKE = 10

asks = require_http_methods(["GET", "HEAD", "POST"])


def seen(account: Account, pk: int) -> Instrument:
    """The instrument as its forms need it, if `account` may see it; otherwise Http404."""
    return get_object_or_404(Instrument.objects.visible_to(account).for_form(), pk=pk)


def whole(account: Account, pk: int) -> Instrument:
    """The same with all that its state and its gaps follow from."""
    return get_object_or_404(Instrument.objects.visible_to(account).for_record(), pk=pk)


def given(request: HttpRequest) -> dict[str, Any]:
    """What a form reads: nothing until it was sent."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


@asks
@signed_in
def new(request: HttpRequest, account: Account) -> HttpResponse:
    """A text is begun at one of the reader's own organisations."""
    require(account, "instruments.draft")
    own = sorted({held.organisation for held in account.held if held.on(timezone.localdate())})
    form = instrument_forms.DraftForm(**given(request), account=account, own=own)
    parties = party_forms.PartyRows(request.POST or None, account=account, with_descriptions=False)
    asking = Asking(_("Draft a text"), _("Begin the draft"), context={"parties": parties})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid() & parties.is_valid(), lambda: _drafted(account, form, parties))


def _drafted(account: Account, form: instrument_forms.DraftForm, parties: party_forms.PartyRows) -> Instrument:
    at = timezone.now()
    columns = form.columns("kind", "drafted_at")
    instrument = actions.draft(parties=parties.parties(), by=account, at=at, **columns)
    if basis := form.cleaned_data["rests_on"]:
        linking.link(from_instrument=instrument, to_instrument=basis, kind=LinkKind.LEGAL_BASIS, by=account, at=at)
    return instrument


@asks
@signed_in
def record(request: HttpRequest, account: Account) -> HttpResponse:
    """What was made elsewhere is put on record with what is known; its gaps show on its page."""
    require(account, "instruments.record")
    form = instrument_forms.RecordForm(**given(request), account=account, kind=request.GET.get("kind", ""))
    parties = party_forms.PartyRows(request.POST or None, account=account, with_descriptions=True)
    lead = _("Only what is known. What is missing shows as gaps on the record, and can be mended there.")
    asking = Asking(_("Record an instrument made elsewhere"), _("Record"), lead, context={"parties": parties})
    if request.method != "POST":
        return asking.show(request, form)
    if is_sound := form.is_valid() & parties.is_valid():
        form.take_parties(parties.parties())
        is_sound = form.is_valid()
    alike = _called_so(account, form) if is_sound else []
    if not {str(one.pk) for one in alike} <= set(request.POST.get("despite", "").split()):
        asking.context["alike"] = alike
        return asking.show(request, form)
    return asking.answer(request, form, is_sound, lambda: _recorded(account, form, parties))


def _called_so(account: Account, form: instrument_forms.RecordForm) -> list[Instrument]:
    """Instruments of the kind, called in any language as was typed, as far as the account may see them: each may be the one that it records."""
    kind, title = form.cleaned_data["kind"], _without_capitals(form.cleaned_data["title"])
    if not title:
        return []
    standing = Instrument.objects.visible_to(account).not_struck().filter(kind=kind).order_by("pk")
    known = standing.only("pk", "title", "titles", "is_illustrative")
    alike = (one for one in known if title in map(_without_capitals, (one.title, *one.titles.values())))
    return list(islice(alike, MOST_ALIKE))


def _without_capitals(title: str) -> str:
    """The same however it is capitalised, in Azerbaijani too, where İ is the capital of i and I that of ı."""
    return folded(title).replace("ı", "i")


@transaction.atomic
def _recorded(account: Account, form: instrument_forms.RecordForm, parties: party_forms.PartyRows) -> Instrument:
    """The instrument is on record with its source and its day; when it is refused, neither is."""
    at, sides = timezone.now(), parties.parties()
    columns = form.columns("kind", *form.extra, "basis", "why")
    columns |= {} if columns["title"] else titles_of(sides)
    kept_at = next((held.organisation for held in account.held if held.on(timezone.localdate())), None)
    source = form.kept_source(at=at)
    return acting.record_signed(parties=sides, source=source, drafted_at_id=kept_at, signed=form.signed_day(), by=account, at=at, **columns)


@asks
@signed_in
def correct(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The record has other values, and says why."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    form = instrument_forms.CorrectForm(**given(request), account=account, instrument=instrument)
    form.part = request.GET.get("part", "")
    lead = "" if instrument.is_here else _("The old values stay in the ledger.")
    meanwhile = Meanwhile(request, instrument, account)
    asking = Asking(_("Correct this record"), _("Save"), lead, instrument, {"meanwhile": meanwhile})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _corrected(account, form, instrument, meanwhile))


def _corrected(account: Account, form: instrument_forms.CorrectForm, instrument: Instrument, meanwhile: Meanwhile) -> Instrument:
    at = timezone.now()
    with meanwhile.as_shown():
        values = form.columns(*form.extra) | form.ground(at=at)
        return actions.correct_instrument(instrument=instrument, by=account, at=at, reason=form.cleaned_data["reason"], **values)


@asks
@signed_in
def party(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """One more party."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    form = party_forms.PartyReasonForm(**given(request), account=account)
    if instrument.is_here:
        del form.fields["came_later"]
    asking = Asking(_("Add a party"), _("Add"), "", instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def add() -> Instrument:
        reason = form.cleaned_data["reason"]
        actions.add_party(instrument=instrument, by=account, at=timezone.now(), reason=reason, **(form.columns() or {}))
        return instrument

    return asking.answer(request, form, form.is_valid(), add)


@asks
@signed_in
def party_name(request: HttpRequest, account: Account, pk: int, party: int) -> HttpResponse:
    """An institution that a source left unnamed has its name."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    described = get_object_or_404(Party.objects.exclude(described=""), pk=party, instrument=instrument)
    form = party_forms.PartyNameForm(**given(request), account=account)
    lead = _("So far only described as: %(words)s.") % {"words": described}
    asking = Asking(_("Name a party"), _("Name it"), lead, instrument)
    if request.method != "POST":
        return asking.show(request, form)

    def name() -> Instrument:
        actions.name_party(party=described, by=account, at=timezone.now(), **form.given("organisation", "reason"))
        return instrument

    return asking.answer(request, form, form.is_valid(), name)


@asks
@signed_in
def move(request: HttpRequest, account: Account, pk: int, name: str) -> HttpResponse:
    """One move of a text: what it does, and why when that must be said."""
    if name not in MOVES:
        raise Http404
    instrument = seen(account, pk)
    require(account, MEMORANDUM.move(name).right, instrument.mover(name))
    label, note = MOVES[name]
    if instrument.is_here and instrument.state not in MEMORANDUM.move(name).source:
        return _over(request, account, instrument, name)
    if name not in NEED_A_REASON:
        instrument = whole(account, pk)
    form = forms.ReasonForm(**given(request), account=account)
    form.fields["reason"].required = name in NEED_A_REASON
    if name not in (*NEED_A_REASON, "agree"):
        del form.fields["reason"]
    asking = Asking(label, label, note, instrument, {"consequences": _consequences(instrument, name), "shown": instrument.text_hash()})
    if request.method != "POST":
        facts = {"by": account, "at": timezone.now(), "reason": "-"}
        faults = MEMORANDUM.faults(instrument, MEMORANDUM.move(name), **facts) if instrument.is_here else ("unknown_move",)
        return asking.show(request, form, faults=faults)
    return asking.answer(
        request,
        form,
        form.is_valid(),
        lambda: actions.make_move(
            instrument=instrument,
            name=name,
            by=account,
            at=timezone.now(),
            reason=form.cleaned_data.get("reason", ""),
            shown=request.POST.get("shown", ""),
        ),
    )


def _over(request: HttpRequest, account: Account, instrument: Instrument, name: str) -> HttpResponse:
    """What a move gets that is not open any more: who made it last and when, and the way to the record, without its button."""
    found = (one for one in timeline([key_of(instrument)], account, is_inside=True) if one.verb == name)
    asking = Asking(MOVES[name][0], "", "", instrument, template="instruments/over.html")
    status = REFUSED if request.method == "POST" else 200
    return render(request, asking.template, {"asking": asking, "made": next(found, None)}, status=status)


def _consequences(instrument: Instrument, name: str) -> list[tuple[Any, Any, str]]:
    """What a move would do to the text, and who would see it then; nothing for a move that is not open."""
    move = MEMORANDUM.move(name)
    if not instrument.is_here or instrument.state not in move.source:
        return []
    becomes = gettext("%(before)s, then %(after)s") % {"before": STATES[instrument.state], "after": STATES[move.target]}
    seen_by = (
        _("Everybody who has an account here: it is marked as public")
        if instrument.is_public
        else SEEN_BY[_is_shown_to_both(instrument, move)]
    )
    then = [(_("State"), becomes, ""), (_("Who sees it then"), seen_by, "")]
    if name not in NEED_A_REASON and (open_left := tuple(unstated(instrument.facts()))):
        then.append((_("What the text leaves open, so it will stay not known"), ", ".join(map(say, open_left)), ""))
    if name not in NEED_A_REASON and (lacks := tuple(rules.basis_faults(basis_to_sign(instrument, timezone.localdate())))):
        then.append((_("What its signature will still wait for"), " ".join(map(say, lacks)), ""))
    return [(_("Text"), instrument, ""), *standing_terms(instrument), *then]


def _is_shown_to_both(instrument: Instrument, move: Move) -> bool:
    """Whether the other party sees the text after a move: where it is with both, and where it is taken back from both."""
    return move.target in SHOWN_TO_BOTH or (move.name == "withdraw" and instrument.state in SHOWN_TO_BOTH)


@asks
@signed_in
def text(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A text is attached in one language, or replaced."""
    instrument = seen(account, pk)
    require(account, *actions.keeping(instrument))
    texts = instrument.texts.select_related("document").order_by("id")
    form = forms.TextForm(**given(request), account=account, texts=list(texts))
    lead = _("Another text than the agreed one returns the instrument to review.") if instrument.state == "agreed" else ""
    asking = Asking(_("Attach a text"), _("Attach"), lead, instrument, {"has_files": True})
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _attached(account, form, instrument))


def _attached(account: Account, form: forms.TextForm, instrument: Instrument) -> Instrument:
    at, file, language = timezone.now(), form.cleaned_data["file"], form.cleaned_data["language"]
    document = store(file, name=file.name, kind="instrument_text", language=language, by=account, at=at)
    actions.attach_text(instrument=instrument, document=document, by=account, at=at, **form.given("language", "is_authentic", "reason"))
    return instrument
