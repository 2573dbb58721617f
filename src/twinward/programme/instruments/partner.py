"""Asking the other party about an offered text by a link, and what became of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from twinward.foundation.identity import guests
from twinward.foundation.identity.models import GuestQuestion
from twinward.foundation.kernel.actors import Actor, NotAllowed
from twinward.foundation.kernel.lifecycle import Refused
from twinward.programme.instruments.actions import refuse
from twinward.programme.instruments.models import Instrument, Party

QUESTION = "offered-text"


def may_ask_partner(instrument: Instrument, by: Actor) -> bool:
    """Whether `by` negotiates for the side that drafted the text, and might say in the other party's stead that it agrees."""
    drafted_at = instrument.drafted_at if instrument.is_here else None
    return drafted_at is not None and by.may("instruments.negotiate", drafted_at) and by.may("instruments.agree", instrument)


def require_asking(instrument: Instrument, by: Actor) -> None:
    """Nothing when `by` may ask the other party by a link; otherwise raises NotAllowed."""
    if not may_ask_partner(instrument, by):
        raise NotAllowed("instruments.negotiate")


def link_faults(instrument: Instrument) -> list[str]:
    """Why nobody can be asked by a link: one answer moves the whole text, so of several other parties none gives it for the others."""
    return ["several_other_parties"] if len(instrument.other_side()) > 1 else []


@transaction.atomic
def ask_partner(*, party: Party, asked_of: str, language: str, works_for: timedelta, by: Actor, at: datetime) -> tuple[GuestQuestion, str]:
    """The party may answer once, through a link, about the text as it lies on record now. Returns the question and the link's token.

    Raises NotAllowed, Refused: not_with_other_party, party_not_other_side, several_other_parties.
    """
    instrument = party.instrument
    require_asking(instrument, by)
    if instrument.state != "with_other_party":
        raise Refused("ask", ["not_with_other_party"])
    if party not in instrument.other_side():
        raise Refused("ask", ["party_not_other_side"])
    refuse("ask", link_faults(instrument))
    return guests.ask(QUESTION, party, asked_of=asked_of, language=language, works_for=works_for, by=by, at=at)


def guests_called(keys: Iterable[str]) -> dict[str, str]:
    """By the keys of guests who answered for a party ("guest:7") their names and offices. One query, none where no key is a guest's."""
    numbers = {key.removeprefix("guest:") for key in keys if key.startswith("guest:")}
    if not numbers:
        return {}
    rows = GuestQuestion.objects.unscoped("a text's own sides see who agreed to it").filter(pk__in=numbers).exclude(answered_by="")
    return {asked.key: f"{asked.answered_by}, {asked.answered_as}" for asked in rows}
