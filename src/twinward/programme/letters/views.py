"""Pages of the letters room. A view reads the request, makes one call, answers."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.desk import desk_page
from twinward.foundation.kernel.in_sight import Named, named
from twinward.foundation.kernel.ledger import carry_out
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.meanwhile import Meanwhile
from twinward.programme.letters import actions, pages
from twinward.programme.letters.desks import LETTERS, with_turn_order
from twinward.programme.letters.foreseen import is_confirmed, other_reply_day, unfit, unfit_now
from twinward.programme.letters.forms import CorrectLetterForm, DraftForm, RecordForm, SendForm
from twinward.programme.letters.lifecycle import LETTER
from twinward.programme.letters.models import ON_RECORD, Letter
from twinward.programme.letters.numbering import under_our_number

FORM = "letters/letter_form.html"
SHOWN = 3  # letters that bear a number already, in a refusal


def _letter(account: Account, pk: int) -> Letter:
    rows = Letter.objects.visible_to(account).as_read_by(account).with_standing(timezone.localdate())
    rows = rows.select_related("ours", "theirs", "in_reply_to", "scan")
    return get_object_or_404(rows, pk=pk)


@signed_in
def letters(request: HttpRequest, account: Account) -> HttpResponse:
    """Every letter that the account may see."""
    rows = with_turn_order(Letter.objects.visible_to(account).as_read_by(account).with_standing(timezone.localdate()))
    new = [(_("Record a letter"), reverse("letter-record"), False), (_("Write a letter"), reverse("letter-new"), True)]
    return desk_page(request, LETTERS, rows, acts=new if account.may("letters.write") else [])


@signed_in
def letter(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """One letter: its sides, numbers and days, whose turn it is, what it is about, its thread."""
    return render(request, "letters/letter.html", pages.letter_page(_letter(account, pk), account, timezone.localdate()))


def _about(request: HttpRequest, account: Account, already: list[str]) -> list[Named]:
    """What a letter may be about: what it is about already, and what the address asks for, as far as the account may see it."""
    return named([*already, *request.GET.getlist("about"), *request.POST.getlist("about")], account)


@signed_in
def letter_new(request: HttpRequest, account: Account) -> HttpResponse:
    """A new draft; `answers` or `follows` in the address names the letter that it answers or reminds of."""
    require(account, "letters.write")
    earlier = pages.earlier_letter(request, account)
    show = partial(_form, request, earlier=earlier)
    about = _about(request, account, pages.keys_of(earlier))
    if request.method == "POST":
        form = DraftForm(request.POST, account=account, about=about)
        if not form.is_valid():
            return show(form, _("New letter"), reverse("letters"), 422)
        try:
            values = pages.with_its_day(form.values, pages.draft_begins(request, account, earlier, about), earlier)
            made = actions.draft(in_reply_to=earlier, about=form.about_keys, by=account, at=timezone.localtime(), **values)
        except Refused as refused:
            return show(form, _("New letter"), reverse("letters"), 409, refused)
        return redirect("letter", made.pk)
    begins = pages.draft_begins(request, account, earlier, about)
    texts = pages.texts_in(request, begins["language"]) if pages.follows_ours(request, earlier) else []
    form, lacking = DraftForm(account=account, about=about, initial=begins), pages.without_text(request, earlier)
    return show(form, _("New letter"), reverse("letters"), texts=texts, lacking=lacking)


@signed_in
def letter_edit(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The draft's text and sides."""
    record = _letter(account, pk)
    require(account, "letters.write", record)
    if not record.is_draft:
        return _refused_page(request, account, record, Refused("edit", ["letter_not_a_draft"]))
    return _change(request, account, record, DraftForm, actions.edit_draft, _("Change the draft"))


