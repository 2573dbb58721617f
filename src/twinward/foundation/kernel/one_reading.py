"""One reading of the store: within it, what was read is not read again. For a page that asks the same question from several sides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_read: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("read", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Whatever a function marked `read_once` answers within is kept until the end, and forgotten then. Write nothing within."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def read_once(read: Callable[P, T]) -> Callable[P, T]:
    """The function, asked once for the same arguments within one reading, and each time outside. Its answer must not be changed by anybody."""

    @wraps(read)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        found = _read.get()
        if found is None:
            return read(*args, **kwargs)
        key = (read, args, *sorted(kwargs.items()))
        if key not in found:
            found[key] = read(*args, **kwargs)
        return found[key]

    return kept
