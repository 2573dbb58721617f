"""What undoing a merge would bring back, in the words that a reader knows its records by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.values_told import value_told
from twinward.foundation.registry.doubled import END, as_it_was, told_of
from twinward.foundation.registry.models import Merge, Organisation
from twinward.foundation.registry.references import Reference, references, words_of
from twinward.foundation.registry.two_records import given_back

#: Records of one kind that are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Back:
    """Records of one kind. code: the sentence that says what they are. count: how many. named: what the first of them are called.

    is_twice: both records had them; else they go back to the one that stands again.
    """

    code: str
    count: int
    named: Sequence[str]
    is_twice: bool

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.named)


def brought_back(done: Merge, reader: Actor) -> list[Back]:
    """What the merge moved and put away, by kind, in the order in which a merge tells them; named is what the reader may see of it."""
    moved, put_away = defaultdict[tuple[str, str], list[Any]](list), defaultdict[str, list[Any]](list)
    for what, label, pk, *rest in done.moved:
        if what == "set" and rest[0] not in ("use", END):
            moved[label, rest[0]].append(pk)
        elif what == "put_away":
            put_away[label].append(rest[0])
    found = list[Back]()
    for reference in references():
        rows = reference.model._base_manager.filter(pk__in=moved[reference.label, reference.column][:NAMED]).order_by("pk")
        found += _back(reference, len(moved[reference.label, reference.column]), rows, reader, is_twice=False)
        kept = put_away.pop(reference.label, [])
        found += _back(reference, len(kept), (as_it_was(reference.model, one) for one in kept[:NAMED]), reader, is_twice=True)
    return found


def _back(reference: Reference, count: int, rows: Iterable[Any], reader: Actor, *, is_twice: bool) -> list[Back]:
    if not count:
        return []
    named = [words for row in rows if (words := told_of(row, reader, reference.field))]
    return [Back(f"names_{reference.label.replace('.', '_')}_{reference.field}", count, named, is_twice)]


def given_up(done: Merge) -> Iterator[tuple[str, str, str]]:
    """What the record that stays gives back: the column in words, what it says now and what it would say."""
    for what, _label, pk, *rest in done.moved:
        if what == "fill":
            before, after = rest
            now = Organisation._base_manager.filter(pk=pk).values(*after).get()
            for name, value in given_back(before, after, now).items():
                if now[name] != value:
                    field = Organisation._meta.get_field(name)
                    yield words_of(Organisation, name), value_told(field, now[name], {}), value_told(field, value, {})
