"""What happened to a record between the opening of a form about it and its sending: nothing typed on an old page undoes it unread."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.timeline import Moment, timeline


class Meanwhile:
    """For the page of a form that corrects a record; `account` may correct it. The page includes kernel/parts/seen.html and meanwhile.html.

    told_by: the keys of the records that its page was made from, read anew whenever it is asked; that of the record itself unless given.
    seen: the last event about them that its reader was shown, for a hidden field. moments: what was written since, the latest first;
    empty until `as_shown` has found that something was.
    """

    def __init__(self, request: HttpRequest, record: Any, account: Actor, told_by: Callable[[], Iterable[str]] | None = None) -> None:
        self._record, self._account = record, account
        self._keys = told_by or (lambda: [key_of(record)])
        self.seen = request.POST.get("seen", "") if request.method == "POST" else _last_event(self._keys())
        self.moments: list[Moment] = []

    @contextmanager
    def as_shown(self) -> Iterator[None]:
        """What is done within is done to the record as the page showed it: in one transaction, which nobody else enters for this record until
        it ends. Raises Refused where it has changed, and then shows what did: sent again from there, the form counts.
        """
        with transaction.atomic():
            type(self._record)._base_manager.select_for_update().get(pk=self._record.pk)
            self._check()
            yield

    def _check(self) -> None:
        keys = list(self._keys())
        if self.seen == (last := _last_event(keys)):
            return
        was = int(self.seen) if self.seen.isascii() and self.seen.isdigit() and len(self.seen) < 19 else 0
        self.moments = [one for one in timeline(keys, self._account, is_inside=True) if one.event > was]
        self.seen = last
        raise Refused("correct", ["changed_meanwhile"])


def _last_event(keys: Iterable[str]) -> str:
    return str(Event.objects.filter(record__in=list(keys)).order_by("-id").values_list("id", flat=True).first() or 0)
