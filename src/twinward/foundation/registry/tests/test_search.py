"""Finding by what was typed, and the fields that do it in forms."""

import time

import pytest
from django import forms

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.registry import search
from twinward.foundation.registry.actions import correct_organisation
from twinward.foundation.registry.fields import CountryField, NameField, OrganisationField, ask_for, surely_meant
from twinward.foundation.registry.forms import OrganisationForm
from twinward.foundation.registry.kept_names import INDEX, TOLD, answer
from twinward.foundation.registry.merging import merge
from twinward.foundation.registry.models import OrganisationName
from twinward.foundation.registry.name_lines import lines_of, names_in
from twinward.foundation.registry.tests.makers import BY, NOBODY, NOON, make_organisation, make_person

db = pytest.mark.django_db


class Asking(forms.Form):
    organisation = OrganisationField()


def asked(text: str, chosen: str = "", actor: Actor = BY, field: OrganisationField | None = None) -> Asking:
    form = Asking({"organisation": text, "organisation-chosen": chosen})
    if field:
        form.fields["organisation"] = field
    ask_for(form, actor)
    return form


@db
def test_the_index_follows_every_write(own_home):
    okhmatdyt = make_organisation("Okhmatdyt", names={"uk": "Охматдит"})

    assert [one.key for one in search.find("Ohmatdit", "UA")] == [okhmatdyt.pk]
    correct_organisation(okhmatdyt, by=BY, at=NOON, reason="test", name="Sunrise", names=[("Sunrise", "", "label")])
    assert search.find("Ohmatdit", "UA") == []
    assert [one.key for one in search.find("Sunrice", "UA")] == [okhmatdyt.pk]
    assert (own_home / "index" / INDEX).is_file()


@db
def test_an_index_that_was_damaged_is_built_again(own_home, monkeypatch):
    okhmatdyt = make_organisation("Okhmatdyt")
    search.find("Okhmatdyt")
    (own_home / "index" / INDEX).write_bytes(b"damaged")
    monkeypatch.setattr(search, "_in_memory", None)

    assert [one.key for one in search.find("Okhmatdyt")] == [okhmatdyt.pk]


@db
def test_an_index_of_a_store_that_was_there_before_is_not_trusted(own_home, monkeypatch):
    make_organisation("Okhmatdyt")
    search.find("Okhmatdyt")
    search.names_changed()
    monkeypatch.setattr(search, "_in_memory", None)

    assert search._kept(search.current_stamp()) is None


@db
def test_the_answer_without_django_is_given_only_while_it_is_current(own_home, monkeypatch):
    make_organisation("Okhmatdyt", identifiers={"ror": "https://ror.org/000000111"})
    search.current_index()
    stamp = search.current_stamp()
    monkeypatch.setattr("twinward.foundation.registry.kept_names._stored_stamp", lambda _home, _url: stamp)

    found = answer(own_home, "", "Ohmatdyt", "UA", 5)

    assert found is not None
    assert [(one["name"], one["ids"], one["country"]) for one in found] == [
        ("Okhmatdyt", {"ror": "https://ror.org/000000111"}, "UA"),
    ]
    assert answer(own_home, "", "000000111", None, 5) == [one | {"score": 1.0} for one in found]
    (own_home / "index" / TOLD).write_bytes(b"{")
    assert answer(own_home, "", "Ohmatdyt", "UA", 5) is None
    stamp = "another"
    assert answer(own_home, "", "Ohmatdyt", "UA", 5) is None


@db
def test_an_organisation_is_found_by_its_number():
    organisation = make_organisation("A", identifiers={"ror": "https://ror.org/000000111"})

    for text in ("https://ror.org/000000111", "ror.org/000000111", "000000111"):
        (match,) = search.look_up(text, actor=BY)
        assert (match.organisation, match.score) == (organisation, 1.0)


@db
def test_nobody_finds_what_they_may_not_see():
    make_organisation("Okhmatdyt")
    make_person("Olena Koval")

    assert search.look_up("Okhmatdyt", actor=NOBODY) == []
    assert search.find_people("Olena Koval", actor=NOBODY) == []
    assert not asked("Okhmatdyt", actor=NOBODY).is_valid()


@db
def test_people_are_found_in_any_letters_and_order():
    person = make_person("Олена Коваль")

    assert search.find_people("Koval Olena", actor=BY) == [(person, 1.0)]
    assert search.find_people("...", actor=BY) == []


@db
def test_a_name_typed_in_full_is_taken_in_any_alphabet():
    organisation = make_organisation("Okhmatdyt", names={"uk": "Охматдит"})
    make_organisation("Okhmatdyt Foundation")

    for text in ("Okhmatdyt", "okhmatdyt", "Охматдит"):
        form = asked(text)
        assert form.is_valid(), text
        assert form.cleaned_data["organisation"] == organisation


