"""What the page of an instrument tells of the parties that were struck out, and that it was itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.records import actors_told
from twinward.programme.instruments.models import Instrument, Party


@dataclass(frozen=True, slots=True)
class Struck:
    """A party that never was one, or a record of what never was so. by, because: told to the side that keeps the instrument; else empty."""

    name: str
    on: date
    by: str
    because: str


def struck_out(parties: Sequence[Party | Instrument], *, keeps: bool) -> list[Struck]:
    """Each of these parties or records, all of them struck out, as a reader is told of it. keeps: they are of the side that keeps the instrument."""
    names = [told.label for told in actors_told(party.struck_by for party in parties)] if keeps and parties else [""] * len(parties)
    told = ((party, name, party.struck_because if keeps else "", party.struck_on) for party, name in zip(parties, names, strict=True))
    return [Struck(str(party), on, by, because) for party, by, because, on in told if on]
