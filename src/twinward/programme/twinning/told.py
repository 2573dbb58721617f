"""The steps of a country's list as its page tells them: those that stand, and those that were struck out, with who did it, when and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from twinward.foundation.identity.links import Link
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.in_sight import named
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.records import actors_told
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.wording import source_words
from twinward.programme.twinning.chase import Pursued
from twinward.programme.twinning.models import ListEntry, ListStep, StepCorrection
from twinward.programme.twinning.rules import in_order


@dataclass(frozen=True, slots=True)
class Struck:
    """That a step was wrong. has_instead: what is right stands beside it. who, why: empty for whoever may not know."""

    on: date
    has_instead: bool
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step with its source in words, the page of its letter where the reader may see it, and its remark where they may read it.

    known: how it is known. answered_by: whoever the link was for through which it came; "" for another step, and where they may not know.
    struck: None while it stands. corrects: it says what one that was struck out should have said. correct_url: "" where they may not.
    """

    step: ListStep
    known: str
    answered_by: str
    source: str
    letter: str
    remark: str
    struck: Struck | None
    corrects: bool
    correct_url: str


def list_steps(one: Pursued, reader: Account) -> list[ListStep]:
    """Every step of the country's list, also those that were struck out, the last to happen first, each with its institutions. Three queries."""
    where = Prefetch("organisation", Organisation.objects.visible_to(reader).told_where(reader))
    entries = Prefetch("entries", ListEntry.objects.prefetch_related(where).order_by(f"organisation__{sort_column()}", "id"))
    steps = ListStep.every.filter(coverage=one.coverage).select_related("source", "letter").prefetch_related(entries)
    rows = {step.pk: step for step in steps}
    return [rows[step.number] for step in reversed(in_order(step.facts() for step in rows.values()))]


def told_steps(
    steps: Iterable[ListStep], corrections: Iterable[StepCorrection], links: Iterable[Link], one: Pursued, account: Account
) -> list[ToldStep]:
    """The steps with what this account may know of them. links: those about the country's proposals that it may see."""
    letters = {letter.key for letter in named([key_of(step.letter) for step in steps if step.letter], account)}
    is_inside, may_chase = (account.may(right, one.coverage) for right in ("twinning.confirm", "twinning.chase"))
    struck, asked_of = _struck(corrections, is_inside=is_inside), {link.question.key: link.question.asked_of for link in links}
    return [
        ToldStep(
            step=step,
            known=_("the partner answered by a link") if step.is_of_a_guest else step.get_basis_display(),
            answered_by=asked_of.get(step.recorded_by, ""),
            source=source_words(step.source),
            letter=reverse("letter", args=[step.letter_id]) if step.letter and key_of(step.letter) in letters else "",
            remark=step.remark if is_inside else "",
            struck=struck.get(step.pk),
            corrects=step.place is not None,
            correct_url=reverse("list-correct", args=[step.pk]) if may_chase and step.pk not in struck and not step.is_of_a_guest else "",
        )
        for step in steps
    ]


def _struck(corrections: Iterable[StepCorrection], *, is_inside: bool) -> Mapping[int, Struck]:
    """By the key of a step how it was struck out. One query, none without any."""
    found = list(corrections)
    names = [told.label for told in actors_told(one.recorded_by for one in found)] if found and is_inside else [""] * len(found)
    return {
        one.step_id: Struck(one.corrected_on, one.instead_id is not None, name, one.reason if is_inside else "")
        for one, name in zip(found, names, strict=True)
    }
