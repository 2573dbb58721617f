"""The programme, its countries, and the steps that each country's list of institutions went through."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.models import Sourced, UncertainDay, runs_forward
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.models import Country, Organisation
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.models import Letter
from twinward.programme.twinning import rules

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

LONGEST_REMARK, LONGEST_PROGRAMME = 300, 200
#: The key of the programme whose countries are asked for their lists: a node keeps at most one.
CHASED = "imp"


class Programme(Sourced, UncertainDay):
    """A partnership programme, launched on a day; countries enter it by joining its declaration, where it has one.

    names: what it is called in each language in which somebody said so, by its code (ISO 639-1); elsewhere it is called by its `name`.
    """

    coverage: "RelatedManager[Coverage]"
    host_id: str
    lead_id: int | None
    declaration_id: int | None
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_PROGRAMME)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    aim = models.CharField(_("aim"), max_length=400, blank=True)
    host = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("host"))
    lead = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("led by"))
    declaration = models.ForeignKey(
        Instrument, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("declaration")
    )
    launched_at = models.CharField(_("launched at"), max_length=160, blank=True)

    privacy = Privacy(public="id key name names aim host lead declaration launched_at not_before not_after source basis why")

    class Meta:
        constraints = [runs_forward("programme_launch_runs_forward")]

    def __str__(self) -> str:
        return self.names.get((get_language() or "en").split("-")[0]) or phrase(self.name)

    def concerns(self) -> Scope:
        """Those who keep it: whoever acts for the country that hosts it."""
        return Scope(hosts=frozenset({self.host_id}))


class CoverageQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Which countries take part is public within the node."""
        return self if not actor.scope("twinning.see").is_empty else self.none()


class Coverage(models.Model):
    """A country in a programme. Whether it joined, and whether it owes a list, follow from acts and steps."""

    steps: "RelatedManager[ListStep]"
    corrections: "RelatedManager[StepCorrection]"
    programme_id: int
    country_id: str
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="coverage")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))

    objects = reads(CoverageQuerySet)
    privacy = Privacy(public="id programme country")

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [models.UniqueConstraint(fields=["programme", "country"], name="country_once_in_a_programme")]

    def __str__(self) -> str:
        return country_name(self.country_id)

    def get_absolute_url(self) -> str:
        return reverse("country", args=[self.country_id])

    def concerns(self) -> Scope:
        """The programme's host keeps the lists of all its countries; the partner answers by a guest's link."""
        return self.programme.concerns()


class StandingSteps(models.Manager["ListStep"]):
    """The steps that count: none that was struck out or corrected, whatever the day that is asked about."""

    def get_queryset(self) -> models.QuerySet["ListStep"]:
        return super().get_queryset().filter(correction=None)


class ListStep(Sourced, UncertainDay):
    """What happened to a country's list of institutions. Only ever added. `owed`: somebody said that on this day no list was agreed.

    `objects` and the `steps` of a country are those that stand; `every` holds what was struck out or corrected too, to be shown as such.
    place: the step in whose place among those of one day this one stands, because it says what that one should have said.
    """

    class Kind(models.TextChoices):
        OWED = "owed", _("not agreed yet")
        REQUESTED = "requested", _("requested")
        PROPOSED = "proposed", _("proposed")
        RETURNED = "returned", _("returned")
        AGREED = "agreed", _("agreed")

    entries: "RelatedManager[ListEntry]"
    get_kind_display: Callable[[], str]
    get_basis_display: Callable[[], str]
    correction: "StepCorrection"
    coverage_id: int
    letter_id: int | None
    is_only_added = True
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("letter"))
    contents_known = models.BooleanField(_("contents known"), default=False)
    remark = models.CharField(_("remark"), max_length=LONGEST_REMARK, blank=True)
    recorded_by = models.CharField(max_length=80)
    is_illustrative = models.BooleanField(default=False)
    place = models.BigIntegerField(null=True)

    objects = StandingSteps()
    every = models.Manager["ListStep"]()
    privacy = Privacy(
        public="id coverage kind not_before not_after basis why source contents_known is_illustrative",
        internal="letter recorded_by place",
        personal="remark",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            runs_forward("list_step_runs_forward"),
            models.CheckConstraint(
                condition=~Q(basis__in=("inferred", "reconstructed")) | ~Q(why=""), name="list_step_not_stated_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def facts(self) -> rules.Step:
        return rules.Step(self.kind, self.day, self.pk, self.place or 0)

    @property
    def is_of_a_guest(self) -> bool:
        """Whether the partner itself took it, through a link."""
        return self.recorded_by.startswith("guest:")

    def concerns(self) -> Scope:
        return self.coverage.concerns()


class StepCorrection(models.Model):
    """A step that was wrong: it did not happen, or `instead` says what it should have said. Only ever added, as what it corrects."""

    coverage_id: int
    step_id: int
    instead_id: int | None
    is_only_added = True
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="corrections")
    step = models.OneToOneField(ListStep, on_delete=models.PROTECT, related_name="correction", verbose_name=_("step"))
    instead = models.OneToOneField(
        ListStep, null=True, blank=True, on_delete=models.PROTECT, related_name="corrects", verbose_name=_("what is right")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REMARK)
    corrected_on = models.DateField(_("corrected on"))
    recorded_by = models.CharField(max_length=80)

    privacy = Privacy(public="id coverage step instead corrected_on", internal="recorded_by", personal="reason")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="step_correction_has_a_reason"),
            models.CheckConstraint(condition=~Q(step=F("instead")), name="step_not_corrected_by_itself"),
        ]

    def __str__(self) -> str:
        return str(self.corrected_on)

    def concerns(self) -> Scope:
        return self.coverage.concerns()


class ListEntry(models.Model):
    """An institution on a country's list, as one step gave it."""

    step_id: int
    organisation_id: int
    step = models.ForeignKey(ListStep, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    named_after = ("organisation",)
    counts_while = Q(step__correction=None)
    privacy = Privacy(internal="id step organisation")

    class Meta:
        verbose_name_plural = "list entries"
        constraints = [models.UniqueConstraint(fields=["step", "organisation"], name="institution_once_on_a_list")]

    def __str__(self) -> str:
        return str(self.organisation)
