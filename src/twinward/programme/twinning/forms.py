"""Forms of the twinning room: a step of a list, letters to several countries, the answer to a proposed list, a guest's link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.fields import ComingDayField, UncertainDayField, as_typed
from twinward.foundation.kernel.models import BASES, Source
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import short_day
from twinward.foundation.registry.choices import Apart
from twinward.programme.instruments.forms import SourceForm, reason_field
from twinward.programme.letters.addressing import LANGUAGES, writing_as
from twinward.programme.letters.models import Letter
from twinward.programme.twinning import rules
from twinward.programme.twinning.listed import LONGEST_NAME, MOST_LINES, ListedField, ListedWidget, Typed
from twinward.programme.twinning.models import LONGEST_REMARK, Coverage, ListStep

#: At which field it is said that a step lacks its ground, or its day cannot be.
_AT = {"day_in_the_future": "day", "one_day_needed": "day", "step_without_source": "source", "step_without_reason": "why"}


class LetterChoice(forms.ModelChoiceField):
    """A choice among letters."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{short_day(obj.dated_on)}, {obj.subject}"


class StepForm(SourceForm):
    """What happened to a country's list, as far as it is known, and how we know it: a source on record or a new one, or a letter."""

    kind = forms.ChoiceField(label=_("What happened"), choices=ListStep.Kind.choices, widget=forms.RadioSelect)
    day = UncertainDayField(label=_("Day"), required=False)
    organisations = ListedField(
        label=_("Institutions on the list"),
        required=False,
        max_length=MOST_LINES * (LONGEST_NAME + 2),
        help_text=_(
            "One institution a line, by its name in any language. One that is not on record yet is added as the list names it. "
            "Leave it empty when the list’s contents are not known."
        ),
        widget=ListedWidget(attrs={"rows": 6}),
    )
    basis = forms.ChoiceField(label=_("How we know"), choices=BASES)
    letter = LetterChoice(Letter.objects, label=_("Letter that says so"), required=False, empty_label=_("none"))
    field_order = ("kind", "day", "organisations", "basis", "why", "letter", "source", "new_publisher", "new_day", "new_url")

    def __init__(self, *args: Any, account: Account, coverage: Coverage, letters: list[Letter], **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        lines, letter = self.fields["organisations"], self.fields["letter"]
        assert isinstance(lines, ListedField)
        assert isinstance(letter, LetterChoice)
        lines.country, lines.actor = coverage.country_id, account
        offered = Letter.objects.visible_to(account).filter(pk__in=[one.pk for one in letters])
        letter.queryset = offered.order_by("-dated_on", "-pk")

    @property
    def step(self) -> dict[str, Any]:
        """The step's columns but for its source, once the form is valid."""
        day: Day = self.cleaned_data["day"]
        basis = Basis(self.cleaned_data["basis"])
        return {"day": Day(day.not_before, day.not_after, basis)} | self.given("kind", "letter", "why", "organisations")

    def clean(self) -> dict[str, Any]:
        """What lacks its ground, and a day ahead, is said at the field that is to give it, together with every other fault."""
        cleaned = super().clean()
        is_told = bool(cleaned.get("source") or cleaned.get("new_publisher") or cleaned.get("letter"))
        if "basis" in cleaned and "day" in cleaned:
            day = Day(cleaned["day"].not_before, cleaned["day"].not_after, Basis(cleaned["basis"]))
            faults = [*rules.step_faults("", (), today=timezone.localdate(), day=day, done_here=False)]
            faults += rules.ground_faults(day, cleaned.get("why", ""), has_source=is_told)
            for fault in faults:
                if (name := _AT[fault]) not in self.errors:
                    self.add_error(name, say(fault))
        return cleaned

    @property
    def said_on(self) -> Day | None:
        """The day of the source or letter that states it; None without any."""
        if letter := self.cleaned_data["letter"]:
            return Day.on(letter.dated_on) if letter.dated_on else None
        if self.cleaned_data["new_publisher"]:
            return self.cleaned_data["new_day"]
        return self.cleaned_data["source"].day if self.cleaned_data["source"] else None


class CorrectStepForm(StepForm):
    """What a step of a list should have said, or that it did not happen."""

    says_instead = forms.TypedChoiceField(
        label=_("What is right"),
        choices=[("yes", _("It happened, as written here")), ("no", _("It did not happen"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reason = reason_field()
    kind = None
    field_order = (
        "says_instead",
        "reason",
        "day",
        "organisations",
        "basis",
        "why",
        "letter",
        "source",
        "new_publisher",
        "new_day",
        "new_url",
    )

    def __init__(self, *args: Any, account: Account, step: ListStep, letters: list[Letter], **options: Any) -> None:
        known = [step.letter] if step.letter else []
        begins = correction_begins(step)
        super().__init__(*args, account=account, coverage=step.coverage, letters=[*letters, *known], initial=begins, **options)
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        assert source.queryset is not None
        source.queryset = source.queryset | Source.objects.filter(pk=step.source_id)

    def clean(self) -> dict[str, Any]:
        """Of what did not happen nothing else has to be said, or said rightly."""
        cleaned = super().clean()
        if cleaned.get("says_instead") is False:
            for name in set(self.errors) - {"says_instead", "reason"}:
                del self.errors[name]
        return cleaned

    @property
    def right(self) -> dict[str, Any]:
        """What is right, but for its source, once the form is valid and says that it happened."""
        day, basis = self.cleaned_data["day"], Basis(self.cleaned_data["basis"])
        return {"day": Day(day.not_before, day.not_after, basis)} | self.given("letter", "why", "organisations", "reason")


def correction_begins(step: ListStep) -> dict[str, Any]:
    """What the form of a correction begins with: all that the step says."""
    return _said_of(step) | {"day": as_typed(step.day)}


def step_begins(coverage: Coverage, *, kind: str, of: str) -> dict[str, Any]:
    """What the form of a step begins with: the kind that is done now, or all that is on record `of` a step (its primary key) but for its vague day."""
    step = coverage.steps.filter(pk=of).first() if of.isascii() and of.isdigit() and len(of) <= 18 else None
    if step is None:
        return {"kind": kind, "basis": Basis.DONE_HERE if kind else ""}
    return _said_of(step)


def _said_of(step: ListStep) -> dict[str, Any]:
    """What a step says but for its day, as a form holds it."""
    names = step.entries.order_by("id").values_list("organisation__name", flat=True)
    columns = {name: getattr(step, name) for name in ("kind", "basis", "why", "letter", "source")}
    return columns | {"organisations": Typed("organisations", "\n".join(names))}


class LettersForm(forms.Form):
    """One letter to each of several countries."""

    ours = Apart(label=_("From our side"), queryset=None, empty_label=None)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("that of each country, where we have it; otherwise English")), *LANGUAGES], required=False
    )
    reply_by = ComingDayField(label=_("Reply asked for by"), required=False)
    anyway = forms.MultipleChoiceField(
        label=_("Left out unless you tick them"), choices=(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, account: Account, left_out: Sequence[tuple[str, str]], is_all: bool, **kwargs: Any) -> None:
        """left_out: the countries to which nothing is written unless that is asked for, with the reason; is_all: there are no others."""
        super().__init__(*args, **kwargs)
        self.fields["ours"].queryset = writing_as(account)  # pyright: ignore[reportAttributeAccessIssue] - typed as Field
        self.fields["anyway"].choices = left_out  # pyright: ignore[reportAttributeAccessIssue] - typed as Field
        self.fields["anyway"].required = is_all
        self.fields["anyway"].error_messages["required"] = _("Nothing would be written. Tick at least one country.")
        if not left_out:
            del self.fields["anyway"]


class AnswerForm(forms.Form):
    """What has to change in a list that is sent back."""

    remark = forms.CharField(
        label=_("What has to change"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The partner reads this."),
    )
