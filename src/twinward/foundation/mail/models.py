"""What the mail room stores: one row for each mail, kept after it was sent, without what it said."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads

_OPEN = Q(sent_at=None, given_up_at=None, withdrawn_at=None)


class MailQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Whoever manages accounts sees to it that mail arrives."""
        return self if actor.scope("accounts.manage").everything else self.none()

    def waiting(self) -> Self:
        """What is neither sent nor given up nor withdrawn."""
        return self.filter(_OPEN)


class Mail(models.Model):
    """A mail to one person. What it says is kept until it is sent or given up: it may hold a link that lets somebody in.

    key: for what it is written; there is one mail for each. kind: why, as the code says it. about: the key of a record. next_at: not sent
    before. fault: what the server, or the way to it, said last.
    """

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(_("about"), max_length=120)
    address = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = reads(MailQuerySet)
    privacy = Privacy(
        internal="id key message_id kind about language made_at due_at next_at failures sent_at given_up_at withdrawn_at",
        personal="address subject text fault",
        untold="subject text next_at failures fault",
    )

    class Meta:
        verbose_name_plural = "mail"
        constraints = [
            models.CheckConstraint(
                condition=_OPEN
                | Q(sent_at__isnull=False, given_up_at=None, withdrawn_at=None)
                | Q(sent_at=None, given_up_at__isnull=False, withdrawn_at=None)
                | Q(sent_at=None, given_up_at=None, withdrawn_at__isnull=False),
                name="mail_ends_in_one_way",
            ),
            models.CheckConstraint(condition=_OPEN & ~Q(text="") | ~_OPEN & Q(text=""), name="mail_says_something_until_it_ends"),
        ]
        indexes = [models.Index(fields=["next_at", "id"], condition=_OPEN, name="mail_that_waits")]

    def __str__(self) -> str:
        return self.kind
