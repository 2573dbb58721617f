"""What is typed into a field costs little, however much it is: the store may be held meanwhile."""

import pytest
from django import forms

from twinward.foundation.registry import fields, search
from twinward.foundation.registry.fields import OrganisationField, named_with_country
from twinward.foundation.registry.name_lines import PersonNamesField
from twinward.foundation.registry.tests.makers import BY, make_person


def test_more_than_the_line_allows_is_refused_before_anything_is_looked_up():
    with pytest.raises(forms.ValidationError, match="longer than 300 characters"):
        OrganisationField().clean(("x" + "," * 300, ""))


def test_of_many_commas_only_the_last_few_are_tried(monkeypatch: pytest.MonkeyPatch):
    tried = list[str]()
    monkeypatch.setattr(fields, "country_code", tried.append)

    assert named_with_country("x" + "," * 200) == ("", "")
    assert len(tried) == 4


def test_a_person_has_twenty_names_and_no_more():
    names = [f"Olena {letter}" for letter in "abcdefghijklmnopqrstu"]

    assert len(PersonNamesField().clean("\n".join(names[:20]))) == 20
    with pytest.raises(forms.ValidationError, match="more than 20"):
        PersonNamesField().clean("\n".join(names))


@pytest.mark.django_db
def test_the_names_of_people_are_read_once_however_many_are_asked(django_assert_num_queries):
    person = make_person("Olena Koval")

    with django_assert_num_queries(3):
        assert search.doubles_among_people(["Olena Koval", "Olena Kovel", *map(str, range(30))], actor=BY) == [person]
