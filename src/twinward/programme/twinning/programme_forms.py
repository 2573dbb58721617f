"""Forms of the programme itself: how it begins over a declaration, and what its record should say."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twinward.foundation.identity.forms import LANGUAGES
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.fields import UncertainDayField
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.fields import NameField, OrganisationField, ask_for
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments.forms import InstrumentChoice, reason_field
from twinward.programme.instruments.models import Instrument
from twinward.programme.twinning.beginning import joinable
from twinward.programme.twinning.models import LONGEST_PROGRAMME, Programme
from twinward.programme.twinning.rules import step_faults


def _name_in(language: str) -> Promise:
    return format_lazy("{words} ({language})", words=pgettext_lazy("of a programme", "Name"), language=language)


class ProgrammeForm(forms.Form):
    """What a programme is called in each language, which institution leads it, and when it was launched."""

    name_en, name_uk, name_az, name_es = (
        NameField(label=_name_in(language), required=False, max_length=LONGEST_PROGRAMME) for _code, language in LANGUAGES
    )
    lead = OrganisationField(
        label=_("Led by"), help_text=_("The ministry or institution that leads it. Its country hosts the programme, and owes no list.")
    )
    launched = UncertainDayField(label=_("Day on which it was launched"), required=False)

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account
        self.fields["name_en"].help_text = _(
            "One name is enough. Letters and pages in a language without its own name call the programme by the first that is given."
        )
        ask_for(self, account)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.names and not any(name in self.errors for name in self.fields if name.startswith("name_")):
            self.add_error("name_en", say("programme_unnamed"))
        day: Day | None = cleaned.get("launched")
        for fault in step_faults("", (), today=timezone.localdate(), day=day, done_here=False) if day else ():
            self.add_error("launched", say(fault))
        return cleaned

    @property
    def names(self) -> dict[str, str]:
        """What it is called, by language; only those that were given."""
        found = {code: self.cleaned_data.get(f"name_{code}", "") for code, _language in LANGUAGES}
        return {code: name for code, name in found.items() if name}

    @property
    def told(self) -> dict[str, Any]:
        """What the form says of a programme, once it is valid."""
        return {"names": self.names, "lead": self.cleaned_data["lead"], "launched": self.cleaned_data["launched"]}


class BeginProgrammeForm(ProgrammeForm):
    """A programme that begins over a declaration."""

    declaration = InstrumentChoice(
        Instrument.objects.none(),
        label=_("Declaration that it follows from"),
        empty_label=_("not chosen"),
        help_text=_("Every country that is party to it takes part; one that joins later is taken in then."),
    )
    field_order = ("declaration",)

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        declaration = self.fields["declaration"]
        assert isinstance(declaration, InstrumentChoice)
        declaration.queryset = joinable(account)

    def clean_lead(self) -> Organisation:
        lead: Organisation = self.cleaned_data["lead"]
        if not self.account.may("twinning.chase", Programme(host_id=lead.country_id)):
            raise forms.ValidationError(say("programme_of_another_host"), code="programme_of_another_host")
        return lead


class CorrectProgrammeForm(ProgrammeForm):
    """What the record of a programme should say, and why."""

    reason = reason_field()

    def __init__(self, *args: Any, account: Account, programme: Programme, **options: Any) -> None:
        names = programme.names or {LANGUAGES[0][0]: programme.name}
        begins = {f"name_{code}": name for code, name in names.items()} | {"lead": programme.lead, "launched": programme.day}
        super().__init__(*args, account=account, initial=begins, **options)
        self.programme = programme

    def clean_lead(self) -> Organisation:
        lead: Organisation = self.cleaned_data["lead"]
        if lead.country_id != self.programme.host_id:
            raise forms.ValidationError(say("lead_of_another_country"), code="lead_of_another_country")
        return lead
