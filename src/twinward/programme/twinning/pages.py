"""What the page of a country shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from twinward.foundation.identity.links import links_about
from twinward.foundation.identity.models import Account, GuestQuestion
from twinward.foundation.kernel.days import Answer, Basis, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import BASES, Event
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.timeline import Moment, timeline
from twinward.foundation.kernel.wording import capfirst, number, on_day
from twinward.foundation.registry.models import Country, Organisation
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.wording import source_words
from twinward.programme.letters.models import Letter
from twinward.programme.letters.pages import as_happened
from twinward.programme.twinning.chase import Pursued, letters_about, pursued
from twinward.programme.twinning.chasing import sorted_out, template_for
from twinward.programme.twinning.guest_questions import QUESTION
from twinward.programme.twinning.models import ListStep
from twinward.programme.twinning.standings import Standing, agreed_on
from twinward.programme.twinning.told import list_steps, told_steps
from twinward.programme.twinning.turns import WHOSE
from twinward.programme.twinning.wording import UNDATED, question_words

MOST_INSTRUMENTS = 40


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a day with its answer (yes, no, not_known) and why."""

    words: str
    known: str
    why: str


def crumbs(country: str = "", code: str = "") -> list[tuple[str, str]]:
    """The way to a page of this room."""
    way = [(_("Countries"), reverse("countries"))]
    return [*way, (country, reverse("country", args=[code]))] if code else way


def countries_page(rows: list[Pursued], asked: date, *, owing_only: bool) -> dict[str, Any]:
    """What stands around the list of countries: which programme, how many owe a list, and who says so."""
    counted = [one.counted for one in rows]
    joined = sum(one.joined.known is Known.YES for one in counted)
    owing = [one for one in counted if one.owes.known is Known.YES]
    unsaid = sum(one.owes.known is Known.NOT_KNOWN for one in counted)
    programme = str(rows[0].coverage.programme) if rows else ""
    told = {"owing": number(len(owing)), "joined": number(joined), "day": on_day(asked)}
    lead = [
        _("%(owing)s of %(joined)s that joined owe a list as of %(day)s.") % told,
        _("Not known whether they owe one: %(countries)s.") % {"countries": number(unsaid)} if unsaid else "",
        _said_by(owing),
        _concluded(sum(_is_concluded(one, asked) for one in counted)),
    ]
    return {
        "heading": _("Countries that owe a list of institutions") if owing_only else _("Countries"),
        "crumbs": [(programme, "")] if programme else [],
        "lead": " ".join(filter(None, lead)) if rows else "",
        "lead_mark": _with_invented(rows, owing),
        "caption": _("Which countries joined, and when, is reconstructed.") if any(_is_reconstructed(one) for one in rows) else "",
    }


def _with_invented(rows: list[Pursued], owing: list[Standing]) -> str:
    """How many owe a list by the rows of the page, where invented steps make these others than the sentence counts; else empty."""
    shown = [one.code for one in rows if one.list_state == "owed"]
    if shown == [one.country for one in owing]:
        return ""
    words = _("The sentences count real steps alone; the rows below count illustrative ones too, by which %(owing)s owe a list.")
    return words % {"owing": number(len(shown))}


def _said_by(owing: list[Standing]) -> str:
    """Who said that these countries have no agreed list, when one source says so of all."""
    said = {(str(step.source), step.not_after) for one in owing if (step := _said(one)) and step.source}
    if len(said) != 1 or not all(_said(one) for one in owing):
        return ""
    ((publisher, day),) = said
    return _("Each is named by: %(publisher)s, %(day)s.") % {"publisher": publisher, "day": on_day(day)}


def _concluded(count: int) -> str:
    """Of how many it is our own conclusion that their list is agreed, and what the public side says of them."""
    if not count:
        return ""
    words = ngettext(
        "That the list of %(count)s country is agreed is our own conclusion; the public page calls it “%(words)s”.",
        "That the lists of %(count)s countries are agreed is our own conclusion; the public page calls them “%(words)s”.",
        count,
    )
    return words % {"count": number(count), "words": _("not named")}


def _is_concluded(one: Standing, asked: date) -> bool:
    """Whether it joined, and that it owes no list is only our own conclusion."""
    return one.joined.known is Known.YES and one.owes.known is Known.NO and one.agreed_by_conclusion(asked) is not None


