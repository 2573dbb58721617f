"""What the public sees of an instrument, and from when, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Membership
from twinward.foundation.identity.rules import Held, reaches
from twinward.foundation.kernel.actors import Actor, OfCountry, Operator
from twinward.foundation.kernel.days import Answer
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.wording import on_day
from twinward.programme.instruments.consent import latest, signed
from twinward.programme.instruments.models import Instrument

TOLD = _(
    "The public sees its title, parties, days, source and remark, and the reasons that whoever may publish it gave for its acts. "
    "Nothing else is told."
)
NOT_TOLD = _("The public sees nothing of it.")
#: What the button of the page says and what the page is called, by whether the instrument is to be public.
STEPS: dict[bool, Promise] = {True: _("Publish"), False: _("Take off the public side")}


def may_publish(by: Actor) -> bool:
    """Whether `by` may decide that an instrument is told outside: who records for the node's own country."""
    return by.may("instruments.record", OfCountry(settings.NODE_COUNTRY))


def published_words(written: Iterable[tuple[str, date]]) -> frozenset[tuple[str, date]]:
    """Those of (who wrote, on which day) whose words may be told outside: of accounts that could publish that day, and of who holds the machine.

    One query, none where no account wrote.
    """
    told = frozenset(written)
    writers = {by: int(by.removeprefix("account:")) for by, _on in told if by.startswith("account:")}
    held = defaultdict[int, list[Held]](list)
    for one in Membership.objects.filter(account__in=set(writers.values())).select_related("organisation") if writers else ():
        held[one.account_id].append(one.held)
    return frozenset((by, on) for by, on in told if Operator.wrote(by) or (by in writers and _could_publish(held[writers[by]], on)))


def _could_publish(held: Iterable[Held], on: date) -> bool:
    """Whether whoever holds these roles might publish on a day."""
    everywhere, countries, *_rest = reaches("instruments.record", held, today=on)
    return everywhere or settings.NODE_COUNTRY in countries


def signed_by(instrument: Instrument, day: date) -> Answer:
    """Whether all required parties of what was made here have signed by a day."""
    facts = instrument.alone()
    return signed(facts.parties, facts.acts, day, recorded=facts.recorded)


def told_outside(instrument: Instrument, gate: Gate, *, is_public: bool) -> str:
    """What the public sees of it, were it marked so: what, and how late."""
    return " ".join([str(TOLD), *_delay(instrument, gate)]) if is_public else str(NOT_TOLD)


def _delay(instrument: Instrument, gate: Gate) -> Iterator[str]:
    """How long what happened is kept back, and until when its last act is; nothing where there is no delay."""
    if gate.delay_days <= 0:
        return
    yield ngettext("What happened is told %(count)s day later.", "What happened is told %(count)s days later.", gate.delay_days) % {
        "count": gate.delay_days
    }
    last = latest(instrument.live_acts())
    if last and last.day.not_after and last.day.not_after > gate.latest:
        first = last.day.not_after + timedelta(days=gate.delay_days)
        yield gettext("Its last act is told from %(day)s on.") % {"day": on_day(first)}
