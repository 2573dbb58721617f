"""Forms of the figures room: a claim with its source, the correction of one, a disagreement."""

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, get_currency_precision, parse_decimal
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.fields import UncertainDayField
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.publication import MAY_BE_READ
from twinward.foundation.kernel.wording import number, short_day
from twinward.foundation.registry.choices import Apart, Choices
from twinward.outward.figures.catalogue import NAMES
from twinward.outward.figures.models import Claim
from twinward.outward.figures.wording import OPERATORS, bare_amount, is_currency, phrase

_FIGURES = re.compile("[0-9.,]+")
_BETWEEN_THOUSANDS = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
LARGEST = 2**63 - 1
NEW = _("A new source, described below")


def source_label(source: Source) -> str:
    """A source as a list of choices names it: publisher, day where it is known, speaker."""
    return ", ".join(filter(None, (str(source), _told(source.day), phrase(source.speaker))))


def claim_label(claim: Claim) -> str:
    """A claim as a list of choices names it: figure, value, day, publisher."""
    amount = str(OPERATORS[claim.operator]).format(n=bare_amount(claim.value, claim.unit))
    return f"{NAMES.get(claim.figure, claim.figure)}: {', '.join(filter(None, (amount, phrase(claim.said_of) or _told(claim.day))))} ({claim.source})"


def _told(day: Day) -> str:
    return "" if day.is_unknown else short_day(day)


class SourceChoice(Apart):
    def label_from_instance(self, obj: Any) -> str:
        return source_label(obj)


class SourceChoices(forms.ModelMultipleChoiceField):
    iterator = Choices

    def label_from_instance(self, obj: Any) -> str:
        return source_label(obj)


class ClaimChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return claim_label(obj)


class ClaimFields(forms.Form):
    """What a claim says, whoever stated it."""

    what = forms.CharField(label=_("What it counts, in our own words"), max_length=300, help_text=MAY_BE_READ)
    operator = forms.ChoiceField(label=_("How the source puts it"), choices=Claim.Operator.choices)
    value = forms.CharField(label=_("Value"), max_length=40)
    unit = forms.CharField(
        label=_("Unit, as spoken"), max_length=60, required=False, help_text=_("For money its ISO 4217 code, for example USD")
    )
    day = UncertainDayField(label=_("Day that the figure is of"), required=False)
    said_of = forms.CharField(label=_("The same in the source’s words"), max_length=60, required=False)
    scope = forms.CharField(label=_("What it covers"), max_length=300, required=False, help_text=MAY_BE_READ)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        examples = {"whole": number(2100), "money": number(Decimal("11500000.5"))}
        self.fields["value"].help_text = gettext("For example {whole} or, for money, {money}").format(**examples)

    def clean_unit(self) -> str:
        unit = self.cleaned_data["unit"].strip()
        return unit.upper() if is_currency(unit.upper()) else unit

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if "value" in told and "unit" in told:
            try:
                told["value"] = whole(told["value"], told["unit"])
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
        return told

    def values(self) -> dict[str, Any]:
        """The columns of a claim, once the form is valid."""
        day: Day = self.cleaned_data["day"]
        own = {name: self.cleaned_data[name] for name in ("what", "operator", "value", "unit", "said_of", "scope")}
        return own | {"not_before": day.not_before, "not_after": day.not_after}


def whole(text: str, unit: str) -> int:
    """The value as the store keeps it: minor units of a currency, else a whole number. Raises forms.ValidationError."""
    places = get_currency_precision(unit) if is_currency(unit) else 0
    amount = _read(_BETWEEN_THOUSANDS.sub("", text.strip()))
    if amount is None or -int(amount.as_tuple().exponent) > places:
        raise forms.ValidationError(gettext("Write a whole number, for example {n}. Only money may have decimals.").format(n=number(2100)))
    value = int(amount.scaleb(places))
    if value > LARGEST:
        raise forms.ValidationError(_("This number is too large."))
    return value


def _read(text: str) -> Decimal | None:
    """The number as the reader's language writes it; what is none there, as English does. None for anything else."""
    for locale in (get_language() or "en", "en"):
        with suppress(NumberFormatError):
            if _FIGURES.fullmatch(text):
                return parse_decimal(text, locale=locale.partition("-")[0], strict=True)
    return None


class SourcedClaimFields(ClaimFields):
    """What a claim says, and its source: one on record or a new one."""

    source = SourceChoice(label=_("Source"), queryset=Source.objects.order_by("publisher", "id"), required=False, empty_label=NEW)
    publisher = forms.CharField(label=_("Publisher of the new source"), max_length=120, required=False)
    published = UncertainDayField(label=_("Day of publication"), required=False)
    speaker = forms.CharField(label=_("Who says so"), max_length=120, required=False)
    url = forms.URLField(label=_("Address"), max_length=300, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not told.get("source") and not told.get("publisher") and "source" in told:
            self.add_error("source", _("Choose a source, or describe a new one. A claim without a source cannot be recorded."))
        if told.get("source") and any(told.get(name) for name in ("publisher", "speaker", "url")):
            self.add_error("source", _("Choose a source on record, or choose a new one and describe it: not both."))
        return told


class ClaimForm(SourcedClaimFields):
    """A new claim, with a source on record or a new one."""

    field_order = ("figure",)
    figure = forms.ChoiceField(label=_("Figure"), choices=list(NAMES.items()))

    def answers(self) -> list[tuple[Any, str, str]]:
        """What was typed and chosen, in words: (question, answer, "")."""
        return [(bound.label, _in_words(bound), "") for bound in self]


def _in_words(bound: forms.BoundField) -> str:
    value = bound.value()
    if isinstance(bound.field, forms.ChoiceField):
        choices: Any = bound.field.choices  # Django types it as a callable too, which a bound field has called
        return next((str(words) for code, words in choices if str(code) == str(value or "")), "-")
    return str(value or "-")


class CorrectionForm(SourcedClaimFields):
    """What the claim should have said and whose it is, and why it does not say so."""

    reason = forms.CharField(
        label=_("Reason for the correction"), max_length=300, help_text=_("It stands in the public log of corrections. Name nobody.")
    )


class StrikingForm(forms.Form):
    """Why a claim is struck out."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stays here, with your name, for whoever records claims. The public is told neither the claim nor the reason."),
    )


class SettlingForm(forms.Form):
    """What settles a disagreement, and why anew where a settlement stands.

    seen: the last settlement that the page showed, empty for none; whoever saw none is not asked for a reason.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    explanation = forms.CharField(
        label=_("What settles it, and how we know"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public reads it beside what the sources say. Name nobody."),
    )
    language = forms.ChoiceField(label=_("Language that you write in"), choices=settings.LANGUAGES)
    reason = forms.CharField(
        label=_("Why it is settled anew"), max_length=300, help_text=_("It stands in the public log of corrections. Name nobody.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self["seen"].value():
            del self.fields["reason"]


class ConflictForm(forms.Form):
    """Claims or sources that disagree about a figure."""

    figure = forms.ChoiceField(label=_("Figure"), choices=list(NAMES.items()))
    claims = ClaimChoices(
        label=_("Claims that disagree"),
        queryset=Claim.objects.select_related("source").order_by("figure", "id"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sources = SourceChoices(
        label=_("Sources that disagree with them"),
        queryset=Source.objects.order_by("publisher", "id"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if len(told.get("claims", ())) + len(told.get("sources", ())) < 2:
            self.add_error("claims", _("Choose at least two that disagree."))
        return told
