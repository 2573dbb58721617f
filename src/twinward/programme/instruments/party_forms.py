"""Forms of the parties of an instrument: a row beside the form of a new one, or one more of one that is on record."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.fields import CountryField, OrganisationField, ask_for
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.forms import RoomForm, reason_field
from twinward.programme.instruments.models import Party

PARTY_ROWS = 6


class PartyForm(RoomForm):
    """One party: an institution, or a country, or one of a country that is only described."""

    organisation = OrganisationField(label=_("Institution"), required=False, help_text="")
    country = CountryField(label=_("Or a country"), required=False, help_text="")
    described = forms.CharField(label=_("Described as"), max_length=160, required=False)
    called = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_institution, has_country, is_described = (bool(cleaned.get(name)) for name in ("organisation", "country", "described"))
        if not self.errors and ((is_described and (has_institution or not has_country)) or (has_institution and has_country)):
            raise forms.ValidationError(say("party_row_unclear"), code="party_row_unclear")
        return cleaned

    def columns(self) -> dict[str, Any] | None:
        """Columns of Party; None when nothing was given."""
        organisation: Organisation | None = self.cleaned_data.get("organisation")
        if organisation:
            return {"country_id": organisation.country_id, "organisation": organisation}
        if country := self.cleaned_data.get("country"):
            return {"country_id": country, "described": self.cleaned_data.get("described", "")}
        return None


def told(party: Party) -> dict[str, Any]:
    """What a form about a party that is on record begins with."""
    country = "" if party.organisation else country_name(party.country_id)
    return {"organisation": party.organisation, "country": country, "described": party.described, "came_later": not party.is_required}


class PartyReasonForm(PartyForm):
    """One more party of a record, or one that is on record told anew."""

    came_later = forms.BooleanField(
        label=_("Its consent is not needed for entry into force"),
        required=False,
        help_text=_("It came later to what others had agreed, or the text takes effect without it."),
    )
    reason = reason_field(required=False)
    leaves = ((_("Party"), "party", ("organisation", "country", "described", "came_later")), (_("Why"), "why", ("reason",)))

    def columns(self) -> dict[str, Any] | None:
        columns = super().columns()
        return {**columns, "is_required": False} if columns and self.cleaned_data.get("came_later") else columns

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.columns() is None:
            raise forms.ValidationError(say("party_needed"), code="party_needed")
        return cleaned


class PartyRows:
    """So many rows for parties; those left empty do not count."""

    def __init__(self, data: Any, *, account: Actor, with_descriptions: bool) -> None:
        self.forms = [PartyForm(data, account=account, prefix=f"party{number}") for number in range(1, PARTY_ROWS + 1)]
        for number, form in enumerate(self.forms, start=1):
            ask_for(form, account)
            form.called = gettext("Party %(number)s") % {"number": number}
            if not with_descriptions:
                del form.fields["described"]

    def is_valid(self) -> bool:
        """Whether every row can be read."""
        return not any(form.errors for form in self.forms)

    def parties(self) -> list[dict[str, Any]]:
        return [columns for form in self.forms if (columns := form.columns())]

    @property
    def first(self) -> list[PartyForm]:
        return self.forms[:2]

    @property
    def folded(self) -> list[PartyForm]:
        return self.forms[2:]

    @property
    def is_open(self) -> bool:
        """Whether something was typed beyond the first two rows."""
        return any(form.is_bound and (form.has_changed() or form.errors) for form in self.folded)


class PartyNameForm(RoomForm):
    """Which institution a party is that so far was only described."""

    organisation = OrganisationField(label=_("Institution"))
    reason = reason_field()
    leaves = ((_("Party"), "party", ("organisation", "reason")),)
