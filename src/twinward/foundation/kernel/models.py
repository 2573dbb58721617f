"""What the kernel stores: events, the head of the ledger's tree, sources, documents, form keys, saved filters."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.privacy import Privacy

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

BASES = [
    (Basis.STATED, _("stated")),
    (Basis.INFERRED, _("inferred")),
    (Basis.RECONSTRUCTED, _("reconstructed")),
    (Basis.DONE_HERE, _("done here")),
]


class Event(models.Model):
    """One write, for ever. The table refuses UPDATE and DELETE by trigger; `leaf` is the RFC 6962 leaf hash of all other columns.

    Order in the tree: (tx, id). tx is PostgreSQL's transaction id, 0 on SQLite. A row of a bulk import names its event in `part_of`.
    """

    personal_facts: "RelatedManager[PersonalFact]"
    is_only_added = True
    id = models.BigIntegerField(primary_key=True)
    tx = models.BigIntegerField()
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who"), max_length=80)
    record = models.CharField(_("record"), max_length=120)
    verb = models.CharField(_("what"), max_length=40)
    facts = models.JSONField()
    part_of = models.BigIntegerField(null=True)
    leaf = models.BinaryField(max_length=32)

    privacy = Privacy(internal="id tx at by record verb facts part_of leaf")

    class Meta:
        indexes = [
            models.Index(fields=["record", "id"], name="event_of_record"),
            models.Index(fields=["by", "id"], name="event_of_actor"),
            models.Index(fields=["tx", "id"], name="event_in_tree_order"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb} {self.record}"


class PersonalFact(models.Model):
    """A personal value that an event speaks of. The event holds only its salted commitment, so that this row can be erased and the ledger stays whole."""

    event_id: int
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal_facts")
    name = models.CharField(max_length=80)
    salt = models.BinaryField(max_length=16)
    value = models.TextField()

    privacy = Privacy(internal="id event name salt", personal="value")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="personal_fact_once_per_event")]

    def __str__(self) -> str:
        return self.name


class Head(models.Model):
    """The sealed tree: how many leaves, its root, and the frontier from which it grows on. One row.

    tx_offset is added to PostgreSQL's transaction ids, so that they go on from those of the cluster that a backup came from.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField(max_length=32 * 64)
    tx_offset = models.BigIntegerField(default=0)
    last_tx = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)

    privacy = Privacy(internal="id size root frontier tx_offset last_tx last_id")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ledger_has_one_head")]

    def __str__(self) -> str:
        return f"{self.size}"


class Checkpoint(models.Model):
    """The root at some size, kept when the ledger was verified or backed up. Append-only by trigger."""

    is_only_added = True
    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    privacy = Privacy(internal="size root at")

    def __str__(self) -> str:
        return f"{self.size}"


class UncertainDay(models.Model):
    """Columns of an uncertain day, closed on both sides; empty on a side where nothing is known. A known day has both ends equal."""

    not_before = models.DateField(_("not before"), null=True, blank=True)
    not_after = models.DateField(_("not after"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def day(self) -> Day:
        return Day(self.not_before, self.not_after, Basis(getattr(self, "basis", Basis.STATED)))


def runs_forward(name: str) -> models.CheckConstraint:
    """The constraint that an uncertain day is an interval which runs forward."""
    return models.CheckConstraint(condition=Q(not_before__lte=F("not_after")) | Q(not_before=None) | Q(not_after=None), name=name)


class Document(models.Model):
    """A file, stored once by its content. The bytes lie in the home under documents/, named by the hash."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        INTERNAL = "internal", _("internal")

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    language = models.CharField(_("language"), max_length=8, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL)
    keep_until = models.DateField(null=True)

    privacy = Privacy(internal="sha256 name media_type size_bytes language kind visibility keep_until")

    def __str__(self) -> str:
        return self.name


class Source(UncertainDay):
    """A public page or article that facts are taken from: who published it, when, who speaks in it."""

    basis = Basis.STATED
    key = models.SlugField(max_length=60, unique=True)
    publisher = models.CharField(_("publisher"), max_length=120)
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)
    speaker_role = models.CharField(_("office"), max_length=120, blank=True)
    citing = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    privacy = Privacy(public="id key not_before not_after publisher speaker speaker_role citing url note")

    class Meta:
        constraints = [runs_forward("source_day_runs_forward")]

    def __str__(self) -> str:
        """Who published it, in the reader's language where we know that publisher."""
        return phrase(self.publisher)


class Sourced(models.Model):
    """Columns of a fact: where it comes from and on what ground it stands."""

    source_id: int | None
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    basis = models.CharField(_("basis"), max_length=14, choices=BASES, default=Basis.DONE_HERE)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        abstract = True


class FormKey(models.Model):
    """A form that was sent once. A second send of the same key and content answers what the first did.

    A restore leaves the word of its home here, with neither content nor answer.

    content: the keyed hash of the address and of what was sent, in hexadecimal; see the middleware.
    """

    key = models.UUIDField(primary_key=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    content = models.CharField(max_length=64)
    answer = models.CharField(max_length=500)

    privacy = Privacy(internal="key actor at content answer")

    def __str__(self) -> str:
        return str(self.key)


class SavedFilter(models.Model):
    """A list's filter under a name that its owner gave."""

    owner = models.CharField(max_length=80)
    desk = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    privacy = Privacy(internal="id owner desk name query")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "desk", "name"], name="saved_filter_name_once_per_owner")]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """Somebody was reminded of a record by a rule, because of a day. Once for each rule, record, day and recipient."""

    rule = models.CharField(max_length=40)
    record = models.CharField(max_length=120)
    due_on = models.DateField()
    recipient = models.CharField(max_length=120)
    at = models.DateTimeField()

    privacy = Privacy(internal="id rule record due_on recipient at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "record", "due_on", "recipient"], name="reminder_once")]
        indexes = [models.Index(fields=["record"], name="reminders_of_a_record")]

    def __str__(self) -> str:
        return f"{self.rule} {self.record}"