@db
def test_a_name_typed_sign_by_sign_is_not_mistaken_for_one_that_differs_by_a_sign():
    meant = make_organisation("Okhmatdyt Children's Hospital")
    other = make_organisation("Okhmatdyt Childrens Hospital")

    for one in (meant, other):
        found = search.look_up(one.name, actor=BY)
        assert [match.organisation for match in surely_meant(one.name, found)] == [one]


@db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CHARITE", "Charité"),
        ("charité", "Charité"),
        ("Шаріте", "Шаріте"),
        ("шаріте", "Шаріте"),
        ("  Okhmatdyt   children’s hospital", "Okhmatdyt Children's Hospital"),
        ("OKHMATDYT CHILDRENS HOSPITAL", "Okhmatdyt Childrens Hospital"),
    ],
)
def test_a_name_typed_in_full_but_for_capitals_and_marks_is_not_mistaken_for_its_look_alike(typed: str, meant: str):
    for name in ("Charité", "Шаріте", "Okhmatdyt Children's Hospital", "Okhmatdyt Childrens Hospital"):
        make_organisation(name)

    form = asked(typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["organisation"].name == meant


@db
def test_a_name_that_two_bear_alike_is_asked_about_whichever_of_their_names_it_is():
    make_organisation("Okhmatdyt", names={"uk": "Охматдит"})
    make_organisation("Охматдит")

    assert not asked("охматдит").is_valid()


@db
@pytest.mark.parametrize("typed", ["Okhmatdyt hospital", "Дитяча лікарня Охматдит", "Children's Hospital Okhmatdit"])
def test_one_that_is_added_by_hand_may_be_one_whose_name_says_as_much(typed: str):
    hospital = make_organisation("Okhmatdyt Children's Hospital", names={"uk": "Національна дитяча лікарня «Охматдит»"})
    make_organisation("Poltava Regional Clinical Hospital")

    found = search.doubles_of([typed], "UA", actor=BY)

    assert [match.organisation for match in found] == [hospital]
    assert search.doubles_of([typed], "UA", actor=NOBODY) == []
    assert search.doubles_of(["Lviv Regional Hospital for Eyes"], "UA", actor=BY) == []


@db
def test_a_name_that_is_not_clear_offers_what_it_may_mean_and_takes_the_choice():
    one, other = make_organisation("City Hospital", city="Kyiv"), make_organisation("City Hospital", city="Lviv")

    form = asked("City Hospital")
    assert not form.is_valid()
    shown = str(form["organisation"])
    assert all(part in shown for part in (f'value="{one.pk}"', f'value="{other.pk}"', "Lviv"))

    chosen = asked("City Hospital", str(other.pk))
    assert chosen.is_valid()
    assert chosen.cleaned_data["organisation"] == other


@db
def test_a_choice_counts_only_for_what_was_typed():
    one, other = make_organisation("Okhmatdyt"), make_organisation("Charité", "DE")

    form = asked("Charité", str(one.pk))

    assert form.is_valid()
    assert form.cleaned_data["organisation"] == other


@db
def test_a_name_that_nothing_is_like_is_said():
    make_organisation("Okhmatdyt")

    form = asked("Zzzzqqqq")

    assert not form.is_valid()
    assert "Zzzzqqqq" in form.errors["organisation"][0]


@db
@pytest.mark.parametrize("typed", ["{}", " {} ", "№ {}", "#{}"])
def test_an_organisation_is_found_by_the_number_of_its_record(typed):
    meant = make_organisation("Okhmatdyt")
    gone = make_organisation("Okhmatdyt Hospital")
    merge(gone, meant, by=BY, at=NOON)

    form = asked(typed.format(meant.pk).strip())
    assert (form.errors, form.cleaned_data["organisation"]) == ({}, meant)
    assert asked(str(gone.pk)).errors
    assert asked(str(meant.pk), field=OrganisationField(country="DE")).errors


@db
def test_within_a_country_only_its_own_are_suggested_and_one_elsewhere_is_taken_as_it_is_written():
    near, far = make_organisation("Ministry of Health of Italy", "IT"), make_organisation("Ministry of Health", "AZ")
    field = OrganisationField()
    field.look_within("IT")

    form = asked("Minstry of Helth", field=field)
    assert not form.is_valid()
    assert [match.organisation for match in form.fields["organisation"].widget.candidates] == [near]
    exact = asked("Ministry of Health", field=field)
    assert (exact.errors, exact.cleaned_data["organisation"]) == ({}, far)
    field.look_within("FR")
    form = asked("Minstry of Helth", field=field)
    assert str(form.errors["organisation"][0]).startswith("No organisation in France is called anything like “Minstry of Helth”.")


@db
def test_only_organisations_of_the_country_are_offered():
    make_organisation("City Hospital", "AZ")

    assert not asked("City Hospital", field=OrganisationField(country="UA")).is_valid()


@db
@pytest.mark.parametrize("typed", ["City Hospital, Azerbaijan", "City  Hospital , Азербайджан", "city hospital, AZ"])
def test_what_a_suggestion_shows_is_taken_as_it_is_shown(typed):
    make_organisation("City Hospital", "UA")
    meant = make_organisation("City Hospital", "AZ")

    assert asked("City Hospital").errors
    form = asked(typed)
    assert (form.errors, form.cleaned_data["organisation"]) == ({}, meant)
    assert asked(typed, field=OrganisationField(country="UA")).errors


@db
def test_of_several_that_a_suggestion_shows_alike_one_is_chosen():
    make_organisation("City Hospital")
    meant = make_organisation("City Hospital", city="Odesa")

    assert asked("City Hospital, Ukraine").errors
    form = asked("City Hospital, Ukraine", str(meant.pk))
    assert (form.errors, form.cleaned_data["organisation"]) == ({}, meant)


@db
def test_a_comma_in_a_name_is_part_of_it():
    meant = make_organisation("Hospital of Kyiv, Ukraine")

    form = asked("Hospital of Kyiv, Ukraine")
    assert (form.errors, form.cleaned_data["organisation"]) == ({}, meant)


@db
def test_an_empty_answer_is_none_where_none_is_needed():
    form = asked("", field=OrganisationField(required=False))

    assert form.is_valid()
    assert form.cleaned_data["organisation"] is None


@pytest.mark.parametrize(("text", "code"), [("ua", "UA"), ("Ukraine", "UA"), ("Україна", "UA"), ("Ukrayna", "UA"), ("Alemania", "DE")])
def test_a_country_is_typed_as_a_code_or_a_name_in_our_languages(text, code):
    assert CountryField().clean(text) == code


def test_an_unknown_country_is_told_what_it_may_mean():
    with pytest.raises(forms.ValidationError, match="Did you mean Slovakia"):
        CountryField().clean("Slowakei2")
    with pytest.raises(forms.ValidationError, match="is not a country"):
        CountryField().clean("Qqqqqqqqq")


def test_a_name_in_mixed_letters_is_refused_with_the_word_and_its_letter():
    with pytest.raises(forms.ValidationError, match=r"“Okhmаtdyt”.*“а” \(Cyrillic\)"):
        NameField().clean("Okhmаtdyt")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Стара лікарня", ("Стара лікарня", "", "alias")),
        ("uk: Назва", ("Назва", "uk", "label")),
        ("acronym: KNMU", ("KNMU", "", "acronym")),
        ("uk former: Стара", ("Стара", "uk", "former")),
        ("es translated: Hospital", ("Hospital", "es", "translated")),
        ("Centre: research", ("Centre: research", "", "alias")),
        ("alias: qq: nothing", ("qq: nothing", "", "alias")),
        ("zh-Hans: 医院", ("医院", "zh-Hans", "label")),
    ],
)
def test_other_names_are_read_from_lines(line, name):
    assert names_in(line) == [name]
    assert names_in(lines_of([name])) == [name]


