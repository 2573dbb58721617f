"""Who put an act on record: the side that did it, or another."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from twinward.foundation.identity.models import Membership
from twinward.foundation.identity.rules import Held
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.instruments.models.parts import Act


def own_words(acts: Iterable[Act]) -> frozenset[int]:
    """The primary keys of those of the acts that somebody put on record who held a role that day in the very country that did them.

    Two queries, none for no acts.
    """
    rows = {key_of(act): act for act in acts}
    added = Event.objects.filter(record__in=rows, verb="add").values_list("record", "by", "at") if rows else ()
    said = [(rows[record], int(by.removeprefix("account:")), at) for record, by, at in added if by.startswith("account:")]
    held = _roles({writer for _act, writer, _at in said})
    written = ((act, held[writer], timezone.localtime(at).date()) for act, writer, at in said)
    return frozenset(act.pk for act, roles, on in written if any(one.country == act.party.country_id and one.on(on) for one in roles))


def _roles(accounts: set[int]) -> defaultdict[int, list[Held]]:
    """What each of the accounts holds, held or will hold. One query, none for no accounts."""
    held = defaultdict[int, list[Held]](list)
    for one in Membership.objects.filter(account__in=accounts).select_related("organisation") if accounts else ():
        held[one.account_id].append(one.held)
    return held
