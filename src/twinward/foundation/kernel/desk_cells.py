"""Values of a list in words, and rows as HTML: compiled once for a page, column by column, everything escaped."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.desk_parts import Choices, Column, Desk
from twinward.foundation.kernel.desk_rows import Read, field_at
from twinward.foundation.kernel.records import Told, actors_told, around_key, pages_of, records_told

Cells = Callable[[Sequence[Any]], Sequence[str]]
MISSING = wording.MISSING
BETWEEN = "\x1f"  # the separator of ASCII for units


def escaped(values: Sequence[str]) -> Sequence[str]:
    """Each text safe to stand in HTML, between tags or quotes. All go through one call, unless one of them holds the separator."""
    at_once = html.escape(BETWEEN.join(values)).split(BETWEEN)
    return at_once if len(at_once) == len(values) else [html.escape(value) for value in values]


def choices_of(column: Column, model: type[Model] | None) -> dict[Any, Any]:
    """What the codes of a column mean: as it declares, otherwise as its field does."""
    if column.choices or model is None or not isinstance(column.value, str):
        return dict(column.choices)
    field, _passes_many = field_at(model, column.value)
    return dict(field.flatchoices or ()) if field is not None else {}


def words_of(column: Column, model: type[Model] | None = None) -> Callable[[Sequence[Any]], Sequence[str]]:
    """A function that says the values of a column in the reader's language; "-" for what is missing."""
    if column.kind == "day":
        return lambda values: days_in_words(values, language())
    if column.kind == "number":
        return lambda values: numbers_in_words(values, language())
    if column.kind == "country":
        return lambda values: [country_in_words(value, tongue) for tongue in (language(),) for value in values]
    if column.kind == "status":
        pairs = choices_of(column, model)
        return lambda values: [str(status_of(value, pairs)[1]) for value in values]
    if column.kind == "choice":
        words = _field_words(model, str(column.value), language()) if model and not column.choices else _in_words(column.choices)
        return lambda values: [words.get(value) or told(value) for value in values]
    if column.kind in TOLD_BY_KEY:
        return lambda values: [one.label for one in TOLD_BY_KEY[column.kind](values)]
    return lambda values: [value if type(value) is str and value else told(value) for value in values]


def _in_words(choices: Choices) -> dict[Any, str]:
    return {value: str(words) for value, words in choices}


@lru_cache
def _field_words(model: type[Model], path: str, _language: str) -> dict[Any, str]:
    """What the codes of a field mean in the active language (which is named for the cache)."""
    field, _passes_many = field_at(model, path)
    return _in_words(field.flatchoices or ()) if field is not None else {}


TOLD_BY_KEY: dict[str, Callable[[Sequence[str]], Sequence[Told]]] = {"record": records_told, "actor": actors_told}


def told(value: Any) -> str:
    """A value as text: "-" when missing, yes and no for truths."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def status_of(value: Any, pairs: dict[Any, Any]) -> tuple[str, Any]:
    """The kind of shape and the word of a status; no shape for what is missing."""
    kind, word = value if isinstance(value, tuple) else pairs.get(value, ("", value))
    return (kind, word) if word not in (None, "") else ("", MISSING)


def language() -> str:
    """The code of the reader's language; English where none is spoken."""
    return get_language() or "en"


@lru_cache(maxsize=2_000)
def country_in_words(code: str | None, _language: str) -> str:
    """The name of a country in the active language (which is named for the cache)."""
    return wording.country(code)


def days_in_words(values: Sequence[date | datetime | Day | None], language: str) -> Sequence[str]:
    """Days and instants, short, in the active language."""
    zone = timezone.get_current_timezone()
    return [_instant(value, language, zone) if isinstance(value, datetime) else day_in_words(value, language) for value in values]


@lru_cache(maxsize=20_000)
def day_in_words(value: date | Day | None, _language: str) -> str:
    """A day, short, in the active language (which is named for the cache)."""
    return wording.short_day(value)


def _instant(value: datetime, language: str, zone: tzinfo) -> str:
    """The same as wording.at_time, which takes a hundred times as long."""
    local = value if value.tzinfo is None else value.astimezone(zone)
    return f"{_day_of_instant(local.date(), language)}{local.hour:02}:{local.minute:02}"


@lru_cache(maxsize=20_000)
def _day_of_instant(day: date, _language: str) -> str:
    return wording.at_time(datetime.combine(day, time.min)).removesuffix("00:00")


def numbers_in_words(values: Sequence[Any], language: str) -> Sequence[str]:
    """Numbers in the active language; whole ones without a detour, since Babel takes long."""
    separator = _separator(language)
    return [f"{value:,}".replace(",", separator) if type(value) is int else wording.number(value) for value in values]


@lru_cache
def _separator(_language: str) -> str:
    return wording.number(111_111).replace("1", "")


