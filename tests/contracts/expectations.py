"""What each address of the node promises to whom: said here once more, without asking the product's own table of rights."""

from collections.abc import Iterable
from typing import Any

from tests.contracts.expected import CHASES, CLAIMS, EDITS_ACCOUNTS, SEES_LEDGER, Addresses, asked, each, is_, lists, seen, sends
from tests.contracts.expected_programme import INSTRUMENTS, LETTERS, TWINNING
from tests.contracts.expected_registry import REGISTRY
from tests.contracts.matrix import Address, Expected
from tests.contracts.planting import guest_token, text_token
from tests.contracts.world import HOST, Person, Planted, World
from twinward.foundation.kernel.models import Source
from twinward.outward.figures.models import Settlement

FIGURES = ("countries_joined", "lists_owed", "memorandums_signed")
#: What a claim should have said.
RIGHT = {"what": "Brigades", "operator": "exact", "value": "8", "reason": "It was misread."}


def front_page(world: World) -> Iterable[Address]:
    """The public page: today, on a day, and with the sisters of an institution that is known to everybody."""
    known = world.of("registry.Organisation", "public")[0].marks["name"]
    return (Address(query=query) for query in ("", "?as-of=2023-10-13", f"?h={known}"))


def guests_of(what: str) -> Addresses:
    """The links that everybody handed to guests."""
    return lambda world: (Address((guest_token(person, what),)) for person in world.people.values() if person.is_signed_in)


def texts_of(what: str = "text") -> Addresses:
    """Two of the links through which guests answer for the other party of a text that the host's side offered."""
    return lambda world: (
        Address((text_token(one, what),))
        for one in [one for one in world.of("instruments.Instrument", "offered") if one.row.drafted_at.country_id == HOST][:2]
    )


def is_asked(person: Person, _record: Planted | None) -> bool:
    """Anybody but the side that offered the text: it asks, and does not answer itself."""
    return not person.is_of_the_host


def papers_of(world: World) -> Iterable[Address]:
    """The files of those texts, through those links."""
    for one in world.of("instruments.Instrument", "offered")[:2]:
        yield from (Address((text_token(one), text.document_id)) for text in one.row.texts.all())


def settles(_world: World, _person: Person, address: Address) -> dict[str, Any]:
    """What somebody sends who saw the last settlement of a conflict."""
    last = Settlement.objects.filter(conflict=address.arguments[0]).last()
    told = {"explanation": "One counts the host.", "language": "en"}
    return told | ({"seen": last.pk, "reason": "A newer source says so."} if last else {})


ANSWERED = sends(answer="no", remark="Two hospitals are missing.", send="1")
ANYBODY: dict[str, Expected] = {
    "public": Expected(front_page, is_public=True),
    "public-map": Expected(is_public=True),
    "accessibility": Expected(is_public=True),
    "health": Expected(is_public=True),
    "ready": Expected(is_public=True),
    "components": Expected(is_public=True),
    "figures": Expected(asked("?format=csv", "?format=json", "?as-of=2023-10-13"), is_public=True),
    "figure": Expected(
        lambda _world: (Address((key,), query=query) for key in FIGURES for query in ("", "?format=csv", "?format=json")), is_public=True
    ),
    "guest": Expected(
        guests_of("open"),
        is_public=True,
        writes=ANSWERED,
        sends=lambda person, record: not CHASES(person, record),  # who asks does not answer
        shows=frozenset({("identity.GuestQuestion", "asked_of")}),
    ),
    "guest late": Expected(guests_of("late"), is_public=True, writes=ANSWERED, takes=lambda _address: False, answers=frozenset({410})),
    "guest unknown": Expected(
        lambda _world: [Address(("a-link-of-nobody",))],
        is_public=True,
        writes=ANSWERED,
        takes=lambda _address: False,
        answers=frozenset({404}),
    ),
    "guest text": Expected(
        texts_of(),
        is_public=True,
        writes=sends(answer="agree", name="A Minister", office="Minister", send="1"),
        sends=is_asked,
        shows=frozenset({("identity.GuestQuestion", "asked_of"), ("instruments.Instrument", "title")}),
    ),
    "guest text withdrawn": Expected(
        texts_of("text withdrawn"),
        is_public=True,
        writes=sends(answer="agree", name="A Minister", office="Minister", send="1"),
        takes=lambda _address: False,
        answers=frozenset({410}),
    ),
    "guest-paper": Expected(papers_of, is_public=True, shows=frozenset({("kernel.Document", "name")})),
    "guest-thanks": Expected(is_public=True),
    "typed": Expected(answers=frozenset({302})),
    "sign-in": Expected(is_public=True, answers=frozenset({200, 302}), has_key=False),
    "account_login": Expected(is_public=True, answers=frozenset({200, 302}), has_key=False),
    "mfa_authenticate": Expected(is_public=True, answers=frozenset({302}), has_key=False),  # nobody has taken the first step
    "sign-out": Expected(is_public=True, posts_only=True, writes=sends(), has_key=False, changes=False),
    "look": Expected(is_public=True, posts_only=True, writes=sends(look="blue"), has_key=False, changes=False),
    "language": Expected(is_public=True, posts_only=True, writes=sends(language="uk"), has_key=False, changes=False),
}

