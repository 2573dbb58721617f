"""Letters: in and out, what each is about, and which answers which."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.kernel.wording import country
from twinward.foundation.registry.models import Country, Organisation
from twinward.programme.letters import rules

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def own_of(scope: Scope) -> Q:
    """The letters of these organisations, and of any organisation of these countries."""
    return Q(ours__in=scope.organisations) | Q(ours__country__in=scope.countries)


def sent_to(scope: Scope) -> Q:
    """The letters that were sent to these organisations, or to any organisation of these countries: no drafts."""
    addressed = Q(theirs__in=scope.organisations) | Q(theirs__country__in=scope.countries)
    return addressed & Q(direction="out", state="sent")


#: The states of what was written to the register: it is corrected with a reason, not changed.
ON_RECORD = ("sent", "received")


class LetterQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Letters of the reader's own organisation, or of any organisation of their country; and those that were sent to one of these."""
        scope = actor.scope("letters.see")
        if scope.everything:
            return self
        return self.filter(own_of(scope) | sent_to(scope))

    def as_read_by(self, actor: Actor) -> Self:
        """Each as its reader's side has it. is_to_us: it was sent to the reader's side, which sees the other side's record of it.

        way: "out" or "in" seen from there; own_number, other_number, other_country: the numbers and the country of each side, seen so; None for none.
        """
        scope = actor.scope("letters.see")
        to_us = Q(pk=None) if scope.everything else ~own_of(scope)
        sides = {"own_number": ("their_number", "our_number"), "other_number": ("our_number", "their_number")}
        sides |= {"other_country": ("ours__country_id", "their_country_id")}
        read = {name: NullIf(Case(When(is_to_us=True, then=F(other)), default=F(own)), Value("")) for name, (other, own) in sides.items()}
        way = Case(When(is_to_us=True, then=Value("in")), default=F("direction"))
        return self.annotate(is_to_us=Case(When(to_us, then=Value(True)), default=Value(False))).annotate(way=way, **read)

    def about(self, record: str) -> Self:
        """Letters about the record of this key."""
        return self.filter(subjects__record=record)

    def with_standing(self, on: date) -> Self:
        """Each with `is_answered` and `is_followed` as of a day: the other side wrote back by then, its own side wrote again."""
        later = Letter.objects.unscoped("whether a letter in sight was answered").filter(
            in_reply_to=OuterRef("pk"), state__in=ON_RECORD, dated_on__lte=on
        )
        goes_on, goes_back = Q(direction=OuterRef("direction")), ~Q(direction=OuterRef("direction"))
        keeps_it, is_theirs = (
            Q(ours=OuterRef("ours")),
            ~Q(ours=OuterRef("ours")),
        )  # what the other side wrote back may be a letter of its own
        return self.also_seeing("whether a letter in sight was answered").annotate(
            is_answered=Exists(later.filter(keeps_it & goes_back | is_theirs & goes_on)),
            is_followed=Exists(later.filter(keeps_it & goes_on | is_theirs & goes_back)),
        )

    def between_sides_of(self, letter: "Letter") -> Self:
        """The letters between the two sides of this one; also those of its other side, where that is an organisation of this node."""
        own = Q(ours=letter.ours_id, their_country=letter.their_country_id)
        return self.filter(own | Q(ours=letter.theirs_id, theirs=letter.ours_id) if letter.theirs_id else own)

    def may_come_before(self, letter: "Letter") -> Self:
        """The letters on record that this one may answer or follow, the newest first."""
        earlier = self.between_sides_of(letter).filter(state__in=ON_RECORD, dated_on__lte=letter.dated_on)
        return earlier.exclude(pk=letter.pk).newest_first()

    def with_whether_about_one(self) -> Self:
        """Each with `is_about_one`: it is about no more than one record."""
        another = LetterSubject.objects.filter(letter=OuterRef("letter")).exclude(pk=OuterRef("pk"))
        return self.annotate(is_about_one=~Exists(LetterSubject.objects.filter(Exists(another), letter=OuterRef("pk"))))

    def newest_first(self) -> Self:
        """Drafts before all, then by day."""
        return self.order_by(Coalesce("dated_on", date.max).desc(), "-pk")

    def unanswered(self, on: date) -> Self:
        """Sent or received letters that ask for a reply, and have neither an answer nor a later letter by a day."""
        asking = self.filter(state__in=ON_RECORD, reply_by__isnull=False, dated_on__lte=on)
        return asking.with_standing(on).filter(is_answered=False, is_followed=False)


