"""Querysets that fail closed: a scoped model can be read only by somebody, or for a stated reason."""

from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models.sql import Query

from twinward.foundation.kernel.actors import Actor

Q = TypeVar("Q", bound="ScopedQuerySet")


class Unscoped(RuntimeError):
    """A scoped table was about to be read for nobody in particular. Call `visible_to(actor)`, or `unscoped(why)` in a job."""


class _ScopedQuery(Query):
    is_scoped = False

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:
        if not self.is_scoped:
            raise Unscoped(f"{self.model} was read without saying for whom")
        return super().get_compiler(using, connection, elide_empty)


class ScopedQuerySet(models.QuerySet[Any]):
    """All reads of a scoped model. Nothing is read, counted, changed or deleted before `visible_to` or `unscoped` was called."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query if query is not None or model is None else _ScopedQuery(model), using, hints)

    def visible_to(self, actor: Actor) -> Self:
        """The rows that `actor` may see."""
        return self._in_sight(actor)._marked()

    def unscoped(self, why: str) -> Self:
        """Every row, for a reason that the code states: the sealer, an import, a projection."""
        if not why:
            raise ValueError("say why")
        return self._marked()

    def update(self, **values: Any) -> int:
        self._guard()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    def _in_sight(self, actor: Actor) -> Self:
        """What `actor` may see; nothing until a model's queryset says more."""
        return self.none()

    def _marked(self) -> Self:
        marked = self.all()
        cast(Any, marked.query).is_scoped = True
        return marked

    def _guard(self) -> None:
        if not getattr(self.query, "is_scoped", False):
            raise Unscoped(f"{self.model._meta.label} was about to be changed without saying for whom")


def reads(queryset: type[Q]) -> Q:
    """The `objects` of a scoped model, typed as the queryset that it begins."""
    objects: Any = queryset.as_manager()
    return objects
