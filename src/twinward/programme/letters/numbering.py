"""Registry numbers: which letters bear the same, and whether they may.

A registry office gives each number once a year, in one book for letters sent and one for those received. A letter of one day that goes to
several addressees is one letter to it, under one number. What the other side wrote on its own letters is theirs to keep in order: that the
same number stands on two of them is told, and can be recorded; so it is of a number that stands in both books of ours.
"""

import re

from django.db.models import Q, QuerySet

from twinward.foundation.registry.models import Organisation
from twinward.programme.letters import rules
from twinward.programme.letters.models import ON_RECORD, Letter


def under_our_number(letter: Letter) -> QuerySet[Letter]:
    """The other letters of its organisation, direction and year that bear our number of this one."""
    return _alike(letter, "our_number").filter(ours=letter.ours_id)


def in_the_other_book(letter: Letter) -> QuerySet[Letter]:
    """The letters of its organisation and year that went the other way and bear our number of this one; none for a bare count, which both books hold."""
    if letter.our_number.strip().isdigit():
        return Letter.objects.unscoped("no letter at all").none()
    ways = Letter.Direction
    way = ways.IN if letter.direction == ways.OUT else ways.OUT
    return _alike(letter, "our_number", way).filter(ours=letter.ours_id)


def under_their_number(letter: Letter) -> QuerySet[Letter]:
    """The other letters between its organisation and the same other side, of its direction and year, that bear their number of this one."""
    rows = _alike(letter, "their_number").filter(ours=letter.ours_id, their_country=letter.their_country_id)
    return rows.filter(Q(theirs=letter.theirs_id) | Q(theirs=None)) if letter.theirs_id else rows


def hold_numbers(letter: Letter) -> None:
    """Until the transaction ends nobody else gives a number of its organisation, where it is to have one."""
    if letter.our_number:
        Organisation.objects.unscoped("lock the register, so that a number is given once").select_for_update().get(pk=letter.ours_id)


def faults_of_number(letter: Letter) -> tuple[str, ...]:
    """Why our number of this letter may not be given to it, as things stand."""
    return tuple(rules.number_faults(letter.numbered, [one.numbered for one in under_our_number(letter)]))


def _alike(letter: Letter, column: str, way: str = "") -> QuerySet[Letter]:
    number = getattr(letter, column).strip()
    rows = Letter.objects.unscoped("whether a number was given is known to whoever gives one")
    if not number or letter.dated_on is None:
        return rows.none()
    # SQLite folds no letters but a to z in LIKE; its regular expressions are Python's
    same = Q(**{f"{column}__in": {number, number.upper(), number.lower()}}) | Q(**{f"{column}__iregex": rf"^{re.escape(number)}$"})
    once_sent = rows.filter(same, state__in=ON_RECORD, direction=way or letter.direction, dated_on__year=letter.dated_on.year)
    return once_sent.exclude(pk=letter.pk).order_by("dated_on", "pk")