@pytest.mark.parametrize("value", ["Hospital", "uk: Hospital", "alias: Hospital", "Hospital: Kyiv"])
@pytest.mark.parametrize("language", ["", "es", "uk"])
@pytest.mark.parametrize("use", OrganisationName.Use.values)
def test_other_names_come_back_from_their_form_as_they_were(value: str, language: str, use: str):
    assert names_in(lines_of([(value, language, use)])) == [(value, language, use)]


@pytest.mark.parametrize("line", ["zz: what", "qq former: what", "zz-Latn: what"])
def test_a_language_that_is_none_is_told_at_its_line_and_becomes_no_name(line):
    with pytest.raises(forms.ValidationError, match=r"Line 2: “(zz|qq|zz-Latn)” is no language"):
        names_in(f"Okhmatdyt\n{line}")


def test_other_names_in_mixed_letters_are_named_by_line():
    with pytest.raises(forms.ValidationError, match="Line 2"):
        names_in("Okhmatdyt\nOkhmаtdyt")


@db
def test_the_form_begins_with_what_it_would_save():
    organisation = make_organisation(
        "Okhmatdyt", names={"uk": "Охматдит"}, identifiers={"ua_edr": "01994089"}, city="Kyiv", latitude_microdegrees=50_450_100,
        longitude_microdegrees=30_523_400, specialities=["oncology"],
    )  # fmt: skip
    begun = OrganisationForm.begins_with(organisation)
    sent = begun | {"names": lines_of(begun["names"]), "parent": "", "reason": "nothing"}
    form = OrganisationForm(sent, actor=BY)

    assert form.is_valid(), form.errors
    columns = form.columns()
    assert {name: getattr(organisation, name) for name in columns} == columns
    assert form.numbers() == {"ua_edr": "01994089"}
    assert form.cleaned_data["names"] == [("Охматдит", "uk", "label")]


@db
def test_a_question_is_answered_quickly_once_the_index_is_there():
    make_organisation("Okhmatdyt")
    search.find("x")
    begun = time.perf_counter()
    for _ in range(20):
        search.find("Ohmatdit", "UA")

    assert time.perf_counter() - begun < 5  # a guard against a rebuilt index, not a measure
