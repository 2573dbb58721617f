"""What the pages of this room show: the table of rights, the roles that people hold, accounts. All reads, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from twinward.foundation.identity import rules, wording
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.kernel.actors import Scope


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right: what it allows, and how far it reaches for each role, in the order of rules.ROLES; empty where it is not held."""

    meaning: Promise
    reaches: tuple[Promise | str, ...]


def table_of_rights() -> list[tuple[Promise, list[RightRow]]]:
    """Every right that the code knows, under the part of the work that it belongs to."""
    rooms = groupby(dict.fromkeys(rule.right for rule in rules.RIGHTS), key=lambda right: right.partition(".")[0])
    return [(wording.ROOMS[room], [_right_row(right) for right in rights]) for room, rights in rooms]


def _right_row(right: str) -> RightRow:
    reach = {rule.role: rule.reach for rule in rules.RIGHTS if rule.right == right}
    return RightRow(wording.RIGHTS[right], tuple(wording.REACHES[reach[role]] if role in reach else "" for role in rules.ROLES))


def role_heads() -> list[tuple[Promise, Promise]]:
    """Each role: its name, and what its holder is there for."""
    return [(wording.ROLES[role], wording.ROLE_MEANINGS[role]) for role in rules.ROLES]


def reach_words() -> list[tuple[Promise, Promise]]:
    """Each reach: the word in the table, and the sentence that says what it means."""
    return [(wording.REACHES[reach], wording.REACH_MEANINGS[reach]) for reach in rules.REACHES]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that somebody holds, held or will hold. standing: "now", "later" or "ended"."""

    membership: Membership
    standing: str
    last_day: date | None


def _role_row(membership: Membership, today: date) -> RoleRow:
    ends_before = membership.ends_before
    standing = "now" if membership.held.on(today) else "later" if today < membership.starts_on else "ended"
    return RoleRow(membership, standing, date.fromordinal(ends_before.toordinal() - 1) if ends_before else None)


def _roles() -> QuerySet[Membership]:
    return Membership.objects.select_related("organisation", "account").order_by("-starts_on", "id")


def roles_of(account: Account) -> list[RoleRow]:
    """Every role of an account, the newest first. One query."""
    today = timezone.localdate()
    return [_role_row(one, today) for one in _roles().filter(account=account)]


def holders() -> list[RoleRow]:
    """Who holds which role where, today, by name. One query."""
    today = timezone.localdate()
    rows = [_role_row(one, today) for one in _roles().filter(account__is_active=True).order_by("account__full_name", "id")]
    return [row for row in rows if row.standing == "now"]


def held_by_somebody(*rights: str) -> Scope:
    """Over which countries and organisations somebody who can sign in holds one of these rights today. One over the whole node is over none.

    Who never chose a password cannot, but for the people of a demo. One query.
    """
    today = timezone.localdate()
    signs_in = Q(account__is_illustrative=True) | ~Q(account__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    roles = Membership.objects.filter(signs_in, account__is_active=True).select_related("organisation")
    held = [one.held for one in roles]
    reached = [rules.reaches(right, held, today=today) for right in rights]
    return Scope(
        countries=frozenset[str]().union(*(countries for _node, countries, _organisations, _programmes in reached)),
        organisations=frozenset[int]().union(*(organisations for _node, _countries, organisations, _programmes in reached)),
    )


def accounts() -> Sequence[tuple[Account, list[RoleRow]]]:
    """Every account by name, with the roles that it holds today. Two queries."""
    today = timezone.localdate()
    found = Account.objects.prefetch_related(Prefetch("memberships", _roles())).order_by("full_name", "id")
    return [(one, [row for role in one.memberships.all() if (row := _role_row(role, today)).standing == "now"]) for one in found]


def illustrative_people() -> list[Account]:
    """The people of a demo who may sign in by a button, each with `memberships`. Two queries."""
    roles = Prefetch("memberships", Membership.objects.select_related("organisation").order_by("id"))
    return list(Account.objects.filter(is_illustrative=True, is_active=True).prefetch_related(roles).order_by("id"))


def password_link(account: Account) -> str:
    """The address at which the owner of an account without a password chooses one; it works once. Empty for any other account."""
    if account.is_illustrative or account.has_usable_password() or not account.is_active:
        return ""
    return reverse("password", args=[account.pk, default_token_generator.make_token(account)])
