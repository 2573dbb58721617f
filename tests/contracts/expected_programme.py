"""What the rooms of the programme promise: countries and lists, letters, instruments."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.contracts.expected import (
    ACTS,
    AGREES,
    BEGINS,
    CHASES,
    CLEARS,
    DRAFTS,
    NEGOTIATES,
    RECORDS,
    SEES_INSTRUMENTS,
    SEES_LETTERS,
    WAIVES,
    WRITES_LETTERS,
    asked,
    each,
    held,
    is_,
    keeping,
    keeps_up,
    lists,
    other_organisations,
    own_organisation,
    seen,
    sends,
)
from tests.contracts.matrix import Address, Expected, Says
from tests.contracts.planting import NAMED
from tests.contracts.world import HOST, Person, Planted, World
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Event
from twinward.programme.twinning.models import CHASED, Programme

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def paper() -> SimpleUploadedFile:
    """A file that may be kept."""
    return SimpleUploadedFile("paper.pdf", PDF, "application/pdf")


def letter(world: World, person: Person, address: Address) -> dict[str, Any]:
    told = {
        "ours": own_organisation(world, person),
        "their_country": "DE",
        "subject": "A list",
        "language": "en",
        "body": "Please send it.",
    }
    return told | ({"seen": seen(address)} if address.record else {})


def corrected_letter(world: World, person: Person, address: Address) -> dict[str, Any]:
    """The letter says something else; its sides and its day stay, since others answer it."""
    assert address.record is not None
    one = address.record.row
    sides = {"ours": one.ours_id, "their_country": one.their_country_id, "dated_on": one.dated_on.isoformat()}
    return letter(world, person, address) | sides | {"reason": "It was misread."}


def scanned(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    return {"scan": paper(), "seen": seen(address)}


def earlier_scans(world: World) -> Iterable[Address]:
    """The files in whose place others came."""
    for one in world.of("letters.Letter", "received"):
        replaced = Event.objects.get(record=key_of(one.row), verb="change")
        yield Address((one.pk, replaced.facts["before"]["scan"]), one)


def in_anothers_name(world: World, person: Person, _address: Address) -> Iterable[dict[str, Any]]:
    """A letter of an organisation that is not the sender's, or about a record that they may not see."""
    return ({"ours": pk} for pk in other_organisations(world, person))


def answers_letters(person: Person, record: Planted | None) -> bool:
    """Whoever may write for its own side, and the people of the institution that it was sent to."""
    if WRITES_LETTERS(person, record):
        return True
    return record is not None and WRITES_LETTERS(person, None) and person.side in record.audience.sides


def answering(world: World) -> Iterable[Address]:
    """The form of an answer to each letter that was sent or received."""
    return (Address((), one, f"?answers={one.pk}") for one in world.of("letters.Letter", "sent", "received"))


