"""Forms of acts: what a party does here, what it did elsewhere, and what a correction says instead."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.fields import KnownDayField, UncertainDayField, as_typed
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.wording import on_day
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.models import Appointment, Person
from twinward.programme.instruments import choices
from twinward.programme.instruments.acting import speaks_for
from twinward.programme.instruments.binding import goes_on_without
from twinward.programme.instruments.correctable import OWN_SIDE_ONLY, told_by_itself
from twinward.programme.instruments.evidence import StandingAct
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.forms import BASES_ELSEWHERE, DocumentField, RoomForm, SourceForm, reason_field
from twinward.programme.instruments.models import Act, Instrument, Party
from twinward.programme.instruments.publishing import may_publish

SIGNATORY = _("Signatory")
KINDS_DONE = [(kind, words) for kind, words in choices.ACTS if kind != ActKind.CORRECT]


def offices_at(parties: list[Party], account: Actor) -> QuerySet[Appointment]:
    """The offices that may sign for the parties, held by people whom the reader may see: at the institution, or at the country's ministries."""
    institutions = [party.organisation_id for party in parties if party.organisation_id]
    countries = [party.country_id for party in parties if not party.organisation_id]
    found = Appointment.objects.filter(
        Q(organisation__in=institutions) | Q(organisation__kind="ministry", organisation__country__in=countries),
        person__in=Person.objects.visible_to(account).values("pk"),
    )
    return found.select_related("person", "organisation").order_by(f"organisation__{sort_column()}", f"person__{sort_column()}", "pk")


