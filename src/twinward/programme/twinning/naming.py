"""The institutions of a step as records: those that it names are looked for once more, and registered where none stands."""

from collections.abc import Sequence
from datetime import datetime

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.locks import one_at_a_time
from twinward.foundation.registry.actions import add_named
from twinward.foundation.registry.fields import surely_meant
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.search import Match, look_up_many
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.rules import Named


def put_on_record(listed: Sequence[Organisation | Named], step: ListStep, *, by: Actor, at: datetime) -> list[Organisation]:
    """What the list holds, as records in its order, each once. Raises NotAllowed, Refused.

    One that was registered under that name in that country meanwhile is meant, unless it is among those that the name does not mean.
    """
    named = [one for one in listed if isinstance(one, Named)]
    country = step.coverage.country_id
    if named:
        one_at_a_time(f"institutions named in {country}")
    found = iter(look_up_many([one.name for one in named], actor=by, country=country))
    records = [
        one if isinstance(one, Organisation) else _standing(one, next(found)) or _registered(one, step, by=by, at=at) for one in listed
    ]
    return list({record.pk: record for record in records}.values())


def _standing(one: Named, matches: Sequence[Match]) -> Organisation | None:
    """The one on record that surely bears the name and is not among those that it does not mean; None when there is none, or several."""
    meant = [match.organisation for match in surely_meant(one.name, matches) if match.organisation.pk not in one.besides]
    return meant[0] if len(meant) == 1 else None


def _registered(one: Named, step: ListStep, *, by: Actor, at: datetime) -> Organisation:
    """Whoever may record the list of a country may name the institutions of that country that it holds."""
    return add_named(
        named_in=step.coverage,
        right="twinning.chase",
        name=one.name,
        kind=one.kind,
        country=step.coverage.country_id,
        city=one.city,
        specialities=one.specialities,
        basis=Basis(step.basis),
        source=step.source,
        why=step.why,
        is_illustrative=step.is_illustrative,
        by=by,
        at=at,
    )
