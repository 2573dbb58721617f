"""What a form says of its fields: which must be answered, and which file was not kept."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from twinward.foundation.kernel.models import Source
from twinward.foundation.registry.fields import OrganisationField


class Form(forms.Form):
    """One field of each sort."""

    name = forms.CharField()
    remark = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    office = forms.ChoiceField(choices=[("", "-"), ("a", "A")])
    other = forms.ChoiceField(choices=[("", "-"), ("a", "A")], required=False)
    source = forms.ModelChoiceField(Source.objects.none())
    sole = forms.ModelChoiceField(Source.objects.none(), empty_label=None)
    agreed = forms.BooleanField(required=False)
    answer = forms.ChoiceField(choices=[("y", "Yes")], widget=forms.RadioSelect)
    chosen = forms.ChoiceField(choices=[("y", "Yes")], widget=forms.RadioSelect, initial="y")
    paper = forms.FileField(required=False)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def shown(form: forms.Form, name: str) -> str:
    return Template("{% load twinward %}{% field bound %}").render(Context({"bound": form[name]}))


@pytest.mark.parametrize(
    ("name", "is_marked"),
    [
        ("name", True),
        ("remark", False),
        ("kind", False),
        ("office", True),
        ("other", False),
        ("source", True),
        ("sole", False),
        ("agreed", False),
        ("answer", True),
        ("chosen", False),
        ("paper", False),
    ],
)
def test_what_must_be_answered_and_is_not_from_the_first_says_so(name: str, is_marked: bool):
    assert ("(required)" in shown(Form(), name)) is is_marked


def test_of_a_file_that_came_with_an_error_is_said_that_it_is_chosen_again():
    form = Form({"name": ""}, MultiValueDict({"paper": [SimpleUploadedFile("powers.pdf", b"x")]}))
    assert "Choose the file again: powers.pdf is not kept." in shown(form, "paper")
    vars(form)["keeps"] = {"paper"}
    assert "Choose the file again" not in shown(form, "paper")
    assert "Choose the file again" not in shown(Form({"name": ""}), "paper")


@pytest.mark.parametrize(("data", "has_changed"), [({}, False), ({"where": ""}, False), ({"where": "Okhmatdyt"}, True)])
def test_an_institution_that_was_left_empty_has_not_changed(data: dict[str, Any], has_changed: bool):
    class Asked(forms.Form):
        where = OrganisationField(required=False)

    assert Asked(data).has_changed() is has_changed
