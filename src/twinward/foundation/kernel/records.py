"""Any record by its key: what people call it, and its page. One query for each kind of record, however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from twinward.foundation.kernel.keys import RecordKey


@dataclass(frozen=True, slots=True)
class Told:
    """label: the record's name, or its key when it cannot be read. url: its page, empty when it has none."""

    label: str
    url: str = ""


def records_told(keys: Iterable[str]) -> list[Told]:
    """What each key stands for. It does not ask who reads: use it where every one of the records may be seen."""
    keys = list(keys)
    by_label: dict[str, dict[str, str]] = defaultdict(dict)
    for key in dict.fromkeys(keys):
        try:
            label, pk = RecordKey.parse(key)
        except ValueError:
            continue
        by_label[label][pk] = key
    found = {key: one for label, pks in by_label.items() for key, one in _of_one_kind(label, pks)}
    return [found.get(key) or Told(key or "-") for key in keys]


def _of_one_kind(label: str, pks: dict[str, str]) -> Iterable[tuple[str, Told]]:
    try:
        model: Any = apps.get_model(label)
        records = model._base_manager.in_bulk([model._meta.pk.to_python(pk) for pk in pks])
    except (LookupError, ValidationError):
        return
    for pk, record in records.items():
        yield pks[str(pk)], Told(str(record), page_of(model._meta.model_name, pk))


def page_of(word: str, *keys: Any) -> str:
    """The address of a page by its name and keys (a record's page is named like its model); empty where this installation has none."""
    try:
        return reverse(word, args=keys)
    except NoReverseMatch:
        return ""
