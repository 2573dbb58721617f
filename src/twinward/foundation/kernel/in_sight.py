"""The records that keys name, for whoever may see them: what people call each, and its page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from twinward.foundation.kernel import records
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import RecordKey, key_of
from twinward.foundation.kernel.scoped import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Named:
    """A record that a key names. label: as people call it. url: its page, "" when it has none. is_struck: it never was so."""

    key: str
    label: str
    url: str
    is_struck: bool = False


def named(keys: Iterable[str], actor: Actor) -> list[Named]:
    """The records of these keys that `actor` may see, in the order given; others are left out. One query for each kind of record."""
    wanted = list(dict.fromkeys(keys))
    by_label = defaultdict[str, list[int]](list)
    for key in wanted:
        parsed = _parsed(key)
        if parsed is not None and parsed.pk.isascii() and parsed.pk.isdigit() and len(parsed.pk) < 19:
            by_label[parsed.label].append(int(parsed.pk))
    found = {one.key: one for label, pks in by_label.items() for one in _of_one_kind(label, pks, actor)}
    return [found[key] for key in wanted if key in found]


def _parsed(key: str) -> RecordKey | None:
    try:
        return RecordKey.parse(key)
    except ValueError:
        return None


def _of_one_kind(label: str, pks: list[int], actor: Actor) -> list[Named]:
    try:
        model = apps.get_model(label)
    except LookupError:
        return []
    rows = model._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        return []
    return [
        Named(key_of(record), str(record), _page(record), bool(getattr(record, "struck_on", None)))
        for record in rows.visible_to(actor).filter(pk__in=pks)
    ]


def _page(record: Any) -> str:
    """The address of a record's page: what its model says, or the page that bears the model's name."""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else records.page_of(record._meta.model_name, record.pk)
