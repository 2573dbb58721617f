"""Letters that chase lists: one to each country, worded in its language and filled with what is on record."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import actions as letters
from twinward.programme.letters.addressing import language_for
from twinward.programme.letters.models import Letter
from twinward.programme.letters.texts import Template, Wording, worded
from twinward.programme.twinning.chase import Pursued, at_latest


def template_for(one: Pursued) -> Template:
    """A reminder once a letter of ours about the list went out, before that a request."""
    return "reminder" if one.letter is not None and one.letter.way == Letter.Direction.OUT else "request"


def wording_for(one: Pursued, *, ours: Organisation, reply_by: date | None, language: str = "") -> Wording:
    """The letter to one country, in its language unless another is named."""
    tongue = language or language_for(one.code)
    programme = one.coverage.programme
    declaration = programme.declaration
    return worded(
        template_for(one),
        tongue,
        programme=programme,
        country=one.code,
        declaration=declaration.title_in(tongue) if declaration else "",
        joined=at_latest(one.standing.joined_on or Day.unknown()),
        since=one.standing.owed_since(one.asked).not_after,
        earlier=one.letter,
        reply_by=reply_by,
        ours=ours.called_in(tongue),
    )


@transaction.atomic
def draft_letters(
    chosen: Iterable[Pursued], *, ours: Organisation, reply_by: date | None, language: str, by: Actor, at: datetime
) -> list[Letter]:
    """One draft to each country about its list, following the last letter of ours where there is one. Raises NotAllowed, Refused."""
    made: list[Letter] = []
    for one in chosen:
        wording = wording_for(one, ours=ours, reply_by=reply_by, language=language)
        made.append(
            letters.draft(
                ours=ours,
                their_country=one.coverage.country,
                subject=wording.subject[:200],
                body=wording.body,
                language=language or language_for(one.code),
                reply_by=reply_by,
                in_reply_to=_earlier(one, ours),
                about=[key_of(one.coverage)],
                by=by,
                at=at,
            )
        )
    return made


def _earlier(one: Pursued, ours: Organisation) -> Letter | None:
    return one.letter if one.letter is not None and one.letter.sides == (ours.pk, one.code) else None
