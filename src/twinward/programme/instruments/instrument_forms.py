"""Forms of whole instruments: drafted here, recorded from elsewhere, corrected; and of their parties."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.fields import KnownDayField
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.fields import CountryField, NameField, OrganisationField, ask_for
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments import choices
from twinward.programme.instruments.actions import may_publish
from twinward.programme.instruments.facts import InstrumentKind
from twinward.programme.instruments.fields_of_cooperation import choices as field_choices
from twinward.programme.instruments.forms import InstrumentChoice, Leaf, RoomForm, SourceForm, reason_field
from twinward.programme.instruments.language_fields import LanguagesField
from twinward.programme.instruments.models import Instrument

PARTY_ROWS = 6
DRAFTED = (InstrumentKind.MEMORANDUM, InstrumentKind.AGREEMENT, InstrumentKind.JOINT_ACTION_PLAN)
TERMS = (
    "entry_rule",
    "entry_fixed_on",
    "entry_consents",
    "entry_delay_days",
    "consent_by",
    "end_rule",
    "ends_on",
    "term_years",
    "renewal",
    "renewal_years",
    "notice_days",
)
WHAT = ("title", "number", "covers", "covers_nothing_else", "authentic_languages", "remark")
RECORDED = ("texts_counted", "standing", "open_to_joining", "is_public")


def recorded_by(account: Actor) -> tuple[str, ...]:
    """What is asked of a record beside its subject and terms; whether it is public only of whoever may decide that."""
    return tuple(name for name in RECORDED if name != "is_public" or may_publish(account))


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


class PartyReasonForm(PartyForm):
    """One more party of a record."""

    reason = reason_field(required=False)
    leaves = ((_("Party"), "party", ("organisation", "country", "described")), (_("Why"), "why", ("reason",)))

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


class TermsForm(RoomForm):
    """What an instrument is about, and what its text says of its own beginning and end."""

    title = NameField(label=_("Title"))
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    covers = forms.MultipleChoiceField(
        label=_("Fields of cooperation"), choices=field_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    covers_nothing_else = forms.BooleanField(label=_("These are all of its fields"), required=False)
    authentic_languages = LanguagesField(required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    entry_rule = forms.ChoiceField(label=_("Enters into force"), choices=choices.ENTRY, initial="not_stated")
    entry_fixed_on = KnownDayField(label=_("On which fixed day"), required=False)
    entry_consents = forms.IntegerField(label=_("On how many consents"), min_value=1, max_value=300, required=False)
    entry_delay_days = forms.IntegerField(label=_("How many days after that"), min_value=0, max_value=3650, required=False, initial=0)
    consent_by = forms.ChoiceField(label=_("Consent to be bound"), choices=choices.CONSENT, initial="not_stated")
    end_rule = forms.ChoiceField(label=_("Ends"), choices=choices.END, initial="not_stated")
    ends_on = KnownDayField(label=_("Last day"), required=False)
    term_years = forms.IntegerField(label=_("After how many years"), min_value=1, max_value=200, required=False)
    renewal = forms.ChoiceField(label=_("Renewal"), choices=choices.RENEWAL, initial="not_stated")
    renewal_years = forms.IntegerField(label=_("Renewed for how many years"), min_value=1, max_value=200, required=False)
    notice_days = forms.IntegerField(label=_("Days of notice"), min_value=0, max_value=3650, required=False)

    what_leaf: Leaf = (_("What it is"), "what", WHAT)
    terms_leaf: Leaf = (_("Terms"), "terms", TERMS)

    def clean_entry_delay_days(self) -> int:
        return self.cleaned_data["entry_delay_days"] or 0

    def columns(self, *names: str) -> dict[str, Any]:
        """Columns of Instrument; `names` beside those of the subject and the terms."""
        return self.given(*WHAT, *TERMS, *names)


class DraftForm(TermsForm):
    """A text that is begun here."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, words) for kind, words in choices.KINDS if kind in DRAFTED], initial=InstrumentKind.MEMORANDUM
    )
    drafted_at = forms.ModelChoiceField(Organisation.objects.none(), label=_("Drafted at"))
    rests_on = InstrumentChoice(
        Instrument.objects.none(), label=_("Rests on"), required=False, help_text=_("Its legal basis. It can be linked later too.")
    )
    leaves = (
        (_("What it is"), "what", ("kind", "drafted_at", *WHAT)),
        TermsForm.terms_leaf,
        (_("Legal basis"), "basis", ("rests_on",)),
    )

    def __init__(self, *args: Any, account: Actor, own: list[int], **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        drafted_at, rests_on = self.fields["drafted_at"], self.fields["rests_on"]
        assert isinstance(drafted_at, forms.ModelChoiceField)
        assert isinstance(rests_on, forms.ModelChoiceField)
        drafted_at.queryset = Organisation.objects.visible_to(account).filter(pk__in=own).order_by("name", "pk")
        if len(own) == 1:
            drafted_at.initial = own[0]
        bases = Instrument.objects.visible_to(account).filter(kind__in=(InstrumentKind.AGREEMENT, InstrumentKind.DECLARATION))
        rests_on.queryset = bases.order_by("title", "pk")


class RecordForm(TermsForm, SourceForm):
    """An instrument made elsewhere, with what is known of it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.KINDS)
    standing = forms.ChoiceField(label=_("Standing"), choices=choices.STANDINGS, initial="concluded")
    texts_counted = forms.IntegerField(
        label=_("Number of texts"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Empty when the source does not say."),
    )
    open_to_joining = forms.BooleanField(label=_("Open to joining"), required=False)
    is_public = forms.BooleanField(
        label=_("Public"), required=False, help_text=_("Its title, parties and days may be told outside. Nothing else is.")
    )
    leaves = (
        (_("What it is"), "what", ("kind", *WHAT, *RECORDED)),
        TermsForm.terms_leaf,
        SourceForm.source_leaf,
    )

    def __init__(self, *args: Any, account: Actor, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        self.extra = recorded_by(account)
        if "is_public" not in self.extra:
            del self.fields["is_public"]


class CorrectForm(TermsForm):
    """Other values for a record, and why."""

    standing = forms.ChoiceField(label=_("Standing"), choices=choices.STANDINGS)
    texts_counted = forms.IntegerField(
        label=_("Number of texts"), min_value=1, max_value=999, required=False, help_text=_("Empty when the source does not say.")
    )
    open_to_joining = forms.BooleanField(label=_("Open to joining"), required=False)
    is_public = forms.BooleanField(label=_("Public"), required=False)
    reason = reason_field(required=False)

    def __init__(self, *args: Any, account: Actor, instrument: Instrument, **options: Any) -> None:
        names = (*WHAT, *TERMS, *RECORDED)
        super().__init__(*args, account=account, initial={name: getattr(instrument, name) for name in names}, **options)
        self.extra = () if instrument.is_here else recorded_by(account)
        for name in set(RECORDED) - set(self.extra):
            del self.fields[name]
        self.fields["reason"].required = not instrument.is_here

    def sections(self) -> Iterator[tuple[Any, str, list[BoundField]]]:
        self.leaves = ((_("What it is"), "what", (*WHAT, *self.extra)), TermsForm.terms_leaf, (_("Why"), "why", ("reason",)))
        return super().sections()
