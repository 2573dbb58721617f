"""Who put an act on record: the side that did it, or another."""

from collections.abc import Iterable

from twinward.foundation.identity.models import Membership
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments.models.parts import Act


def own_words(acts: Iterable[Act]) -> frozenset[int]:
    """The primary keys of those of the acts that somebody of the very country that did them put on record. Two queries, none for no acts."""
    rows = {key_of(act): act for act in acts}
    said = dict(Event.objects.filter(record__in=rows, verb="add").values_list("record", "by")) if rows else {}
    writers = {record: int(by.removeprefix("account:")) for record, by in said.items() if by.startswith("account:")}
    held = Membership.objects.filter(account__in=set(writers.values())).values_list("account", "organisation__country")
    sides = set(held) if writers else set()
    return frozenset(rows[record].pk for record, writer in writers.items() if (writer, rows[record].party.country_id) in sides)
