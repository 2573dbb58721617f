"""Privacy classes: every column of every model is public, internal, personal or health. A column without a class fails the build."""

from dataclasses import dataclass
from functools import cache

from django.db import models

CLASSES = ("public", "internal", "personal", "health")


@dataclass(frozen=True, slots=True)
class Privacy:
    """Column names by class, separated by spaces. Declared on a model as `privacy`.

    untold: columns, each of some class too, that no event of the ledger ever speaks of, such as the hash of a password.
    """

    public: str = ""
    internal: str = ""
    personal: str = ""
    health: str = ""
    untold: str = ""

    def class_of(self, column: str) -> str | None:
        """The class of a column; None when it has none."""
        return _class_of(self, column)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(column for name in CLASSES for column in getattr(self, name).split())


@cache  # a page asks thousands of times, of the few columns that there are
def _class_of(privacy: Privacy, column: str) -> str | None:
    found = [name for name in CLASSES if column in getattr(privacy, name).split()]
    return found[0] if len(found) == 1 else None


def unclassed(model: type[models.Model]) -> list[str]:
    """The columns of `model` that have no class or two, and the names classed that are no columns."""
    privacy = getattr(model, "privacy", Privacy())
    columns = {field.name for field in model._meta.local_concrete_fields} | {field.name for field in model._meta.local_many_to_many}
    return sorted([column for column in columns if privacy.class_of(column) is None] + list(privacy.columns - columns))
