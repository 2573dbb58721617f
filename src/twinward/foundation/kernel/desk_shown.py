"""A list as its page shows it: the rows of one page, the ways to other pages, filters and files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext_lazy

from twinward.foundation.kernel import hot, wording
from twinward.foundation.kernel.actions import MOST_SAVED
from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.asked import AskedDay, asked_day
from twinward.foundation.kernel.desk_asked import Asked
from twinward.foundation.kernel.desk_cells import CSS, Rows, options_html
from twinward.foundation.kernel.desk_parts import Column, Desk, Filter, Text
from twinward.foundation.kernel.desk_rows import Read, is_any, narrowed, order_of, ordered, paths_of, read, read_tuples, searched
from twinward.foundation.kernel.models import SavedFilter
from twinward.foundation.kernel.records import page_of

TALL = 30  # rows


class Count(int):
    """A number of rows that says itself in the reader's language, "more than" where the counting stopped."""

    is_capped = False

    @classmethod
    def of(cls, number: int, *, is_capped: bool = False) -> "Count":
        count = cls(number)
        count.is_capped = is_capped
        return count

    def __str__(self) -> str:
        told = wording.number(int(self))
        return gettext("more than %(number)s") % {"number": told} if self.is_capped else told


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. sorted: "ascending", "descending" or empty. url: the address that sorts by it, empty when it cannot."""

    words: Text
    css: str
    sorted: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to other rows of the list. count: how many, in words with their noun in count_words. key: that of one's own saved filter."""

    words: Text
    url: str
    count: Count
    is_current: bool = False
    key: int | None = None
    count_words: str = ""


