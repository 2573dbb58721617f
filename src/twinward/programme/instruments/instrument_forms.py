"""Forms of whole instruments: drafted here, recorded from elsewhere, corrected. Their parties: `party_forms.py`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.fields import KnownDayField, UncertainDayField
from twinward.foundation.kernel.publication import MAY_BE_READ
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.choices import Apart
from twinward.foundation.registry.fields import NameField
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments import choices
from twinward.programme.instruments.facts import InstrumentKind
from twinward.programme.instruments.fields_of_cooperation import choices as field_choices
from twinward.programme.instruments.forms import InstrumentChoice, Leaf, RoomForm, SourceForm, reason_field
from twinward.programme.instruments.language_fields import LanguagesField
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.publishing import may_publish

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
SOURCED = ("basis", "why", "source")
RECORDED = ("texts_counted", "standing", "open_to_joining", "is_public")

HOW_MANY_TEXTS = _(
    "How many texts the source means by it; of memorandums each counts. Two languages or two originals of one are one text. Empty when the "
    "source does not say."
)


def recorded_by(account: Actor) -> tuple[str, ...]:
    """What is asked of a record beside its subject and terms; whether it is public only of whoever may decide that."""
    return tuple(name for name in RECORDED if name != "is_public" or may_publish(account))


def only_for(rules: Sequence[tuple[str, Promise]], code: str) -> str:
    """Beside a field that counts only under one rule, which one."""
    return cast("str", format_lazy(_("Only for “{rule}”."), rule=dict(rules)[code]))  # a promise of one


#: What is optional of a text that is drafted here, and of a record.
FOLDED_HERE = {
    "more": _("Number, fields of cooperation, languages, remark"),
    "terms": _("How it enters into force, ends and is renewed"),
}
FOLDED = FOLDED_HERE | {
    "more": _("Number, fields of cooperation, languages, standing, remark"),
    "basis": _("Whether it is stated, inferred or reconstructed"),
}


class TermsForm(RoomForm):
    """What an instrument is about, and what its text says of its own beginning and end."""

    title = NameField(label=_("Title"))
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    covers = forms.MultipleChoiceField(
        label=_("Fields of cooperation"), choices=field_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    covers_nothing_else = forms.BooleanField(label=_("These are all of its fields"), required=False)
    authentic_languages = LanguagesField(required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False, help_text=MAY_BE_READ)
    entry_rule = forms.ChoiceField(label=_("Enters into force"), choices=choices.ENTRY, initial="not_stated")
    entry_fixed_on = KnownDayField(label=_("On which fixed day"), required=False)
    entry_consents = forms.IntegerField(
        label=_("On how many consents"), min_value=1, max_value=300, required=False, help_text=only_for(choices.ENTRY, "on_nth_consent")
    )
    entry_delay_days = forms.IntegerField(label=_("How many days after that"), min_value=0, max_value=3650, required=False, initial=0)
    consent_by = forms.ChoiceField(label=_("Consent to be bound"), choices=choices.CONSENT, initial="not_stated")
    end_rule = forms.ChoiceField(label=_("Ends"), choices=choices.END, initial="not_stated")
    ends_on = KnownDayField(label=_("Last day"), required=False)
    term_years = forms.IntegerField(
        label=_("After how many years"), min_value=1, max_value=200, required=False, help_text=only_for(choices.END, "term")
    )
    renewal = forms.ChoiceField(label=_("Renewal"), choices=choices.RENEWAL, initial="not_stated")
    renewal_years = forms.IntegerField(
        label=_("Renewed for how many years"), min_value=1, max_value=200, required=False, help_text=only_for(choices.RENEWAL, "tacit")
    )
    notice_days = forms.IntegerField(label=_("Days of notice"), min_value=0, max_value=3650, required=False)

    #: At which of the terms a refusal of them is told.
    at_terms = {
        "entry_without_day": "entry_fixed_on",
        "entry_without_number": "entry_consents",
        "entry_before_consent": "entry_rule",
        "end_without_day": "ends_on",
        "end_before_entry": "ends_on",
        "end_in_the_past": "ends_on",
        "term_in_the_past": "term_years",
        "term_without_years": "term_years",
        "renewal_without_term": "renewal",
        "renewal_without_years": "renewal_years",
    }
    at_fields = at_terms
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
    drafted_at = Apart(Organisation.objects.none(), label=_("Drafted at"), empty_label=_("not chosen"))
    rests_on = InstrumentChoice(
        Instrument.objects.none(),
        label=_("Rests on"),
        required=False,
        empty_label=_("not chosen"),
        help_text=_("Its legal basis. It can be linked later too."),
    )
    leaves = (
        (_("What it is"), "what", ("kind", "drafted_at", "title")),
        (_("Legal basis"), "basis", ("rests_on",)),
        (_("More about it"), "more", WHAT[1:]),
        TermsForm.terms_leaf,
    )
    folded = FOLDED_HERE

    def __init__(self, *args: Any, account: Actor, own: list[int], **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        drafted_at, rests_on = self.fields["drafted_at"], self.fields["rests_on"]
        assert isinstance(drafted_at, forms.ModelChoiceField)
        assert isinstance(rests_on, forms.ModelChoiceField)
        drafted_at.queryset = Organisation.objects.visible_to(account).filter(pk__in=own).order_by(sort_column(), "pk")
        if len(own) == 1:
            drafted_at.initial = own[0]
        bases = Instrument.objects.visible_to(account).not_struck().filter(kind__in=(InstrumentKind.AGREEMENT, InstrumentKind.DECLARATION))
        rests_on.queryset = bases.order_by("title", "pk")


class RecordForm(TermsForm, SourceForm):
    """An instrument made elsewhere, with what is known of it: what it is, its parties, its day and its source; all else can follow later."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.KINDS, initial=InstrumentKind.MEMORANDUM)
    title = NameField(label=_("Title"), required=False, help_text=_("Left empty, it is called by the names of its parties."))
    signed_on = UncertainDayField(
        label=_("Day on which all its parties signed"),
        required=False,
        help_text=_("For example 3 November 2025, November 2025, 2025. Left empty, each act can be recorded later, with its own day."),
    )
    standing = forms.ChoiceField(label=_("Standing"), choices=choices.STANDINGS, initial="concluded")
    texts_counted = forms.IntegerField(
        label=_("Number of texts"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=HOW_MANY_TEXTS,
    )
    open_to_joining = forms.BooleanField(label=_("Open to joining"), required=False)
    is_public = forms.BooleanField(
        label=_("Public"),
        required=False,
        help_text=_(
            "Its title, parties, days, source and remark may be told outside, and the reasons that whoever may publish it gives for its acts. "
            "Nothing else is."
        ),
    )
    leaves = (
        (_("What it is"), "what", ("kind", "title", "signed_on")),
        SourceForm.known_from_leaf,
        (_("More about it"), "more", (*WHAT[1:], *RECORDED)),
        TermsForm.terms_leaf,
        SourceForm.basis_leaf,
    )
    folded = FOLDED
    at_fields = TermsForm.at_terms | {"act_in_future": "signed_on", "foreign_act_without_source": "source"}

    def __init__(self, *args: Any, account: Actor, kind: str = "", **options: Any) -> None:
        """kind: the one that it begins with, where there is such a kind."""
        super().__init__(*args, account=account, initial={"kind": kind} if kind in dict(choices.KINDS) else None, **options)
        self.fields["source"].help_text = _(
            "Needed where the day of signing is given and one of the parties is not your side: one on record, or a new one below with its "
            "publisher and its day."
        )
        self.extra = recorded_by(account)
        if "is_public" not in self.extra:
            del self.fields["is_public"]

    def signed_day(self) -> Day | None:
        """The day with the basis on which it stands; None when it was not given."""
        day: Day = self.cleaned_data["signed_on"]
        return None if day.is_unknown else replace(day, basis=Basis(self.cleaned_data["basis"]))

    def take_parties(self, parties: list[dict[str, Any]]) -> None:
        """What the form needs of the parties that stand beside it: a name where there is no title, and somebody who signed where there is a day."""
        if not parties and not self.cleaned_data.get("title"):
            self.add_error("title", say("title_or_parties"))
        if not parties and self.cleaned_data.get("signed_on") != Day.unknown():
            self.add_error("signed_on", say("day_without_party"))


class CorrectForm(TermsForm, SourceForm):
    """Other values for a record, and why. Of a text made here there is no source, and its kind is as it was begun."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.KINDS, required=False)
    standing = forms.ChoiceField(label=_("Standing"), choices=choices.STANDINGS)
    texts_counted = forms.IntegerField(label=_("Number of texts"), min_value=1, max_value=999, required=False, help_text=HOW_MANY_TEXTS)
    open_to_joining = forms.BooleanField(label=_("Open to joining"), required=False)
    is_public = forms.BooleanField(label=_("Public"), required=False)
    reason = reason_field(required=False)

    def __init__(self, *args: Any, account: Actor, instrument: Instrument, **options: Any) -> None:
        names = ("kind", *WHAT, *TERMS, *RECORDED, *SOURCED)
        super().__init__(*args, account=account, initial={name: getattr(instrument, name) for name in names}, **options)
        more = () if instrument.is_here else recorded_by(account)
        self.extra = () if instrument.is_here else ("kind", *more)
        self.instrument = instrument
        unasked = {"kind", *RECORDED, *(SourceForm.source_leaf[2] if instrument.is_here else ())} - {*self.extra}
        for name in unasked:
            del self.fields[name]
        self.fields["reason"].required = not instrument.is_here
        self.leaves = (
            (_("What it is"), "what", (*self.extra[:1], "title")),
            (_("More about it"), "more", (*WHAT[1:], *more)),
            TermsForm.terms_leaf,
            SourceForm.known_from_leaf,
            SourceForm.basis_leaf,
            (_("Why"), "why", ("reason",)),
        )
        self.folded = FOLDED_HERE if instrument.is_here else FOLDED | {"source": _("Where it is known from")}

    def clean_kind(self) -> str:
        """The kind that was chosen, or as it was."""
        return self.cleaned_data["kind"] or self.instrument.kind

    def ground(self, *, at: datetime) -> dict[str, Any]:
        """How we know of it, as it was or as it is now; a new source is put on record. Nothing of a text made here."""
        return {"source": self.kept_source(at=at), **self.given("basis", "why")} if "basis" in self.fields else {}
