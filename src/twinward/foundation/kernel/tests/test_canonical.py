"""One value has one written form: that of RFC 8785."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.canonical import NotCanonical, canonical, plain
from twinward.foundation.kernel.days import Basis

INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_canonical_bytes_are_those_that_the_authors_of_the_standard_write(value: Any):
    assert canonical(plain(value)) == rfc8785.dumps(value)


@given(st.dictionaries(KEYS, INTEGERS, max_size=6))
def test_the_order_in_which_a_value_was_put_together_does_not_matter(value: dict[str, int]):
    assert canonical(plain(value)) == canonical(plain(dict(reversed(value.items()))))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2025, 11, 3), '"2025-11-03"'),
        (datetime(2025, 11, 3, 12, tzinfo=UTC), '"2025-11-03T12:00:00+00:00"'),
        (UUID(int=7), '"00000000-0000-0000-0000-000000000007"'),
        (2**53 - 1, "9007199254740991"),
        (2**53, '"9007199254740992"'),
        (-(2**53), '"-9007199254740992"'),
        ((1, True, None), "[1,true,null]"),
        ({2: "two", "1": "Хмельницький"}, '{"1":"Хмельницький","2":"two"}'),
        ({"b": [{"d": 1, "c": 2}], "a": ""}, '{"a":"","b":[{"c":2,"d":1}]}'),
    ],
)
def test_days_keys_and_large_numbers_have_one_form(value: Any, written: str):
    assert canonical(plain(value)).decode() == written


@pytest.mark.parametrize("value", [1.5, {1, 2}, b"bytes", object(), [1, {"deep": 0.1}]])
def test_a_value_without_one_form_is_refused(value: Any):
    with pytest.raises(NotCanonical):
        plain(value)


def test_a_refusal_names_the_value_and_what_it_is():
    with pytest.raises(NotCanonical, match=r"^float has no canonical form: 0\.5$"):
        plain([0.5])


def test_a_code_of_a_list_of_codes_is_plain_text():
    assert type(plain(Basis.STATED)) is str