def step(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    """A step that follows what was planted: a list was proposed, but in one country. It names an institution that is not on record."""
    begins = address.record is not None and address.record.what == "public"
    told = {"kind": "requested" if begins else "returned", "basis": "inferred", "why": "A letter says so.", "day": "3 October 2025"}
    asked = f"organisations-{sha256(b'sanatorium by the sea').hexdigest()[:12]}"
    return told | {"organisations": "Sanatorium by the Sea", asked: "new", f"{asked}-kind": "other"}


def seen_of_programme() -> str:
    """What the form of the programme remembers: the last event about it."""
    of_it = Event.objects.filter(record=key_of(Programme.objects.get(key=CHASED)))
    return str(of_it.order_by("-id").values_list("id", flat=True)[0])


TWINNING: dict[str, Expected] = {
    "countries": Expected(lists("?list=owed", "?as-of=2023-10-13")),
    "chase": Expected(answers=frozenset({302})),
    "country": Expected(lambda _world: (Address((code,)) for code in ("UA", "AZ", "DE", "US", "AT", "BG"))),
    "programme-begin": Expected(opens=BEGINS, answers=frozenset({409}), writes=sends(), takes=lambda _address: False),
    "programme-correct": Expected(
        opens=CHASES,
        writes=lambda _world, _person, _address: {
            **{"name_en": "Hospitals that are sisters", "lead": "Ministry of Health of Ukraine", "launched": "6 September 2023"},
            **{"reason": "It was misspelt.", "seen": seen_of_programme()},
        },
        forged=lambda _world, _person, _address: ({"lead": "Ministry of Health of Azerbaijan"},),
    ),
    "programme-take-in": Expected(opens=CHASES, answers=frozenset({409}), writes=sends(), takes=lambda _address: False),
    "country-letters": Expected(
        asked("?id=DE&id=CH"),
        opens=lambda person, record: WRITES_LETTERS(person, record) and CHASES(person, record),
        answers=frozenset({200, 302, 422}),
        writes=lambda world, person, _address: {
            "id": ["DE", "CH"],
            "ours": own_organisation(world, person),
            "reply_by": "",
            "language": "",
        },
        forged=in_anothers_name,
    ),
    "list-step": Expected(each("twinning.Coverage"), opens=CHASES, writes=step),
    "list-correct": Expected(
        each("twinning.ListStep", "open"), opens=CHASES, writes=sends(says_instead="no", reason="It was sent to another ministry.")
    ),
    "list-ask": Expected(each("twinning.ListStep", "open"), opens=CHASES, writes=sends(asked_of="The minister", language="en", days="14")),
    "link-withdraw": Expected(
        each("identity.GuestQuestion", "open", "late"), opens=CHASES, writes=sends(), takes=is_("open"), answers=frozenset({200, 409})
    ),
    "list-answer": Expected(
        lambda world: (Address((one.pk, name), one) for one in world.of("twinning.ListStep", "open") for name in ("agreed", "returned")),
        opens=CHASES,
        writes=sends(remark="Two hospitals are missing."),
    ),
}

LETTERS: dict[str, Expected] = {
    "letters": Expected(lists("?standing=draft")),
    "letter-new": Expected(opens=WRITES_LETTERS, writes=letter, forged=in_anothers_name),
    "letter-new answering": Expected(answering, opens=answers_letters),
    "letter-record": Expected(
        opens=WRITES_LETTERS,
        writes=lambda *given: {**letter(*given), "direction": "in", "dated_on": "3 October 2025"},
        forged=in_anothers_name,
    ),
    "letter": Expected(each("letters.Letter")),
    "letter-edit": Expected(each("letters.Letter", "draft"), opens=WRITES_LETTERS, writes=letter, forged=in_anothers_name),
    "letter-correct": Expected(
        each("letters.Letter", "sent"),
        opens=WRITES_LETTERS,
        writes=corrected_letter,
        forged=in_anothers_name,
    ),
    "letter-scan": Expected(each("letters.Letter", "draft", "sent"), opens=SEES_LETTERS, writes=scanned, sends=WRITES_LETTERS),
    "letter-scan-earlier": Expected(earlier_scans, opens=SEES_LETTERS),
    "letter-print": Expected(each("letters.Letter")),
    "letter-text": Expected(each("letters.Letter")),
    "letter-move": Expected(
        lambda world: (Address((one.pk, name), one) for one in world.of("letters.Letter", "draft") for name in ("send", "discard")),
        opens=WRITES_LETTERS,
        writes=lambda _world, _person, address: {"our_number": "12/a", "dated_on": "3 October 2025", "seen": seen(address)},
    ),
}

TERMS = {
    "title": "A text",
    "entry_rule": "on_signature",
    "consent_by": "signature",
    "end_rule": "none",
    "renewal": "none",
    "authentic_languages": "en",
}
PARTIES = {"party1-organisation": "Okhmatdyt Children's Hospital", "party2-organisation": "Charité"}
#: Who makes each move, and of which planted texts; the guards of the lifecycle refuse the others.
MOVES: dict[str, tuple[Says, tuple[str, ...]]] = {
    "submit": (keeping(DRAFTS), ("draft",)),
    "return": (keeping(CLEARS), ("in_review", "offered")),
    "clear": (keeping(CLEARS), ("in_review",)),
    "offer": (keeping(NEGOTIATES), ("cleared",)),
    "agree": (AGREES, ("offered",)),
    "send_back": (AGREES, ("offered",)),
    "reopen": (keeping(DRAFTS), ("agreed",)),
    "withdraw": (keeping(NEGOTIATES), ("draft", "cleared", "offered", "agreed")),
}
ALL_TEXTS = ("draft", "in_review", "cleared", "offered", "agreed", "recorded", "public", "illustrative")


#: Texts on which every form is tried; they stand for the others.
WRITTEN = ("draft", "offered", "agreed", "recorded", "public")


def move(name: str) -> Expected:
    """One move, asked of every text."""
    right, whats = MOVES[name]
    return Expected(
        lambda world: (Address((one.pk, name), one) for one in world.of("instruments.Instrument", *ALL_TEXTS[:6])),
        opens=right,
        writes=lambda _world, _person, address: {
            "reason": "It has to change.",
            "shown": address.record.row.text_hash() if address.record else "",
        },
        takes=is_(*whats),
    )


def of_party(world: World) -> Iterable[Address]:
    """Parties that are only described."""
    texts = {one.pk: one for one in world.of("instruments.Instrument")}
    return (
        Address((one.row.instrument_id, one.pk), texts[one.row.instrument_id])
        for one in world.of("instruments.Party", *ALL_TEXTS)
        if one.marks
    )


def last_party(world: World) -> Iterable[Address]:
    """The last party of each text on which every form is tried; it has done nothing yet."""
    return (Address((text.pk, text.row.parties.order_by("id").last().pk), text) for text in world.of("instruments.Instrument", *WRITTEN))


def of_waiver(world: World) -> Iterable[Address]:
    """The waiver that stands of each text on which every form is tried."""
    return (Address((text.pk, text.row.waivers.get().pk), text) for text in world.of("instruments.Instrument", *WRITTEN))


def of_link(world: World) -> Iterable[Address]:
    """Links to something that is only described."""
    texts = {one.pk: one for one in world.of("instruments.Instrument")}
    return (
        Address((one.row.from_instrument_id, one.pk), texts[one.row.from_instrument_id]) for one in world.of("instruments.Link", *ALL_TEXTS)
    )


def every_link(world: World) -> Iterable[Address]:
    """Links of the texts on which every form is tried."""
    return (address for address in of_link(world) if address.record and address.record.what in WRITTEN)


def of_act(world: World) -> Iterable[Address]:
    """Acts, each of the side that did it; one of elsewhere, of the side that keeps the record of it too."""
    texts = {one.pk: one for one in world.of("instruments.Instrument")}
    for one in world.of("instruments.Act"):
        text, party, keeper = texts[one.row.instrument_id], one.row.party, one.row.instrument.drafted_at
        kept = {side for side in text.concerns if keeper and side[0] == keeper.country_id and one.row.basis != "done_here"}
        yield Address((text.pk, one.pk), replace(text, concerns=frozenset({(party.country_id, party.organisation_id or 0), *kept})))


def asks_partner(person: Person, record: Planted | None) -> bool:
    """An officer of the country whose side drafted the text."""
    if person.role != "officer" or person.side is None or record is None:
        return person.role == "officer"
    drafted_at = record.row.drafted_at
    return record.row.is_here and drafted_at is not None and drafted_at.country_id == person.side[0]


def partner_asked(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    """A link for the last party: the other side's, of a text that was drafted here."""
    assert address.record is not None
    return {"party": address.record.row.parties.order_by("id").last().pk, "asked_of": "The minister", "language": "en", "days": "14"}


def about_texts(world: World) -> Iterable[Address]:
    """Links about texts: administrators read of them in the ledger, and withdraw none."""
    found = world.of("identity.GuestQuestion", "text", "text withdrawn")
    return (Address((one.pk,), replace(one, audience=replace(one.audience, kind="authors"))) for one in found)


def of_document(world: World) -> Iterable[Address]:
    texts = {one.pk: one for one in world.of("instruments.Instrument")}
    return (Address((one.row.instrument_id, one.row.document_id), texts[one.row.instrument_id]) for one in world.of("instruments.Text"))


def publishes(person: Person, record: Planted | None) -> bool:
    """Whoever records for the host decides what is told outside."""
    return RECORDS(person, None) and (person.role == "administrator" or (person.side is not None and person.side[0] == HOST))


def strikes(person: Person, record: Planted | None) -> bool:
    """Whoever keeps the record; what is public only who may decide what is told outside."""
    return keeps_up(person, record) and (record is None or not record.row.is_public or publishes(person, record))


def of_the_declaration(_world: World) -> Iterable[Address]:
    """The declaration that the demo has on record, which its host keeps."""
    yield Address((Programme.objects.get(key=CHASED).declaration_id,))


TEXTS = each("instruments.Instrument", *WRITTEN)
INSTRUMENTS: dict[str, Expected] = {
    "instruments": Expected(lists("?as-of=2024-06-01")),
    "instrument-new": Expected(
        opens=DRAFTS,
        writes=lambda world, person, _address: {**TERMS, **PARTIES, "kind": "memorandum", "drafted_at": own_organisation(world, person)},
        forged=lambda world, person, _address: ({"drafted_at": pk} for pk in other_organisations(world, person)),
    ),
    "instrument-record": Expected(opens=RECORDS, writes=sends(**TERMS, kind="memorandum", standing="concluded", basis="stated", **PARTIES)),
    "instrument": Expected(each("instruments.Instrument")),
    "instrument-correct": Expected(
        TEXTS,
        opens=keeps_up,
        writes=lambda _world, _person, address: (
            TERMS | {"standing": "running", "basis": "stated", "reason": "It was misread.", "seen": seen(address)}
        ),
        takes=is_("draft", "recorded", "public", "illustrative"),
    ),
    "instrument-publish": Expected(
        each("instruments.Instrument", "draft", "offered", "agreed"),
        opens=publishes,
        writes=lambda _world, _person, address: {"reason": "All have signed.", "seen": seen(address)},
        takes=is_(),  # none of them was signed
    ),
    "instrument-strike": Expected(
        each("instruments.Instrument", "recorded", "public", "illustrative", "mistaken", "mistaken in public", "struck"),
        opens=strikes,
        writes=sends(reason="It never was."),
        takes=is_("mistaken", "mistaken in public"),  # on each of the others a link, an act of its own side or another record rests
    ),
    "instrument-joined": Expected(
        TEXTS,
        opens=keeps_up,
        writes=sends(countries="Latvia\nBG", day="3 October 2025", basis="stated", new_publisher="A ministry"),
        takes=is_(),  # all of them are memorandums, which countries do not join
    ),
    "instrument-joined declaration": Expected(
        of_the_declaration,
        opens=publishes,
        writes=sends(countries="Georgia\nBG", day="3 October 2025", basis="stated", new_publisher="A ministry"),
    ),
    "instrument-party": Expected(
        TEXTS,
        opens=keeps_up,
        writes=sends(country="LV", described="a ministry", reason="It was left out."),
        takes=is_("draft", "recorded", "public", "illustrative"),
    ),
    "instrument-party-name": Expected(of_party, opens=keeps_up, writes=sends(organisation=NAMED, reason="A letter names it.")),
    "instrument-party-correct": Expected(
        last_party,
        opens=keeps_up,
        writes=sends(country="LV", described="a ministry", reason="Another was meant."),
        takes=is_("draft"),  # of every party of a record an act is planted
    ),
    "instrument-party-strike": Expected(last_party, opens=keeps_up, writes=sends(reason="It is no party."), takes=is_("draft")),
    "instrument-link": Expected(
        TEXTS, opens=keeps_up, writes=sends(kind="implements", unnamed="a plan", basis="stated", new_publisher="A ministry")
    ),
    "instrument-link-name": Expected(of_link, opens=keeps_up),
    "instrument-link-withdraw": Expected(every_link, opens=keeps_up, writes=sends(reason="Another was meant.")),
    "instrument-text": Expected(
        TEXTS,
        opens=keeps_up,
        writes=lambda *_: {"file": paper(), "language": "uk", "is_authentic": "on", "reason": "-"},
        takes=is_("draft", "agreed", "recorded", "public", "illustrative"),
    ),
    "instrument-versions": Expected(TEXTS, opens=keeping(SEES_INSTRUMENTS)),
    "instrument-waive": Expected(TEXTS, opens=keeping(WAIVES), writes=sends(reason="The treaty is being ratified.")),
    "instrument-waiver-withdraw": Expected(of_waiver, opens=keeping(WAIVES), writes=sends(reason="A basis was found.")),
    "instrument-ask": Expected(TEXTS, opens=asks_partner, writes=partner_asked, takes=is_("offered")),
    "link-withdraw text": Expected(about_texts, opens=held(asks_partner), writes=sends(), takes=is_("text"), answers=frozenset({200, 409})),
    "instrument-document": Expected(of_document, opens=SEES_INSTRUMENTS),
    "instrument-act": Expected(TEXTS, opens=ACTS),
    "instrument-act-elsewhere": Expected(TEXTS, opens=RECORDS),
    "instrument-act-correct": Expected(of_act, opens=RECORDS),
    **{f"instrument-move {name}": move(name) for name in MOVES},
}
