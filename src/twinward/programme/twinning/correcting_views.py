"""A step of a country's list is struck out, or corrected by a further one."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.twinning import actions
from twinward.programme.twinning.forms import CorrectStepForm
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.views import form_page, letters_sent


@signed_in
def list_correct(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """The step is struck out, or corrected by what it should have said; the wrong one stays on record."""
    rows = ListStep.every.filter(coverage__in=Coverage.objects.visible_to(account))
    step = get_object_or_404(rows.select_related("coverage__programme", "coverage__country", "source", "letter"), pk=pk)
    require(account, "twinning.chase", step.coverage)
    form = CorrectStepForm(request.POST or None, account=account, step=step, letters=letters_sent(step.coverage, account))
    heading = _("Correct a step of the list")
    if request.method != "POST":
        return form_page(request, form, heading, step.coverage, wrong=step)
    if not form.is_valid():
        return form_page(request, form, heading, step.coverage, 422, wrong=step)
    try:
        _correct(step, form, account)
    except Refused as refused:
        return form_page(request, form, heading, step.coverage, 409, refused, wrong=step)
    return redirect(step.coverage)


def _correct(step: ListStep, form: CorrectStepForm, account: Account) -> None:
    now = timezone.localtime()
    if not form.cleaned_data["says_instead"]:
        actions.strike_step(step, reason=form.cleaned_data["reason"], by=account, at=now)
        return
    with transaction.atomic():
        actions.correct_step(step, source=form.kept_source(at=now), by=account, at=now, **form.right)
