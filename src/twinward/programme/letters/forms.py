"""Forms of the letters room: a draft, a letter on record, the day and number under which one is sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.fields import ComingDayField, KnownDayField, PaperField
from twinward.foundation.kernel.in_sight import Named
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.choices import Apart
from twinward.foundation.registry.countries import country_code
from twinward.foundation.registry.fields import CountryField, LineField, OrganisationField, ask_for
from twinward.programme.letters.addressing import every_language, writing_as
from twinward.programme.letters.models import Letter


class LetterText(forms.CharField):
    """Several lines of text. Browsers end each with two characters; here one does, so that what nobody changed is no change."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _called(record: Named) -> str:
    return f"{record.label} ({gettext('struck out')})" if record.is_struck else record.label


class _LetterForm(forms.Form):
    """What any letter has. `about` offers the records that the letter is or may be about; those ticked it is about. of: the letter on record."""

    ours = Apart(label=_("From our side"), queryset=None, empty_label=None)
    their_country = CountryField(label=_("Country of the other side"))
    theirs = OrganisationField(label=_("Organisation of the other side"), required=False)
    subject = LineField(label=_("Subject"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=every_language)
    about = forms.MultipleChoiceField(label=_("About"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, account: Account, about: Sequence[Named] = (), of: Letter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ours"].queryset = writing_as(account, of)  # pyright: ignore[reportAttributeAccessIssue] - typed as Field
        self.fields["about"].choices = [(one.key, _called(one)) for one in about]  # pyright: ignore[reportAttributeAccessIssue] - typed as Field
        if not about:
            del self.fields["about"]
        ask_for(self, account)
        country = self.data.get(self.add_prefix("their_country")) if self.is_bound else self.initial.get("their_country")
        self.fields["theirs"].look_within(country_code(country or "") or "")  # pyright: ignore[reportAttributeAccessIssue] - typed as Field

    def clean(self) -> dict[str, Any]:
        """The other side's organisation lies in its country."""
        given = super().clean() or {}
        theirs, country = given.get("theirs"), given.get("their_country")
        if theirs and country and theirs.country_id != country:
            self.add_error("theirs", say("letter_side_elsewhere"))
        return given

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the letter, once the form is valid."""
        columns = {name: value for name, value in self.cleaned_data.items() if name not in ("about", "their_country")}
        return columns | {"their_country_id": self.cleaned_data["their_country"]}

    @property
    def about_keys(self) -> list[str]:
        return self.cleaned_data.get("about", [])


class DraftForm(_LetterForm):
    """A letter of ours that is not sent yet."""

    body = LetterText(label=_("Text"), widget=forms.Textarea(attrs={"rows": 16}), required=False, max_length=20_000)
    reply_by = ComingDayField(label=_("Reply asked for by"), required=False)
    field_order = ("ours", "their_country", "theirs", "language", "subject", "body", "reply_by", "about")


class RecordForm(_LetterForm):
    """A letter that was received, or sent elsewhere."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Letter.Direction.choices, widget=forms.RadioSelect)
    dated_on = KnownDayField(label=_("Day of the letter"))
    our_number = forms.CharField(label=_("Our registry number"), max_length=60, required=False)
    their_number = forms.CharField(label=_("Their registry number"), max_length=60, required=False)
    reply_by = KnownDayField(label=_("A reply is asked for by"), required=False)
    body = LetterText(
        label=_("What it says"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
        help_text=_("As far as it is known."),
    )
    scan = PaperField(label=_("Scan"), required=False, help_text=_("PDF, PNG, JPEG, TIFF or DOCX, 20 MB at most."))
    order = (
        "direction",
        "their_country",
        "theirs",
        "ours",
        "dated_on",
        "subject",
        "our_number",
        "their_number",
        "reply_by",
        "language",
        "body",
    )
    field_order = (*order, "scan", "about")

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "scan"}


class EarlierChoice(forms.ModelChoiceField):
    """A letter of the same exchange, by its day, numbers and subject."""

    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(filter(None, (short_day(obj.dated_on), obj.our_number, obj.their_number, obj.subject)))


class CorrectLetterForm(RecordForm):
    """What the record of a letter that was sent or received should say, and why. One that went the other way is another letter."""

    in_reply_to = EarlierChoice(
        label=_("Letter that it answers or follows"),
        queryset=None,
        required=False,
        empty_label=_("none"),
        help_text=_("It is then about what that letter is about, too."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    direction = scan = None
    field_order = (*RecordForm.order[1:], "in_reply_to", "about", "reason")

    def __init__(self, *args: Any, account: Account, of: Letter, **kwargs: Any) -> None:
        super().__init__(*args, account=account, of=of, **kwargs)
        before = Letter.objects.visible_to(account).may_come_before(of)
        self.fields["in_reply_to"].queryset = before  # pyright: ignore[reportAttributeAccessIssue] - typed as Field


class SendForm(forms.Form):
    """Under which number and day a draft is logged as sent."""

    our_number = forms.CharField(label=_("Our registry number"), max_length=60)
    dated_on = KnownDayField(label=_("Day of the letter"), initial=timezone.localdate)
    reply_by = KnownDayField(label=_("Reply asked for by"), required=False)


class ScanForm(forms.Form):
    """The scan of a letter."""

    scan = PaperField(label=_("Scan"), help_text=_("PDF, PNG, JPEG, TIFF or DOCX, 20 MB at most."))


class AnotherScanForm(ScanForm):
    """The scan that takes the place of one on record, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
