"""The page on which several countries are recorded that joined a declaration."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.identity.signed_in import signed_in
from twinward.foundation.kernel.actors import require
from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.fields import UncertainDayField
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.fields import CountryField
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.asking import Asking
from twinward.programme.instruments.forms import SourceForm
from twinward.programme.instruments.instrument_forms import FOLDED
from twinward.programme.instruments.joining import joined_already, record_joined
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.text_views import asks, given, seen


class CountriesField(forms.CharField):
    """Several countries, one a line; cleans to their codes, each once and in their order."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> list[str]:
        found, faults = list[str](), list[forms.ValidationError]()
        for line in filter(str.strip, super().clean(value).splitlines()):
            try:
                found.append(CountryField(label="").clean(line))
            except forms.ValidationError as fault:
                faults.append(fault)
        if faults:
            raise forms.ValidationError(faults)
        return list(dict.fromkeys(found))


class JoinedForm(SourceForm):
    """Which countries joined on a day, and what that is known from."""

    countries = CountriesField(
        label=_("Countries that joined"), max_length=4000, help_text=_("One a line, by its name in any language or its two letters.")
    )
    day = UncertainDayField(
        label=_("Day"),
        required=False,
        help_text=_(
            "For example 3 November 2025, November 2025 or “before 27 October 2023”. "
            "Left empty, it stays not known whether they had joined, and none of them is asked for its list."
        ),
    )
    leaves = ((_("Who joined, and when"), "joined", ("countries", "day")), SourceForm.known_from_leaf, SourceForm.basis_leaf)
    folded = {"basis": FOLDED["basis"]}
    at_fields = {"act_in_future": "day", "foreign_act_without_source": "source", "joined_already": "countries"}

    def __init__(self, *args: Any, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instrument = instrument

    def clean_countries(self) -> list[str]:
        codes = self.cleaned_data["countries"]
        if known := joined_already(self.instrument) & {*codes}:
            told = {"countries": ", ".join(alphabetical(map(country_name, known)))}
            raise forms.ValidationError(_("On record already as joined: %(countries)s. Leave them out here."), "joined_already", told)
        return codes

    def told(self) -> dict[str, Any]:
        """What is recorded, but for its source."""
        day: Day = self.cleaned_data["day"]
        return {"day": replace(day, basis=Basis(self.cleaned_data["basis"]))} | self.given("countries", "why")


@asks
@signed_in
def joined(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Several countries are party to the text, and joined it."""
    instrument = seen(account, pk)
    require(account, *keeping(instrument))
    form = JoinedForm(**given(request), account=account, instrument=instrument)
    lead = _("Each becomes a party where it is none yet. Those that joined on another day are recorded by a second form.")
    asking = Asking(_("Record countries that joined"), _("Record"), lead, instrument)
    if request.method != "POST":
        return asking.show(request, form)
    return asking.answer(request, form, form.is_valid(), lambda: _recorded(account, form, instrument))


@transaction.atomic
def _recorded(account: Account, form: JoinedForm, instrument: Instrument) -> Instrument:
    """They are on record with their source; when they are refused, neither is."""
    at = timezone.now()
    record_joined(instrument=instrument, source=form.kept_source(at=at), by=account, at=at, **form.told())
    return instrument
