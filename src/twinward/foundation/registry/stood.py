"""What two records were called and numbered before a merge, and how the one that went is so again. For `merging` alone."""

from collections.abc import Iterator
from typing import Any

from twinward.foundation.registry.beside import beside
from twinward.foundation.registry.models import Identifier, Organisation, OrganisationName, OrganisationSpeciality

STOOD = "stood"
#: By what lies beside an organisation: its rows, and their columns in the order in which `beside` tells them.
ROWS = {
    "names": (OrganisationName, ("value", "language", "use")),
    "identifiers": (Identifier, ("scheme", "value")),
    "specialities": (OrganisationSpeciality, ("code",)),
}


def stood(loser: Organisation, survivor: Organisation) -> list[list[Any]]:
    """What a merge keeps of both before it moves anything."""
    return [[STOOD, Organisation._meta.label_lower, one.pk, beside(one)] for one in (loser, survivor)]


def kept_of(moved: list[list[Any]], organisation: int) -> dict[str, list[Any]] | None:
    """What a merge kept of the organisation of this key; None for a merge that kept nothing."""
    return next((entry[3] for entry in moved if entry[0] == STOOD and entry[2] == organisation), None)


def given_away(moved: list[list[Any]], loser: int, survivor: int) -> Iterator[str]:
    """Numbers that the loser had and that a third organisation has now."""
    for scheme, value in (kept_of(moved, loser) or {}).get("identifiers", ()):
        if Identifier.objects.filter(scheme=scheme, value=value).exclude(organisation__in=(loser, survivor)).exists():
            yield f"{scheme} {value}"


def stands_again(moved: list[list[Any]], loser: Organisation, survivor: Organisation) -> dict[str, list[Any]]:
    """The loser has each name, number and speciality that it had. Returns those that an edit had removed or rewritten, by what they are.

    One that the survivor says now and did not say before the merge goes back from it; any other is made again.
    """
    ours, theirs = kept_of(moved, loser.pk), kept_of(moved, survivor.pk)
    if ours is None or theirs is None:
        return {}
    now, restored = beside(loser), dict[str, list[Any]]()
    for name, (model, columns) in ROWS.items():
        missing = [one for one in ours[name] if one not in now[name]]
        for one in missing:
            said = dict(zip(columns, [one] if isinstance(one, str) else one, strict=True))
            _taken_back(name, said, survivor, theirs[name])
            model._base_manager.create(organisation=loser, **said)
        restored |= {name: missing} if missing else {}
    return restored


def _taken_back(name: str, said: dict[str, str], survivor: Organisation, before: list[Any]) -> None:
    """The survivor no longer says it, where it did not before the merge. A name that moved may be another name of the survivor now."""
    model, columns = ROWS[name]
    alike = [said, said | {"use": "alias"}] if name == "names" else [said]
    for one in alike:
        told = [one[column] for column in columns] if len(columns) > 1 else one[columns[0]]
        if told not in before:
            model._base_manager.filter(organisation=survivor, **one).delete()
