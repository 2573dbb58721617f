"""A name shows all that it is: one rule for forms and imports, and names that look alike are alike."""

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.registry.actions import add_organisation, add_person, correct_organisation
from twinward.foundation.registry.fields import LineField, NameField
from twinward.foundation.registry.hidden_signs import HiddenSign, as_seen, hidden_sign
from twinward.foundation.registry.importing import checks, ror, sheets
from twinward.foundation.registry.importing.columns import Refusal
from twinward.foundation.registry.name_lines import names_in
from twinward.foundation.registry.names import fold, without_marks
from twinward.foundation.registry.search import doubles_of
from twinward.foundation.registry.tests import files
from twinward.foundation.registry.tests.makers import BY, NOON, make_organisation

HIDDEN = {
    "\u200b": ("U+200B", ""),
    "Okhmatdyt Children\u200b's Hospital": ("U+200B", "Okhmatdyt Children"),
    "\u202eevil": ("U+202E", ""),
    "Okh\u2066mat\u2069dyt": ("U+2066", "Okh"),
    "Okh\u00admatdyt": ("U+00AD", "Okh"),
    "Okh\u200dmatdyt": ("U+200D", "Okh"),
    "Clinic\u200c": ("U+200C", "Clinic"),
    "\u3164": ("U+3164", ""),
    "Clinic\ufe0f": ("U+FE0F", "Clinic"),
    "\U000e0041Clinic": ("U+E0041", ""),
    "Clinic\u0007": ("U+0007", "Clinic"),
}
SEEN = [
    "Okhmatdyt",
    "Охматдит",
    "Şəfa Klinikası",
    "Centre hospitalier d’Orléans",
    "بیمارستان می\u200cلاد",
    "क्\u200dष अस्पताल",
    "ನ್ಯಾಷನಲ್\u200c ಲಾ ಸ್ಕೂಲ್\u200c",
    "ഇന്ത്യന്\u200d ഇന്\u200dസ്റ്റിറ്റ്യൂട്ട്",
    "東京病院",
    "",
]


@pytest.mark.parametrize("name", HIDDEN)
def test_a_sign_that_is_not_seen_is_named_by_forms_and_by_imports(name):
    assert hidden_sign(name) == HiddenSign(*HIDDEN[name])
    for refusing in (NameField(label="Name").clean, LineField(label="Subject").clean, names_in):
        with pytest.raises(forms.ValidationError, match=HIDDEN[name][0].replace("+", "[+]")):
            refusing(name)
    with pytest.raises(Refusal) as refused:
        checks.name(name, "name")
    assert refused.value.code in ("hidden_sign", "import_strange_sign")


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("column", ["region", "city", "website"])
def test_a_sign_that_is_not_seen_is_refused_in_a_place_by_every_form_of_a_file(name, column):
    address = f"https://a.example/{name}"
    changes: dict[str, Any] = {"links": [address]} if column == "website" else {column: name}
    _row, faults = sheets.row({"name": "A", "country": "UA", "kind": "hospital", column: address if column == "website" else name}, 2)
    of_record = [fault for told in ror.row(files.ror_record(1, **changes), 1)[1:] for fault in told]

    for fault in (*faults, *of_record):
        assert fault.code in ("hidden_sign", "import_strange_sign"), fault
        assert fault.field == (column if fault in faults or column != "website" else "links")
    assert len(faults) == len(of_record) == 1


@pytest.mark.parametrize("name", SEEN)
def test_a_name_in_any_script_is_taken_with_the_joiners_that_it_needs(name):
    assert hidden_sign(name) is None
    assert NameField(label="Name", required=False).clean(name) == name
    assert checks.name(name, "name") == name


@pytest.mark.parametrize(
    "copied", ["جامعة المنوفية\u200e", "جامعة المنوفية\u202c\u200e", "\u2067جامعة المنوفية\u2069", "\u200f جامعة المنوفية \u200e"]
)
def test_signs_of_direction_at_the_ends_are_left_behind_as_spaces_are(copied):
    assert NameField(label="Name").clean(copied) == "جامعة المنوفية"
    assert checks.name(copied, "name") == "جامعة المنوفية"
    assert names_in(f"ar: {copied}") == [("جامعة المنوفية", "ar", "label")]


@pytest.mark.parametrize(
    ("name", "said"),
    [("=cmd|x", "begins as a formula does"), ("@SUM(A1)", "begins as a formula does"), ("--", "has no letter"), ("112", "no letter")],
)
def test_a_formula_and_what_has_no_letter_is_no_name_in_a_form_either(name, said):
    for refusing in (NameField(label="Name").clean, names_in):
        with pytest.raises(forms.ValidationError, match=said):
            refusing(name)


@given(st.text("ab \u200b\u200c\u200d\u202e\u00adОх'", max_size=30))
def test_names_that_look_alike_are_alike(name):
    assert hidden_sign(as_seen(name)) is None
    assert fold(name) == fold(as_seen(name))
    assert without_marks(name) == without_marks(as_seen(name))


@pytest.mark.django_db
def test_no_write_takes_a_hidden_sign_and_the_likeness_check_sees_through_it():
    hospital = make_organisation("Okhmatdyt Children's Hospital")

    with pytest.raises(Refused, match="name_has_hidden_signs"):
        add_organisation(name="Clinic\u200b", kind="hospital", country="UA", by=BY, at=NOON)
    with pytest.raises(Refused, match="name_has_hidden_signs"):
        add_person(full_name="\u202eOlena", by=BY, at=NOON)
    places: list[dict[str, Any]] = [{"city": "Ky\u200biv"}, {"region": "Kyiv\u00ad"}, {"website": "https://a.example/\u202e"}]
    for where in places:
        with pytest.raises(Refused, match="place_has_hidden_signs"):
            add_organisation(name="Clinic", kind="hospital", country="UA", by=BY, at=NOON, **where)
        with pytest.raises(Refused, match="place_has_hidden_signs"):
            correct_organisation(hospital, by=BY, at=NOON, reason="x", **where)
    (found,) = doubles_of(["Okhm\u200batdyt Children\u200b's Hospital"], "UA", actor=BY)
    assert (found.organisation.pk, found.score) == (hospital.pk, 1.0)
