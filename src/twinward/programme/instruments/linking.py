"""Writes of links: what an instrument rests on, amends, supersedes, implements or is an annex of. Nothing is taken out; a wrong link is withdrawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.ledger import change, note_new
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.programme.instruments import facts, rules
from twinward.programme.instruments.actions import held, keeping, refuse
from twinward.programme.instruments.facts import LinkKind
from twinward.programme.instruments.models import Instrument, Link

LINKS = "instruments.links"  # a circle can close through links of four different instruments, so locking rows is not enough


@transaction.atomic
def link(*, from_instrument: Instrument, to_instrument: Instrument | None, kind: str, by: Actor, at: datetime, **fields: Any) -> Link:
    """The first instrument rests on, amends, supersedes, implements or is annexed to the second, or to one that only `unnamed` describes.

    Raises NotAllowed; Refused for a link that leads back.
    """
    one_at_a_time(LINKS)
    now = held(from_instrument)
    require(by, *keeping(now))
    added = Link(from_instrument=now, to_instrument=to_instrument, kind=kind, **fields)
    refuse("link", _link_faults(added))
    added.save()
    note_new(added, by=by, at=at)
    return added


@transaction.atomic
def name_link(*, link: Link, to_instrument: Instrument, by: Actor, at: datetime, reason: str) -> Link:
    """What a link only described is on record as an instrument. Raises NotAllowed, Refused."""
    one_at_a_time(LINKS)
    now = held(link.from_instrument)
    require(by, *keeping(now))
    named = Link(from_instrument=now, to_instrument=to_instrument, kind=link.kind)
    refuse("name_link", [*rules.reason_faults(reason), *_standing_faults(link), *_link_faults(named, instead_of=link)])
    change(link, by=by, at=at, reason=reason, to_instrument=to_instrument, unnamed="")
    return link


@transaction.atomic
def withdraw_link(*, link: Link, by: Actor, at: datetime, reason: str) -> Link:
    """A link that was never right counts on no day; it stays on record with who withdrew it, when and why. Raises NotAllowed, Refused."""
    one_at_a_time(LINKS)
    now = held(link.from_instrument)
    require(by, *keeping(now))
    refuse("withdraw_link", [*rules.reason_faults(reason), *_standing_faults(link)])
    day, why = timezone.localtime(at).date(), reason.strip()
    change(link, by=by, at=at, reason=why, withdrawn_on=day, withdrawn_because=why, withdrawn_by=by.key)
    return link


def _standing_faults(link: Link) -> Iterable[str]:
    """Nothing while the store holds that the link stands."""
    return [] if Link.objects.filter(pk=link.pk, withdrawn_on=None).exists() else ["link_withdrawn"]


def _link_faults(added: Link, *, instead_of: Link | None = None) -> Iterable[str]:
    """What is wrong with a link, were it on record. What an amendment of elsewhere amends beside it is a gap."""
    if added.from_instrument.is_here and added.kind == LinkKind.AMENDS:
        others = [link for link in added.from_instrument.links_down() if link.kind == LinkKind.AMENDS and link != instead_of]
        yield from ["amends_more_than_one"] if others else []
    # asked of the store, under the lock that striking out takes too: what was read before may have been struck out since
    if Instrument._base_manager.filter(pk=added.to_instrument_id, struck_on__isnull=False).exists():
        yield "instrument_struck"
    new = added.facts()
    if new is None or added.to_instrument is None:
        return
    yield from rules.link_faults(new, _all_links())
    if added.from_instrument.is_here and new.kind is LinkKind.SUPERSEDES:
        yield from rules.succession_faults(added.from_instrument.facts(), added.to_instrument.facts())


def _all_links() -> Iterable[facts.Link]:
    rows = Link.objects.filter(to_instrument__isnull=False, withdrawn_on=None).values_list("from_instrument_id", "to_instrument_id", "kind")
    return [facts.Link(str(source), str(target), LinkKind(kind)) for source, target, kind in rows]
