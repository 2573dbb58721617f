"""Who writes, to whom, in which language: choices of a letter's form that follow from the writer and the country."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from twinward.foundation.identity.models import Account
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.countries import language_for as language_for
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.models import Letter

#: Languages in which letters are written here, by their own names.
LANGUAGES: Sequence[tuple[str, str]] = (("en", "English"), ("uk", "Українська"), ("az", "Azərbaycanca"), ("es", "Español"))


def writing_as(account: Account, of: Letter | None = None) -> QuerySet[Organisation]:
    """The organisations in whose name this account may write letters: where it holds a role today that includes it.

    of: a letter that it may change; whose letter that is stays a choice, so that nobody's letter becomes another's unasked.
    """
    today = timezone.localdate()
    own = {held.organisation for held in account.held if held.on(today)} | ({of.ours_id} if of else set())
    scope = account.scope("letters.write")
    rows = Organisation.objects.visible_to(account).filter(pk__in=own).order_by(sort_column(), "pk")
    return (
        rows
        if scope.everything
        else rows.filter(pk__in=[pk for pk in own if pk in scope.organisations]) | rows.filter(country__in=scope.countries)
    )
