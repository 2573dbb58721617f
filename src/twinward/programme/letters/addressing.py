"""Who writes, to whom, in which language: choices of a letter's form that follow from the writer and the country."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from babel import Locale
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.alphabet import by_words
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.countries import language_for as language_for
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.models import Letter

#: Languages in which there are texts of ours, by their own names.
LANGUAGES: Sequence[tuple[str, str]] = (("en", "English"), ("uk", "Українська"), ("az", "Azərbaycanca"), ("es", "Español"))


def text_language(language: str) -> str:
    """The language of the text of ours with which a letter in this language (ISO 639-1) begins: English where we have none in it."""
    return language if language in dict(LANGUAGES) else "en"


def every_language() -> list[tuple[Any, Any]]:
    """The languages in which a letter may be written, for a list of choices: those of our texts first, the others by name."""
    return [(_("With texts of ours"), list(LANGUAGES)), (_("Without texts of ours"), _others((get_language() or "en").partition("-")[0]))]


@cache
def _others(reader: str) -> list[tuple[str, str]]:
    """ISO 639-1 in the words and the alphabet of a reader's language."""
    named = Locale(reader).languages
    known = [str(code) for code in Locale("en").languages if len(str(code)) == 2 and code in named and code not in dict(LANGUAGES)]
    return by_words([(code, named[code]) for code in known], reader)


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
