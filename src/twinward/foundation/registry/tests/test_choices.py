"""Choices that would be called alike are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.models import Source
from twinward.foundation.registry.choices import Apart, Choices, Offered, told_apart
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.tests.makers import make_organisation


@pytest.mark.parametrize(
    ("offered", "called"),
    [
        ([("A", ("x", "")), ("B", ("y", ""))], ["A", "B"]),
        ([("A", ("x", "")), ("A", ("y", ""))], ["A, x", "A, y"]),
        ([("A", ("x", "")), ("A", ("", ""))], ["A, x", "A"]),
        ([("A", ("x", "p")), ("A", ("x", "q"))], ["A, p", "A, q"]),
        ([("A", ("x", "p")), ("A", ("x", "q")), ("A", ("y", "p"))], ["A, x, p", "A, x, q", "A, y"]),
        ([("A", ("x", "")), ("A", ("x", ""))], ["A (record number 0)", "A (record number 1)"]),
        ([], []),
    ],
)
def test_what_is_called_alike_is_told_by_what_differs_and_at_last_by_its_number(offered, called):
    assert told_apart([Offered(words, more, number) for number, (words, more) in enumerate(offered)]) == called


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B", "A, x"]), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "x", "z"])), max_size=8)
)
def test_no_two_are_called_alike(rows):
    called = told_apart([Offered(words, more, number) for number, (words, *more) in enumerate(rows)])

    assert len(set(called)) == len(rows)
    assert all(one.startswith(words) for one, (words, *_more) in zip(called, rows, strict=True))


@pytest.mark.django_db
def test_sources_of_one_publisher_and_institutions_of_one_name_are_told_apart():
    told = [{"speaker": "A. Minister"}, {"url": "https://moz.example/a"}, {"url": "https://moz.example/b"}, {}, {}]
    made = [Source.objects.create(key=f"s{number}", publisher="A ministry", **one) for number, one in enumerate(told)]
    for name, country in (("Ministry of Health", "UA"), ("Ministry of Health", "AZ"), ("Red Cross", "UA")):
        make_organisation(name, country, kind="ministry")

    sources = Apart(Source.objects.order_by("pk"), empty_label="none")
    organisations = Apart(Organisation.objects.unscoped("test").order_by("pk"), empty_label=None)
    assert [str(words) for _key, words in Choices(sources)] == [
        "none",
        "A ministry, A. Minister",
        "A ministry, moz.example/a",
        "A ministry, moz.example/b",
        f"A ministry (record number {made[3].pk})",
        f"A ministry (record number {made[4].pk})",
    ]
    assert [str(words) for _key, words in Choices(organisations)] == [
        "Ministry of Health, Ukraine",
        "Ministry of Health, Azerbaijan",
        "Red Cross",
    ]
    assert sources.clean(str(made[4].pk)) == made[4]