class Rows:
    """The body of a list's table, ready to be filled."""

    def __init__(self, desk: Desk, columns: Sequence[Column], model: type[Model] | None, *, with_boxes: bool, choose: str) -> None:
        self.desk, self.columns, self.model = desk, columns, model
        self.with_boxes, self.choose = with_boxes, choose
        self.places = {column.name: place for place, column in enumerate(columns)}
        self.between = list(self._between())

    def _between(self) -> Iterable[str]:
        """What stands before each piece of a row that the values fill, and at its end."""
        yield "<tr"
        ends = ">"
        if self.with_boxes:
            yield '><td class="pick"><input class="form-check-input" type="checkbox" form="chosen" name="id" value="'
            yield '" aria-label="'
            yield '"'
            ends = "></td>"
        for place, column in enumerate(self.columns):
            css = " ".join(filter(None, (CSS.get(column.kind, ""), "opt" if column.optional_on_phone and place else "")))
            attributes = f' class="{css}"' if css else ""
            label = html.escape(str(column.header))
            yield ends + (f'<td{attributes} data-l="{label}">' if place else f'<th scope="row"{attributes}>')
            ends = "</td>" if place else "</th>"
        yield f"{ends}</tr>"

    def html(self, read: Read, picked: frozenset[str] = frozenset()) -> SafeString:
        """The rows as HTML."""
        cells = [self._cells(place, column, read) for place, column in enumerate(self.columns)]
        keys = [str(key) for key in read.keys] if self.with_boxes or picked else [""] * len(read.keys)
        first: list[Sequence[str]] = [[' class="at"' if key in picked else "" for key in keys]]
        if self.with_boxes:
            names = escaped(words_of(self.columns[0], self.model)(read.values[0]))
            boxed = [" checked" if key in picked else "" for key in keys]
            first += [escaped(keys), [html.escape(self.choose).replace("{name}", name) for name in names], boxed]
        pieces = [piece for pair in zip(map(repeat, self.between), (*first, *cells), strict=False) for piece in pair]
        return SafeString("".join(chain.from_iterable(zip(*pieces, repeat(self.between[-1]), strict=False))))

    def _cells(self, place: int, column: Column, read: Read) -> Sequence[str]:
        values = read.values[place]
        if column.kind in TOLD_BY_KEY:
            return record_cells(TOLD_BY_KEY[column.kind](values))
        shown = escaped(words_of(column, self.model)(values))
        if column.kind == "status":
            pairs = choices_of(column, self.model)
            kinds = [status_of(value, pairs)[0] for value in values]
            shown = [
                f'<span class="st st-{html.escape(kind)}">{word}</span>' if kind else word for kind, word in zip(kinds, shown, strict=True)
            ]
        if isinstance(column.link, str) and MISSING not in shown and (around := around_key(column.link)) and _are_numbers(read.keys):
            before, after = escaped(around)
            shown = [f'<a href="{before}{key}{after}">{words}</a>' for key, words in zip(read.keys, shown, strict=True)]
        elif (links := self._links(place, column, read)) is not None:
            pairs = zip(links, shown, strict=True)
            shown = [f'<a href="{link}">{words}</a>' if link and words != MISSING else words for link, words in pairs]
        if column.kind == "country" and not place:
            codes = escaped([told(value) for value in values])
            shown = [f'{words} <span class="meta id">{code}</span>' for words, code in zip(shown, codes, strict=True)]
        if any(read.invented):
            mark = f' <span class="illus">{html.escape(gettext("illustrative"))}</span>'
            pairs = zip(shown, read.invented, strict=True)
            shown = [words + mark if invented and place == self._place_of_mark(invented) else words for words, invented in pairs]
        return shown

    def _place_of_mark(self, invented: Any) -> int:
        """The column beside which a row says that it is invented: the one that it names itself, else the desk's, else the first."""
        return self.places.get(invented if isinstance(invented, str) else self.desk.marked, 0)

    def _links(self, place: int, column: Column, read: Read) -> Sequence[str] | None:
        if isinstance(column.link, str):
            return escaped(pages_of(column.link, read.keys))
        links = read.links[place]
        return None if links is None else escaped([link or "" for link in links])


def _are_numbers(keys: Sequence[Any]) -> bool:
    return set(map(type, keys)) == {int}


def options_html(choices: Mapping[str, Any]) -> SafeString:
    """The options of a select."""
    pairs = zip(escaped(list(choices)), escaped([str(words) for words in choices.values()]), strict=True)
    return SafeString("".join(f'<option value="{value}">{words}</option>' for value, words in pairs))


def record_cells(told: Sequence[Told]) -> Sequence[str]:
    """The names of records, linked where they have a page."""
    pairs = zip(escaped([one.label for one in told]), escaped([one.url for one in told]), strict=True)
    return [f'<a href="{url}">{words}</a>' if url else words for words, url in pairs]


CSS = {"day": "d", "number": "n", "code": "id", "country": "d"}
