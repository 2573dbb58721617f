"""What the public will read once a claim is on record, and from which day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from twinward.foundation.kernel.one_reading import one_reading
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.catalogue import figures
from twinward.outward.figures.models import Claim
from twinward.outward.figures.sayings import TOPICS, plainly


@dataclass(frozen=True, slots=True)
class Foretold:
    """The sentence, and the first day on which it can be read outside. is_delayed: that day is later than today."""

    sentence: SafeString
    first: date
    is_delayed: bool


def foretold(claim: Claim, gate: Gate) -> Foretold:
    """What is read of the claim's figure on the first day on which the claim may be told. The claim is on record, with its source."""
    days = (claim.not_after, claim.source.not_after if claim.source else None)
    happened = max((day for day in days if day), default=gate.latest)
    first = max(gate.today, happened + timedelta(days=max(gate.delay_days, 0)))
    then = Gate(first, gate.delay_days)
    with one_reading():
        found = figures(then.latest, then)
        topic = next((topic for topic in TOPICS if claim.figure in topic.keys), None)
        sentence = topic.say(found) if topic else plainly(found[claim.figure])
    return Foretold(sentence.text, first, first > gate.today)
