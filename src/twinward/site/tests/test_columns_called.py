"""No column is told in a timeline by its technical name."""

from django.apps import apps
from django.utils import translation

from twinward.foundation.kernel.timeline import _UNTOLD
from twinward.foundation.kernel.values_told import label_of

#: What the product keeps for itself: no event of the ledger tells of these records.
SILENT = (
    "kernel.event",
    "kernel.personalfact",
    "kernel.head",
    "kernel.checkpoint",
    "kernel.formkey",
    "kernel.reminder",
    "kernel.savedfilter",
)
SILENT += ("registry.namestamp", "registry.merge", "registry.organisationname", "registry.personname", "registry.identifier")
SILENT += ("registry.organisationspeciality", "letters.lettersubject", "twinning.listentry", "mail.mail", "identity.remembered")
#: Columns that are made for sorting and searching.
MADE = frozenset({"labels", "sort_key_en", "sort_key_uk", "sort_key_az", "sort_key_es"})


def told() -> list[tuple[str, object]]:
    return [
        (field.name, field)
        for model in apps.get_models()
        if model.__module__.startswith("twinward.") and model._meta.label_lower not in SILENT
        for field in model._meta.concrete_fields
        if (not field.primary_key or field.name == "sha256") and field.name not in _UNTOLD | MADE
    ]


def test_every_column_that_is_told_has_words_of_its_own():
    with translation.override("uk"):  # in whose alphabet no technical name is written
        assert [name for name, field in told() if label_of(field, name) == name.replace("_", " ")] == []


def test_no_column_is_called_by_what_only_a_machine_says():
    with translation.override("en"):
        called = {name: label_of(field, name) for name, field in told()}

    assert called["agreed_text_sha256"] == "fingerprint of the agreed text"
    assert [words for words in called.values() if "sha256" in words or "_" in words or words.startswith("is ")] == []
