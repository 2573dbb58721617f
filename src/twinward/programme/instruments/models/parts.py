"""What an instrument consists of: its parties, their acts, its links, texts and waivers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Scope
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.models import Document, Sourced, UncertainDay, runs_forward
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.models import Appointment, Country, Organisation
from twinward.programme.instruments import facts
from twinward.programme.instruments.choices import ACTS, LINKS
from twinward.programme.instruments.facts import ActKind, LinkKind

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Parties(models.Manager["Party"]):
    """The parties that stand: whoever reads parties reads these, through an instrument too. The struck ones are read through `Party.every`."""

    def get_queryset(self) -> "models.QuerySet[Party]":
        return super().get_queryset().filter(struck_on=None)


class Party(models.Model):
    """One side of an instrument: a country, an organisation, or one that a source leaves unnamed (`described` says as what).

    struck_on: since then it counts nowhere, for no day, because it was never right; None for a party that stands.
    """

    acts: "RelatedManager[Act]"
    instrument_id: int
    country_id: str
    organisation_id: int | None
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="parties")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="party_to", verbose_name=_("organisation")
    )
    described = models.CharField(_("described as"), max_length=160, blank=True)
    is_required = models.BooleanField(default=True)
    struck_on = models.DateField(_("struck out on"), null=True, blank=True)
    struck_because = models.CharField(_("why it was struck out"), max_length=300, blank=True)
    struck_by = models.CharField(max_length=80, blank=True)
    counts_while = Q(struck_on=None, instrument__struck_on=None)

    objects = Parties()
    every = models.Manager["Party"]()
    named_after = ("organisation",)
    privacy = Privacy(
        public="id instrument country organisation described is_required struck_on",
        internal="struck_because struck_by",
    )

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "organisation"], condition=Q(struck_on=None), name="organisation_party_once"),
            models.UniqueConstraint(
                fields=["instrument", "country"],
                condition=Q(organisation=None, described="", struck_on=None),
                name="country_party_once",
            ),
            models.CheckConstraint(condition=Q(organisation=None) | Q(described=""), name="party_named_or_described"),
            models.CheckConstraint(
                condition=Q(struck_on=None, struck_because="", struck_by="")
                | Q(struck_on__isnull=False) & ~Q(struck_because="") & ~Q(struck_by=""),
                name="struck_party_has_a_day_a_reason_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called} ({country_name(self.country_id)})" if self.described else self.called

    @property
    def called(self) -> str:
        """Its name alone, which two that a source leaves unnamed may share."""
        return phrase(self.described) or (str(self.organisation) if self.organisation_id else country_name(self.country_id))

    def registered_as(self) -> str:
        """What the ledger calls it, whoever writes: in English, an institution by the name that it is registered under."""
        return self.described or (self.organisation.name if self.organisation else country_name(self.country_id, "en"))

    def facts(self) -> facts.Party:
        return facts.Party(
            key=str(self.pk),
            country=self.country_id,
            organisation=str(self.organisation_id) if self.organisation_id else None,
            required=self.is_required,
            named=not self.described,
            is_ministry=self.organisation is not None and self.organisation.is_ministry,
        )

    def concerns(self) -> Scope:
        """This side alone: what its own people may do for it."""
        return Scope(
            countries=frozenset({self.country_id}), organisations=frozenset({self.organisation_id} if self.organisation_id else ())
        )


class Act(Sourced, UncertainDay):
    """What one party did to an instrument. Rows are only ever added; a correction is an act that names the wrong one."""

    get_kind_display: Callable[[], str]
    get_basis_display: Callable[[], str]
    instrument_id: int
    party_id: int
    appointment_id: int | None
    full_powers_id: str | None
    document_id: str | None
    corrects_id: int | None
    is_only_added = True
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="acts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("act"), max_length=10, choices=ACTS)
    effective_on = models.DateField(_("takes effect"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    signatory = models.CharField(_("signatory"), max_length=160, blank=True)
    appointment = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    full_powers = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    says_instead = models.BooleanField(default=True)
    is_illustrative = models.BooleanField(default=False)

    privacy = Privacy(
        public="id instrument party kind not_before not_after effective_on place basis why source corrects says_instead is_illustrative",
        personal="signatory",
        internal="appointment full_powers document",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            runs_forward("act_interval_runs_forward"),
            models.CheckConstraint(
                condition=~Q(basis="done_here") | Q(not_before__isnull=False, not_after__isnull=False, not_before=F("not_after")),
                name="act_done_here_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(basis="done_here", kind="sign") | ~Q(signatory=""), name="signature_done_here_has_a_signatory"
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(why=""), name="correction_has_a_reason"),
            models.CheckConstraint(condition=~Q(basis__in=("inferred", "reconstructed")) | ~Q(why=""), name="act_not_stated_says_why"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def office(self) -> Appointment | None:
        """The office in which its signatory signed; none when that was struck out."""
        held = self.appointment
        return None if held is None or held.is_struck else held

    def facts(self) -> facts.Act:
        """The act as the rules see it; the id of one not yet saved is larger than any."""
        return facts.Act(
            id=self.pk or 2**62,
            party=str(self.party_id),
            kind=ActKind(self.kind),
            day=self.day,
            effective=Day.on(self.effective_on, Basis(self.basis)) if self.effective_on else None,
            corrects=self.corrects_id,
            says_instead=self.says_instead,
            reason=self.why,
        )


class Link(Sourced):
    """What an instrument rests on or does to another. `subjects` limits a legal basis to some fields of cooperation; empty: to none in particular.

    withdrawn_on: since then it counts on no day, past or future, because it was never right; None for a link that stands.
    """

    get_kind_display: Callable[[], str]
    get_basis_display: Callable[[], str]
    from_instrument_id: int
    to_instrument_id: int | None
    from_instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="every_link_down")
    to_instrument = models.ForeignKey(
        "instruments.Instrument", null=True, blank=True, on_delete=models.PROTECT, related_name="every_link_up"
    )
    unnamed = models.CharField(_("unnamed"), max_length=160, blank=True)
    kind = models.CharField(_("link"), max_length=12, choices=LINKS)
    subjects = models.JSONField(_("for the fields"), default=list, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    is_illustrative = models.BooleanField(default=False)

    privacy = Privacy(
        public="id from_instrument to_instrument unnamed kind subjects source basis why withdrawn_on is_illustrative",
        internal="withdrawn_because withdrawn_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_instrument", "to_instrument", "kind"], condition=Q(withdrawn_on=None), name="instruments_linked_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_because="", withdrawn_by="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="") & ~Q(withdrawn_by=""),
                name="withdrawn_link_has_a_day_a_reason_and_an_author",
            ),
            models.CheckConstraint(condition=~Q(from_instrument=F("to_instrument")), name="instrument_not_linked_to_itself"),
            models.CheckConstraint(
                condition=Q(to_instrument=None) & ~Q(unnamed="") | Q(to_instrument__isnull=False, unnamed=""),
                name="link_names_or_describes",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def stands(self) -> bool:
        return self.withdrawn_on is None

    @property
    def target(self) -> Any:  # an Instrument, whose module stands on this one
        """The instrument from which something follows for what it links; None for one that is only described, and for a record that was struck
        out since, by who could not see what names it.
        """
        return self.to_instrument if self.to_instrument and self.to_instrument.struck_on is None else None

    def facts(self) -> facts.Link | None:
        """The link as the rules see it; None for one to something unnamed."""
        if self.to_instrument_id is None:
            return None
        return facts.Link(str(self.from_instrument_id), str(self.to_instrument_id), LinkKind(self.kind))


class Text(models.Model):
    """A text of an instrument in one language; authentic, or a translation."""

    instrument_id: int
    document_id: str
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    is_authentic = models.BooleanField(_("authentic"), default=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(internal="id instrument language is_authentic document")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "language", "is_authentic"], name="one_text_a_language")]

    def __str__(self) -> str:
        return self.language


class Waivers(models.Manager["Waiver"]):
    """The waivers that stand; those that were withdrawn are read through `Waiver.every`."""

    def get_queryset(self) -> "models.QuerySet[Waiver]":
        return super().get_queryset().filter(withdrawn_on=None)


class Waiver(models.Model):
    """Why an instrument may do without a legal basis, and who says so.

    withdrawn_on: since then it counts on no day, because nobody had relied on it; None for one that stands.
    """

    instrument_id: int
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.CharField(max_length=80)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    objects = Waivers()
    every = models.Manager["Waiver"]()
    privacy = Privacy(internal="id instrument reason by given_on withdrawn_on withdrawn_because withdrawn_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_because="", withdrawn_by="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="") & ~Q(withdrawn_by=""),
                name="withdrawn_waiver_has_a_day_a_reason_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def facts(self) -> facts.Waiver:
        return facts.Waiver(self.reason, self.by, self.given_on)
