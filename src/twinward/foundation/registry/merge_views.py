"""Pages that make two records of one organisation one, and two again."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from twinward.foundation.kernel.actors import Actor, NotAllowed, require
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.doubled import told_of
from twinward.foundation.registry.forms import MergeForm
from twinward.foundation.registry.merging import RIGHT, Conflict, Preview, blocks, merge, merge_faults, preview, undo
from twinward.foundation.registry.models import Country, Merge, Organisation
from twinward.foundation.registry.references import Reference
from twinward.foundation.registry.undoing import brought_back, given_up
from twinward.foundation.registry.wording import told_apart

#: Of what becomes one so many are told.
_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_merge(request: HttpRequest, account: Actor) -> HttpResponse:
    """Two organisations are chosen, what would move is shown, and once confirmed they are one."""
    require(account, RIGHT)
    asked = request.POST if request.method == "POST" else request.GET
    initial = {"survivor": _named(asked.get("survivor", ""), account)}
    form = MergeForm(asked if "loser" in asked else None, actor=account, initial=initial)
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Institutions"), reverse("organisations")), (_("Merge"), "")]}
    if not form.is_bound:
        return render(request, "registry/merge.html", context)
    if not form.is_valid():
        return render(request, "registry/merge.html", context, status=422)
    loser, survivor = form.cleaned_data["loser"], form.cleaned_data["survivor"]
    try:
        for one in (loser, survivor):
            require(account, RIGHT, one)
    except NotAllowed:
        return render(request, "registry/merge.html", context | {"faults": ["not_your_country"]}, status=403)
    if faults := list(merge_faults(loser, survivor)):
        return render(request, "registry/merge.html", context | {"faults": faults}, status=409)
    goes, stays = told_apart(loser, survivor)
    context |= {"loser": loser, "survivor": survivor, "goes": goes, "stays": stays} | _shown(
        preview(loser, survivor), loser, survivor, account
    )
    if request.method != "POST":
        return render(request, "registry/merge.html", context)
    try:
        merge(loser, survivor, by=account, at=timezone.now())
    except Refused as refused:
        return render(request, "registry/merge.html", context | {"faults": refused.faults}, status=409)
    messages.success(request, _("They are one institution now. The merge can be undone from its page."))
    return redirect("organisation", survivor.pk)


def page_to_merge(survivor: Organisation, loser: Organisation) -> str:
    """Where the preview of their merge is."""
    both = {"survivor": survivor.called, "survivor-chosen": survivor.pk, "loser": loser.called, "loser-chosen": loser.pk}
    return f"{reverse('organisation-merge')}?{urlencode(both)}"


def _named(given: str, account: Actor) -> Organisation | None:
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    return Organisation.objects.visible_to(account).standing().filter(pk=int(given)).first()


def _shown(found: Preview, loser: Organisation, survivor: Organisation, reader: Actor) -> dict[str, Any]:
    """What the page tells of a preview, in words."""
    return {
        "moving": [(_words(of), count, _named_of(found, of, reader)) for of, count in found.moving],
        "doubled": [(_words(reference), count) for reference, count in found.doubled],
        "sides": found.sides,
        "joined": [(_words(one.reference), one.text(reader), one.has_end, one.end) for one in found.joined[:_SHOWN]],
        "has_ends": any(one.has_end for one in found.joined[:_SHOWN]),
        "parted": _parted(loser, survivor),
        "shown": _SHOWN,
        "swap": page_to_merge(loser, survivor),
        "conflicts": [(_words(one.reference), str(one.twin), _page_near(one)) for one in found.conflicts],
    }


def _named_of(found: Preview, reference: Reference, reader: Actor) -> list[str]:
    """What moves of what the record consists of, in words: its names, numbers and specialities, the first of them."""
    return [words for row in found.parts.get(reference.model, ()) if (words := told_of(row, reader, reference.field))]


def _parted(loser: Organisation, survivor: Organisation) -> list[str]:
    """What is said of one being part of the other: nothing is part of itself."""
    goes, stays = told_apart(loser, survivor)
    if loser.pk in survivor.line():
        return [
            _("“%(part)s” is part of “%(whole)s”. As one institution it is part of what “%(whole)s” was part of.")
            % {"part": stays, "whole": goes}
        ]
    if loser.parent_id == survivor.pk:
        return [
            _("“%(part)s” is part of “%(whole)s”. As one institution it is part of what “%(whole)s” was part of.")
            % {"part": goes, "whole": stays}
        ]
    return []


def _words(reference: Reference) -> str:
    """What names an institution by this column, as people call it: "Lists in which it stands"."""
    return say(reference.words)


def _page_near(conflict: Conflict) -> str:
    """The page where the conflict can be mended: that of the row, or of a record that it belongs to."""
    row = conflict.record
    pages = [page_of(str(row._meta.model_name), row.pk)]
    for field in row._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model not in (Organisation, Country):
            pages.append(page_of(str(field.related_model._meta.model_name), getattr(row, field.attname)))
    return next((page for page in pages if page), "")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge_undo(request: HttpRequest, account: Actor, pk: int) -> HttpResponse:
    """A merge is undone, or the page says what stands in the way."""
    done = get_object_or_404(Merge.objects.select_related("loser", "survivor"), pk=pk)
    for one in (done.loser, done.survivor):
        require(account, RIGHT, one)
    found = blocks(done)
    crumbs = [(_("Institutions"), reverse("organisations")), (done.survivor.called, reverse("organisation", args=[done.survivor_id]))]
    went, stays = told_apart(done.loser, done.survivor)
    context = {"merge": done, "went": went, "stays": stays, "blocks": found, "crumbs": [*crumbs, (_("Undo the merge"), "")]}
    context |= {"back": brought_back(done, account), "given_up": list(given_up(done))} if not found else {}
    if request.method != "POST":
        return render(request, "registry/merge_undo.html", context)
    try:
        undo(done, by=account, at=timezone.now())
    except Refused:
        return render(request, "registry/merge_undo.html", context | {"blocks": blocks(done), "is_refused": True}, status=409)
    messages.success(request, _("They are two institutions again."))
    return redirect("organisation", done.survivor_id)  # from where it is undone
