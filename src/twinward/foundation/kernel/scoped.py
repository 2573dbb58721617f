"""Querysets that fail closed: a scoped model can be read only by somebody, or for a stated reason."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models.sql import Query

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.row_security import everything, sees_everything

Q = TypeVar("Q", bound="ScopedQuerySet")


class Unscoped(RuntimeError):
    """A scoped table was about to be read for nobody in particular. Call `visible_to(actor)`, or `unscoped(why)` in a job."""


class _ScopedQuery(Query):
    is_scoped = False
    because = ""  # why every row is asked for; "" for what an actor may see

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:
        if not self.is_scoped:
            raise Unscoped(f"{self.model} was read without saying for whom")
        compiler = super().get_compiler(using, connection, elide_empty)
        return _shown_everything(compiler, self.because) if self.because and not sees_everything() else compiler

    def get_aggregation(self, using: str, aggregate_exprs: Any) -> Any:
        with everything(self.because) if self.because else nullcontext():
            return super().get_aggregation(using, aggregate_exprs)


def _shown_everything(compiler: Any, because: str) -> Any:
    """The compiler, to whose statement the store shows every row."""
    execute = compiler.execute_sql

    def run(*args: Any, **options: Any) -> Any:
        with everything(because):
            return execute(*args, **options | ({"chunked_fetch": False} if "chunked_fetch" in options else {}))

    compiler.execute_sql = run
    return compiler


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
        marked = self._marked()
        cast(Any, marked.query).because = why
        return marked

    def also_seeing(self, why: str) -> Self:
        """The same rows, held against rows that the store would not show this actor: what is asked of those hides none of these."""
        held = self.all()
        cast(Any, held.query).because = why
        return held

    def update(self, **values: Any) -> int:
        with self._guarded():
            return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        with self._guarded():
            return super().delete()

    def _in_sight(self, actor: Actor) -> Self:
        """What `actor` may see; nothing until a model's queryset says more."""
        return self.none()

    def _marked(self) -> Self:
        marked = self.all()
        cast(Any, marked.query).is_scoped = True
        return marked

    def _guarded(self) -> AbstractContextManager[None]:
        """In which the rows are changed. Raises Unscoped."""
        if not getattr(self.query, "is_scoped", False):
            raise Unscoped(f"{self.model._meta.label} was about to be changed without saying for whom")
        because = getattr(self.query, "because", "")
        return everything(because) if because else nullcontext()


def reads(queryset: type[Q]) -> Q:
    """The `objects` of a scoped model, typed as the queryset that it begins."""
    objects: Any = queryset.as_manager()
    return objects
