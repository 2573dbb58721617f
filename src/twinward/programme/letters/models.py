"""Letters: in and out, what each is about, and which answers which."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.registry.models import Country, Organisation

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class LetterQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Letters of the reader's own organisation, or of any organisation of their country."""
        scope = actor.scope("letters.see")
        if scope.everything:
            return self
        return self.filter(Q(ours__in=scope.organisations) | Q(ours__country__in=scope.countries))

    def about(self, record: str) -> Self:
        """Letters about the record of this key."""
        return self.filter(subjects__record=record)

    def unanswered(self) -> Self:
        """Sent letters that await a reply and have none on record."""
        return self.filter(direction=Letter.Direction.OUT, state="sent", reply_by__isnull=False, answers=None)


class Letter(models.Model):
    """A letter between `ours` (an organisation of this node) and a country's authority or another organisation."""

    class Direction(models.TextChoices):
        OUT = "out", _("sent by us")
        IN = "in", _("received")

    answers: "RelatedManager[Letter]"
    subjects: "RelatedManager[LetterSubject]"
    ours_id: int
    their_country_id: str
    theirs_id: int | None
    in_reply_to_id: int | None
    scan_id: str | None
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
            models.CheckConstraint(condition=Q(state="draft") | Q(dated_on__isnull=False), name="letter_sent_or_received_has_a_day"),
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


class LetterSubject(models.Model):
    """What a letter is about: the key of any record."""

    letter_id: int
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="subjects")
    record = models.CharField(max_length=120)

    privacy = Privacy(internal="id letter record")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "record"], name="letter_about_a_record_once")]
        indexes = [models.Index(fields=["record"], name="letters_about_a_record")]

    def __str__(self) -> str:
        return self.record
