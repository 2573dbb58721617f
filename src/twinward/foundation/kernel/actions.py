"""Writes of the kernel that people ask for: filters under a name."""

from datetime import datetime

from django.db import transaction

from twinward.foundation.kernel.actors import Actor, NotAllowed
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append, change, note_new
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import SavedFilter

MOST_SAVED = 20  # filters that one account may save for one list
LONGEST_QUERY = 1_000


@transaction.atomic
def save_filter(*, desk: str, name: str, query: str, by: Actor, at: datetime, replaces: bool = False) -> SavedFilter:
    """The filter bears the name; one of the same name gets the new query if it is to be replaced.

    Raises Refused when the name or the query is empty or too long, when it is one too many, and filter_exists for a name that is taken.
    """
    name = " ".join(name.split())
    if faults := tuple(_faults(name, query)):
        raise Refused("save_filter", faults)
    own = SavedFilter.objects.filter(owner=by.key, desk=desk)
    if (known := own.filter(name=name).first()) is not None:
        if known.query != query and not replaces:
            raise Refused("save_filter", ["filter_exists"])
        change(known, by=by, at=at, query=query)
        return known
    if own.count() >= MOST_SAVED:
        raise Refused("save_filter", ["too_many_filters"])
    saved = SavedFilter.objects.create(owner=by.key, desk=desk, name=name, query=query)
    note_new(saved, by=by, at=at)
    return saved


def _faults(name: str, query: str) -> list[str]:
    is_long = len(name) > 60 or len(query) > LONGEST_QUERY
    return (["filter_without_name"] if not name else []) + (["filter_too_long"] if is_long else [])


@transaction.atomic
def forget_filter(saved: SavedFilter, *, by: Actor, at: datetime) -> None:
    """The saved filter is gone; the ledger keeps what it was. Raises NotAllowed when it is somebody else's."""
    if saved.owner != by.key:
        raise NotAllowed("kernel.own_filter")
    append(record=key_of(saved), verb="remove", by=by, at=at, facts={"desk": saved.desk, "name": saved.name, "query": saved.query})
    saved.delete()