@signed_in
def letter_correct(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """What is on record of a letter that was sent or received, corrected with a reason."""
    record = _letter(account, pk)
    require(account, "letters.write", record)
    if record.state not in ON_RECORD:
        return _refused_page(request, account, record, Refused("correct", ["letter_not_on_record"]))
    return _change(request, account, record, CorrectLetterForm, actions.correct, _("Correct this record"))


def _change(
    request: HttpRequest, account: Account, record: Letter, kind: Callable[..., Any], do: Callable[..., Letter], heading: str
) -> HttpResponse:
    """A form of this kind about a letter on record, and what it does once it is sent."""
    already, meanwhile = pages.keys_of(record), Meanwhile(request, record, account)
    about = _about(request, account, already)
    show = partial(_form, request, heading=heading, back=reverse("letter", args=[record.pk]), letter=record, meanwhile=meanwhile)
    if request.method != "POST":
        return show(kind(account=account, about=about, of=record, initial=pages.as_on_record(record, already)))
    form = kind(request.POST, account=account, about=about, of=record)
    if not form.is_valid():
        return show(form, status=422)
    meant = copy(record)
    for name, value in form.values.items():
        setattr(meant, name, value)
    at = timezone.localtime()
    is_asked = not record.is_draft and not actions.correcting_faults(
        meant, joined=record.in_reply_to_id, reason=form.values["reason"], at=at
    )
    found = list(unfit_now(meant, record)) if is_asked else []
    if not is_confirmed(request.POST.get("despite", ""), found):
        return show(form, unfit=found)
    try:
        with meanwhile.as_shown():
            do(record, about=pages.and_unseen(form.about_keys, already, about), by=account, at=at, **form.values)
    except Refused as refused:
        return show(form, status=409, refused=refused, others=[] if record.is_draft else under_our_number(meant)[:SHOWN])
    return redirect("letter", record.pk)


@signed_in
def letter_record(request: HttpRequest, account: Account) -> HttpResponse:
    """A letter received, or sent elsewhere; `answers` or `follows` in the address names the letter before it."""
    require(account, "letters.write")
    earlier = pages.earlier_letter(request, account)
    show = partial(_form, request, earlier=earlier)
    about = _about(request, account, pages.keys_of(earlier))
    heading = _("Record a letter")
    if request.method == "POST":
        form = RecordForm(request.POST, request.FILES, account=account, about=about)
        if not form.is_valid():
            return show(form, heading, reverse("letters"), 422)
        now, meant = timezone.localtime(), Letter(in_reply_to=earlier, **form.values)
        found = [] if actions.recording_faults(meant, at=now) else list(unfit(meant))
        if not is_confirmed(request.POST.get("despite", ""), found):
            return show(form, heading, reverse("letters"), unfit=found)
        try:
            made = actions.record(in_reply_to=earlier, about=form.about_keys, by=account, at=now, **form.values)
            if scan := form.cleaned_data["scan"]:
                actions.attach_scan(made, scan, name=scan.name, by=account, at=now)
        except Refused as refused:
            return show(form, heading, reverse("letters"), 409, refused, others=under_our_number(meant)[:SHOWN])
        return redirect("letter", made.pk)
    form = RecordForm(account=account, about=about, initial=pages.record_begins(request, account, earlier, about))
    return show(form, heading, reverse("letters"))


@signed_in
def letter_move(request: HttpRequest, account: Account, pk: int, name: str) -> HttpResponse:
    """A draft is logged as sent or discarded; asked first what is still needed."""
    record = _letter(account, pk)
    if name not in {move.name for move in LETTER.moves}:
        raise Http404(name)
    require(account, LETTER.move(name).right, record)
    if not record.is_draft:
        return _refused_page(request, account, record, Refused(name, ["wrong_state"]))
    return _send(request, account, record) if name == "send" else _discard(request, account, record)


def _send(request: HttpRequest, account: Account, record: Letter) -> HttpResponse:
    meanwhile, back = Meanwhile(request, record, account), reverse("letter", args=[record.pk])
    show = partial(_form, request, heading=_("Log the letter as sent"), back=back, letter=record, meanwhile=meanwhile)
    if request.method != "POST":
        return show(SendForm(initial={"our_number": record.our_number, "dated_on": timezone.localdate(), "reply_by": record.reply_by}))
    form = SendForm(request.POST)
    if not form.is_valid():
        return show(form, status=422)
    meant = copy(record)
    meant.our_number, meant.dated_on, meant.reply_by = (form.cleaned_data[name] for name in ("our_number", "dated_on", "reply_by"))
    at, other_day = timezone.localtime(), other_reply_day(meant, on=form.cleaned_data["dated_on"], was=record.reply_by)
    found = [] if actions.sending_faults(meant, by=account, at=at) else [*unfit(meant), *other_day]
    if not is_confirmed(request.POST.get("despite", ""), found):
        return show(form, unfit=found)
    try:
        with meanwhile.as_shown():
            actions.send(record, by=account, at=at, **form.cleaned_data)
    except Refused as refused:
        return show(form, status=409, refused=refused, others=under_our_number(meant)[:SHOWN])
    return redirect("letter", record.pk)


def _discard(request: HttpRequest, account: Account, record: Letter) -> HttpResponse:
    meanwhile = Meanwhile(request, record, account)
    if request.method != "POST":
        return render(request, "letters/discard.html", pages.discarding(record, meanwhile))
    try:
        with meanwhile.as_shown():
            carry_out(LETTER, "discard", record, by=account, at=timezone.localtime())
    except Refused as refused:
        return render(request, "letters/discard.html", pages.discarding(record, meanwhile) | {"refused": refused}, status=409)
    return redirect("letters")


@signed_in
def letter_print(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The letter alone, for paper."""
    return render(request, "letters/print.html", {"letter": _letter(account, pk)})


@signed_in
def letter_text(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The letter as a plain text file."""
    record = _letter(account, pk)
    response = HttpResponse(pages.as_text(record), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pages.file_name(record)}.txt"'
    return response


def _form(
    request: HttpRequest,
    form: Any,
    heading: str,
    back: str,
    status: int = 200,
    refused: Refused | None = None,
    letter: Letter | None = None,
    **context: Any,
) -> HttpResponse:
    """A form about a letter. context: texts (in other languages), lacking (the language without one), unfit (what does not fit), others
    (letters that bear its number), earlier (what is answered or followed), meanwhile (what changed since). Said once, not to fit is enough.
    """
    context["despite"] = " ".join(one.token for one in context.get("unfit", ())) or request.POST.get("despite", "")
    context |= {"form": form, "heading": heading, "back": back, "refused": refused, "letter": letter}
    context |= {"is_upload": "scan" in form.fields, "has_lost": bool(request.FILES)}
    context |= {"crumbs": pages.crumbs(letter), "send_label": _("Log as sent") if isinstance(form, SendForm) else _("Save")}
    return render(request, FORM, context, status=status)


def _refused_page(request: HttpRequest, account: Account, record: Letter, refused: Refused) -> HttpResponse:
    context = pages.letter_page(record, account, timezone.localdate())
    return render(request, "letters/letter.html", context | {"refused": refused}, status=409)
