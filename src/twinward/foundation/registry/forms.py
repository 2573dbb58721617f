"""Forms of the registry."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.alphabet import by_words
from twinward.foundation.kernel.fields import SideField
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.fields import CountryField, LineField, NameField, OrganisationField, ask_for
from twinward.foundation.registry.models import Appointment, Kind, Organisation, Person, Precision
from twinward.foundation.registry.name_lines import NameLinesField, PersonNamesField
from twinward.foundation.registry.numbers import ror_id, ua_edr, ua_edr_with_zeros
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.foundation.registry.terms import UNKNOWN
from twinward.foundation.registry.websites import web_address

_PLACE = ("latitude", "longitude")
OWN = ("ror", "ua_edr")  # the numbers that have a field of their own


class FindForm(forms.Form):
    """What to look for, and where."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=200, help_text=_("In any language or spelling"))
    country = CountryField(required=False)


class SectionedForm(forms.Form):
    """A form whose fields stand in sections: (heading, key, names of fields)."""

    SECTIONS: tuple[tuple[Any, str, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        ask_for(self, actor)

    @property
    def sections(self) -> Iterator[tuple[Any, str, list[forms.BoundField]]]:
        """The sections that have fields, each field bound."""
        for heading, key, names in self.SECTIONS:
            if fields := [self[name] for name in names if name in self.fields]:
                yield heading, key, fields


class OrganisationForm(SectionedForm):
    """An organisation: who it is, where, and its numbers in registers outside."""

    SECTIONS = (
        (_("Who it is"), "who", ("name", "names", "kind", "parent", "is_active")),
        (_("Where it is"), "where", ("country", "region", "city", "latitude", "longitude", "public_precision")),
        (_("Numbers and address"), "numbers", ("ror", "ua_edr", "website")),
        (_("Specialities"), "specialities", ("specialities",)),
        (_("Why it is corrected"), "why", ("reason",)),
    )
    name = NameField(label=_("Name"), help_text=_("As the register shows it"))
    names = NameLinesField(
        label=_("Other names"),
        help_text=_(
            "One a line, the language in front where it is known. For example: uk: Назва, acronym: KNMU, former: The old name, "
            "es translated: a name translated here"
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    parent = OrganisationField(label=_("Part of"), required=False)
    is_active = forms.BooleanField(label=_("It is active"), required=False, initial=True)
    country = CountryField()
    region = LineField(label=_("Region"), required=False, max_length=120)
    city = LineField(label=_("Place"), required=False, max_length=120)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.TextInput,
        localize=False,
        help_text=_("In degrees, for example 50.4501"),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180, widget=forms.TextInput)
    public_precision = forms.ChoiceField(
        label=_("The public sees"), choices=Precision.choices, initial=Precision.COUNTRY, help_text=_("A hospital can be a target.")
    )
    ror = forms.CharField(label="ROR", required=False, max_length=120, help_text=_("Research Organization Registry"))
    ua_edr = forms.CharField(label=_("Number in the Ukrainian register"), required=False, max_length=20)
    website = LineField(label=_("Website"), required=False, max_length=300)
    specialities = forms.MultipleChoiceField(
        label=_("Specialities"), required=False, choices=lambda: by_words(SPECIALITIES.items()), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The old values stay in the ledger."))

    def clean_ror(self) -> str:
        given = self.cleaned_data["ror"].strip()
        found = ror_id(given)
        if given and not found:
            raise forms.ValidationError(say("import_not_ror") % {"given": given}, code="import_not_ror")
        return found or ""

    def clean_ua_edr(self) -> str:
        given = self.cleaned_data["ua_edr"].strip()
        if given and not ua_edr(given):
            meant = ua_edr_with_zeros(given)
            code = "import_edr_short" if meant else "import_not_edr"
            raise forms.ValidationError(say(code) % {"given": given, "meant": meant}, code=code)
        return given

    def clean_website(self) -> str:
        given = self.cleaned_data["website"].strip()
        if given and not web_address(given):
            raise forms.ValidationError(say("import_not_website") % {"given": given[:80]}, code="import_not_website")
        return web_address(given) or ""

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("ua_edr") and (country := cleaned.get("country", "UA")) != "UA":
            words = say("import_edr_elsewhere") % {"country": country_name(country)}
            self.add_error("ua_edr", forms.ValidationError(words, code="import_edr_elsewhere"))
        if not any(name in self.errors for name in _PLACE) and len([name for name in _PLACE if cleaned.get(name) is None]) == 1:
            self.add_error("longitude", forms.ValidationError(say("place_incomplete"), code="place_incomplete"))
        return cleaned

    @classmethod
    def begins_with(cls, organisation: Organisation) -> dict[str, Any]:
        """What the form holds before an organisation is corrected."""
        numbers = {one.scheme: one.value for one in sorted(organisation.identifiers.all(), key=lambda one: -one.pk)}
        names = [(one.value, one.language, one.use) for one in organisation.names.all()]
        return {
            "name": organisation.name,
            "names": [name for name in names if name != (organisation.name, "", "label")],
            "country": organisation.country_id,
            "latitude": _degrees(organisation.latitude_microdegrees),
            "longitude": _degrees(organisation.longitude_microdegrees),
            "ror": numbers.get("ror", ""),
            "ua_edr": numbers.get("ua_edr", ""),
            "specialities": [one.code for one in organisation.specialities.all()],
        } | {name: getattr(organisation, name) for name in ("kind", "parent", "is_active", "region", "city", "public_precision", "website")}

    def columns(self) -> dict[str, Any]:
        """The columns of an organisation that the form holds, once it is valid."""
        plain = ("name", "kind", "parent", "is_active", "region", "city", "public_precision", "website")
        return {name: self.cleaned_data[name] for name in plain if name in self.cleaned_data} | {
            "latitude_microdegrees": _microdegrees(self.cleaned_data["latitude"]),
            "longitude_microdegrees": _microdegrees(self.cleaned_data["longitude"]),
        }

    def numbers(self) -> dict[str, str]:
        """Numbers by scheme."""
        return {scheme: self.cleaned_data[scheme] for scheme in OWN if self.cleaned_data[scheme]}


def _degrees(microdegrees: int | None) -> float | None:
    return None if microdegrees is None else microdegrees / 1_000_000


def _microdegrees(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)


class PersonForm(SectionedForm):
    """Somebody who holds or held an office."""

    SECTIONS = (
        (_("Who"), "who", ("full_name", "names", "country", "in_public_office")),
        (_("How to reach them"), "reach", ("email", "phone")),
        (_("Why it is corrected"), "why", ("reason",)),
    )
    full_name = NameField(label=_("Full name"), max_length=160, help_text=_("As the register shows it"))
    names = PersonNamesField(
        label=pgettext_lazy("of a person", "Other names"),
        help_text=_(
            "One a line, the language in front where it is known. For example: uk: Ім’я, former: The old name, az translated: a name transliterated here"
        ),
        widget=forms.Textarea({"rows": 4}),
    )
    country = CountryField(required=False)
    in_public_office = forms.BooleanField(
        label=_("Holds a public office"), required=False, help_text=_("Then everybody who has signed in sees the name and the office.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The old values stay in the ledger."))
    COLUMNS = ("full_name", "in_public_office", "email", "phone")

    @classmethod
    def begins_with(cls, person: Person) -> dict[str, Any]:
        """What the form holds before a person is corrected."""
        names = sorted((one.value, one.language, one.use) for one in person.names.all())
        return {name: getattr(person, name) for name in cls.COLUMNS} | {"names": names, "country": person.country_id}

    def told(self) -> dict[str, Any]:
        """The columns of a person and their other names, once the form is valid."""
        plain = {name: self.cleaned_data[name] for name in self.COLUMNS}
        return plain | {"names": self.cleaned_data["names"], "country_id": self.cleaned_data["country"] or None}


class AppointmentForm(SectionedForm):
    """An office at an organisation, from a day to a day, as far as they are known."""

    SECTIONS = ((_("Office"), "office", ("organisation", "office", "title", "begins", "ends")),)
    organisation = OrganisationField(label=_("Organisation"))
    office = forms.ChoiceField(label=_("Office"), choices=[("", _("not chosen")), *Appointment.Office.choices])
    title = forms.CharField(
        label=pgettext_lazy("of an office", "Title"), required=False, max_length=160, help_text=_("For example: Minister of Health")
    )
    begins = SideField(SideField.FROM, label=_("From"), required=False)
    ends = SideField(SideField.UNTIL, label=_("Until, not including"), required=False, help_text=_("Empty while it goes on"))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, last = (cleaned.get(name, UNKNOWN) for name in ("begins", "ends"))
        if first.not_before and last.not_after and last.not_after <= first.not_before:
            self.add_error("ends", forms.ValidationError(say("appointment_runs_backward"), code="appointment_runs_backward"))
        return cleaned

    def held(self) -> dict[str, Any]:
        """What an appointment holds beside person and organisation, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("office", "title", "begins", "ends")}


class NewPersonForm(AppointmentForm, PersonForm):
    """A person and the office for which they are registered."""

    SECTIONS = (*PersonForm.SECTIONS[:2], *AppointmentForm.SECTIONS)
    who = ("full_name", "names", "country", "in_public_office", "email", "phone")
    field_order = (*who, "organisation", "office", "title", "begins", "ends")
    reason = None


class MergeForm(SectionedForm):
    """Two records of one organisation."""

    SECTIONS = ((_("Which two"), "which", ("survivor", "loser")),)
    survivor = OrganisationField(label=_("The record that stays"))
    loser = OrganisationField(label=_("The record that goes into it"))

    def clean_survivor(self) -> Organisation:
        """The record that stays; it is not offered as the one that goes."""
        self.fields["loser"].besides = self.cleaned_data["survivor"].pk  # pyright: ignore[reportAttributeAccessIssue] - typed as Field
        return self.cleaned_data["survivor"]
