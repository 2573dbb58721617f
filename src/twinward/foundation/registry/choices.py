"""Lists of choices in which no two are called alike: what would be is told apart by what more is known of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext

from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.wording import country
from twinward.foundation.registry.models import Organisation

_LONGEST = 80


class Offered(NamedTuple):
    """A choice. words: as it is called. more: what else is known of it, "" for what is not, in an order that is the same for all. number: its key."""

    words: str
    more: Sequence[str]
    number: int


def told_apart(offered: Sequence[Offered]) -> list[str]:
    """What each is called: as it is where no other is called so, else with as much of what more is known as tells it apart, at last its number."""
    called = [one.words for one in offered]
    for place in range(max((len(one.more) for one in offered), default=0)):
        told = [one.more[place] for one in offered]
        differing = {words for words in _alike(called) if len({more for one, more in zip(called, told, strict=True) if one == words}) > 1}
        called = [f"{words}, {more}" if more and words in differing else words for words, more in zip(called, told, strict=True)]
    alike = _alike(called)
    numbered = gettext("%(called)s (record number %(number)s)")
    return [
        numbered % {"called": words, "number": one.number} if words in alike else words for words, one in zip(called, offered, strict=True)
    ]


def _alike(called: Iterable[str]) -> set[str]:
    return {words for words, count in Counter(called).items() if count > 1}


class Choices(ModelChoiceIterator):
    """What a field offers: sources or institutions, no two of which are called alike."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = list(self.queryset)
        offered = [Offered(self.field.label_from_instance(row), _more(row), row.pk) for row in rows]
        for row, words in zip(rows, told_apart(offered), strict=True):
            yield self.choice(row)[0], words


def _more(row: Source | Organisation) -> Sequence[str]:
    """What a source or an institution is told apart by."""
    if isinstance(row, Source):
        address = row.url.partition("://")[2] or row.url
        return [
            phrase(row.speaker),
            phrase(row.citing),
            *(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in (address, row.note)),
        ]
    return [row.name if row.name != row.called else "", country(row.country_id), str(row.get_kind_display())]


class Apart(forms.ModelChoiceField):
    """A choice among sources or institutions, no two of which are called alike."""

    iterator = Choices