class OfficeChoice(forms.ModelChoiceField):
    """A choice among people in their offices."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}, {obj}, {obj.organisation}"


class SignatoryFields(RoomForm):
    """Who signs, and by what authority."""

    appointment = OfficeChoice(Appointment.objects.none(), label=_("Signatory in office"), required=False, empty_label=_("not chosen"))
    signatory = forms.CharField(label=_("Or the signatory's name"), max_length=160, required=False)
    full_powers = DocumentField(label=_("Full powers"), required=False)

    def offer(self, parties: list[Party]) -> None:
        """Offer the offices of these parties."""
        field = self.fields["appointment"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offices_at(parties, self.account)

    def signatory_name(self) -> str:
        appointment: Appointment | None = self.cleaned_data["appointment"]
        return appointment.person.full_name if appointment else self.cleaned_data["signatory"]


class SaidForm(RoomForm):
    """An act that can be said in words before it is written. keeps: its papers that are kept meanwhile."""

    keeps: frozenset[str] = frozenset()

    def said(self) -> str:
        """What would be recorded, in a sentence."""
        words, day = dict(KINDS_DONE)[ActKind(self.cleaned_data["kind"])], self.cleaned_data["day"]
        when = gettext("the day is not known") if isinstance(day, Day) and day.is_unknown else on_day(day)
        return " ".join([f"{self.cleaned_data['party']}: {words}, {when}.", *self._of_many()])

    def _of_many(self) -> Iterator[str]:
        """What it means that more than two are party to the text, and one ends or suspends it."""
        alone = {
            ActKind.TERMINATE: gettext(
                "More than two are party to it, so this is the withdrawal of this party; between the others it goes on."
            ),
            ActKind.SUSPEND: gettext("More than two are party to it, so it is suspended for this party; between two others it goes on."),
        }
        kind = ActKind(self.cleaned_data["kind"])
        if kind in alone and goes_on_without(self.cleaned_data["party"].instrument.alone(), self._told().facts()):
            yield alone[kind]

    def _told(self) -> Act:
        """The act as it is typed, not saved."""
        said = self.cleaned_data["day"]
        day = said if isinstance(said, Day) else Day.on(said)
        named = {name: self.cleaned_data[name] for name in ("party", "kind", "effective_on")}
        return Act(not_before=day.not_before, not_after=day.not_after, basis=Basis.STATED, **named)

    def answers(self) -> list[tuple[Any, Any, str]]:
        """What was typed and chosen, in words, without the papers: (question, answer, "")."""
        shown = (bound for section in self.sections() for bound in section.fields if not isinstance(bound.field, forms.FileField))
        return [(SIGNATORY if bound.name == "signatory" else bound.label, self._in_words(bound.name, bound.field), "") for bound in shown]

    def signatory_name(self) -> str:
        return self.cleaned_data["signatory"]

    def _in_words(self, name: str, field: forms.Field) -> Any:
        answer = self.signatory_name() if name == "signatory" else self.cleaned_data[name]
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(answer) if answer else answer
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return dict(choices).get(answer, answer)


class ActForm(SignatoryFields, SaidForm):
    """What a party does here and now."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("For which party"), empty_label=None)
    kind = forms.ChoiceField(label=_("Act"), choices=KINDS_DONE)
    day = KnownDayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    effective_on = KnownDayField(label=_("Takes effect on"), required=False)
    document = DocumentField(label=_("The signed paper"), required=False)
    leaves = (
        (_("Act"), "act", ("party", "kind", "day", "place", "effective_on")),
        (_("Who signs"), "who", ("appointment", "signatory", "full_powers")),
        (_("Paper"), "paper", ("document",)),
    )
    at_fields = {"act_not_of_today": "day", "act_before_agreement": "day"}

    def __init__(self, *args: Any, account: Actor, own: list[Party], today: date, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        field = self.fields["party"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _as_choices(own)
        self.fields["day"].initial = today
        self.offer(own)


def _as_choices(parties: list[Party]) -> QuerySet[Party]:
    return Party.objects.filter(pk__in=[party.pk for party in parties]).select_related("organisation").order_by("pk")


class ActElsewhereForm(SourceForm, SaidForm):
    """What a party did elsewhere, as far as it is known."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("Which party"), empty_label=None)
    kind = forms.ChoiceField(label=_("Act"), choices=KINDS_DONE)
    day = UncertainDayField(label=_("Day"), required=False)
    effective_on = KnownDayField(label=_("Takes effect on"), required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    signatory = forms.CharField(label=_("Signatory"), max_length=160, required=False)
    appointment = OfficeChoice(
        Appointment.objects.none(), label=_("In which office, if that is on record"), required=False, empty_label=_("not chosen")
    )
    document = DocumentField(label=_("The signed paper"), required=False)
    leaves = (
        (_("Act"), "act", ("party", "kind", "day", "effective_on", "place")),
        (_("Who signed"), "who", ("signatory", "appointment", "document")),
        SourceForm.source_leaf,
    )
    at_fields = {
        "act_in_future": "day",
        "act_done_here_instead": "party",
        "act_needs_its_paper": "document",
        "foreign_act_without_source": "source",
        "effective_before_act": "effective_on",
        "notice_too_short": "effective_on",
        "ratified_before_signature": "kind",
        "consent_twice": "kind",
        "act_twice": "kind",
        "not_open_to_joining": "kind",
        "party_not_of_instrument": "party",
    }

    def __init__(self, *args: Any, account: Actor, parties: list[Party], today: date, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        self.today = today
        party, appointment = self.fields["party"], self.fields["appointment"]
        assert isinstance(party, forms.ModelChoiceField)
        assert isinstance(appointment, forms.ModelChoiceField)
        party.queryset = _as_choices(parties)
        appointment.queryset = offices_at(parties, account)
        others = [party for party in parties if not account.may("instruments.record", party)]
        self.by_itself = told_by_itself(others)
        if others:  # said of no party by name: who else signs in here is not theirs to read from a form
            self.fields["kind"].help_text = gettext(
                "Where somebody signs in here for another side, that side itself records that it withdrew, terminated, suspended or resumed; "
                "otherwise you record it."
            )
        if not all(speaks_for(account, party) for party in parties):
            self.fields["source"].help_text = gettext(
                "Needed for an act of another side: one on record, or a new one below with its publisher, and its day where that is known."
            )

    def clean(self) -> dict[str, Any]:
        """All that is wrong at once, each at its field, whatever else could not be read."""
        cleaned = super().clean()
        day: Day | None = cleaned.get("day")
        if day and day.not_before and day.not_before > self.today:
            self.add_error("day", say("act_in_future"))
        party = cleaned.get("party")
        if party and not speaks_for(self.account, party):
            self._clean_foreign(cleaned, party)
        return cleaned

    def _clean_foreign(self, cleaned: dict[str, Any], party: Party) -> None:
        """Of what another side did it is said from which source it is known, and nothing that only that side records."""
        if cleaned.get("kind") in OWN_SIDE_ONLY and party in self.by_itself:
            self.add_error("kind", say("act_of_own_side_only"))
        if not cleaned.get("new_publisher") and "source" not in self.errors and cleaned.get("source") is None:
            self.add_error("source", say("foreign_act_without_source"))

    def said_day(self) -> Day:
        """The day with the basis on which it stands."""
        return replace(self.cleaned_data["day"], basis=Basis(self.cleaned_data["basis"]))


def _in_log(instrument: Instrument, account: Actor) -> str:
    """Who reads why an act of it was corrected."""
    if not may_publish(account):
        return gettext("It stands in the ledger. The public log of corrections says that the act was corrected, not why.")
    if Gate.now().passes(instrument):
        return gettext("It stands in the public log of corrections. Name nobody.")
    return gettext("Once this text is public, it stands in the public log of corrections. Name nobody.")


class CorrectActForm(SignatoryFields, SourceForm):
    """What an act should have said; of one of elsewhere also who says so, or that we conclude it."""

    says_instead = forms.TypedChoiceField(
        label=_("What is right"),
        choices=[("yes", _("It happened, as written here")), ("no", _("It did not happen"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    day = UncertainDayField(label=_("Day"), required=False)
    effective_on = KnownDayField(label=_("Takes effect on"), required=False)
    basis = forms.ChoiceField(label=_("Basis of the day"), choices=BASES_ELSEWHERE)
    others_too = forms.BooleanField(label=_("The other parties signed on the same day, by the same source"), required=False)
    why = None
    reason = reason_field()
    leaves = (
        (_("Act"), "act", ("says_instead", "day", "others_too", "effective_on", "basis")),
        (_("What it is known from"), "source", SourceForm.named),
        (_("Who signed"), "who", ("appointment", "signatory", "full_powers")),
        (_("Why"), "why", ("reason",)),
    )
    at_fields = {
        "consent_relied_on": "says_instead",
        "act_has_effect": "says_instead",
        "act_of_its_day": "day",
        "act_before_agreement": "day",
        "source_missing": "source",
    }

    def __init__(self, *args: Any, account: Actor, wrong: StandingAct, others: Sequence[StandingAct] = (), **options: Any) -> None:
        says = wrong.says
        first = {
            "day": as_typed(says.day),
            "effective_on": says.effective.not_after if says.effective else None,
            "basis": says.day.basis,
            "signatory": wrong.signatory,
            "appointment": wrong.appointment,
            "others_too": True,
        }
        super().__init__(*args, account=account, initial=first, **options)
        self.fields["reason"].help_text = _in_log(wrong.act.instrument, account)
        if says.day.basis is Basis.DONE_HERE:
            self._ask_for_no_source()
        else:
            self.fields["source"].help_text = gettext(
                "Another day needs the source that states it, unless we conclude it ourselves: then say so above."
            )
        self.offer([wrong.act.party])
        self.wrong, self.others = wrong, others
        self._ask_of_the_others()

    def _ask_of_the_others(self) -> None:
        """Whether the day holds for all who did it together; nothing where nobody else did."""
        if not self.others:
            del self.fields["others_too"]
            return
        if self.wrong.says.kind is not ActKind.SIGN:
            self.fields["others_too"].label = gettext("The other parties did so on the same day, by the same source")
        named = gettext("Their day is corrected with it: %(parties)s.") % {"parties": ", ".join(str(one.act.party) for one in self.others)}
        self.fields["others_too"].help_text = named

    def with_it(self) -> list[Act]:
        """The acts of others that have the new day too."""
        has_other_day = self.cleaned_data["says_instead"] and self.said_day() != self.wrong.says.day
        return [one.act for one in self.others] if has_other_day and self.cleaned_data.get("others_too") else []

    def _ask_for_no_source(self) -> None:
        """Nobody else tells what was done here."""
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [(Basis.DONE_HERE, _("done here"))]
        for name in self.named:
            del self.fields[name]

    def stated_by(self, *, at: datetime) -> Source | None:
        """The source that was given; None when none was, or none was asked for."""
        return self.kept_source(at=at) if "source" in self.fields else None

    def said_day(self) -> Day:
        return replace(self.cleaned_data["day"], basis=Basis(self.cleaned_data["basis"]))
