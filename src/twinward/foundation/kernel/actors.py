"""Who acts, as the kernel knows them: a Protocol. The identity room implements it."""

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a right reaches, or what a record concerns. `everything` covers the node; otherwise records of these countries (alpha-2), of these
    organisations (ids), or of the programmes that these countries host (alpha-2): whichever country takes part in them.
    """

    everything: bool = False
    countries: frozenset[str] = field(default_factory=frozenset)
    organisations: frozenset[int] = field(default_factory=frozenset)
    hosts: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_empty(self) -> bool:
        return not (self.everything or self.countries or self.organisations or self.hosts)

    def meets(self, concerned: "Scope") -> bool:
        """Whether a right of this scope covers a record that concerns `concerned`."""
        shared = self.countries & concerned.countries or self.organisations & concerned.organisations or self.hosts & concerned.hosts
        return self.everything or bool(shared)


class Actor(Protocol):
    """Somebody or something that acts. `key` names them in the ledger ("account:3"), stable for ever."""

    @property
    def key(self) -> str: ...

    def may(self, right: str, record: Any = None) -> bool:
        """Whether the right is held at all, or over `record` when one is given."""
        ...

    def scope(self, right: str) -> Scope:
        """How far the right reaches for this actor; an empty scope when it is not held."""
        ...


class NotAllowed(Exception):
    """The actor lacks `right` over the record. Answered as 404 when the record may not even be seen, else 403."""

    def __init__(self, right: str) -> None:
        self.right = right
        super().__init__(right)


@dataclass(frozen=True, slots=True)
class OfCountry:
    """What is the business of a whole country (alpha-2), as a record over which a right may be asked."""

    country: str

    def concerns(self) -> Scope:
        return Scope(countries=frozenset({self.country}))


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever holds the machine: the command line, the loader, the sealer. May do everything; the ledger says which command it was."""

    command: str

    @property
    def key(self) -> str:
        return f"command:{self.command}"

    @staticmethod
    def wrote(key: str) -> bool:
        """Whether a key of the ledger names whoever holds the machine."""
        return key.startswith("command:")

    def may(self, right: str, record: Any = None) -> bool:
        return True

    def scope(self, right: str) -> Scope:
        return Scope(everything=True)


class Public:
    """A reader who has not signed in: holds no right, sees what passed the publication gate."""

    key = "public"

    def may(self, right: str, record: Any = None) -> bool:
        return False

    def scope(self, right: str) -> Scope:
        return Scope()


PUBLIC = Public()


def require(by: Actor, right: str, record: Any = None) -> None:
    """Nothing when `by` holds the right, over `record` when one is given; otherwise raises NotAllowed."""
    if not by.may(right, record):
        raise NotAllowed(right)
