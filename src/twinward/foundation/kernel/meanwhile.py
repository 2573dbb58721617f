"""What happened to a record between the opening of a form about it and its sending: nothing typed on an old page undoes it unread."""

from typing import Any

from django.http import HttpRequest

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.timeline import Moment, timeline


class Meanwhile:
    """For the page of a form that corrects a record; `account` may correct it. The page includes kernel/parts/seen.html and meanwhile.html.

    seen: the last event about the record that its reader was shown, for a hidden field. moments: what was written since, the latest first;
    empty until `check` has found that something was.
    """

    def __init__(self, request: HttpRequest, record: Any, account: Actor) -> None:
        self._key, self._account, self._last = key_of(record), account, _last_event(key_of(record))
        self.seen = request.POST.get("seen", "") if request.method == "POST" else self._last
        self.moments: list[Moment] = []

    def check(self) -> None:
        """The record is as the page showed it. Raises Refused, and then shows what changed: sent again from there, the form counts."""
        if self.seen == self._last:
            return
        was = int(self.seen) if self.seen.isascii() and self.seen.isdigit() and len(self.seen) < 19 else 0
        self.moments = [one for one in timeline([self._key], self._account, is_inside=True) if one.event > was]
        self.seen = self._last
        raise Refused("correct", ["changed_meanwhile"])


def _last_event(key: str) -> str:
    return str(Event.objects.filter(record=key).order_by("-id").values_list("id", flat=True).first() or 0)