IDENTITY: dict[str, Expected] = {
    "today": Expected(),
    "account": Expected(writes=sends(language="es")),
    "sign-out-elsewhere": Expected(posts_only=True),  # the people of a demo share theirs
    "rights": Expected(),
    "accounts": Expected(opens=EDITS_ACCOUNTS),
    "account-new": Expected(
        opens=EDITS_ACCOUNTS,
        writes=sends(
            full_name="Somebody new",
            email="new@twinward.example",
            language="en",
            role="lawyer",
            organisation="Charité",
            starts_on="3 November 2025",
        ),
    ),
    "account-record": Expected(each("identity.Account"), opens=EDITS_ACCOUNTS),
    "password-change": Expected(answers=frozenset({404})),
    # the people of a demo have no password, and nothing besides it
    "account_reauthenticate": Expected(answers=frozenset({404}), has_key=False),
    "mfa_reauthenticate": Expected(answers=frozenset({404}), has_key=False),
    "mfa_index": Expected(answers=frozenset({404})),
    "mfa_activate_totp": Expected(answers=frozenset({404})),
    "mfa_deactivate_totp": Expected(answers=frozenset({404})),
    "mfa_view_recovery_codes": Expected(answers=frozenset({404})),
    "mfa_generate_recovery_codes": Expected(answers=frozenset({404})),
    "role-new": Expected(
        each("identity.Account"),
        opens=EDITS_ACCOUNTS,
        writes=sends(role="lawyer", organisation="Charité", starts_on="3 November 2025"),
    ),
    "role-end": Expected(each("identity.Membership"), opens=EDITS_ACCOUNTS, writes=sends(ends_on="3 November 2025")),
    "account-turn": Expected(
        lambda world: (
            Address((one.pk, name), one)
            for one in world.of("identity.Account")
            for name in ("close", "forget-password", "take-second-factor", "invite")
        ),
        opens=EDITS_ACCOUNTS,
        posts_only=True,
        writes=sends(),
        takes=lambda address: address.arguments[1] != "invite",  # no server takes mail here
    ),
    "password-lost": Expected(is_public=True, answers=frozenset({404})),  # no server takes mail here
    "begin": Expected(lambda _world: [Address(("not-a-token",))], is_public=True, answers=frozenset({410})),
    "password": Expected(
        lambda world: [Address((world.of("identity.Account")[0].pk, "not-a-token"))], is_public=True, answers=frozenset({410})
    ),
}

KERNEL: dict[str, Expected] = {
    "ledger": Expected(lists(), opens=SEES_LEDGER),
    "filter-save": Expected(
        lambda _world: [Address(("organisations",))], posts_only=True, writes=sends(name="Hospitals", query="kind=hospital")
    ),
    "filter-delete": Expected(each("kernel.SavedFilter", "organisations", "ledger"), posts_only=True, writes=sends()),
}

OUTWARD: dict[str, Expected] = {
    "claim-new": Expected(
        opens=CLAIMS,
        writes=sends(
            figure="countries_joined",
            what="Brigades",
            operator="exact",
            value="7",
            day="3 November 2025",
            publisher="A ministry",
            published="3 November 2025",
            send="1",
        ),
    ),
    "claim-correct": Expected(
        each("figures.Claim"),
        opens=CLAIMS,
        writes=lambda _world, _person, address: RIGHT | {"source": address.record and address.record.row.source_id, "seen": seen(address)},
        takes=is_("public"),
    ),
    "claim-strike": Expected(
        each("figures.Claim"),
        opens=CLAIMS,
        writes=lambda _world, _person, address: {"reason": "Nobody said so.", "seen": seen(address)},
        takes=is_("public"),
    ),
    "conflict-settle": Expected(each("figures.Conflict"), opens=CLAIMS, writes=settles),
    "conflict-new": Expected(
        opens=CLAIMS,
        writes=lambda world, *_: {"figure": "countries_joined", "sources": [one.pk for one in Source.objects.order_by("pk")[:2]]},
    ),
}

EXPECTED: dict[str, Expected] = {**ANYBODY, **IDENTITY, **KERNEL, **REGISTRY, **OUTWARD, **TWINNING, **LETTERS, **INSTRUMENTS}
