"""A page that facts are taken from is on record once, however often somebody types it."""

from datetime import date
from typing import Any

import pytest

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.models import Event, Source
from twinward.foundation.kernel.sources import add_source
from twinward.foundation.kernel.tests.papers import NOON

pytestmark = pytest.mark.django_db
PAGE = {"publisher": "A newspaper", "day": Day.on(date(2025, 11, 3)), "url": "https://news.example/1"}


def typed(**told: Any) -> Source:
    return add_source(**(PAGE | {"by": Operator("test"), "at": NOON} | told))


def test_what_is_typed_twice_is_one_source_told_once():
    assert typed() == typed()
    assert Source.objects.count() == 1
    assert Event.objects.filter(record__startswith="kernel.source:").count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"publisher": "Another newspaper"},
        {"day": Day.in_month(2025, 11)},
        {"url": "https://news.example/2"},
        {"speaker": "A minister"},
        {"citing": "An agency"},
    ],
)
def test_what_differs_in_anything_is_another_one(other: dict[str, Any]):
    assert typed() != typed(**other)
    assert Source.objects.count() == 2


def test_two_that_name_no_page_may_be_two():
    assert typed(url="") != typed(url="")


@pytest.mark.parametrize("known", [{"note": "Only its first page."}, {"speaker_role": "minister"}])
def test_one_that_says_more_is_another_one(known: dict[str, str]):
    first = typed()
    Source.objects.update(**known)

    assert typed() != first
