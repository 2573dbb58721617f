"""Forms that end an office, or mend what is on record of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.fields import SideField, UncertainDayField
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.sources import add_source
from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.choices import Apart
from twinward.foundation.registry.forms import AppointmentForm, SectionedForm
from twinward.foundation.registry.models import Appointment

NEW_SOURCE = ("new_publisher", "new_day", "new_url")


class SourceChoice(Apart):
    """A choice among sources."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {short_day(obj.day)}"


def _reason(help_text: Any) -> forms.CharField:
    """Asks why, in a few lines."""
    return forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class CorrectAppointmentForm(AppointmentForm):
    """What an appointment should have said, and where that is known from."""

    SECTIONS = (
        *AppointmentForm.SECTIONS,
        (_("Source"), "source", ("source", *NEW_SOURCE)),
        (_("Why it is corrected"), "why", ("reason",)),
    )
    source = SourceChoice(
        Source.objects.order_by("publisher", "pk"), label=_("Source"), required=False, empty_label=_("none, or a new one")
    )
    new_publisher = forms.CharField(label=_("New source: publisher"), max_length=120, required=False)
    new_day = UncertainDayField(label=_("New source: day"), required=False)
    new_url = forms.URLField(label=_("New source: address"), max_length=300, required=False, assume_scheme="https")
    reason = _reason(_("The old values stay in the ledger."))
    NAMES = ("organisation", "office", "title", "begins", "ends", "source")

    @classmethod
    def begins_with(cls, appointment: Appointment) -> dict[str, Any]:
        """What the form holds before an appointment is corrected."""
        return {name: getattr(appointment, name) for name in cls.NAMES}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("new_url") and not cleaned.get("new_publisher"):
            self.add_error("new_publisher", forms.ValidationError(say("source_without_publisher"), code="source_without_publisher"))
        return cleaned

    def told(self, *, at: datetime) -> dict[str, Any]:
        """What the appointment says, once the form is valid; a new source is put on record."""
        return {name: self.cleaned_data[name] for name in self.NAMES} | {"source": self._source(at)}

    def _source(self, at: datetime) -> Source | None:
        publisher, day, url = (self.cleaned_data[name] for name in NEW_SOURCE)
        return add_source(publisher=publisher, day=day, url=url, by=self.actor, at=at) if publisher else self.cleaned_data["source"]


class EndForm(SectionedForm):
    """The first day after an appointment, as far as it is known."""

    SECTIONS = ((_("Until"), "until", ("ends", "reason")),)
    ends = SideField(SideField.UNTIL, label=_("Until, not including"))
    reason = forms.CharField(label=_("How we know"), required=False, max_length=300)


class StrikeForm(SectionedForm):
    """Why an appointment is struck out."""

    SECTIONS = ((_("Why it is struck out"), "why", ("reason",)),)
    reason = _reason(_("Then it counts on no day. An office that was held and is held no longer is ended instead."))
