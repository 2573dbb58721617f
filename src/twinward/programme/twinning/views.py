"""Pages of the twinning room: countries, the chase, steps of lists, letters to several countries."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import NotAllowed, require
from twinward.foundation.kernel.asked import asked_day
from twinward.foundation.kernel.desk import desk_page
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.models import Country
from twinward.programme.letters.addressing import language_for, writing_as
from twinward.programme.letters.models import Letter
from twinward.programme.twinning import actions, beginning, chasing, pages, programme_pages, rules
from twinward.programme.twinning.chase import letters_about, pursued, sees_letters
from twinward.programme.twinning.desks import countries_desk
from twinward.programme.twinning.forms import AnswerForm, LettersForm, StepForm, step_begins
from twinward.programme.twinning.models import Coverage, ListStep

ANSWERS = {"agreed": True, "returned": False}


@signed_in
def countries(request: HttpRequest, account: Account) -> HttpResponse:
    """Every country of the programme as of a day: when it joined, whether it owes a list, whose turn it is."""
    asked = asked_day(request)
    rows = pursued(account, asked.day)
    may_write = account.may("letters.write") and any(account.may("twinning.chase", one.coverage) for one in rows)
    sees = not rows or sees_letters(account, rows[0].coverage.programme)
    empty, acts = programme_pages.around(rows, account)
    desk = countries_desk(
        may_chase=lambda one: account.may("twinning.chase", one.coverage), may_write=may_write, sees_letters=sees, empty=empty
    )
    told = pages.countries_page(rows, asked.day, owing_only=request.GET.get("list") == "owed")
    return desk_page(request, desk, rows, acts=acts, **told)


@signed_in
def chase(request: HttpRequest, account: Account) -> HttpResponse:
    """The countries that owe a list: the list of countries, narrowed to them."""
    as_of = request.GET.get("as-of", "").strip()[:40]
    return redirect(f"{reverse('countries')}?{urlencode({'list': 'owed'} | ({'as-of': as_of} if as_of else {}))}")


@signed_in
def country(request: HttpRequest, account: Account, code: str) -> HttpResponse:
    """One country as of a day: its joining, its list, its instruments, its letters, what to do now."""
    record = get_object_or_404(Country, code=code.upper())
    asked = asked_day(request)
    return render(request, "twinning/country.html", pages.country_page(record, account, asked.day) | {"asked": asked})


@signed_in
def country_letters(request: HttpRequest, account: Account) -> HttpResponse:
    """Drafts of one letter to each of the chosen countries, after a look at what would be written."""
    require(account, "letters.write")
    chased = [one for one in pursued(account, timezone.localdate()) if account.may("twinning.chase", one.coverage)]
    if not chased and account.may("twinning.chase") and beginning.programme_of_node() is None:
        return redirect("countries")
    if not chased:
        raise NotAllowed("twinning.chase")
    codes = [*request.GET.getlist("id"), *request.POST.getlist("id")]
    chosen = [one for one in chased if one.code in codes]
    if not chosen:
        return _nothing_chosen(request)
    sorted_out = chasing.sorted_out(chosen)
    begins = {"ours": writing_as(account).first(), "reply_by": timezone.localdate() + timedelta(days=30)}
    form = LettersForm(request.POST or None, account=account, left_out=sorted_out.choices, is_all=not sorted_out.written, initial=begins)
    if request.method != "POST" or not sorted_out.possible:
        return _letters(request, form, sorted_out)
    if not form.is_valid():
        return _letters(request, form, sorted_out, 422)
    values = dict(form.cleaned_data)
    wanted = sorted_out.with_these(values.pop("anyway", []))
    try:
        made = chasing.draft_letters(wanted, by=account, at=timezone.localtime(), **values)
    except Refused as refused:
        return _letters(request, form, sorted_out, 409, refused)
    return redirect("letter", made[0].pk) if len(made) == 1 else redirect(f"{reverse('letters')}?standing=draft")


def _letters(
    request: HttpRequest, form: LettersForm, chosen: chasing.SortedOut, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    values = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    previews = [
        (
            one,
            chasing.wording_for(one, ours=values["ours"], reply_by=values.get("reply_by"), language=values.get("language", "")),
            values.get("language") or language_for(one.code),
        )
        for one in chosen.possible
        if values.get("ours")
    ]
    context = {"form": form, "chosen": chosen, "previews": previews, "crumbs": pages.crumbs(), "refused": refused}
    context["back"] = f"{reverse('countries')}?{urlencode([('id', one.code) for one in chosen.all])}"
    return render(request, "twinning/letters.html", context, status=status)


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    """Back in the list, as it was narrowed, with a sentence above it."""
    messages.error(request, _("No country is chosen. Choose at least one country in the list, then write to it."))
    asked = request.GET.copy()
    asked.pop("id", None)
    return redirect(f"{reverse('countries')}?{asked.urlencode()}")


def _coverage(account: Account, pk: int) -> Coverage:
    return get_object_or_404(Coverage.objects.visible_to(account).select_related("programme", "country"), pk=pk)


def letters_sent(coverage: Coverage, account: Account) -> list[Letter]:
    """The letters about the country's list that were sent or received, as far as this account may see them."""
    return [one for one in letters_about([coverage], account).get(key_of(coverage), []) if not one.is_draft]


