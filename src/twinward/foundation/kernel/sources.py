"""Sources: a public page or article is on record once somebody takes a fact from it."""

from datetime import datetime

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.models import Source


def add_source(*, publisher: str, day: Day, by: Actor, at: datetime, url: str = "", speaker: str = "", citing: str = "") -> Source:
    """The source is on record. Ask for the right to what is taken from it first."""
    source = Source(
        key=f"source-{fresh_key().hex}",
        publisher=publisher,
        not_before=day.not_before,
        not_after=day.not_after,
        url=url,
        speaker=speaker,
        citing=citing,
    )
    source.save()
    note_new(source, by=by, at=at)
    return source
