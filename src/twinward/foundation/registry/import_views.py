"""Pages that import organisations: the file, a look at what it would do, how far it is, what was done."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.desk_export import MEDIA
from twinward.foundation.kernel.pages import signed_in
from twinward.foundation.kernel.values_told import value_told
from twinward.foundation.registry.countries import country_name, in_words
from twinward.foundation.registry.importing import background, uploads
from twinward.foundation.registry.importing.columns import COLUMNS, REQUIRED, Unreadable, is_sheet
from twinward.foundation.registry.importing.correcting import MOST_XLSX, as_file
from twinward.foundation.registry.importing.doubles import of_upload
from twinward.foundation.registry.importing.plan import RIGHT, Change, Plan, plan
from twinward.foundation.registry.importing.reasons import faults_of, reasons
from twinward.foundation.registry.importing.sameness import may_be_same
from twinward.foundation.registry.importing.saying import why_unreadable
from twinward.foundation.registry.importing.template import as_csv, as_xlsx
from twinward.foundation.registry.merge_views import page_to_merge
from twinward.foundation.registry.merging import merge_faults
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.references import words_of
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.foundation.registry.wording import NUMBERS, apart, told_apart

_SHOWN = 50
#: What is answered of a row that may be on record: it is another one, or the one of the key that follows.
NEW, SAME = "new", "same-"
#: Rows that are told of each reason.
_OF_EACH = 20


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A dump of ROR (.json, .jsonl, .gz, .zip) or a sheet like the template (.csv, .xlsx)"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisations_import(request: HttpRequest, account: Actor) -> HttpResponse:
    """A file is brought; once it could be read its own page says what it would do."""
    require(account, RIGHT)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "required": REQUIRED, "crumbs": _crumbs()}
    context["yours"] = _yours(account)
    if request.method != "POST":
        return render(request, "registry/import.html", context)
    if form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            upload = uploads.keep(file.chunks(), name=file.name or "", owner=account.key, at=timezone.now())
        except Unreadable as unreadable:
            form.add_error("file", why_unreadable(unreadable))
        else:
            return redirect("import-upload", upload.key)
    return render(request, "registry/import.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(request: HttpRequest, account: Actor, key: str) -> HttpResponse:
    """What an uploaded file would do, how far its import is, or what it did. Sending the page's form begins the import."""
    require(account, RIGHT)
    kept = _kept(key, account)
    progress = kept.progress()
    is_running = progress.state == "running" and not background.is_interrupted(progress, timezone.now())
    if request.method == "POST":
        if not is_running and progress.state != "done":
            without, same = _decisions(request)
            transaction.on_commit(lambda: background.begin(kept, account, without, same))
        return redirect("import-upload", key)
    context = {"upload": kept, "progress": progress, "crumbs": _crumbs(kept.name), "kept_until": kept.at + uploads.KEPT}
    context |= {"is_sheet": is_sheet(kept.name), "most_xlsx": MOST_XLSX}
    if is_running or progress.state == "done":
        return render(request, "registry/import_progress.html", context | {"doubles": _imported_twice(progress, account)})
    reading = kept.reading()
    found = plan(reading, actor=account)
    asked = _doubles(kept, found, account)
    if likely := {one.row: record.pk for one, record, _called, _can, is_likely in asked["doubles"] if is_likely}:
        found = plan(replace(reading, same=likely), actor=account)  # as it would be done with the answers that the page proposes
    return render(request, "registry/import_preview.html", context | _shown(found) | asked | {"is_proposed": bool(likely)})


def _decisions(request: HttpRequest) -> tuple[frozenset[int], dict[int, int]]:
    """Of the rows that were told the numbers of those that the reader leaves out, and of those that are on record the institution's key."""
    answers = {int(row): request.POST.get(f"row-{row}", "") for row in request.POST.getlist("told") if _is_number(row)}
    same = {row: int(key) for row, answer in answers.items() if answer.startswith(SAME) and _is_number(key := answer.removeprefix(SAME))}
    return frozenset(row for row, answer in answers.items() if answer != NEW and row not in same), same


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 19


def _doubles(kept: uploads.Upload, found: Plan, account: Actor) -> dict[str, Any]:
    """Rows that may be institutions on record: each with the institution, what that is called, and whether the row can be and likely is it.

    And how many were compared.
    """
    told = of_upload(kept, found.adds, actor=account)
    records = (
        Organisation.objects.visible_to(account).standing().told_where(account).in_bulk([one.organisation for one in told.found[:_SHOWN]])
    )
    pairs = [(one, records[one.organisation]) for one in told.found[:_SHOWN] if one.organisation in records]
    can = may_be_same(found.adds, {one.row: record.pk for one, record in pairs})
    lines = [(one, record, apart(record, one.name, one.name), one.row in can, one.row in can and one.is_called_so) for one, record in pairs]
    return {"doubles": lines, "doubles_count": len(told.found), "compared": told.compared, "new": told.new}


