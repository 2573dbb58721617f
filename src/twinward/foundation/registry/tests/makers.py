"""Records and people who act, for tests of the registry."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from twinward.foundation.kernel.actors import Operator, Scope
from twinward.foundation.registry.actions import add_organisation, add_person
from twinward.foundation.registry.models import Organisation, Person

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
BY = Operator("test")


@dataclass(frozen=True)
class Acting:
    """Somebody whose rights reach as far as they say."""

    reach: Scope = field(default_factory=Scope)
    key: str = "account:1"

    def may(self, right: str, record: Any = None) -> bool:
        if record is None or self.reach.everything:
            return not self.reach.is_empty
        return self.reach.meets(record.concerns())

    def scope(self, right: str) -> Scope:
        return self.reach


def acting_in(*countries: str) -> Acting:
    """Somebody with every right over records of these countries, and over the programmes that they host."""
    return Acting(Scope(countries=frozenset(countries), hosts=frozenset(countries)))


def acting_at(organisation: Organisation) -> Acting:
    """Somebody with every right over this organisation, and over no other."""
    return Acting(Scope(organisations=frozenset({organisation.pk})))


NOBODY = Acting()


def make_organisation(name: str = "Okhmatdyt", country: str = "UA", **fields: Any) -> Organisation:
    """An organisation on record."""
    return add_organisation(**({"name": name, "kind": "hospital", "country": country, "by": BY, "at": NOON} | fields))


def make_person(name: str = "Olena Koval", **fields: Any) -> Person:
    """A person on record."""
    return add_person(**({"full_name": name, "country_id": "UA", "by": BY, "at": NOON} | fields))
