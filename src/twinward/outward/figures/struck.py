"""What the page of a figure tells, to whoever records claims, of those that were struck out."""

from dataclasses import dataclass
from datetime import date

from twinward.foundation.kernel.records import actors_told
from twinward.outward.figures.forms import claim_label
from twinward.outward.figures.models import Claim


@dataclass(frozen=True, slots=True)
class Struck:
    """A claim that nobody made: as lists of choices name it, when and by whom it was struck out, and why."""

    name: str
    on: date
    by: str
    because: str


def struck_out(figure: str) -> list[Struck]:
    """Each claim of a figure that was struck out, in the order of recording."""
    claims = list(Claim.every.filter(figure=figure).exclude(struck_on=None).select_related("source").order_by("id"))
    names = [told.label for told in actors_told(claim.struck_by for claim in claims)] if claims else []
    return [
        Struck(claim_label(claim), claim.struck_on, name, claim.struck_because)
        for claim, name in zip(claims, names, strict=True)
        if claim.struck_on
    ]
