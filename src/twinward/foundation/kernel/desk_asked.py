"""What the address of a list asks for, and the addresses that ask for something else. Whatever the desk does not know is left
out; an answer that its filter does not offer is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from twinward.foundation.kernel.asked import without_controls
from twinward.foundation.kernel.desk_parts import Column, Desk, Filter, Text

FORMATS = ("csv", "xlsx")
LONGEST = 200  # characters of a text that is searched for


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is on: its answer, and the answer in words."""

    filter: Filter
    value: str
    words: Text


def choices_of(desk: Desk) -> dict[str, dict[str, Text]]:
    """The answers that each filter offers, in words; none for a filter that takes anything typed."""
    return {one.name: {str(value): words for value, words in one.choices()} for one in desk.filters if one.choices}


class Asked:
    """The state of a list, all of it from the address (the part after "?"). choices: as `choices_of` gives them, when already known."""

    def __init__(self, desk: Desk, address: str, choices: dict[str, dict[str, Text]] | None = None) -> None:
        self.desk = desk
        self.choices = choices_of(desk) if choices is None else choices
        self._given = QueryDict(address.replace("%00", ""), mutable=True)  # PostgreSQL holds no NUL

    @cached_property
    def text(self) -> str:
        """What is searched for."""
        return " ".join(without_controls(self._given.get("q", "")).split())[:LONGEST] if self.desk.search else ""

    @property
    def is_near(self) -> bool:
        """Whether what is only like the text is asked for."""
        return bool(self.desk.near and self.text and self._given.get("near"))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns shown, in the order of the desk; its own choice when none was named. The first always stays."""
        return self._named or tuple(column for column in self.desk.columns if column.shown)

    @property
    def filed(self) -> tuple[Column, ...]:
        """The columns of a file: those shown, and where none was named those too that are filed."""
        return self._named or tuple(column for column in self.desk.columns if column.shown or column.filed)

    @cached_property
    def _named(self) -> tuple[Column, ...]:
        """The columns that were named, with the first; none when none was."""
        named = set(self._given.getlist("columns"))
        chosen = tuple(column for column in self.desk.columns if column.name in named)
        return chosen if not chosen or chosen[0] is self.desk.columns[0] else (self.desk.columns[0], *chosen)

    @cached_property
    def order(self) -> str:
        """The sorting in force: a column's name, "-" before it for the other way."""
        given = self._given.get("sort", "")
        column = self.desk.column(given.removeprefix("-"))
        return given if column is not None and column.sort else self.desk.order

    @property
    def is_sorted(self) -> bool:
        """Whether the sorting is the reader's own choice."""
        return bool(self.order) and self.order == self._given.get("sort", "")

    @cached_property
    def chosen(self) -> tuple[Chosen, ...]:
        """The filters that are on."""
        return tuple(self._chosen())

    def _chosen(self) -> Iterable[Chosen]:
        for one, value in self._answered():
            if one.choices is None and value:
                yield Chosen(one, value, value)
            elif value in self.choices.get(one.name, {}):
                yield Chosen(one, value, self.choices[one.name][value])

    def _answered(self) -> Iterable[tuple[Filter, str]]:
        return ((one, without_controls(self._given.get(one.name, ""))[:LONGEST]) for one in self.desk.filters)

    @cached_property
    def unknown(self) -> tuple[Chosen, ...]:
        """What was given as the answer of a filter and is none of those that it offers. Nothing is narrowed by it."""
        wrong = ((one, value) for one, value in self._answered() if value and one.choices and value not in self.choices[one.name])
        return tuple(Chosen(one, value, value) for one, value in wrong)

    @property
    def answers(self) -> Mapping[str, str]:
        """The answer of each filter that is on, by its name."""
        return {one.filter.name: one.value for one in self.chosen}

    @property
    def format(self) -> str:
        """ "csv" or "xlsx" when a download is asked for, otherwise empty."""
        given = self._given.get("format", "")
        return given if given in FORMATS else ""

    @property
    def page(self) -> str:
        return self._given.get("page", "1")

    @property
    def after(self) -> str:
        return self._given.get("after", "")

    @property
    def before(self) -> str:
        return self._given.get("before", "")

    @property
    def as_of(self) -> str:
        return without_controls(self._given.get("as-of", ""))[:40] if self.desk.is_dated else ""

    @property
    def picked(self) -> frozenset[str]:
        """The keys of rows that are chosen."""
        return frozenset(self._given.getlist("id"))

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.text or self.chosen)

    @cached_property
    def state(self) -> dict[str, list[str]]:
        """All that makes this list what it is, page and download aside, by its name in the address."""
        state: dict[str, list[str]] = {"q": [self.text]} if self.text else {}
        if self.is_near:
            state["near"] = ["yes"]
        state |= {name: [value] for name, value in self.answers.items()}
        if self.as_of:
            state["as-of"] = [self.as_of]
        if self.order != self.desk.order or (self.is_sorted and self.text and self.desk.near):
            state["sort"] = [self.order]
        if [column.name for column in self.columns] != [column.name for column in self.desk.columns if column.shown]:
            state["columns"] = [column.name for column in self.columns]
        return state

    def address(self, **changes: str | None) -> str:
        """The address of this list with one thing changed, or left out when None; back on its first page. Begins with "?"."""
        kept = {name: values for name, values in self.state.items() if name not in changes}
        return "?" + urlencode(kept | {name: value for name, value in changes.items() if value is not None}, doseq=True)

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The state as (name, value) pairs for the hidden fields of a form that asks for the rest itself."""
        return [(name, value) for name, values in self.state.items() if name not in without for value in values]
