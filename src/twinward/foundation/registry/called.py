"""What a record is called in each language, kept on its own row: derived from its names by `labels`, so that no page or list asks for them."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language

from twinward.foundation.registry.rules import called_in

#: The languages that have a key to sort by: those of the screens.
SORTED = ("en", "uk", "az", "es")


class Called(models.Model):
    """Derived from the record's names.

    labels: by ISO 639-1 language what it is called, where that is not the registered name. sort_key_*: what it is called in that language as
    `alphabet.sort_key` has it, so that both stores list what is shown in the order of the reader's alphabet.
    """

    #: The column of the name that it is registered under.
    REGISTERED: ClassVar[str] = "name"
    #: The name in a language, made of that column and the labels.
    named = staticmethod(called_in)

    labels: Any = models.JSONField(default=dict, editable=False)
    sort_key_en = models.BinaryField(default=b"")
    sort_key_uk = models.BinaryField(default=b"")
    sort_key_az = models.BinaryField(default=b"")
    sort_key_es = models.BinaryField(default=b"")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its name in the reader's language where one is on record, else the one that it is registered under."""
        return self.called_in(get_language() or "")

    def called_in(self, language: str) -> str:
        """Its name in a language ("uk", "uk-ua"), else the one that it is registered under."""
        return called_in(getattr(self, self.REGISTERED), self.labels, language)


#: The columns that are derived.
DERIVED = ("labels", *(f"sort_key_{language}" for language in SORTED))


def sort_column() -> str:
    """The column that sorts by what records are called in the reader's language."""
    language = (get_language() or "").partition("-")[0]
    return f"sort_key_{language if language in SORTED else SORTED[0]}"
