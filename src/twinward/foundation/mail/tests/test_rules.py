"""When a mail is tried again: sooner at first, then seldom, and no longer once it was due too long ago."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.mail.rules import GIVEN_UP_AFTER, PAUSES, is_for_good, next_try

pytestmark = pytest.mark.pure

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "pause"), [(1, timedelta(minutes=1)), (2, timedelta(minutes=5)), (6, timedelta(hours=12)), (60, timedelta(hours=12))]
)
def test_the_pause_after_a_failure(failures: int, pause: timedelta):
    assert next_try(failures, due_at=NOON, at=NOON) == NOON + pause


def test_it_is_given_up_when_it_was_due_too_long_ago_and_no_moment_before():
    late = NOON + GIVEN_UP_AFTER
    assert next_try(3, due_at=NOON, at=late - timedelta(seconds=1)) is not None
    assert next_try(3, due_at=NOON, at=late) is None
    assert next_try(1, due_at=NOON, at=late) is None


def test_a_mail_that_always_fails_is_tried_some_times_and_then_given_up():
    at, tries = NOON, 0
    for failures in count(1):
        tries += 1
        again = next_try(failures, due_at=NOON, at=at)
        if again is None:
            break
        at = again
    assert tries == 12
    assert at - NOON >= GIVEN_UP_AFTER


@given(st.integers(1, 100), st.timedeltas(timedelta(0), GIVEN_UP_AFTER - timedelta(seconds=1)))
def test_the_next_try_lies_ahead(failures: int, since: timedelta):
    at = NOON + since
    again = next_try(failures, due_at=NOON, at=at)
    assert again is not None
    assert PAUSES[0] <= again - at <= PAUSES[-1]


@pytest.mark.parametrize(("code", "is_so"), [(250, False), (421, False), (451, False), (499, False), (500, True), (550, True), (599, True)])
def test_a_reply_of_the_five_hundreds_is_for_good(code: int, *, is_so: bool):
    assert is_for_good(code) is is_so