@signed_in
def list_step(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """A step of the country's list is recorded, with what is known of it."""
    coverage = _coverage(account, pk)
    require(account, "twinning.chase", coverage)
    letters = letters_sent(coverage, account)
    begins = step_begins(coverage, kind=request.GET.get("kind", ""), of=request.GET.get("of", ""))
    form = StepForm(request.POST or None, account=account, coverage=coverage, letters=letters, initial=begins)
    heading = _("Record a step of the list")
    if request.method != "POST":
        return form_page(request, form, heading, coverage)
    if not form.is_valid():
        return form_page(request, form, heading, coverage, 422)
    warnings = _warnings(coverage, form)
    is_confirmed = set(warnings) <= set(request.POST.get("despite", "").split())
    try:
        with transaction.atomic():
            now = timezone.localtime()
            actions.record_step(coverage=coverage, source=form.kept_source(at=now), by=account, at=now, **form.step)
            transaction.set_rollback(not is_confirmed)
    except Refused as refused:
        return form_page(request, form, heading, coverage, 409, refused)
    return redirect(coverage) if is_confirmed else form_page(request, form, heading, coverage, warnings=warnings)


def _warnings(coverage: Coverage, form: StepForm) -> list[str]:
    """Codes of what will be missing once the step is on record."""
    step, earlier = form.step, [one.facts() for one in coverage.steps.all()]
    has_contents, today = bool(step["organisations"]), timezone.localdate()
    return list(rules.step_warnings(step["kind"], earlier, today=today, day=step["day"], has_contents=has_contents, said_on=form.said_on))


def proposal_in_sight(account: Account, pk: int) -> ListStep:
    """The proposal of this key, whether it stands or was struck out. Http404 when the account may not see its country."""
    seen = Coverage.objects.visible_to(account)
    rows = ListStep.every.filter(kind=ListStep.Kind.PROPOSED, coverage__in=seen).select_related("coverage__programme", "coverage__country")
    return get_object_or_404(rows, pk=pk)


@signed_in
def list_answer(request: HttpRequest, account: Account, pk: int, name: str) -> HttpResponse:
    """The proposed list is agreed, or sent back with what has to change."""
    proposal = proposal_in_sight(account, pk)
    require(account, "twinning.confirm", proposal)
    if name not in ANSWERS:
        raise Http404(name)
    is_agreed, now = ANSWERS[name], timezone.localtime()
    form = AnswerForm(request.POST or None)
    heading = _("Agree the list") if is_agreed else _("Send the list back")
    if request.method != "POST" or (not is_agreed and not form.is_valid()):
        return _answer(request, proposal, form, heading, is_agreed, 422 if request.method == "POST" else 200)
    try:
        actions.answer_proposal(proposal, is_agreed=is_agreed, remark="" if is_agreed else form.cleaned_data["remark"], by=account, at=now)
    except Refused as refused:
        return _answer(request, proposal, form, heading, is_agreed, 409, refused)
    return redirect(proposal.coverage)


def _answer(
    request: HttpRequest, proposal: ListStep, form: AnswerForm, heading: str, is_agreed: bool, status: int, refused: Refused | None = None
) -> HttpResponse:
    listed = [
        entry.organisation for entry in proposal.entries.select_related("organisation").order_by(f"organisation__{sort_column()}", "id")
    ]
    context: dict[str, Any] = {"listed": listed, "proposal": proposal}
    return form_page(request, None if is_agreed else form, heading, proposal.coverage, status, refused, **context)


def form_page(
    request: HttpRequest, form: Any, heading: str, coverage: Coverage, status: int = 200, refused: Refused | None = None, **context: Any
) -> HttpResponse:
    """A form about a country's list: with what is refused, or will be missing."""
    context |= {"form": form, "heading": heading, "coverage": coverage, "refused": refused, "back": coverage.get_absolute_url()}
    context["is_first"] = "proposal" not in context
    context["crumbs"] = pages.crumbs(str(coverage), coverage.country_id)
    return render(request, "twinning/form.html", context, status=status)
