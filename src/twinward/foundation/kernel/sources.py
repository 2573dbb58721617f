"""Sources: a public page or article is on record once somebody takes a fact from it."""

from datetime import datetime

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.kernel.models import Source


def add_source(*, publisher: str, day: Day, by: Actor, at: datetime, url: str = "", speaker: str = "", citing: str = "") -> Source:
    """The source is on record: a page that says all the same is the one on record already. Ask for the right to what is taken from it first."""
    says = {
        "publisher": publisher,
        "not_before": day.not_before,
        "not_after": day.not_after,
        "url": url,
        "speaker": speaker,
        "citing": citing,
    }
    if url and (known := Source.objects.filter(**says, speaker_role="", note="").order_by("pk").first()) is not None:
        return known
    source = Source(key=f"source-{fresh_key().hex}", **says)
    source.save()
    note_new(source, by=by, at=at)
    return source
