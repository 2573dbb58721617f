"""Money, mass and periods as whole numbers with their unit in the name. No Django."""

from dataclasses import dataclass
from datetime import date


class UnitsDiffer(ValueError):
    """Two amounts in different currencies were added or compared."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """amount_minor: whole minor units; currency: ISO 4217."""

    currency: str
    amount_minor: int

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise UnitsDiffer(f"{self.currency} and {other.currency} have no sum")
        return Money(self.currency, self.amount_minor + other.amount_minor)


@dataclass(frozen=True, slots=True)
class Mass:
    """Grams, net and gross apart; either may be unknown (None)."""

    net_g: int | None
    gross_g: int | None

    def __post_init__(self) -> None:
        if self.net_g is not None and self.gross_g is not None and self.net_g > self.gross_g:
            raise ValueError("net mass is above gross mass")


@dataclass(frozen=True, slots=True)
class Period:
    """From starts_on up to, not including, ends_before; either side may be open (None)."""

    starts_on: date | None
    ends_before: date | None

    def __post_init__(self) -> None:
        if self.starts_on and self.ends_before and self.starts_on >= self.ends_before:
            raise ValueError("a period ends after it starts")

    def __contains__(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_before is None or day < self.ends_before)
