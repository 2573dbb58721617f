"""Who keeps a text or a record: the side at which it was drafted or recorded. Seeing, agreeing and acting are for every party; this is not."""

from dataclasses import dataclass

from twinward.foundation.kernel.actors import Scope


@dataclass(frozen=True, slots=True)
class KeepingSide:
    """The side that keeps an instrument, as a record over which a right may be asked. Nobody's (no country): only a right over the node reaches."""

    countries: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()

    def concerns(self) -> Scope:
        return Scope(countries=self.countries, organisations=self.organisations)