def _said(one: Standing) -> ListStep | None:
    steps = [step for step in one.steps if step.kind == ListStep.Kind.OWED]
    return steps[-1] if steps else None


def _is_reconstructed(one: Pursued) -> bool:
    return one.standing.joining is not None and one.standing.joining.basis == Basis.RECONSTRUCTED


def country_page(country: Country, account: Account, asked: date) -> dict[str, Any]:
    """Everything that a country's page shows to this account, as of a day."""
    one = next((found for found in pursued(account, asked) if found.code == country.code), None)
    instruments = Instrument.objects.visible_to(account).not_struck().with_party(country=country).order_by("title", "pk")
    shown = list(instruments[: MOST_INSTRUMENTS + 1])
    context: dict[str, Any] = {
        "country": country,
        "crumbs": crumbs(),
        "instruments": [(found, found.title_in(get_language() or "en")) for found in shown[:MOST_INSTRUMENTS]],
        "more_instruments": len(shown) > MOST_INSTRUMENTS,
        "seen_instruments": len(shown) if len(shown) <= MOST_INSTRUMENTS else None,
        "institutions": Organisation.objects.visible_to(account).standing().filter(country=country).count(),
        "pursued": one,
        "is_outside": one is None,
        "joining_basis": dict(BASES)[one.standing.joined_on.basis] if one and one.standing.joined_on else "",
        "joining_source": source_words(one.standing.joining_source) if one else "",
    }
    return context | (_of_the_programme(one, account, asked) if one else {})


def _of_the_programme(one: Pursued, account: Account, asked: date) -> dict[str, Any]:
    steps, corrections = list_steps(one, account), list(one.coverage.corrections.all())
    proposals = [step for step in steps if step.kind == ListStep.Kind.PROPOSED]
    about = links_about(QUESTION, proposals, account, at=timezone.now())
    declaration = one.coverage.programme.declaration
    return {
        "key": key_of(one.coverage),
        "status": one.status,
        "turn": _side(one),
        "turn_kind": "mine" if WHOSE[one.turn] == "mine" else "wait",
        "declaration": declaration.title_in(get_language() or "en") if declaration else "",
        "questions": questions(one, asked),
        "steps": told_steps(steps, corrections, about, one, account),
        "moves": moves(one, account),
        "links": about,
        "moments": moments(one, [*steps, *corrections], [link.question for link in about], account),
    }


def _side(one: Pursued) -> str:
    programme = one.coverage.programme
    return {"mine": str(programme.lead or programme.host), "theirs": one.name, "": ""}[WHOSE[one.turn]]


def questions(one: Pursued, asked: date) -> list[Question]:
    """Whether it had joined, and whether it owed a list, on the day asked."""
    return [
        Question(_("Joined?"), one.standing.joined.known.value, _why(one.standing.joined)),
        Question(
            _("Owes a list of institutions?"),
            one.standing.owes.known.value,
            f"{_why(one.standing.owes, list_agreed=_agreed_words(one, asked))} {_unnamed(one)}".strip(),
        ),
    ]


def _unnamed(one: Pursued) -> str:
    """What the public side says of a list that is agreed by our own conclusion alone."""
    if one.concluded is None:
        return ""
    return _("No source says that its list is agreed; the public page calls it “%(words)s”.") % {"words": _("not named")}


def _agreed_words(one: Pursued, asked: date) -> str:
    """That its list was agreed, and when as far as that is known."""
    day = agreed_on((step.facts() for step in one.standing.steps), asked)
    if day.is_unknown:
        return say("list_agreed")
    return (_("Its list was agreed on %(day)s.") if day.is_known else _("Its list was agreed: %(day)s.")) % {"day": on_day(day)}


def _why(answer: Answer, **worded: str) -> str:
    """The grounds of an answer as sentences. worded: codes whose sentence is made for this answer."""
    if answer.missing:
        return _("Missing: %(facts)s.") % {"facts": ", ".join(say(code) for code in answer.missing)}
    said = " ".join(worded.get(code) or say(code) for code in answer.because)
    return f"{said} {_('This rests on our own conclusions about days.')}".strip() if answer.rests_on_inferred else said


