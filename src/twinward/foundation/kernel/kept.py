"""What is worked out once for each language and position of the ledger, and kept while the ledger stands still."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.db import connection
from django.utils.translation import get_language, override

from twinward.foundation.kernel.position import ledger_position

P = ParamSpec("P")
T = TypeVar("T")
_forgetting: list[Callable[[], None]] = []


def kept_while_still(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The function, asked once for the same arguments until something is written: of so many languages, positions and arguments at a time.

    Exact: any write of the product makes it anew (see Note [Position]). Its answer must not be changed by anybody.
    Asked by name instead of by place it keeps nothing.
    """

    def of(read: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=most)
        def at(language: str, _position: str, _store: str, args: tuple[object, ...]) -> T:
            with override(language):
                return read(*args)  # pyright: ignore[reportCallIssue] - what was given to `kept`

        @wraps(read)
        def kept(*args: P.args, **kwargs: P.kwargs) -> T:
            position = ledger_position()
            if not position or kwargs:
                return read(*args, **kwargs)
            return at(get_language() or "en", position, str(connection.settings_dict["NAME"]), args)

        _forgetting.append(at.cache_clear)
        return kept

    return of


def forget() -> None:
    """Nothing is kept any more; for tests that write behind the ledger's back."""
    for one in _forgetting:
        one()