def _imported_twice(progress: uploads.Progress, account: Actor) -> list[tuple[Organisation, str, Organisation, str, str]]:
    """Each that was added and the one on record that it is very like, both with what they are called, and where they can be merged.

    Those that cannot be now are left out.
    """
    pairs = progress.doubles[:_SHOWN]
    standing = Organisation.objects.visible_to(account).standing().in_bulk({key for pair in pairs for key in pair}) if pairs else {}
    both = [(standing[added], standing[held]) for added, held in pairs if {added, held} <= set(standing)]
    mergeable = [(new, old, *told_apart(new, old)) for new, old in both if not any(merge_faults(new, old))]
    return [(new, added, old, held, page_to_merge(old, new)) for new, old, added, held in mergeable]


@require_safe
@signed_in
def rejected(request: HttpRequest, account: Actor, key: str, kind: str) -> HttpResponse:
    """Every row and name that would not be taken, or was not, with its reasons, as a file to be corrected and imported again."""
    require(account, RIGHT)
    kept = _kept(key, account)
    reading = background.taken(kept)
    found = plan(reading, actor=account)
    if kind not in MEDIA or (kind == "xlsx" and len(found.rejected) > MOST_XLSX):
        raise Http404
    return _attachment(as_file(kind, kept.name, found, reading), MEDIA[kind], f"rejected.{kind}")


@require_safe
@signed_in
def template(request: HttpRequest, account: Actor, kind: str) -> HttpResponse:
    """The empty sheet."""
    require(account, RIGHT)
    if kind == "csv":
        return _attachment(as_csv(), MEDIA[kind], "organisations.csv")
    if kind == "xlsx":
        return _attachment(as_xlsx(_yours(account)), MEDIA[kind], "organisations.xlsx")
    raise Http404


def _yours(account: Actor) -> str:
    """The countries that somebody may import for, in words; empty when they are all."""
    scope = account.scope(RIGHT)
    return "" if scope.everything else in_words(scope.countries)


def _attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kept(key: str, account: Actor) -> uploads.Upload:
    kept = uploads.find(key, account.key)
    if kept is None:
        raise Http404
    return kept


def _crumbs(name: str = "") -> list[tuple[str, str]]:
    here = [(_("Import"), reverse("organisations-import")), (name, "")] if name else [(_("Import"), "")]
    return [(_("Institutions"), reverse("organisations")), *here]


def _shown(found: Plan) -> dict[str, Any]:
    """What the page tells of a plan."""
    counted = uploads.counts(found)
    return {
        "counts": counted,
        "rows": counted["added"] + counted["changed"] + counted["unchanged"] + counted["rejected"],
        "good": counted["added"] + counted["changed"],
        "rejected": reasons(faults_of(found.rejected), _OF_EACH),
        "left_out": reasons(found.left_out, _OF_EACH),
        "noted": reasons(found.noted, _OF_EACH),
        "noted_count": len(found.noted),
        "is_open": counted["rejected"] <= _OF_EACH,
        "adds": [(row.number, row.names[0][0], row.fields["country_id"]) for row in found.adds[:_SHOWN]],
        "changes": list(_changes(found.changes[:_SHOWN])),
        "shown": _SHOWN,
    }


def _changes(changes: list[Change]) -> Iterator[tuple[int, int, str, list[tuple[str, Any, Any]]]]:
    """Row, organisation and its name, and of each value what it is, was and would be."""
    names = Organisation.objects.unscoped("named to somebody who may import").in_bulk([change.organisation for change in changes])
    for change in changes:
        values = [(_label(column), _said(column, change.before[column]), _said(column, change.after[column])) for column in change.after]
        values += [(_("Other names"), None, value) for value, _language, _use in change.names if value != change.after.get("name")]
        values += [(NUMBERS.get(scheme, scheme), None, value) for scheme, value in change.ids.items()]
        values += [(_("speciality"), None, SPECIALITIES.get(code, code)) for code in change.specialities]
        yield change.row.number, change.organisation, names[change.organisation].called, values


def _label(column: str) -> str:
    return words_of(Organisation, column.removesuffix("_id"))


def _said(column: str, value: Any) -> str:
    """A value of a column in words."""
    if column == "country_id":
        return country_name(str(value))
    return value_told(Organisation._meta.get_field(column), value, {})