def moments(one: Pursued, rows: Iterable[Model], questions: Iterable[GuestQuestion], account: Account) -> list[Moment]:
    """What the ledger tells of the country in its programme, these rows of its list, and these links.

    Who answered by one of these links is called as whoever was asked; a guest whose link the account may not see keeps a number.
    """
    asked = {question.key: question for question in questions}
    keys = [key_of(one.coverage), *map(key_of, rows), *map(key_of, asked.values())]
    is_inside = account.may("twinning.confirm", one.coverage)
    letters = {key_of(letter): letter for letter in letters_about([one.coverage], account).get(key_of(one.coverage), [])}
    ours = {key: letter for key, letter in letters.items() if not (letter.is_draft or letter.is_to_us)}
    joining = [key_of(one.standing.joining)] if one.standing.joining else []
    told = [
        moment
        for found in timeline([*keys, *joining, *ours], account, is_inside=is_inside)
        if (moment := _beside(found, one, ours)) is not None
    ]
    if not is_inside or not asked:
        return told
    done = Event.objects.filter(record__in=keys, by__in=asked).values_list("id", "by")
    called = {event: asked[by].asked_of for event, by in done}
    return [replace(moment, who=called.get(moment.event) or moment.who) for moment in told]


def _beside(moment: Moment, one: Pursued, letters: Mapping[str, Letter]) -> Moment | None:
    """A moment as the country's page tells it: of its joining and of a letter only that it happened, None for what else was done to these."""
    joining = one.standing.joining
    if letter := letters.get(moment.record):
        if moment.verb not in ("send", "add"):
            return None
        words = _("letter sent: %(subject)s") if letter.way == Letter.Direction.OUT else _("letter received: %(subject)s")
        is_drafted = moment.verb == "add" and moment.happened is None
        phrase = words % {"subject": letter.subject}
        return None if is_drafted else replace(as_happened(moment, letter), phrase=phrase, changes=(), reason="")
    if joining and moment.record == key_of(joining):
        return replace(moment, phrase=str(joining.get_kind_display()), changes=(), reason="") if moment.verb == "add" else None
    return moment


def moves(one: Pursued, account: Account) -> list[dict[str, Any]]:
    """What this account may do about the country's list, the likeliest first."""
    found = list(_moves(one, account))
    for position, move in enumerate(found):
        move["is_primary"] = position == 0
    return found


def _moves(one: Pursued, account: Account) -> Iterable[dict[str, Any]]:
    may_chase = account.may("twinning.chase", one.coverage)
    last = one.last_step
    record = reverse("list-step", args=[one.coverage.pk])
    if may_chase and one.undated:
        note = _("What is on record is too vague to say how the list stands.")
        yield {"label": capfirst(str(UNDATED[one.undated.kind])), "url": f"{record}?of={one.undated.number}", "note": note}
    if last and last.kind == ListStep.Kind.PROPOSED and account.may("twinning.confirm", one.coverage):
        yield {"label": _("Agree the list"), "url": reverse("list-answer", args=[last.pk, "agreed"])}
        if may_chase:
            note = capfirst(question_words(one.question)) if one.question else _("One question, by a link that works once.")
            words = _("Make another link for the partner") if one.question else _("Ask the partner to confirm")
            yield {"label": words, "url": reverse("list-ask", args=[last.pk]), "note": note}
        yield {"label": _("Send the list back"), "url": reverse("list-answer", args=[last.pk, "returned"])}
    if account.may("letters.write") and one.drafts:
        yield {
            "label": _("Send the draft"),
            "url": reverse("letter", args=[one.drafts[-1].pk]),
            "note": _("A draft is waiting to be sent."),
        }
    elif may_chase and account.may("letters.write") and one.turn != "agreed" and sorted_out([one]).possible:
        words = _("Write a reminder") if template_for(one) == "reminder" else _("Write a letter")
        yield {
            "label": words,
            "url": f"{reverse('country-letters')}?id={one.code}",
            "note": _("The reply is not late yet.") if one.turn == "awaiting" else "",
        }
    if may_chase:
        yield {"label": _("Record a step of its list"), "url": record, "note": _("With or without its contents; the day may be uncertain.")}
