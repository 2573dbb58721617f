"""Form fields of the registry: an organisation and a country, typed as people write them. They work without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.countries import country_choices, country_code, country_name, like_country, named_with_code
from twinward.foundation.registry.hidden_signs import begins_as_formula, hidden_sign, without_edges
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.names import fold, mixed_words, without_marks
from twinward.foundation.registry.numbers import register_of
from twinward.foundation.registry.search import Match, look_up
from twinward.foundation.registry.wording import numbers_words

_SURE = 0.999  # the same letters, in whatever alphabet
_LONGEST = 300  # as the line itself allows; a page of ours sends no more
_COMMAS = 4  # a country whose own name has commas has fewer
OTHER = "other"


def ask_for(form: forms.BaseForm, actor: Actor) -> None:
    """The form's fields of the registry offer what `actor` may see. A field that nobody asked for offers nothing."""
    for field in form.fields.values():
        if isinstance(field, OrganisationField):
            field.actor = actor


class OrganisationWidget(forms.Widget):
    """A line to type a name or a number in; below it, once the answer was not clear, the organisations that may be meant."""

    template_name = "registry/widgets/organisation.html"
    input_type = "text"

    def __init__(self, country: str | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.country = country
        self.candidates: Sequence[Match] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(name, "").strip(), data.get(f"{name}-chosen", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed, chosen = value if isinstance(value, tuple) else (value or "", "")
        candidates = [(match, numbers_words(match.organisation)) for match in self.candidates]
        context["widget"] |= {"typed": typed, "chosen": chosen, "candidates": candidates, "country": self.country or ""}
        return context


class OrganisationField(forms.Field):
    """Cleans to an `Organisation`, or None for an empty answer when not required.

    A name counts when it is written like one organisation's, in any alphabet, or as a suggestion shows it, with its country; otherwise the
    likeliest are offered to choose from. So does the number of its record.
    country: only organisations of this country (alpha-2). besides: the key of one that is not offered. within: what is like what was typed is offered
    only from this country, "" for all. Say for whom it asks: `ask_for(form, account)`.
    """

    widget = OrganisationWidget
    actor: Actor = PUBLIC
    besides: int | None = None
    within = ""

    def __init__(self, *, country: str | None = None, **options: Any) -> None:
        self.country = country
        help_text = _("A name in any language, a number of ROR, or the number of the record. Part of the name is enough.")
        begun: dict[str, Any] = {"widget": OrganisationWidget(country), "help_text": help_text}
        super().__init__(**(begun | options))

    def look_within(self, country: str) -> None:
        """Only what lies in this country is suggested and offered; "" for everything."""
        self.within = country
        if isinstance(self.widget, OrganisationWidget) and not self.country:
            self.widget.country = country

    def prepare_value(self, value: Any) -> Any:
        """What the line holds at first: the name of the organisation that the form begins with."""
        return (value.called, str(value.pk)) if isinstance(value, Organisation) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (data or ("", "")) != (self.prepare_value(initial) or ("", ""))

    def clean(self, value: Any) -> Organisation | None:
        typed, chosen = value or ("", "")
        if len(typed) > _LONGEST:
            raise forms.ValidationError(say("organisation_too_long") % {"most": _LONGEST}, code="organisation_too_long")
        if not typed:
            if self.required:
                raise forms.ValidationError(say("organisation_needed"), code="organisation_needed")
            return None
        if (same := self._chosen(typed, chosen) or self._numbered(typed)) is not None:
            return same
        matches = look_up(typed, actor=self.actor, country=self.country)
        others = [match for match in matches if match.organisation.pk != self.besides]
        sure = surely_meant(typed, others) or surely_meant(typed, matches) or self._as_suggested(typed)
        if picked := [match.organisation for match in (*matches, *sure) if str(match.organisation.pk) == chosen]:
            return picked[0]
        if len(sure) == 1:
            return sure[0].organisation
        if self.within and not sure:
            others = [match for match in look_up(typed, actor=self.actor, country=self.within) if match.organisation.pk != self.besides]
        if isinstance(self.widget, OrganisationWidget):
            self.widget.candidates = sure or others
        raise forms.ValidationError(*_unclear(typed, others, self.within))

    def _as_suggested(self, typed: str) -> list[Match]:
        """Those that a suggestion shows so: "Okhmatdyt, Ukraine"."""
        name, country = named_with_country(typed)
        if not name or self.country not in (None, country):
            return []
        found = look_up(name, actor=self.actor, country=country)
        return surely_meant(name, [match for match in found if match.organisation.pk != self.besides])

    def _chosen(self, typed: str, chosen: str) -> Organisation | None:
        """The organisation that was chosen before, while its name still stands in the line."""
        found = self._on_record(chosen)
        return found if found is not None and typed in (found.called, found.name) else None

    def _numbered(self, typed: str) -> Organisation | None:
        """The organisation whose record has this number, when it is not that of a register."""
        return None if register_of(typed) else self._on_record(typed.lstrip("#№ "))

    def _on_record(self, key: str) -> Organisation | None:
        """The organisation of this key that may be answered."""
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        rows = Organisation.objects.visible_to(self.actor).standing().filter(pk=int(key))
        return (rows.filter(country=self.country) if self.country else rows).first()


def named_with_country(text: str) -> tuple[str, str]:
    """The name and the code of the country behind it, after one of the last commas; ("", "") where none stands there."""
    for place in [place for place, sign in enumerate(text) if sign == ","][-_COMMAS:]:
        if code := country_code(text[place + 1 :]):
            return text[:place].strip(), code
    return "", ""


def surely_meant(typed: str, matches: Sequence[Match]) -> list[Match]:
    """Of what was found, those whose name or number `typed` is: sign by sign, else but for capitals and marks, else in another alphabet."""
    named = [match for match in matches if match.score >= _SURE and fold(match.called) == fold(typed)]
    exactly = [match for match in named if match.called == typed]
    nearly = [match for match in named if without_marks(match.called) == without_marks(typed)]
    return (
        exactly
        or nearly
        or named
        or [match for match in matches if match.score == 1.0 and any(typed in one.value for one in match.organisation.identifiers.all())]
    )


def _unclear(typed: str, matches: Sequence[Match], within: str) -> tuple[str, str]:
    register = register_of(typed)
    unknown = "organisation_unknown_in" if within else "organisation_unknown"
    code = "organisation_unclear" if matches else "number_unknown" if register else unknown
    return say(code) % {"text": typed, "register": register, "country": country_name(within)}, code


class CountryWidget(forms.TextInput):
    """A line with the countries' names in the reader's language to choose from."""

    template_name = "registry/widgets/country.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["countries"] = [name for _code, name in country_choices()]
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_names"
        return context


class CountryField(forms.CharField):
    """Cleans to an ISO 3166-1 alpha-2 code, "" for an empty answer when not required. Typed as a code or a name in one of our languages."""

    widget = CountryWidget

    def __init__(self, **options: Any) -> None:
        words = {"label": _("Country"), "help_text": _("The name, or two letters: UA")}
        begun: dict[str, Any] = {"max_length": 80} | words
        super().__init__(**(begun | options))

    def prepare_value(self, value: Any) -> Any:
        """The name of the country that the form begins with; what was typed stays as it was."""
        return country_name(value) if isinstance(value, str) and country_code(value) == value else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if code := country_code(text):
            return code
        near = like_country(text)
        fault = "country_unknown_like" if near else "country_unknown"
        raise forms.ValidationError(say(fault) % {"text": text, "meant": named_with_code(near) if near else ""}, code=fault)


class LineField(forms.CharField):
    """A line in which every sign is seen: none is invisible, and none turns what follows round."""

    def clean(self, value: Any) -> str:
        text = without_edges(" ".join(super().clean(value).split()))
        if fault := hidden_fault(text):
            raise forms.ValidationError(fault, code="hidden_sign")
        return text


class NameField(LineField):
    """A name that has a letter, is no formula, and whose words do not mix look-alike letters of different alphabets."""

    def __init__(self, **options: Any) -> None:
        begun: dict[str, Any] = {"max_length": 300}
        super().__init__(**(begun | options))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if fault := name_fault(text):
            raise forms.ValidationError(fault, code="name_mixed")
        return text


def hidden_fault(text: str) -> str:
    """Which sign of the text is not seen, as a sentence; empty when every one is."""
    hidden = hidden_sign(text)
    return say("hidden_sign") % {"sign": hidden.code, "before": hidden.before or "-"} if hidden else ""


def name_fault(text: str) -> str:
    """Why this is no name, as a sentence; empty when it is one, or nothing."""
    if fault := hidden_fault(text):
        return fault
    if begins_as_formula(text):
        return say("import_formula") % {"given": text[:60]}
    if text and not any(map(str.isalpha, text)):
        return say("import_no_letter") % {"given": text[:60]}
    return mixed_fault(text)


def mixed_fault(text: str) -> str:
    """Why a name is refused that mixes look-alike letters within a word; empty when it does not."""
    for mixed in mixed_words(text):
        letters = ", ".join(f"“{letter}” ({say('script_' + script.lower())})" for letter, script in mixed.letters)
        return say("name_mixed") % {"word": mixed.word, "letters": letters}
    return ""