class Shown:
    """Everything that kernel/desk.html asks for, worked out when it does."""

    def __init__(self, request: HttpRequest, desk: Desk, rows: Any) -> None:
        if desk.hot and not isinstance(rows, QuerySet):
            raise TypeError(f"{desk.word}: a hot desk reads a QuerySet")
        self.desk, self._all = desk, rows
        self._counts: dict[tuple[Any, ...], Count] = {}
        self.asked = Asked(desk, request.GET.urlencode())
        self.reader = cast(Actor, request.user) if hasattr(request.user, "key") else PUBLIC
        self.day: AskedDay = asked_day(request)
        self.model: type[Model] | None = rows.model if isinstance(rows, QuerySet) else None

    # -- rows

    @cached_property
    def matching(self) -> Any:
        """The rows that were asked for, unsorted."""
        return self._near if self.is_like_only else self._found

    @cached_property
    def _found(self) -> Any:
        """The rows that the search and the filters find."""
        return searched(self.desk, self._narrowed, self.asked.text) if self.asked.text else self._narrowed

    @cached_property
    def _near(self) -> Any:
        """The rows that are like the text and are not found by it, of those that the filters leave."""
        return self.desk.near(self._narrowed, self.asked.text) if self.desk.near else ()

    @cached_property
    def _narrowed(self) -> Any:
        return narrowed(self.desk, self._all, "", self.asked.answers)

    @cached_property
    def sorted_rows(self) -> Any:
        """The rows that were asked for, sorted; those that are only like the text by how like it they are, until the reader sorts them."""
        return self.matching if self.is_by_likeness else ordered(self.desk, self.matching, self.asked.order)

    @cached_property
    def is_bare(self) -> bool:
        """Whether there is no row at all, however it is asked."""
        return not is_any(self._all)

    @property
    def is_by_likeness(self) -> bool:
        """Whether the rows stand in the order of how like the text they are."""
        return self.is_like_only and not self.asked.is_sorted

    @cached_property
    def page(self) -> Page[Any]:
        """The page of a plain desk."""
        return Paginator(self.sorted_rows, self.desk.page_size).get_page(self.asked.page)

    @cached_property
    def hot_page(self) -> hot.HotPage:
        """The page of a hot desk."""
        if self.is_by_likeness:
            return hot.HotPage(list(self.matching.values_list(*self._hot_paths)), "", "")
        ends = {"after": self.asked.after, "before": self.asked.before, "size": self.desk.page_size}
        return hot.page(self.matching, self._hot_paths, self._hot_order, **ends)

    @cached_property
    def _hot_order(self) -> hot.Order:
        path, descends = order_of(self.desk, self.asked.order)
        return hot.Order(path, descends, self.desk.tied_by if path != self.desk.tied_by else "")

    @cached_property
    def _hot_paths(self) -> list[str]:
        return paths_of(self.desk, self.asked.columns, *self._hot_order.paths)

    @cached_property
    def read(self) -> Read:
        """The rows of this page as columns."""
        if self.desk.hot:
            return read_tuples(self.desk, self.asked.columns, self._hot_paths, self.hot_page.rows)
        return read(self.desk, self.asked.columns, self.page.object_list)

    @cached_property
    def body(self) -> SafeString:
        """The rows of this page as HTML."""
        rows = Rows(self.desk, self.asked.columns, self.model, with_boxes=bool(self.actions), choose=gettext("Choose {name}"))
        return rows.html(self.read, self.asked.picked)

    @property
    def is_tall(self) -> bool:
        """Whether the table is so long that its head must stay in sight."""
        return len(self.read.keys) > TALL

    def is_over(self, most: int) -> bool:
        """Whether the list has more than `most` rows."""
        return self._count(self.matching, most) > most

    # -- numbers

    def _count(self, rows: Any, most: int) -> int:
        """How many rows; of a hot desk, no more than `most` + 1."""
        if self.desk.hot:
            return rows.order_by().values("pk")[: most + 1].count()  # what a row is shown with is reckoned for none
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def counted(self, text: str, answers: Mapping[str, str], *, is_near: bool = False) -> Count:
        """How many rows match, said with "more than" where a hot desk stopped counting; counted once for the same question."""
        question = (text, is_near, *sorted(answers.items()))
        if question not in self._counts:
            self._counts[question] = self._counted(narrowed(self.desk, self._all, text, answers, is_near=is_near))
        return self._counts[question]

    def _counted(self, rows: Any) -> Count:
        number = self._count(rows, hot.MOST_COUNTED)
        is_capped = self.desk.hot and number > hot.MOST_COUNTED
        return Count.of(hot.MOST_COUNTED if is_capped else number, is_capped=is_capped)

    @cached_property
    def count(self) -> Count:
        """How many rows were asked for."""
        if self.desk.hot and self.asked.is_narrowed:
            return self._counted(self.matching)
        return self.counted("", {}) if self.desk.hot else Count.of(self.page.paginator.count)

    def noun(self, count: Count) -> str:
        """A number of rows with what they are."""
        return str((self.desk.counted or ngettext_lazy("%(count)s row", "%(count)s rows", "count")) % {"count": count})

    @cached_property
    def counted_words(self) -> str:
        """How many rows were asked for, with what they are."""
        return self.noun(self.count)

    @property
    def position(self) -> str:
        """Which of the rows this page shows."""
        number = len(self.read.keys)
        if self.desk.hot and self.hot_page.before:
            return gettext("%(number)s of %(all)s") % {"number": wording.number(number), "all": self.count}
        first = 1 if self.desk.hot else self.page.start_index()
        told = {"first": wording.number(first), "last": wording.number(first + number - 1), "all": self.count}
        return gettext("%(first)s to %(last)s of %(all)s") % told

    @property
    def not_that_page(self) -> str:
        """That the address asks for a page that this list does not have, and what is shown instead; empty when it has it."""
        number = 1 if self.desk.hot else self.page.number  # the pages of a hot list have no numbers
        has_it = self.asked.page == str(number) and not (self.desk.hot and self.hot_page.is_anew)
        return "" if has_it else gettext("This list has no such page. Shown instead: %(rows)s.") % {"rows": self.position}

    # -- ways

    @property
    def previous(self) -> str:
        """The address of the page before; empty on the first."""
        if self.desk.hot:
            return self.asked.address(before=self.hot_page.before) if self.hot_page.before else ""
        return self.asked.address(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        """The address of the page after; empty on the last."""
        if self.desk.hot:
            return self.asked.address(after=self.hot_page.after) if self.hot_page.after else ""
        return self.asked.address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def heads(self) -> Iterator[Head]:
        """The heads of the columns shown."""
        name, is_descending = self.asked.order.removeprefix("-"), self.asked.order.startswith("-")
        name = "" if self.is_by_likeness else name
        for place, column in enumerate(self.asked.columns):
            is_sorted = column.name == name
            turned = f"-{column.name}" if is_sorted and not is_descending else column.name
            url = self.asked.address(sort=turned) if column.sort else ""
            css = " ".join(filter(None, ("n" if CSS.get(column.kind) == "n" else "", "opt" if column.optional_on_phone and place else "")))
            yield Head(column.header, css, ("descending" if is_descending else "ascending") if is_sorted else "", url)

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """The files of this list: (what it is called, address)."""
        return [("CSV", self.asked.address(format="csv")), ("XLSX", self.asked.address(format="xlsx"))]

    @property
    def has_search(self) -> bool:
        """Whether the list can be searched by text."""
        return bool(self.desk.search)

    @property
    def facets(self) -> Iterator[Link]:
        """The filters that are on, each with the address without it."""
        for one in self.asked.chosen:
            yield Link(f"{one.filter.label}: {one.words}", self.asked.address(**{one.filter.name: None}), Count())

    @property
    def faults(self) -> list[str]:
        """A sentence for each answer that its filter does not offer."""
        words = gettext("“%(answer)s” is none of the answers of the filter “%(filter)s”. Choose one of them, or leave the filter out.")
        return [words % {"answer": one.value, "filter": one.filter.label} for one in self.asked.unknown]

    @property
    def questions(self) -> Iterator[tuple[str, Text, SafeString | None]]:
        """The filters that are off: name, label, answers as options of a select (None: anything typed)."""
        on = self.asked.answers
        for one in self.desk.filters:
            if one.name not in on:
                yield one.name, one.label, options_html(self._offered(one)) if one.choices else None

    def _offered(self, one: Filter) -> dict[str, Text]:
        """The answers of a filter, without those that no row of the whole list gives where the filter knows them."""
        every = self.asked.choices[one.name]
        given = every if one.occurring is None else one.occurring(self._all)
        return {value: words for value, words in every.items() if value in given}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Hidden fields of the form that searches and filters."""
        return self.asked.hidden("q", "as-of", "near")

    @property
    def column_choices(self) -> list[tuple[Column, bool, bool]]:
        """Every column: whether it is shown, and whether it must be."""
        return [(column, column in self.asked.columns, place == 0) for place, column in enumerate(self.desk.columns)]

    @property
    def column_form(self) -> list[tuple[str, str]]:
        """Hidden fields of the form that chooses columns."""
        return self.asked.hidden("columns")

    @cached_property
    def actions(self) -> list[tuple[Text, str]]:
        """What the reader may do with chosen rows: (label, address)."""
        return [(label, page_of(name) or name) for label, name, right in self.desk.actions if self.reader.may(right)]

    @property
    def ways_out(self) -> Iterator[Link]:
        """When nothing was found: what is found without the search or without one of the filters, where that is anything."""
        asked, answers = self.asked, self.asked.answers
        ways = [("", gettext("the search for “%(text)s”") % {"text": asked.text}, "q")] if asked.text else []
        ways += [(asked.text, f"{one.filter.label}: {one.words}", one.filter.name) for one in asked.chosen]
        for text, words, name in ways:
            rest = {key: value for key, value in answers.items() if key != name}
            if count := self.counted(text, rest, is_near=asked.is_near):
                yield Link(words, asked.address(**{name: None}), count, count_words=self.noun(count))

    @property
    def everything(self) -> str:
        """The address of the list with nothing narrowed."""
        return self.asked.address(q=None, near=None, **dict.fromkeys(self.asked.answers, None))

    @property
    def exactly(self) -> str:
        """Where what is like the text is shown: the address of what the search itself finds. Empty elsewhere, and where that is nothing."""
        return self.asked.address(near=None) if self.asked.is_near and is_any(self._found) else ""

    @cached_property
    def is_like_only(self) -> bool:
        """Whether the rows are only like the text."""
        return self.asked.is_near or (self._has_near and not is_any(self._found))

    @property
    def near(self) -> Link | None:
        """Beside what the search finds: the rows that are like the text as well, where there are any."""
        if not self._has_near or self.is_like_only:
            return None
        count = self._counted(self._near)
        return Link("", self.asked.address(near="yes"), count) if count else None

    @property
    def _has_near(self) -> bool:
        return bool(self.desk.near and self.asked.text)

    # -- filters by name

    @cached_property
    def presets(self) -> list[Link]:
        """The filters that the desk ships."""
        return [self._named(preset.label, preset.query) for preset in self.desk.presets]

    @cached_property
    def saved(self) -> list[Link]:
        """The reader's own filters."""
        if self.reader is PUBLIC:
            return []
        own = SavedFilter.objects.filter(owner=self.reader.key, desk=self.desk.word).order_by("name")[:MOST_SAVED]
        return [self._named(one.name, one.query, one.pk) for one in own]

    def _named(self, words: Text, query: str, key: int | None = None) -> Link:
        asked = Asked(self.desk, query, self.asked.choices)
        as_of = {"as-of": self.asked.as_of} if self.asked.as_of and not asked.as_of else {}
        is_current = (asked.text, asked.is_near, asked.answers) == (self.asked.text, self.asked.is_near, self.asked.answers)
        return Link(words, asked.address(**as_of), self.counted(asked.text, asked.answers, is_near=asked.is_near), is_current, key)

    @property
    def can_be_saved(self) -> bool:
        """Whether the present filter may be given a name."""
        return self.reader is not PUBLIC and self.asked.is_narrowed and not any(link.is_current for link in self.presets + self.saved)

    @property
    def query(self) -> str:
        """The state of this list as a saved filter keeps it."""
        return self.asked.address().removeprefix("?")
