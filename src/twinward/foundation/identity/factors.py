"""Second factors of an account: an authenticator app, and recovery codes for whoever loses it. Each change is in the ledger, without a secret."""

from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.flows import activate_totp, deactivate_totp
from django.db import transaction
from django.http import HttpRequest

from twinward.foundation.identity.actions import MANAGE
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Actor, require
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append
from twinward.foundation.kernel.lifecycle import Refused

Type = Authenticator.Type


def app_of(account: Account) -> Authenticator | None:
    """The authenticator app of the account; None where it has no second factor."""
    return Authenticator.objects.filter(user=account, type=Type.TOTP).first()


def codes_of(account: Account) -> RecoveryCodes | None:
    """Its recovery codes; None where none were made."""
    kept = Authenticator.objects.filter(user=account, type=Type.RECOVERY_CODES).first()
    return RecoveryCodes(kept) if kept else None


def unused(codes: RecoveryCodes) -> int:
    """How many of the codes still work, without reading any."""
    return app_settings.RECOVERY_CODE_COUNT - codes.instance.data["used_mask"].bit_count()


@transaction.atomic
def add_app(request: HttpRequest, form: ActivateTOTPForm, *, by: Account, at: datetime) -> None:
    """Whoever signs in to the account is asked for a code of the app whose first code the form holds; it has recovery codes, not shown yet."""
    activate_totp(request, form)
    append(record=key_of(by), verb="add_second_factor", by=by, at=at)
    append(record=key_of(by), verb="make_recovery_codes", by=by, at=at)


@transaction.atomic
def remove_app(request: HttpRequest, app: Authenticator, *, by: Account, at: datetime) -> None:
    """The account has no second factor, and no recovery codes."""
    deactivate_totp(request, app)
    append(record=key_of(by), verb="remove_second_factor", by=by, at=at)


@transaction.atomic
def make_codes(request: HttpRequest, *, by: Account, at: datetime) -> None:
    """The account has new recovery codes, not shown yet; the former ones work no more."""
    generate_recovery_codes(request)
    append(record=key_of(by), verb="make_recovery_codes", by=by, at=at)


@transaction.atomic
def keep_codes(codes: RecoveryCodes, *, by: Account, at: datetime) -> None:
    """The owner has kept the codes: they are shown no more."""
    codes.mark_as_viewed()
    append(record=key_of(by), verb="keep_recovery_codes", by=by, at=at)


@transaction.atomic
def use(form: BaseAuthenticateForm, *, by: Account, at: datetime) -> bool:
    """The code of a sound form counts. Whether it was a recovery code, of which the ledger tells."""
    form.save()  # pyright: ignore[reportAttributeAccessIssue] - both forms that are built on it have it
    is_recovery = form.authenticator.type == Type.RECOVERY_CODES
    if is_recovery:
        append(record=key_of(by), verb="use_recovery_code", by=by, at=at)
    return is_recovery


@transaction.atomic
def take_away(*, account: Account, by: Actor, at: datetime) -> None:
    """The account has no second factor and no recovery codes, and is signed out everywhere. Its password is what it was.

    Raises NotAllowed; Refused for one of the demo, for one's own, or where there is no second factor.
    """
    require(by, MANAGE)
    if account.is_illustrative:
        raise Refused("take_second_factor", ["illustrative_account"])
    if account.key == by.key:
        raise Refused("take_second_factor", ["own_account"])
    if not Authenticator.objects.filter(user=account).delete()[0]:
        raise Refused("take_second_factor", ["no_second_factor"])
    account.signed_out_at = at
    account.save(update_fields=["signed_out_at"])
    append(record=key_of(account), verb="take_second_factor", by=by, at=at)
