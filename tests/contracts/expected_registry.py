"""What the registry promises: institutions, people, imports, merges."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.contracts.expected import (
    EDITS_PEOPLE,
    EDITS_REGISTRY,
    IMPORTS,
    MERGES,
    NAMES_INSTITUTIONS,
    asked,
    each,
    held,
    lists,
    of_the_host,
    other_organisations,
    own_organisation,
    seen,
    sends,
)
from tests.contracts.matrix import Address, Expected
from tests.contracts.rows import NOON
from tests.contracts.world import Audience, Person, Planted, World
from twinward.foundation.registry.importing import uploads

SHEET = "name,country,kind\nA quite new hospital of {word},UA,hospital\n"


def organisation(world: World, person: Person, address: Address) -> dict[str, Any]:
    """A sound form of an institution in the sender's own country, or in that where it lies."""
    country = address.record.row.country_id if address.record else person.side[0] if person.side else "UA"
    told = {
        "name": "Zymohiria District Sanatorium",
        "kind": "hospital",
        "country": country,
        "public_precision": "country",
        "is_active": "on",
        "despite": " ".join(str(row.pk) for row in world.organisations.values()),
    }
    if address.record and person.role == "focal_point":
        del told["kind"], told["country"]
    return told | ({"reason": "It was misspelt.", "seen": seen(address)} if address.record else {})


def beyond_their_right(world: World, person: Person, address: Address) -> Iterable[dict[str, Any]]:
    """A focal point decides neither whose their institution is, nor for whom it speaks, nor what is published of its place."""
    if person.role == "focal_point":
        return ({"country": "AZ"}, {"country": "UA"}, {"kind": "ministry"}, {"public_precision": "place"})
    return in_another_country(world, person, address)


def in_another_country(_world: World, person: Person, _address: Address) -> Iterable[dict[str, Any]]:
    """No officer registers, or moves, an institution where they hold no right."""
    return (
        ()
        if person.role in ("administrator", "focal_point")
        else ({"country": code} for code in ("DE", "UA", "AZ") if person.side is None or code != person.side[0])
    )


def published_elsewhere(world: World, person: Person, address: Address) -> Iterable[dict[str, Any]]:
    """An officer puts an institution of another country on record by its name, and publishes nothing of its place."""
    return (forged | {"public_precision": "place"} for forged in in_another_country(world, person, address))


def person_at_own(world: World, person: Person, address: Address) -> dict[str, Any]:
    name = next(row.name for row in world.organisations.values() if row.pk == own_organisation(world, person))
    office = {"organisation": name, "office": "focal_point", "title": "Focal point"}
    return office if address.record else {**office, "full_name": "Zoriana Quite-New", "country": ""}


def at_anothers(world: World, person: Person, _address: Address) -> Iterable[dict[str, Any]]:
    if person.role == "administrator":
        return ()
    names = {row.pk: row.name for row in world.organisations.values()}
    return ({"organisation": names[pk]} for pk in other_organisations(world, person))


def corrected_person(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    return {"full_name": "Zoriana Corrected", "country": "", "reason": "It was misspelt.", "seen": seen(address)}


def corrected_office(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    """A sound correction of an office, at the organisation where it is."""
    assert address.record is not None
    at = address.record.row.organisation.name
    return {"organisation": at, "office": "coordinator", "title": "Corrected", "reason": "It was misread.", "seen": seen(address)}


def upload(world: World) -> Planted:
    """A file that the officer in Kyiv brought, and nobody else may look into."""
    if found := world.of("an upload"):
        return found[0]
    mark, account = world.word(), world.people["officer.kyiv"].account
    assert account is not None
    kept = uploads.keep([SHEET.format(word=mark).encode()], name=f"{mark}.csv", owner=account.key, at=NOON)
    planted = Planted("an upload", "waiting", SimpleNamespace(pk=kept.key), Audience("account", account="officer.kyiv"), {"name": mark})
    world.planted.append(planted)
    world.owner[mark] = (planted, "name")
    return planted


def of_upload(world: World) -> Iterable[Address]:
    return [Address((upload(world).pk,), upload(world))]


def of_rejected(world: World) -> Iterable[Address]:
    return [Address((upload(world).pk, kind), upload(world)) for kind in ("csv", "xlsx")]


def merged(world: World, _person: Person, _address: Address) -> dict[str, Any]:
    survivor, loser = world.of("registry.Organisation", "survivor", "public")
    return {"survivor": survivor.marks["name"], "loser": loser.marks["name"]}


ORGANISATIONS: dict[str, Expected] = {
    "organisations": Expected(lists("?kind=hospital", "?sort=-name")),
    "find": Expected(asked("?q=qzx", "?q=qzxaaaaaxzq")),
    "organisations-like": Expected(asked("?typed=q&q=qzx")),
    "organisation": Expected(each("registry.Organisation"), answers=frozenset({200, 302})),
    "organisation-new": Expected(opens=NAMES_INSTITUTIONS, writes=organisation, forged=published_elsewhere),
    "organisation-edit": Expected(
        each("registry.Organisation", "public", "illustrative", "real"),
        opens=EDITS_REGISTRY,
        writes=organisation,
        forged=beyond_their_right,
    ),
    "organisation-merge": Expected(opens=MERGES, sends=of_the_host, writes=merged),
    "merge-undo": Expected(each("registry.Merge"), opens=MERGES, writes=sends()),
    "organisations-import": Expected(
        opens=IMPORTS,
        writes=lambda *_: {"file": SimpleUploadedFile("sheet.csv", SHEET.format(word="ours").encode())},
        changes=False,
    ),
    "import-template": Expected(lambda _world: [Address(("csv",)), Address(("xlsx",))], opens=IMPORTS),
    "import-upload": Expected(of_upload, opens=held(IMPORTS), writes=sends(), changes=False),
    "import-rejected": Expected(of_rejected, opens=held(IMPORTS)),
}


def naming(world: World) -> Iterable[Address]:
    """The form that names a focal point of each institution; it offers who is on record there."""
    return (Address(query=f"?organisation={one.pk}&office=focal_point") for one in world.of("registry.Organisation"))


PEOPLE: dict[str, Expected] = {
    "people": Expected(lists("?sort=-name", "?public_office=False")),
    "person": Expected(each("registry.Person")),
    "person-new": Expected(opens=EDITS_PEOPLE, writes=person_at_own, forged=at_anothers),
    "person-new naming": Expected(naming, opens=EDITS_PEOPLE),
    "person-edit": Expected(each("registry.Person"), opens=EDITS_PEOPLE, writes=corrected_person),
    "appointment-new": Expected(each("registry.Person"), opens=EDITS_PEOPLE, writes=person_at_own, forged=at_anothers),
    "appointment-end": Expected(each("registry.Appointment"), opens=EDITS_PEOPLE, writes=sends(ends="3 November 2025")),
    "appointment-correct": Expected(each("registry.Appointment"), opens=EDITS_PEOPLE, writes=corrected_office, forged=at_anothers),
    "appointment-strike": Expected(each("registry.Appointment"), opens=EDITS_PEOPLE, writes=sends(reason="It was another person.")),
}
REGISTRY = {**ORGANISATIONS, **PEOPLE}
