"""Who answers for a party of a text: itself, or the ministry of its country where it cannot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.registry.models import Kind, Organisation
from twinward.programme.instruments.models import Instrument, Party

Ministries = Mapping[str, Organisation]


def ministries_for(instruments: Iterable[Instrument], actor: Actor) -> Ministries:
    """By country of their parties the ministry that `actor` sees there. None where there are several: which of them answers is not known.

    One query, none where nothing waits for a party; of texts made elsewhere the caller names only such as do. Uses prefetched `parties`.
    """
    waiting = (one for one in instruments if not one.is_here or one.state in ("with_other_party", "agreed"))
    countries = {party.country_id for one in waiting for party in one.parties.all()}
    if not countries:
        return {}
    found = defaultdict[str, list[Organisation]](list)
    for one in Organisation.objects.visible_to(actor).standing().filter(kind=Kind.MINISTRY, country__in=countries).order_by("pk"):
        found[one.country_id].append(one)
    return {code: those[0] for code, those in found.items() if len(those) == 1}


def who_answers(party: Party, state: str, ministries: Ministries) -> str:
    """A party as its turn names it. Officers and lawyers of its country agree to an offered text; an institution signs by itself, a state
    through its ministry.
    """
    ministry = ministries.get(party.country_id)
    is_alone = ministry is None or (party.organisation is not None and (party.organisation.is_ministry or state == "agreed"))
    return str(party) if is_alone else gettext("%(ministry)s (for %(party)s)") % {"ministry": ministry, "party": party.called}
