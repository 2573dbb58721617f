"""The texts made here that have no legal basis, for whoever may settle that: nobody can sign them, or they stand signed without one."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.tasks import Task
from twinward.programme.instruments import validity
from twinward.programme.instruments.chasing import BASIS
from twinward.programme.instruments.evidence import basis_to_sign
from twinward.programme.instruments.facts import Standing
from twinward.programme.instruments.models import Instrument

#: What it holds up, the most pressing first: "signed", then the states of a text that has not been signed.
HOLDS_UP: dict[str, Promise] = {
    "signed": _("it is signed, and no legal basis is known to be in force"),
    "agreed": _("agreed, and cannot be signed without it"),
    "with_other_party": _("offered, and will not be signed without it"),
    "cleared": _("cleared, and will not be signed without it"),
    "in_review": _("in review, and will not be signed without it"),
    "returned": _("returned, and will not be signed without it"),
    "draft": _("a draft, and will not be signed without it"),
}
PRESSING = ("signed", "agreed")


def without_basis(own: Sequence[Instrument], moved_on: Mapping[int, Day], actor: Actor, today: date) -> list[Task]:
    """A task for each text made here that needs a legal basis and has none on record that is known to be in force, the most pressing first.

    They are for whoever may waive it. moved_on: the day since which each waits in its state.
    """
    found = [one for one in own if one.is_here and actor.may("instruments.waive", one.kept_by()) and _lacks_basis(one, today)]
    found.sort(key=lambda one: list(HOLDS_UP).index(_stands(one)))
    return [_task(one, moved_on.get(one.pk)) for one in found]


def _lacks_basis(instrument: Instrument, today: date) -> bool:
    basis = basis_to_sign(instrument, today)
    has_ended = validity.ended(instrument.facts(), today, instrument.successors()).known is Known.YES
    return basis is not None and basis.known is not Known.YES and not has_ended


def _stands(instrument: Instrument) -> str:
    return "signed" if instrument.standing == Standing.CONCLUDED else instrument.state


def _task(instrument: Instrument, since: Day | None) -> Task:
    stands = _stands(instrument)
    title = instrument.title_in((get_language() or "en").split("-")[0])
    return Task(
        turn="mine",
        what=str(BASIS.one) % {"title": title},
        url=reverse("instrument", args=[instrument.pk]),
        step=gettext("Link it"),
        step_url=reverse(BASIS.page, args=[instrument.pk]),
        since=since,
        meta=" · ".join(str(words) for words in (HOLDS_UP[stands], BASIS.loss)),
        who=str(instrument.drafted_at or ""),
        is_illustrative=instrument.is_illustrative,
        is_pressing=stands in PRESSING,
    )
