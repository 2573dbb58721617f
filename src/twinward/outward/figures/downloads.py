"""Figures as files, in no language: CSV for a spreadsheet, JSON for a script. Each line says which of the two books it belongs to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse

from twinward.foundation.kernel.desk_export import as_csv
from twinward.outward.figures.catalogue import Figure
from twinward.outward.figures.wording import is_currency

HEAD = "figure as_of book what country known day operator value_minor_or_count unit said_of scope part_of basis why documented source publisher".split()


def as_table(name: str, figures: Iterable[Figure], day: date) -> HttpResponse:
    """One line for each row that is counted and each claim that was stated. An empty cell is what is not known."""
    content = as_csv(HEAD, (line for figure in figures for line in _lines(figure)))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}-{day}.csv"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, headers=headers)


def _lines(figure: Figure) -> Iterator[list[Any]]:
    start = [figure.key, str(figure.as_of)]
    for row in figure.counted.rows if figure.counted else ():
        known = [row.label, row.country, row.known.value, _day(row.day)]
        documented = "yes" if row.is_documented else "no"
        yield [*start, "counted here", *known, "", 1, "", "", "", "", row.basis, row.why, documented, row.source, ""]
    for one in figure.stated:
        amount = [one.operator, one.value, one.unit, one.said_of, one.scope, one.part_of, one.part_of_basis]
        yield [*start, "stated", one.what, "", one.known.value, _day(str(one.day)), *amount, "", "", one.source.key, one.source.publisher]


def _day(text: str) -> str:
    return "" if text == "-" else text


def as_document(figures: Mapping[str, Figure], day: date) -> dict[str, Any]:
    """The same as one object. The keys of records stay inside the house."""
    return {"as_of": day.isoformat(), "figures": {key: _without_records(figure.as_json()) for key, figure in figures.items()}}


def _without_records(told: dict[str, Any]) -> dict[str, Any]:
    rows = [{name: value for name, value in row.items() if name != "record"} for row in told["rows"]]
    stated = [one | {"is_minor_units": is_currency(one["unit"] or "")} for one in told["stated"]]
    return told | {"rows": rows, "stated": stated}
