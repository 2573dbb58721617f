"""What a list is made of: a desk and its columns, filters and presets, declared as values."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

Kind = Literal["text", "day", "number", "code", "status", "country", "choice", "record", "actor"]
Text = str | Promise
Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; the first of a desk is what its rows are called by.

    name: in the address. value: an ORM path or attribute, or a function of the row. sort: the path or attribute to sort by, or what gives the
    one of the reader's language; None: cannot be.
    kind: what the value is. day: date, datetime or Day. country: ISO 3166-1 alpha-2. record, actor: a key, shown as a name.
    status: a pair (kind of shape, word), as the tag `status` takes it, or a code whose pair `choices` gives. choice: a code of `choices`,
    by default those of the field. link: an address by the row, or the name of a page that takes the row's key.
    words: turns a stored value into the one that is shown. beside: a second path; then words takes the values of both, of all rows at once.
    filed_also: a file holds the value as it is stored, and beside it in a column under this head the words of the page where these are others.
    filed_as: a file holds these columns in its stead, so that it can be sorted and reckoned with.
    filed: a file holds it too though the page shows it only to who chooses it; not where the reader chose which columns there are.
    """

    name: str
    header: Text
    value: str | Callable[[Any], Any]
    sort: str | Callable[[], str] | None = None
    kind: Kind = "text"
    link: Callable[[Any], str] | str | None = None
    optional_on_phone: bool = False
    shown: bool = True
    choices: Choices = ()
    words: Callable[..., Any] | None = None
    beside: str = ""
    filed_also: Text = ""
    filed_as: "tuple[Column, ...]" = ()
    filed: bool = False

    @property
    def sorted_by(self) -> str:
        """The path or attribute to sort by; empty when it cannot be sorted by."""
        return self.sort() if callable(self.sort) else self.sort or ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One question that a list can be narrowed by.

    field: an ORM path or attribute that must equal the answer, or a function of the rows and the answer. choices: the answers that there
    are, (value, words); None: anything typed. occurring: of the list's rows, the answers that any of them gives; then no other is offered.
    """

    name: str
    label: Text
    field: str | Callable[[Any, str], Any]
    choices: Callable[[], Sequence[tuple[str, Text]]] | None = None
    occurring: Callable[[Any], Collection[str]] | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A filter that the desk itself offers under a name. query: as in the address, without "?"."""

    name: str
    label: Text
    query: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A list of records.

    word: the name of its page. order: the column that it is sorted by at first, "-" before it for the other way. search: paths or
    attributes that are searched, or a function of the rows and the text. near: the rows that the search does not find and that are like the
    text, likest first, of a hot desk no more than stand on a page; shown by themselves, and when the search finds nothing.
    row_key: the path or attribute that tells rows apart.
    empty: a sentence for when nothing is on record yet. actions: (label, name of a page or address, right) for chosen rows, sent there as `id`.
    counted: how many rows, `ngettext_lazy("%(count)s country", "%(count)s countries", "count")`. is_dated: it is seen as of a day.
    illustrative: the path or attribute that says whether a row is invented, or names the column of which that is so;
    marked: the column beside which that is said, the first by default.
    ties: the path or attribute that orders rows equal in the column sorted by, or what gives the one of the reader's language; none
    lacks it. hot: for large tables; then values are paths, links page names, and each sorting has an index: the column, ties, the key.
    Raises ValueError when two columns or filters share a name.
    """

    word: str
    title: Text
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] | Callable[[Any, str], Any] = ()
    near: Callable[[Any, str], Any] | None = None
    presets: tuple[Preset, ...] = ()
    order: str = "name"
    page_size: int = 100
    hot: bool = False
    row_key: str = "pk"
    empty: Text = ""
    actions: tuple[tuple[Text, str, str], ...] = ()
    counted: Any = None
    is_dated: bool = False
    illustrative: str = ""
    marked: str = ""
    ties: str | Callable[[], str] = ""

    def __post_init__(self) -> None:
        for parts in (self.columns, self.filters, self.presets):
            names = [part.name for part in parts]
            if len(set(names)) != len(names):
                raise ValueError(f"{self.word}: a name stands twice in {names}")
        taken = {one.name for one in self.filters} & RESERVED
        if taken:
            raise ValueError(f"{self.word}: {taken} mean something else in the address")
        if self.hot and any(callable(column.value) or callable(column.link) for column in self.columns):
            raise ValueError(f"{self.word}: the values and links of a hot desk are paths and names")

    @property
    def tied_by(self) -> str:
        """The path or attribute that orders equal rows; empty when the key alone does."""
        return self.ties() if callable(self.ties) else self.ties

    def column(self, name: str) -> Column | None:
        """The column of that name; None when there is none."""
        return next((column for column in self.columns if column.name == name), None)


#: Words of a list's address that no filter may take.
RESERVED = frozenset({"q", "sort", "page", "after", "before", "columns", "format", "as-of", "id", "near"})
