"""Accounts, the roles they hold at organisations, and questions to guests by single-use link."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity import rules, wording
from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.registry.models import Organisation

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account that signs in with this e-mail, in any case of letters."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who may sign in; acts under the roles that they hold."""

    memberships: "RelatedManager[Membership]"
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=160)
    language = models.CharField(_("language"), max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    is_illustrative = models.BooleanField(default=False)
    signed_out_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    named_by = ("full_name",)
    objects = AccountManager()
    privacy = Privacy(
        internal="id password last_login language is_active is_illustrative signed_out_at",
        personal="email full_name",
        untold="password last_login signed_out_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="account_has_a_name"),
            models.UniqueConstraint(Lower("email"), name="account_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @staticmethod
    def named(full_name: str, _language: str) -> str:
        return full_name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What each session of the account carries: another one after a new password, or once it was signed out everywhere."""
        told = super()._get_session_auth_hash(secret)  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out
        if self.signed_out_at is None:
            return told
        return salted_hmac(
            "twinward.identity.signed_out_at", f"{told}{self.signed_out_at.isoformat()}", secret, algorithm="sha256"
        ).hexdigest()

    @property
    def key(self) -> str:
        return f"account:{self.pk}"

    @cached_property
    def held(self) -> tuple[rules.Held, ...]:
        """The roles held at any time; read once for a request."""
        rows = self.memberships.values_list("role", "organisation_id", "organisation__country_id", "starts_on", "ends_before")
        return tuple(rules.Held(*row) for row in rows)

    def scope(self, right: str) -> Scope:
        if not self.is_active:
            return Scope()
        node, countries, organisations, hosts = rules.reaches(right, self.held, today=timezone.localdate())
        return Scope(everything=node, countries=countries, organisations=organisations, hosts=hosts)

    def may(self, right: str, record: Any = None) -> bool:
        scope = self.scope(right)
        if record is None or scope.everything:
            return not scope.is_empty
        return scope.meets(record.concerns())


class Membership(models.Model):
    """A role held at an organisation for a period, its end excluded."""

    account_id: int
    organisation_id: int
    get_role_display: Callable[[], str]
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=[(role, wording.ROLES[role]) for role in rules.ROLES])
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until, not including"), null=True, blank=True)

    privacy = Privacy(internal="id account organisation role starts_on ends_before")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_before=None) | Q(starts_on__lt=F("ends_before")), name="membership_runs_forward"),
            models.UniqueConstraint(fields=["account", "organisation", "role", "starts_on"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def held(self) -> rules.Held:
        """The role as the rules see it. Uses the selected `organisation`."""
        return rules.Held(self.role, self.organisation_id, self.organisation.country_id, self.starts_on, self.ends_before)


class GuestQuestionQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        """Questions that this account asked; whoever may manage accounts sees all."""
        return self if actor.scope("accounts.manage").everything else self.filter(asked_by=actor.key)

    def counting_for(self, record: str, reader: Actor, at: datetime) -> Self:
        """Those in the reader's sight about the record of this key that were answered, or can still be: not withdrawn, not expired."""
        is_open = Q(withdrawn_at=None, expires_at__gt=at)
        return self.visible_to(reader).filter(Q(answered_at__isnull=False) | is_open, record=record)


class GuestQuestion(models.Model):
    """One question on one record to somebody without an account. Only the SHA-256 of the link's token is kept; the link answers once.

    shown: the hash of what it asks about, where that may change; the answer counts for nothing else. answered_by, answered_as: the name and
    office that the guest gave, where they were asked for.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    question = models.CharField(max_length=40)
    record = models.CharField(max_length=120)
    asked_of = models.CharField(_("asked of"), max_length=200)
    language = models.CharField(_("language"), max_length=8)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    answer = models.CharField(max_length=20, blank=True)
    remark = models.TextField(blank=True)
    shown = models.CharField(_("SHA-256 of what was shown"), max_length=64, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_as = models.CharField(_("in the office of"), max_length=160, blank=True)

    objects = reads(GuestQuestionQuerySet)
    privacy = Privacy(
        internal="id token_sha256 question record language asked_by asked_at expires_at answered_at withdrawn_at answer shown",
        personal="asked_of remark answered_by answered_as",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked_at__lt=F("expires_at")), name="guest_link_expires_after_it_was_made"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""), name="guest_answer_has_an_instant"
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(answered_at=None), name="guest_link_is_answered_or_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def key(self) -> str:
        """The guest as the ledger names them."""
        return f"guest:{self.pk}"


class Remembered(models.Model):
    """What all processes remember for a while, as Django's cache keeps it in the store: wrong codes that were counted, codes that were used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    privacy = Privacy(internal="cache_key value expires")

    def __str__(self) -> str:
        return self.cache_key
