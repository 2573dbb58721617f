"""Figures as files: CSV in the reader's language with codes beside, JSON for a script. Each line says which of the two books it belongs to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.desk_export import as_csv
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import country as named_country
from twinward.foundation.kernel.wording import number
from twinward.outward.figures.catalogue import Figure
from twinward.outward.figures.said import Cited, cited
from twinward.outward.figures.wording import amounts, in_whole_units, is_currency

#: What a citizen reads, in words; behind it stand the CODES, in no language, which differ from the words in every language whatever the case.
WORDS = (_("Figure"), _("Stated or counted"), _("What"), _("Country"), _("Counts"), _("Day"), _("Value"), _("Source"), _("Address"))
CODES = (
    *("figure_key", "as_of", "book", "label", "country_code", "known", "recorded_day", "operator", "amount", "unit", "said_of", "scope"),
    *("part_of", "basis", "why", "documented", "source_key", "publisher"),
)
_COUNTS = {"yes": _("yes"), "no": _("no"), "not_known": _("not known")}


def as_table(name: str, figures: Iterable[Figure], day: date, gate: Gate) -> HttpResponse:
    """One line for each row that is counted and each claim that was stated. An empty cell is what is not known."""
    told = list(figures)
    keys = {row.source for figure in told for row in (figure.counted.rows if figure.counted else ()) if row.source}
    sources = {source.key: cited(source, gate) for source in Source.objects.filter(key__in=keys)}
    content = as_csv([*map(str, WORDS), *CODES], (line for figure in told for line in _lines(figure, sources)))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}-{day}.csv"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, headers=headers)


def _lines(figure: Figure, sources: Mapping[str, Cited]) -> Iterator[list[Any]]:
    start = [figure.key, str(figure.as_of)]
    for row in figure.counted.rows if figure.counted else ():
        known = [row.label, row.country, row.known.value, _day(row.day)]
        documented = "yes" if row.is_documented else "no"
        codes = [*start, "counted here", *known, "", row.counts_as, "", "", "", "", row.basis, row.why, documented, row.source, ""]
        own = row.labels.get((get_language() or "").partition("-")[0]) or phrase(row.label)
        label = named_country(row.country) if row.country and row.label == row.country else own
        source = sources.get(row.source)
        yield [*_words(figure, _("Counted here"), label, row.country, row.known, _day(row.day), number(row.counts_as), source), *codes]
    for one in figure.stated:
        value = in_whole_units(one.value, one.unit)
        amount = [one.operator, value, one.unit, one.said_of, one.scope, one.part_of, one.part_of_basis]
        words = _words(figure, _("Stated in public"), phrase(one.what), "", one.known, _day(str(one.day)), amounts([one]), one.source)
        codes = [*start, "stated", one.what, "", one.known.value, _day(str(one.day)), *amount, "", "", one.source.key, one.source.publisher]
        yield [*words, *codes]


def _words(figure: Figure, book: Promise, what: str, country: str, known: Known, day: str, value: str, source: Cited | None) -> list[str]:
    """What a citizen reads of a line."""
    where = named_country(country) if country else ""
    said_by, address = (phrase(source.publisher), source.url) if source else ("", "")
    return [str(figure.name), str(book), what, where, str(_COUNTS[known.value]), day, value, said_by, address]


def _day(text: str) -> str:
    return "" if text == "-" else text


def as_document(figures: Mapping[str, Figure], day: date) -> dict[str, Any]:
    """The same as one object. The keys of records stay inside the house."""
    return {"as_of": day.isoformat(), "figures": {key: _without_records(figure.as_json()) for key, figure in figures.items()}}


def _without_records(told: dict[str, Any]) -> dict[str, Any]:
    rows = [{name: value for name, value in row.items() if name != "record"} for row in told["rows"]]
    stated = [one | {"is_minor_units": is_currency(one["unit"] or "")} for one in told["stated"]]
    return told | {"rows": rows, "stated": stated}