class Letter(models.Model):
    """A letter between `ours` (an organisation of this node) and a country's authority or another organisation."""

    class Direction(models.TextChoices):
        OUT = "out", _("outgoing")
        IN = "in", _("incoming")

    is_to_us = False  # from as_read_by
    way: str
    is_answered: bool  # from with_standing
    is_followed: bool
    is_about_one: bool  # from with_whether_about_one
    answers: "RelatedManager[Letter]"
    subjects: "RelatedManager[LetterSubject]"
    ours_id: int
    their_country_id: str
    theirs_id: int | None
    in_reply_to_id: int | None
    scan_id: str | None
    get_direction_display: Callable[[], str]
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=10, default="draft")
    ours = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("our side"))
    their_country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    theirs = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("other side")
    )
    our_number = models.CharField(_("our number"), max_length=60, blank=True)
    their_number = models.CharField(_("their number"), max_length=60, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    in_reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers", verbose_name=_("answers")
    )
    scan = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_illustrative = models.BooleanField(default=False)

    objects = reads(LetterQuerySet)
    privacy = Privacy(
        internal="id direction state ours their_country theirs our_number their_number dated_on reply_by language subject body in_reply_to scan is_illustrative"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="letter_has_a_subject"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded")) | Q(dated_on__isnull=False), name="letter_sent_or_received_has_a_day"
            ),
            models.CheckConstraint(condition=Q(direction="out") | Q(state="received"), name="letter_in_is_received"),
            models.CheckConstraint(
                condition=Q(reply_by=None) | Q(dated_on=None) | Q(reply_by__gte=F("dated_on")), name="letter_reply_after_its_day"
            ),
            models.CheckConstraint(condition=~Q(in_reply_to=F("id")), name="letter_does_not_answer_itself"),
        ]
        indexes = [models.Index(fields=["-dated_on", "-id"], name="letter_by_day")]

    def __str__(self) -> str:
        return self.subject

    def concerns(self) -> Scope:
        return Scope(countries=frozenset({self.ours.country_id}), organisations=frozenset({self.ours_id}))

    @property
    def sides(self) -> tuple[int, str]:
        """Our organisation and their country."""
        return self.ours_id, self.their_country_id

    def sides_for(self, other: "Letter") -> tuple[int, str]:
        """Its sides as `other` should have them that answers or follows it: turned round where its addressee here writes to its sender."""
        is_turned = self.theirs_id is not None and (other.ours_id, other.theirs_id) == (self.theirs_id, self.ours_id)
        return (other.ours_id, self.ours.country_id) if is_turned else self.sides

    @property
    def is_answer(self) -> bool:
        """Whether it answers an earlier letter; one that follows it comes from the same side."""
        earlier = self.in_reply_to
        return earlier is not None and (earlier.direction != self.direction) == (earlier.ours_id == self.ours_id)

    @property
    def their_side(self) -> str:
        """Whom the letter goes to or comes from, by its own side's record: the organisation, or the country."""
        return str(self.theirs) if self.theirs else country(self.their_country_id)

    @property
    def other_side(self) -> str:
        """The side that is not the reader's, for a letter read by `as_read_by`."""
        return str(self.ours) if self.is_to_us else self.their_side

    @property
    def numbered(self) -> rules.Numbered:
        """The letter as the rules of numbers see it."""
        return rules.Numbered(self.direction, self.dated_on, (self.their_country_id, self.theirs_id))

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    def standing_on(self, day: date) -> rules.Standing:
        """How it stands on a day, for a letter read by `with_standing` of that day."""
        way = self.Direction.IN if self.is_to_us else self.direction
        return rules.standing(way, self.state, self.reply_by, answered=self.is_answered, followed=self.is_followed, today=day)


class LetterSubjectQuerySet(models.QuerySet["LetterSubject"]):
    def counting_for(self, record: str, reader: Actor, _at: datetime) -> Self:
        """That letters of the reader's own side are about the record of this key: no discarded draft, and no letter of another side."""
        scope = reader.scope("letters.see")
        letters = Letter.objects.visible_to(reader).exclude(state="discarded")
        return self.filter(record=record, letter__in=letters if scope.everything else letters.filter(own_of(scope)))


class LetterSubject(models.Model):
    """What a letter is about: the key of any record."""

    letter_id: int
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="subjects")
    record = models.CharField(max_length=120)

    objects = LetterSubjectQuerySet.as_manager()
    privacy = Privacy(internal="id letter record")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "record"], name="letter_about_a_record_once")]
        indexes = [models.Index(fields=["record"], name="letters_about_a_record")]

    def __str__(self) -> str:
        return self.record
