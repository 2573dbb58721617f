"""Claims: figures that somebody stated in public; and conflicts between them. Records are counted elsewhere and never added to these."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Scope
from twinward.foundation.kernel.models import Source, Sourced, UncertainDay, runs_forward
from twinward.foundation.kernel.privacy import Privacy

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def of_the_node() -> Scope:
    """The node's own country: what is said in public is its business alone."""
    return Scope(countries=frozenset({settings.NODE_COUNTRY}))


class Claims(models.Manager["Claim"]):
    """The claims that stand: whoever reads claims reads these, through a conflict too. The struck ones are read through `Claim.every`."""

    def get_queryset(self) -> "models.QuerySet[Claim]":
        return super().get_queryset().filter(struck_on=None)


class Claim(Sourced, UncertainDay):
    """One figure as a source states it. Its day, where known, is the day that the figure is of.

    struck_on: since then it counts nowhere, for no day, because nobody stated it; None for a claim that stands.
    value_minor: whole minor units when `unit` is an ISO 4217 currency, else a whole number. figure: the catalogue's key that it speaks of.
    """

    class Operator(models.TextChoices):
        EXACT = "exact", _("exactly")
        AT_LEAST = "at_least", _("more than")
        ABOUT = "about", _("about")

    parts: "RelatedManager[Claim]"
    conflicts: "RelatedManager[Conflict]"
    part_of_id: int | None
    key = models.SlugField(max_length=60, unique=True)
    figure = models.SlugField(max_length=60)
    what = models.CharField(_("counts"), max_length=300)
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    operator = models.CharField(max_length=10, choices=Operator.choices)
    value = models.BigIntegerField(_("value"))
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    said_of = models.CharField(_("as of"), max_length=60, blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    part_of_basis = models.CharField(max_length=14, blank=True)
    struck_on = models.DateField(_("struck out on"), null=True, blank=True)
    struck_because = models.CharField(_("why it was struck out"), max_length=300, blank=True)
    struck_by = models.CharField(max_length=80, blank=True)

    objects = Claims()
    every = models.Manager["Claim"]()
    privacy = Privacy(
        public="id key figure what scope operator value unit said_of part_of part_of_basis source basis why not_before not_after struck_on",
        internal="struck_because struck_by",
    )

    class Meta:
        constraints = [
            runs_forward("claim_day_runs_forward"),
            models.CheckConstraint(condition=Q(source__isnull=False), name="claim_has_a_source"),
            models.CheckConstraint(condition=Q(value__gte=0), name="claim_is_not_negative"),
            models.CheckConstraint(
                condition=Q(struck_on=None, struck_because="", struck_by="")
                | Q(struck_on__isnull=False) & ~Q(struck_because="") & ~Q(struck_by=""),
                name="struck_claim_has_a_day_a_reason_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def concerns(self) -> Scope:
        return of_the_node()


class Conflicts(models.Manager["Conflict"]):
    def standing(self) -> "models.QuerySet[Conflict]":
        """Those that still have two sides once the claims are left out that were struck out, and the sources that made them."""
        spoken = Claim.every.filter(conflicts=OuterRef("pk"), source=OuterRef("sources"))
        claims = Count("claims", filter=Q(claims__struck_on=None), distinct=True)
        silent = Count("sources", filter=~Exists(spoken), distinct=True)
        struck = Claim.every.filter(conflicts=OuterRef("pk")).exclude(struck_on=None)
        return self.alias(sides=claims + silent).exclude(Exists(struck), sides__lt=2)


class Conflict(models.Model):
    """Two sources that disagree, or seem to. Both sides stay on record, whatever settles it."""

    settlements: "RelatedManager[Settlement]"
    key = models.SlugField(max_length=60, unique=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="conflicts")
    sources = models.ManyToManyField(Source, blank=True, related_name="+")

    figure = models.SlugField(max_length=60, blank=True)

    objects = Conflicts()
    privacy = Privacy(public="id key claims sources figure")

    def __str__(self) -> str:
        return self.key

    def concerns(self) -> Scope:
        return of_the_node()


class Settlement(models.Model):
    """What settles a conflict from a day on, in words for the public. Rows are only ever added; one that replaces another says why.

    language: that of explanation and reason, ISO 639-1.
    """

    conflict_id: int
    replaces_id: int | None
    is_only_added = True
    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="settlements")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    explanation = models.CharField(_("what settles it"), max_length=300)
    language = models.CharField(_("language"), max_length=8)
    reason = models.CharField(_("why it was settled anew"), max_length=300, blank=True)
    settled_on = models.DateField(_("settled on"))

    privacy = Privacy(public="id conflict replaces explanation language reason settled_on")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(explanation=""), name="conflict_is_settled_with_words"),
            models.CheckConstraint(condition=~Q(language=""), name="settlement_has_a_language"),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")), name="settled_anew_has_a_reason"
            ),
            models.UniqueConstraint(fields=["conflict"], condition=Q(replaces=None), name="conflict_first_settled_once"),
        ]

    def __str__(self) -> str:
        return self.explanation

    def concerns(self) -> Scope:
        return of_the_node()
