"""What the chase of lists leaves to do: countries never asked, proposed lists to check; and lists that others owe. Letters tell of themselves."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.tasks import Task
from twinward.programme.letters.wording import asked_words
from twinward.programme.twinning.chase import Pursued, pursued
from twinward.programme.twinning.turns import Turn
from twinward.programme.twinning.wording import question_words

THEIRS: frozenset[Turn] = frozenset({"answered", "returned", "asked", "confirming"})


def tasks(actor: Actor, today: date) -> list[Task]:
    """The tasks of whoever chases lists for the host country; none for others. Eight queries, whatever the number of countries."""
    rows = pursued(actor, today)
    if not rows or not _chases_for(actor, rows[0]):
        return []
    return [*_to_check(rows), *_to_date(rows), *_never_asked(rows), *(_awaited(one) for one in rows if one.turn in THEIRS)]


def overtaken(actor: Actor, today: date) -> frozenset[str]:
    """The keys of the letters by which nobody is asked for a list any more: the list itself came since, or was sent back or agreed."""
    return frozenset[str]().union(*(one.overtaken for one in pursued(actor, today)))


def _chases_for(actor: Actor, one: Pursued) -> bool:
    writes = actor.scope("letters.write")
    return actor.may("twinning.chase", one.coverage) and (writes.everything or one.coverage.programme.host_id in writes.countries)


def _to_check(rows: list[Pursued]) -> Iterator[Task]:
    for one in rows:
        if one.turn == "check_list":
            yield _task(one, "mine", _("Check the list that %(country)s proposed"), _("Check the list"))
        if one.turn == "link_late":
            yield _task(one, "mine", _("Ask %(country)s again to confirm its list, or check it"), _("Check the list"))


def _to_date(rows: list[Pursued]) -> Iterator[Task]:
    """A task for each country whose list nobody can judge before more is said of the day of a step, or of the order of several."""
    words = {
        "requested": _("Say on which day the list of %(country)s was requested"),
        "proposed": _("Say on which day the list of %(country)s was proposed"),
        "returned": _("Say on which day the list of %(country)s was sent back"),
        "agreed": _("Say on which day the list of %(country)s was agreed"),
        "": _("Say in which order the steps of the list of %(country)s happened"),
    }
    for one in rows:
        if one.turn == "day_missing":
            step, address = one.next_step(may_chase=True, may_write=False)
            yield _task(one, "mine", words[one.undated.kind if one.undated else ""], step, address)


def _never_asked(rows: list[Pursued]) -> Iterator[Task]:
    """One task for all of them: a row each would bury the rest."""
    found = [one for one in rows if one.turn == "never_asked"]
    if not found:
        return
    days = [one.owed_since for one in found if one.owed_since]
    words = ngettext(
        "Ask %(count)s country for its list of institutions", "Ask %(count)s countries for their lists of institutions", len(found)
    )
    chosen = "&".join(f"id={one.code}" for one in found)
    yield Task(
        turn="mine",
        what=words % {"count": len(found)},
        url=f"{reverse('countries')}?turn=never_asked",
        step=_("Write letters"),
        step_url=f"{reverse('country-letters')}?{chosen}",
        since=Day.earliest(*days) if days else None,
        meta=_("Never asked by letter: %(countries)s") % {"countries": ", ".join(alphabetical(one.name for one in found))},
        who=", ".join(one.name for one in found),
        is_illustrative=any(one.is_illustrative for one in found),
    )


def _awaited(one: Pursued) -> Task:
    words = {
        "answered": _("%(country)s sends its list of institutions"),
        "returned": _("%(country)s mends its list of institutions"),
        "asked": _("%(country)s sends its list of institutions"),
        "confirming": _("%(country)s confirms its list of institutions"),
    }
    return _task(one, "theirs", words[one.turn], _("Open"))


def _task(one: Pursued, turn: str, what: str, step: str, step_url: str = "") -> Task:
    page = one.coverage.get_absolute_url()
    waits_since = one.last_step.day if one.turn in ("check_list", "returned", "day_missing") and one.last_step else None
    if one.question:
        waits_since = Day.on(one.question.asked_on if one.question.is_open else one.question.answers_by)
    return Task(
        turn="mine" if turn == "mine" else "theirs",
        what=what % {"country": one.name},
        url=page,
        step=step,
        step_url=step_url or page,
        due_on=one.question.answers_by if one.question and one.question.is_open else None,
        since=waits_since or (Day.on(one.letter_day) if one.letter_day else one.owed_since),
        meta=" · ".join(_meta(one)),
        who=one.name,
        last_letter=one.letter_day,
        is_illustrative=one.is_illustrative,
    )


def _meta(one: Pursued) -> Iterator[str]:
    if one.list_state == "owed":
        yield _("Owes a list of institutions")
    if one.question:
        yield question_words(one.question)
    if one.turn == "asked" and one.letter_day:
        yield asked_words(one.letter_day, one.asked)
