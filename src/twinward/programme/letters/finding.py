"""What the search of every page finds among letters: by either side's registry number, by subject."""

from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from twinward.foundation.kernel import wording
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.desk_rows import holds
from twinward.foundation.kernel.records import page_of
from twinward.foundation.registry.finding import Hit
from twinward.programme.letters.models import Letter

PLACES = ("our_number", "their_number", "subject")
_HELD = 0.9  # how well a letter fits that holds every word


def letters(text: str, *, actor: Actor, limit: int, country: str | None = None) -> list[Hit]:
    """Letters that `actor` may see in which every word stands: of that very number first, then the newest. country: of that other side. One query."""
    words = text.split()
    if not words:
        return []
    is_meant = Q(our_number__iexact=text.strip()) | Q(their_number__iexact=text.strip())
    seen = Letter.objects.visible_to(actor).exclude(state="discarded").filter(reduce(and_, map(_stands, words)))
    if country:
        seen = seen.filter(their_country=country)
    numbered = Case(When(is_meant, then=Value(True)), default=Value(False), output_field=BooleanField())
    found = seen.as_read_by(actor).annotate(is_meant=numbered).order_by("-is_meant", Coalesce("dated_on", date.max).desc(), "-pk")
    return [_hit(one) for one in found[:limit]]


def _stands(word: str) -> Q:
    return reduce(or_, (Q(**holds(place, word)) for place in PLACES))


def _hit(letter: Any) -> Hit:
    numbers = [number for number in (letter.our_number, letter.their_number) if number]
    meta = ", ".join([*numbers, wording.short_day(letter.dated_on), wording.country(letter.other_country)])
    kind = (
        gettext("letter received")
        if letter.way == Letter.Direction.IN
        else gettext("draft of a letter")
        if letter.is_draft
        else gettext("letter sent")
    )
    return Hit(letter.subject, page_of("letter", letter.pk), kind, meta, 1.0 if letter.is_meant else _HELD, letter.is_illustrative)
