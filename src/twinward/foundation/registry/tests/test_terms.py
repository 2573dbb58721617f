"""How long an office was held, as far as is known: exactly what every term says that the known days allow."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.registry.doubled import as_it_was
from twinward.foundation.registry.models import Appointment
from twinward.foundation.registry.record import standing
from twinward.foundation.registry.terms import columns_of, term_faults
from twinward.foundation.registry.wording import term_words

FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(7)]
LONG_BEFORE, LONG_AFTER = FIRST - timedelta(days=9), FIRST + timedelta(days=99)  # beyond what is ever asked


def uncertain() -> st.SearchStrategy[Day]:
    """A day, an interval that may be open, or the unknown day."""
    return st.sampled_from(
        [Day(first, last) for first in (None, *DAYS) for last in (None, *DAYS) if not first or not last or first <= last]
    )


def seen() -> st.SearchStrategy[tuple[date | None, date | None]]:
    some = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(lambda pair: pair[0] <= pair[1])
    return st.just((None, None)) | some


def all_terms(term: Appointment) -> list[tuple[date, date]]:
    """Every beginning and first day after it that what is known allows; a term of whose end nothing speaks goes on."""
    goes_on = term.ends.is_unknown and term.seen_until is None
    whole = [LONG_BEFORE, *DAYS, DAYS[-1] + timedelta(days=1), LONG_AFTER]
    return [
        (begins, over)
        for begins in whole
        for over in ([LONG_AFTER] if goes_on else whole)
        if begins < over
        and (term.starts_on or LONG_BEFORE) <= begins <= (term.starts_by or LONG_AFTER)
        and (term.ends_from or LONG_BEFORE) <= over <= (term.ends_before or LONG_AFTER)
        and (term.seen_from is None or term.seen_until is None or (begins <= term.seen_from and term.seen_until < over))
    ]


@given(begins=uncertain(), ends=uncertain(), known=seen(), asked=st.sampled_from(DAYS))
def test_it_is_held_when_every_possible_term_says_so_and_not_held_when_none_does(
    begins: Day, ends: Day, known: tuple[date | None, date | None], asked: date
):
    term = Appointment(**columns_of(begins, ends), seen_from=known[0], seen_until=known[1])
    assume(not list(term_faults(term)))
    says = {begun <= asked < over for begun, over in all_terms(term)}

    assert term.stood_on(asked).known == (Known.NOT_KNOWN if len(says) == 2 else Known.YES if True in says else Known.NO)


@given(begins=uncertain(), ends=uncertain(), known=seen())
def test_it_has_faults_exactly_where_no_term_is_possible(begins: Day, ends: Day, known: tuple[date | None, date | None]):
    term = Appointment(**columns_of(begins, ends), seen_from=known[0], seen_until=known[1])

    assert bool(list(term_faults(term))) == (not all_terms(term))


@pytest.mark.parametrize(
    ("begins", "ends", "asked", "kind"),
    [
        (Day.in_month(2024, 9), Day.unknown(), "2024-08-31", "no"),
        (Day.in_month(2024, 9), Day.unknown(), "2024-09-10", "gap"),
        (Day.in_month(2024, 9), Day.unknown(), "2024-09-30", "yes"),
        (Day.in_month(2024, 9), Day.in_year(2025), "2024-12-31", "yes"),
        (Day.in_month(2024, 9), Day.in_year(2025), "2025-06-01", "gap"),
        (Day.in_month(2024, 9), Day.in_year(2025), "2025-12-31", "no"),
        (Day.unknown(), Day.in_year(2025), "2024-06-01", "gap"),
        (Day.by(date(2024, 9, 1)), Day.unknown(), "2026-01-01", "yes"),
        (Day.since(date(2024, 9, 1)), Day.unknown(), "2026-01-01", "gap"),
        (Day.unknown(), Day.unknown(), "2026-01-01", "gap"),
    ],
)
def test_what_people_know_of_an_office_is_told_of_a_day(begins: Day, ends: Day, asked: str, kind: str):
    term = Appointment(**columns_of(begins, ends))

    assert standing(term, date.fromisoformat(asked))[0] == kind
    assert (term.begins, term.ends) == (begins, ends)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, ""),
        (columns_of(Day.on(FIRST), Day.unknown()), "from 1 Jan 2024"),
        (columns_of(Day.on(FIRST), Day.on(date(2025, 1, 1))), "from 1 Jan 2024; until 1 Jan 2025, not including"),
        (columns_of(Day.in_month(2024, 9), Day.in_year(2025)), "beginning: September 2024; end: 2025"),
        (columns_of(Day.unknown(), Day.by(FIRST)), "end: by 1 Jan 2024"),
        ({"seen_from": FIRST, "seen_until": DAYS[1]}, "seen 1 Jan 2024 to 2 Jan 2024"),
    ],
)
def test_a_term_is_told_as_far_as_it_is_known(columns: dict[str, date | None], words: str):
    assert term_words(Appointment(**columns)) == words


def test_a_term_that_a_merge_put_away_comes_back_as_it_was_kept():
    kept = {"id": 7, "person_id": 1, "organisation_id": 2, "office": "head", "starts_on": "2024-01-01", "starts_by": "2024-12-31"}

    back = as_it_was(Appointment, kept)
    assert (back.pk, back.begins, back.ends, back.title, back.is_struck) == (7, Day.in_year(2024), Day.unknown(), "", False)
