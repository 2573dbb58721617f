"""Countries, organisations with their names and identifiers, people and the offices they held, merges."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.models import Sourced
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.registry.called import SORTED, Called
from twinward.foundation.registry.terms import FORWARD, Term

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Country(models.Model):
    """ISO 3166-1 alpha-2, and XK (user-assigned). Names come from CLDR in the reader's language; none is stored."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)

    privacy = Privacy(public="code")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        from twinward.foundation.registry.countries import country_name

        return country_name(self.code)


class Kind(models.TextChoices):
    MINISTRY = "ministry", _("ministry")
    HOSPITAL = "hospital", _("hospital")
    UNIVERSITY = "university", _("university")
    RESEARCH = "research", _("research institute")
    AGENCY = "agency", _("public agency")
    DONOR = "donor", _("donor")
    OTHER = "other", _("other organisation")


class Precision(models.TextChoices):
    COUNTRY = "country", _("country only")
    REGION = "region", _("region")
    PLACE = "place", _("place")


def sorted_by(word: str, *before: str, also: Sequence[str] = ()) -> list[models.Index]:
    """The indexes of a list of those that were not merged, sorted by some columns and then by what they are called in each language.

    also: columns that the list is only filtered by: those of a rare kind are found in the index alone.
    """
    return [
        models.Index(
            fields=[*before, f"sort_key_{language}", "id", *also], condition=Q(merged_into=None), name=f"organisation_by_{word}_{language}"
        )
        for language in SORTED
    ]


class OrganisationQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Every registered organisation is known to whoever has signed in; the register holds no secrets, its places have a precision."""
        return self if not actor.scope("registry.see").is_empty else self.none()

    def told_where(self, actor: Actor) -> Self:
        """Each with `city_seen`: its place, or nothing where `actor` may see it no finer than it is published."""
        scope, place = actor.scope("registry.place"), F("city")
        open_to = Q(public_precision=Precision.PLACE) | Q(country__in=scope.countries) | Q(pk__in=scope.organisations)
        return self.annotate(city_seen=place if scope.everything else Case(When(open_to, then=place), default=Value("")))

    def numbered(self) -> Self:
        """Each with `ror`: its number in the Research Organization Registry, None where none is on record."""
        numbers = Identifier.objects.filter(organisation=OuterRef("pk"), scheme="ror").order_by("pk")
        return self.annotate(ror=Subquery(numbers.values("value")[:1]))

    def standing(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into=None)


class Organisation(Called, Sourced):
    """A ministry, hospital, university or other body. Its place is published no finer than `public_precision`."""

    get_kind_display: Callable[[], str]
    names: "RelatedManager[OrganisationName]"
    identifiers: "RelatedManager[Identifier]"
    specialities: "RelatedManager[OrganisationSpeciality]"
    appointments: "RelatedManager[Appointment]"
    country_id: str
    parent_id: int | None
    merged_into_id: int | None
    city_seen: str  # of rows that were `told_where`
    ror: str | None  # of rows that were `numbered`
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("country"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False, verbose_name=_("part of")
    )
    region = models.CharField(_("region"), max_length=120, blank=True)
    city = models.CharField(_("place"), max_length=120, blank=True)
    latitude_microdegrees = models.IntegerField(_("latitude"), null=True, blank=True)
    longitude_microdegrees = models.IntegerField(_("longitude"), null=True, blank=True)
    public_precision = models.CharField(_("published as"), max_length=8, choices=Precision.choices, default=Precision.COUNTRY)
    website = models.CharField(_("website"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False)
    is_illustrative = models.BooleanField(default=False)

    named_by = ("name", "labels")
    objects = reads(OrganisationQuerySet)
    privacy = Privacy(
        public="id name kind country parent website is_active merged_into is_illustrative source basis why"
        " labels sort_key_en sort_key_uk sort_key_az sort_key_es",
        internal="region city latitude_microdegrees longitude_microdegrees public_precision",
        untold="labels sort_key_en sort_key_uk sort_key_az sort_key_es",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="organisation_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_part_of_itself"),
            models.CheckConstraint(
                condition=Q(latitude_microdegrees=None, longitude_microdegrees=None)
                | Q(latitude_microdegrees__isnull=False, longitude_microdegrees__isnull=False)
                & Q(latitude_microdegrees__range=(-90_000_000, 90_000_000), longitude_microdegrees__range=(-180_000_000, 180_000_000)),
                name="organisation_place_on_earth",
            ),
        ]
        indexes = [
            *sorted_by("name", also=["kind"]),
            *sorted_by("country", "country"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="organisation_by_parent"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="organisation_by_survivor"),
        ]

    @property
    def is_ministry(self) -> bool:
        """It speaks for its state, and not for itself alone."""
        return self.kind == Kind.MINISTRY

    def line(self) -> set[int]:
        """Its own key, and those of all that it is part of."""
        line: set[int] = set()
        above: int | None = self.pk
        while above and above not in line:
            line.add(above)
            above = Organisation.objects.unscoped("the line of parents").values_list("parent_id", flat=True).get(pk=above)
        return line

    def concerns(self) -> Scope:
        return Scope(countries=frozenset({self.country_id}), organisations=frozenset({self.pk} if self.pk else ()))


class OrganisationName(models.Model):
    """One of an organisation's names: its own, or a translation made here. language: ISO 639-1, empty when not known."""

    class Use(models.TextChoices):
        LABEL = "label", _("name")
        ALIAS = "alias", _("other name")
        ACRONYM = "acronym", _("acronym")
        FORMER = "former", _("former name")
        TRANSLATED = "translated", _("translation made here")

    get_use_display: Callable[[], str]
    organisation_id: int
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names", db_index=False)
    value = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=8, blank=True)
    use = models.CharField(_("use"), max_length=12, choices=Use.choices, default=Use.LABEL)

    privacy = Privacy(public="id organisation value language use")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "value", "language", "use"], name="organisation_name_once"),
            models.CheckConstraint(condition=~Q(value=""), name="organisation_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.value


class Identifier(models.Model):
    """An organisation's number in a register outside: ROR, UA-EDR, IATI."""

    organisation_id: int
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(_("register"), max_length=20)
    value = models.CharField(_("number"), max_length=120)

    privacy = Privacy(public="id organisation scheme value")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_organisation")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class OrganisationSpeciality(models.Model):
    """A speciality that an organisation has; a code of `rules.SPECIALITIES`."""

    organisation_id: int
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="specialities", db_index=False)
    code = models.CharField(_("speciality"), max_length=40)

    privacy = Privacy(public="id organisation code")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="speciality_once_per_organisation")]

    def __str__(self) -> str:
        return self.code


class PersonQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Holders of public office for everybody signed in; others within the reader's own organisation or country.

        Who holds no office on record, for instance since the only one was struck out, is their country's.
        """
        scope = actor.scope("people.see")
        if scope.everything:
            return self
        if scope.is_empty:
            return self.none()
        held = Appointment.objects.filter(person=OuterRef("pk"))
        own = held.filter(Q(organisation__in=scope.organisations) | Q(organisation__country__in=scope.countries))
        without = Q(country__in=scope.countries) & ~Exists(held)
        return self.filter(Q(in_public_office=True) | Exists(own) | without)


class Person(Called, Sourced):
    """Somebody who holds or held an office: a minister, a signatory, a focal point."""

    REGISTERED = "full_name"
    named_by = ("full_name", "labels")

    names: "RelatedManager[PersonName]"
    appointments: "RelatedManager[Appointment]"
    country_id: str | None
    full_name = models.CharField(_("full name"), max_length=160)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    in_public_office = models.BooleanField(_("in public office"), default=False)
    is_illustrative = models.BooleanField(default=False)

    objects = reads(PersonQuerySet)
    privacy = Privacy(
        internal="id country in_public_office is_illustrative source basis why",
        personal="full_name email phone labels sort_key_en sort_key_uk sort_key_az sort_key_es",
        untold="labels sort_key_en sort_key_uk sort_key_az sort_key_es",
    )

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.CheckConstraint(condition=~Q(full_name=""), name="person_has_a_name")]

    def concerns(self) -> Scope:
        """Their own country and what they serve in it; of somebody without a country, all that they serve."""
        held = [one.organisation for one in self.appointments.select_related("organisation")] if self.pk else []
        own = [one for one in held if self.country_id in (None, one.country_id)]
        return Scope(
            countries=frozenset({self.country_id} if self.country_id else {one.country_id for one in own}),
            organisations=frozenset(one.pk for one in own),
        )

    @property
    def is_unclaimed(self) -> bool:
        """Whether they are of no country and hold no office, so that whoever appoints them takes them on."""
        return self.country_id is None and not self.appointments.exists()


class PersonName(models.Model):
    """One of a person's other names: their own in a language, or a transliteration made here. language: ISO 639-1, empty when not known."""

    class Use(models.TextChoices):
        LABEL = "label", pgettext_lazy("of a person", "name")
        ALIAS = "alias", _("other name")
        ACRONYM = "acronym", _("initials")
        FORMER = "former", _("former name")
        TRANSLATED = "translated", _("transliteration made here")

    get_use_display: Callable[[], str]
    person_id: int
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names", db_index=False)
    value = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=8, blank=True)
    use = models.CharField(_("use"), max_length=12, choices=Use.choices, default=Use.LABEL)

    privacy = Privacy(internal="id person language use", personal="value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "value", "language", "use"], name="person_name_once"),
            models.CheckConstraint(condition=~Q(value=""), name="person_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.value


class StandingAppointments(models.Manager["Appointment"]):
    """The appointments that count: none that was struck out, whatever the day that is asked about."""

    def get_queryset(self) -> models.QuerySet["Appointment"]:
        return super().get_queryset().filter(is_struck=False)


class Appointment(Sourced, Term):
    """An office that a person held, for a term of which more or less is known.

    `objects` and the `appointments` of a person or an organisation are those that stand; `every` holds those that were struck out too.
    """

    class Office(models.TextChoices):
        HEAD = "head", _("head")
        SIGNATORY = "signatory", _("signatory")
        FOCAL_POINT = "focal_point", _("focal point")
        COORDINATOR = "coordinator", _("coordinator")

    get_office_display: Callable[[], str]
    person_id: int
    organisation_id: int
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("organisation"))
    office = models.CharField(_("office"), max_length=12, choices=Office.choices)
    title = models.CharField(pgettext_lazy("of an office", "title"), max_length=160, blank=True)
    is_struck = models.BooleanField(_("struck out"), default=False)

    #: Two of one organisation that are alike in these say one thing.
    said_once = ("person", "organisation", "office", "title", *(column.name for column in Term._meta.local_fields), "is_struck")
    objects = StandingAppointments()
    every = models.Manager["Appointment"]()
    privacy = Privacy(
        internal="id person organisation office title starts_on starts_by seen_from seen_until ends_from ends_before is_struck source basis why"
    )

    class Meta:
        constraints = FORWARD

    def __str__(self) -> str:
        return phrase(self.title) or self.get_office_display()


class Merge(models.Model):
    """Two records of one organisation became one. `moved` lists what the merge did to which rows, so that it can be undone: see `merging`."""

    loser_id: int
    survivor_id: int
    loser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    moved: Any = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    named_after = ("loser", "survivor")
    privacy = Privacy(internal="id loser survivor at by moved undone_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(loser=F("survivor")), name="merge_joins_two_organisations"),
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="organisation_merged_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.loser} > {self.survivor}"


class NameStamp(models.Model):
    """One value that every write to names changes in its own transaction. An index of names carries the value that it was made at."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.CharField(max_length=32)

    privacy = Privacy(internal="id value")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="names_have_one_stamp")]

    def __str__(self) -> str:
        return self.value
