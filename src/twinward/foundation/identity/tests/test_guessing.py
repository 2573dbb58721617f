"""Passwords that are guessed: after some wrong ones with one e-mail none is taken for a while, whether anybody has it or not."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from twinward.foundation.identity.tests.makers import NOON, make_account

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, WRONG = "nina@ministry.example", "seven wards, one roof", "six wards, no roof"
TAKEN = 10


@pytest.fixture(autouse=True)
def nina() -> None:
    cache.clear()
    account = make_account(email=EMAIL)
    account.set_password(PASSWORD)
    account.save()


def signs_in(email: str, password: str, *, after: timedelta = timedelta()) -> tuple[bool, bool]:
    """Whether the password is taken, and whether the page says that too many were wrong."""
    with time_machine.travel(NOON + after, tick=False):
        answer = Client(headers={"accept-language": "en"}).post("/sign-in/", {"username": email, "password": password})
    return answer.status_code == 302, "Too many wrong passwords" in answer.text


@pytest.mark.parametrize("email", [EMAIL, "nobody@ministry.example"])
def test_after_ten_wrong_passwords_none_is_taken_for_five_minutes(email: str):
    told = [signs_in(email, WRONG) for _turn in range(TAKEN + 1)]
    assert told == [(False, False)] * TAKEN + [(False, True)]
    assert signs_in(email.upper(), PASSWORD, after=timedelta(minutes=4)) == (False, True)
    assert signs_in(email, PASSWORD, after=timedelta(minutes=6)) == (email == EMAIL, False)


def test_another_is_not_kept_out_meanwhile():
    for _turn in range(TAKEN + 1):
        signs_in("nobody@ministry.example", WRONG)
    assert signs_in(EMAIL, PASSWORD) == (True, False)


def test_a_right_one_ends_the_count():
    for _round in range(2):
        assert [signs_in(EMAIL, WRONG) for _turn in range(TAKEN - 1)] == [(False, False)] * (TAKEN - 1)
        assert signs_in(EMAIL, PASSWORD) == (True, False)
