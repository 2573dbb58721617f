"""What is planted in the node that the matrix asks: everybody's records, hidden and known, with a word in each column."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator

from tests.contracts.rows import NOON, make, models_of_the_house
from tests.contracts.world import BY, MEANINGFUL, Audience, Person, Planted, Side, World, wordy
from twinward.foundation.identity.guests import questions
from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.ledger import append, change
from twinward.foundation.registry.models import Country, Organisation
from twinward.programme.twinning.models import Coverage, Programme
from twinward.site.demo.load import load
from twinward.site.demo.people import PEOPLE, load_people

PROGRAMME = "imp"  # the demo's programme with a declaration
ELSEWHERE = ("BG", "HR", "CY", "CZ", "GR", "HU", "LU", "MT")  # countries of no record of the demo, one for each person
#: An institution of the country of those parties that are only described.
NAMED = "A Sanatorium in the Alps"
#: Who asks besides the demo's people: name, role, organisation.
STRANGER = ("stranger", "focal_point", "Charité")
#: The organisations whose records are planted, and the one with which each deals.
DEALS = {
    "Ministry of Health of Ukraine": "Ministry of Health of Azerbaijan",
    "Ministry of Health of Azerbaijan": "Ministry of Health of Ukraine",
    "Okhmatdyt Children's Hospital": "K.Y. Farajova Scientific Research Institute of Pediatrics",
    "K.Y. Farajova Scientific Research Institute of Pediatrics": "Okhmatdyt Children's Hospital",
    "Feofaniya Clinical Hospital": "Massachusetts General Hospital",  # a sister of Okhmatdyt, with nobody on this node
    "Charité": "Massachusetts General Hospital",
}


def build(at: datetime) -> World:
    """The demo's records and people, a stranger, and marked records of every side."""
    load(at)
    load_people(at)
    make(Organisation, name=NAMED, country=Country.objects.get(code="AT"), kind="hospital")
    world = World()
    world.organisations = {row.name: row for row in Organisation.objects.unscoped("the matrix")}
    for name, full_name, role, organisation, _language in PEOPLE:
        account = Account.objects.get(full_name=full_name)
        world.people[name] = Person(name, role, world.side(organisation), account)
    name, role, organisation = STRANGER
    account = Account(email=f"{name}@twinward.example", full_name="A stranger", is_illustrative=True)
    account.set_unusable_password()
    account.save()
    Membership.objects.create(account=account, organisation=world.organisations[organisation], role=role, starts_on=date(2023, 9, 6))
    world.people[name] = Person(name, role, world.side(organisation), account)
    world.people["anonymous"] = Person("anonymous")
    Account.objects.update(language="en")
    plant_public(world)
    for organisation in DEALS:
        plant_side(world, organisation)
    for person in list(world.people.values()):
        if person.account is not None:
            plant_own(world, person)
    return world


def plant_public(world: World) -> None:
    """What is known to everybody, and what is known to whoever has signed in."""
    everybody, node = Audience("everybody"), Audience("node")
    source = world.plant(
        "kernel.Source", "public", everybody, not_before=date(2024, 1, 9), not_after=date(2024, 1, 9), url="https://twinward.example/x"
    ).row
    stated: dict[str, Any] = {"source": source, "operator": "exact", "value": 7, "unit": ""}
    claim = world.plant("figures.Claim", "public", everybody, **stated, figure="brigades", key="matrix-claim", struck_because="").row
    struck: dict[str, Any] = {"struck_on": date(2024, 1, 10), "struck_by": BY.key}
    world.plant("figures.Claim", "struck", Audience("host"), **stated, **struck, figure="memorandums_signed", key="matrix-struck")
    conflict = world.plant("figures.Conflict", "public", everybody, key="matrix-conflict", figure="").row
    conflict.claims.set([claim])
    settled: dict[str, Any] = {"conflict": conflict, "language": "en", "settled_on": date(2024, 1, 10)}
    first = world.plant("figures.Settlement", "first", everybody, **settled, reason="").row
    world.plant("figures.Settlement", "anew", everybody, **settled, replaces=first)
    host = Country.objects.get(code="UA")
    programme = world.plant("twinning.Programme", "public", everybody, host=host, source=source, key="matrix-programme").row
    world.plant("twinning.Coverage", "public", everybody, programme=programme, country=Country.objects.get(code="AT"))
    organisation = world.plant("registry.Organisation", "public", everybody, country=host, kind="hospital", source=source)
    for label, given in (
        ("OrganisationName", {"use": "alias"}),
        ("Identifier", {"scheme": "ror"}),
        ("OrganisationSpeciality", {"code": "pediatrics"}),
    ):
        world.plant(f"registry.{label}", "public", everybody, organisation=organisation.row, **given)
    invented = world.plant("registry.Organisation", "illustrative", node, country=host, kind="hospital", is_illustrative=True)
    world.plant("registry.OrganisationName", "illustrative", node, organisation=invented.row, use="alias")
    given: dict[str, Any] = {
        "origin": "recorded",
        "kind": "memorandum",
        "is_public": True,
        "key": "matrix-invented",
        "source": source,
        **STANDING,
    }
    text = world.plant("instruments.Instrument", "with an invented party", everybody, **given).row
    for one, audience in ((organisation.row, everybody), (invented.row, node), (None, everybody)):
        given = {"country": host, "organisation": one, "described": ""} if one else {"country_id": "AT"}
        party = world.plant("instruments.Party", text.key, audience, instrument=text, struck_because="", **given).row
        signed: dict[str, Any] = {"basis": "stated", "not_before": date(2024, 5, 1), "not_after": date(2024, 5, 1), "kind": "sign"}
        world.plant("instruments.Act", text.key, audience, instrument=text, party=party, **signed)
    survivor = world.plant("registry.Organisation", "survivor", everybody, country=host, kind="hospital", source=source).row
    loser = world.plant("registry.Organisation", "merged", node, country=host, kind="hospital", merged_into=survivor).row
    done = world.plant(
        "registry.Merge", "done", node, concerns=frozenset({("UA", loser.pk)}), loser=loser, survivor=survivor, by=BY.key, moved=[], at=NOON
    ).row
    committed = {"merge": done.pk, "moved_sha256": sha256(b"[]").hexdigest()}
    append(record=key_of(survivor), verb="merge", by=BY, at=NOON, facts=committed)
    of_office = organisation.concerns
    minister = world.plant(
        "registry.Person", "in office", node, concerns=of_office, country=host, in_public_office=True, email="", phone=""
    ).row
    world.plant("registry.PersonName", "in office", node, concerns=of_office, person=minister, use="alias")
    world.plant(
        "registry.Appointment", "in office", node, concerns=of_office, person=minister, organisation=organisation.row, office="head"
    )
    for name in DEALS:
        row = world.organisations[name]
        world.planted.append(Planted("registry.Organisation", "real", row, everybody, {}, frozenset({world.side(name)})))


def plant_side(world: World, name: str, *, is_double: bool = False) -> None:
    """Everything that an organisation keeps to itself or shares with the other side. is_double: once more, and nothing of it public."""
    organisation, other = world.organisations[name], world.organisations[DEALS[name]]
    own, both = frozenset({world.side(name)}), frozenset({world.side(name), world.side(DEALS[name])})
    alone, shared = Audience("sides", own), Audience("sides", both)
    plant_people(world, organisation, alone)
    plant_letters(world, organisation, other, alone, shared, answered_on=date(2025, 10, 8 if is_double else 1))
    whats = HIDDEN if is_double else SORTS
    texts = {what: plant_instrument(world, what, organisation, other, alone, shared) for what in whats}
    if is_double:
        plant_links(world, texts, world.of("instruments.Instrument", "public"))
    else:
        plant_links(world, texts, [texts["public"]])
        plant_links_back(world, texts)
    plant_mistaken(world, organisation, other, shared, concerns=own, is_double=is_double)
    plant_question(world, texts["offered"], other, alone)
    administrators = Audience("administrators")
    colleague = world.plant("identity.Account", "colleague", administrators, is_illustrative=False, is_active=True, language="en").row
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={})
    role: dict[str, Any] = {"role": "officer", "starts_on": date(2024, 1, 1)}
    world.plant("identity.Membership", "colleague", administrators, account=colleague, organisation=organisation, **role)
    invitation: dict[str, Any] = {"kind": "invitation", "about": key_of(colleague), "language": "en"}
    world.plant("mail.Mail", "invitation", administrators, told=False, **invitation)


def plant_people(world: World, organisation: Organisation, alone: Audience) -> None:
    person = world.plant("registry.Person", "own", alone, country=organisation.country).row
    world.plant("registry.PersonName", "own", alone, person=person, use="alias")
    world.plant("registry.Appointment", "own", alone, person=person, organisation=organisation, office="focal_point")


def plant_letters(
    world: World, organisation: Organisation, other: Organisation, alone: Audience, shared: Audience, answered_on: date
) -> None:
    """A draft, a letter that was sent to the other side about records that everybody knows, and the answer to it with a scan that took another's place."""
    given: dict[str, Any] = {"ours": organisation, "their_country": other.country, "theirs": other, "language": "en"}
    world.plant("letters.Letter", "draft", alone, direction="out", state="draft", dated_on=date(2025, 9, 1), **given)
    days: dict[str, Any] = {"dated_on": date(2025, 9, 1), "reply_by": date(2025, 9, 15)}
    sent = world.plant("letters.Letter", "sent", shared, concerns=alone.sides, direction="out", state="sent", **days, **given)
    earlier, scan = (world.plant("kernel.Document", what, alone, **FILE).row for what in ("earlier scan", "scan"))
    answer: dict[str, Any] = {"dated_on": answered_on, "in_reply_to": sent.row, "scan": earlier}
    received = world.plant("letters.Letter", "received", alone, direction="in", state="received", **answer, **given)
    change(received.row, scan=scan, by=BY, at=NOON)
    owing = Coverage.objects.unscoped("the matrix").get(programme__key=PROGRAMME, country="DE")
    known = [
        organisation,
        owing,
        *(one.row for label in ("registry.Organisation", "twinning.Coverage") for one in world.of(label, "public")),
    ]
    for letter in (sent, received):
        for about in known:
            world.plant("letters.LetterSubject", letter.what, alone, told=False, letter=letter.row, record=key_of(about))


#: The sorts of instruments that are planted: those that only some see, and those that are known.
HIDDEN = ("draft", "in_review", "cleared", "offered", "agreed", "taken back", "recorded")
SORTS = (*HIDDEN, "public", "illustrative")
UNANSWERED: dict[str, Any] = {"answer": "", "remark": "", "answered_by": "", "answered_as": ""}  # a question to a guest
STANDS: dict[str, Any] = {"withdrawn_because": ""}  # a link that nobody withdrew
FILE: dict[str, Any] = {"media_type": "application/pdf", "kind": "text"}
STANDING: dict[str, Any] = {"struck_because": ""}  # what nobody struck out
STATES = {
    "draft": "draft",
    "in_review": "in_review",
    "cleared": "cleared",
    "offered": "with_other_party",
    "agreed": "agreed",
    "taken back": "withdrawn",
}


def plant_instrument(
    world: World, what: str, organisation: Organisation, other: Organisation, alone: Audience, shared: Audience
) -> Planted:
    """A text that only its author sees, one with the other side, one recorded between the two, or one that is public."""
    given: dict[str, Any] = {"kind": "memorandum", "key": f"matrix-{next(world._numbers)}", "authentic_languages": ["en"], **STANDING}
    if what in STATES:
        given |= {"origin": "here", "state": STATES[what], "drafted_at": organisation, "submitted_by": BY.key}
        given |= {"agreed_text_sha256": "0" * 64} if what == "agreed" else {}
        given |= {"is_kept_in_sight": True} if what == "taken back" else {}
    else:
        given |= {
            "origin": "recorded",
            "drafted_at": organisation,
            "is_public": what != "recorded",
            "is_illustrative": what == "illustrative",
        }
    sides = alone.sides | shared.sides
    known = {"public": Audience("everybody"), "illustrative": Audience("node")}
    audience = known.get(what) or (alone if what in ("draft", "in_review", "cleared") else shared)
    instrument = world.plant("instruments.Instrument", what, audience, concerns=sides, **given)
    plant_contents(world, instrument, organisation, other)
    return instrument


def plant_mistaken(
    world: World, organisation: Organisation, other: Organisation, shared: Audience, concerns: frozenset[Side], *, is_double: bool
) -> None:
    """Records on which nothing rests, so that they can be struck out: one that only its sides know, a public one; and one that was."""
    struck: dict[str, Any] = {"struck_on": date(2025, 2, 1), "struck_by": BY.key}
    sorts = {"mistaken": (shared, STANDING), "struck": (shared, struck)}
    if not is_double:
        sorts["mistaken in public"] = (Audience("everybody"), STANDING | {"is_public": True})
    for what, (audience, told) in sorts.items():
        given: dict[str, Any] = {
            "kind": "memorandum",
            "origin": "recorded",
            "drafted_at": organisation,
            "key": f"matrix-{next(world._numbers)}",
        }
        one = world.plant("instruments.Instrument", what, audience, concerns=concerns, **given, **told)
        for side in (organisation, other):
            party = {"instrument": one.row, "country": side.country, "organisation": side, "described": "", **STANDING}
            world.plant("instruments.Party", what, audience, **party)
        if mark := one.marks.get("struck_because"):  # why is for the side that keeps it
            world.owner[mark] = (replace(one, audience=Audience("sides", concerns)), "struck_because")


def plant_links(world: World, texts: dict[str, Planted], known: list[Planted]) -> None:
    """What is known to all is rested on by what is not."""
    for public in known:
        for what in ("draft", "offered", "recorded"):
            link: dict[str, Any] = {"from_instrument": texts[what].row, "to_instrument": public.row, "kind": "legal_basis"}
            world.plant("instruments.Link", f"{what} to public", texts[what].audience, unnamed="", why="", **STANDS, **link)


def plant_links_back(world: World, texts: dict[str, Planted]) -> None:
    """What is known to all rests on what is not."""
    for what in ("draft", "recorded"):
        link: dict[str, Any] = {"from_instrument": texts["public"].row, "to_instrument": texts[what].row, "kind": "implements"}
        world.plant("instruments.Link", f"public to {what}", texts[what].audience, unnamed="", why="", **STANDS, **link)


def plant_contents(world: World, instrument: Planted, organisation: Organisation, other: Organisation) -> None:
    row, audience, what = instrument.row, instrument.audience, instrument.what
    internal = audience if audience.kind != "everybody" else Audience("node")
    for one in (organisation, other):
        party = {"instrument": row, "country": one.country, "organisation": one, "described": ""}
        world.plant("instruments.Party", what, audience, **STANDING, **party)
    if what in ("recorded", "public", "illustrative"):
        world.plant("instruments.Party", what, audience, instrument=row, country_id="AT", **STANDING)
        act: dict[str, Any] = {"basis": "inferred", "not_before": date(2024, 5, 1), "not_after": date(2024, 5, 1), "kind": "sign"}
        for party in row.parties.order_by("id"):
            world.plant("instruments.Act", what, audience, instrument=row, party=party, **act)
    struck: dict[str, Any] = {"struck_on": date(2025, 2, 1), "struck_by": BY.key, "country_id": "BE"}
    world.plant("instruments.Party", f"{what}, struck", audience, instrument=row, **struck)
    world.plant("instruments.Link", what, audience, from_instrument=row, kind="legal_basis", **STANDS)
    gone: dict[str, Any] = {"withdrawn_on": date(2025, 2, 1), "withdrawn_by": BY.key, "kind": "amends"}
    world.plant("instruments.Link", f"{what}, withdrawn", audience, from_instrument=row, **gone)
    world.plant("instruments.Waiver", what, internal, instrument=row, by=BY.key, given_on=date(2025, 1, 1), **STANDS)
    void: dict[str, Any] = {"by": BY.key, "given_on": date(2025, 1, 1), "withdrawn_on": date(2025, 2, 1), "withdrawn_by": BY.key}
    world.plant("instruments.Waiver", f"{what}, withdrawn", internal, instrument=row, **void)
    document = world.plant("kernel.Document", what, internal, **FILE).row
    world.plant("instruments.Text", what, internal, instrument=row, language="en", document=document)
    append(record=key_of(row), verb="note", by=BY, at=NOON, facts={"told": spoken(world, instrument)})


def spoken(world: World, about: Planted) -> str:
    """A word that only the ledger holds, to be seen by whoever sees the record."""
    mark = world.word()
    world.owner[mark] = (replace(about, marks={}), "state")
    return mark


def plant_own(world: World, person: Person) -> None:
    """What somebody keeps for themselves alone."""
    assert person.account is not None
    alone = Audience("account", account=person.name)
    for desk in ("organisations", "people", "instruments", "letters", "countries", "ledger"):
        world.plant("kernel.SavedFilter", desk, alone, told=False, owner=person.account.key, desk=desk, query="q=x")
    place = list(world.people).index(person.name)
    programme = Programme.objects.get(key=PROGRAMME)
    coverage = world.plant("twinning.Coverage", person.name, Audience("everybody"), programme=programme, country_id=ELSEWHERE[place]).row
    proposed: dict[str, Any] = {"kind": "proposed", "basis": "stated", "not_before": date(2025, 10, 1), "not_after": date(2025, 10, 1)}
    step = world.plant(
        "twinning.ListStep", "open", Audience("node"), coverage=coverage, is_illustrative=True, recorded_by=BY.key, **proposed
    ).row
    wrong = world.plant(
        "twinning.ListStep", "struck", Audience("node"), coverage=coverage, is_illustrative=True, recorded_by=BY.key, **proposed
    ).row
    struck: dict[str, Any] = {"coverage": coverage, "step": wrong, "corrected_on": date(2025, 10, 2), "recorded_by": BY.key}
    world.plant("twinning.StepCorrection", person.name, Audience("host"), **struck)
    asked: dict[str, Any] = {"question": "proposed-list", "record": key_of(step), "asked_by": person.account.key}
    asked["asked_at"] = NOON - timedelta(days=30)
    for what, works_for in (("open", timedelta(days=3000)), ("late", timedelta(seconds=-1))):
        token = sha256(guest_token(person, what).encode()).hexdigest()
        given: dict[str, Any] = {"token_sha256": token, "expires_at": NOON + works_for, "language": "en", **UNANSWERED}
        world.plant("identity.GuestQuestion", what, Audience("host"), **given, **asked)


def plant_question(world: World, offered: Planted, other: Organisation, alone: Audience) -> None:
    """Links to the other party of an offered text: one that it can answer, one that was withdrawn."""
    party = offered.row.parties.get(organisation=other)
    asked: dict[str, Any] = {"question": "offered-text", "record": key_of(party), "asked_by": BY.key, "asked_at": NOON - timedelta(days=30)}
    shown = questions()["offered-text"].edition(party)
    asked |= {"expires_at": NOON + timedelta(days=3000), "language": "en", "shown": shown, **UNANSWERED}
    for what, gone in (("text", None), ("text withdrawn", NOON)):
        given = {"token_sha256": sha256(text_token(offered, what).encode()).hexdigest(), "withdrawn_at": gone}
        world.plant("identity.GuestQuestion", what, Audience("officers", alone.sides), **given, **asked)


def text_token(offered: Planted, what: str = "text") -> str:
    """What stands in the link by which a guest answers for the other party of an offered text."""
    return f"a-link-of-{what.replace(' ', '-')}-{offered.pk}"


def guest_token(person: Person, what: str = "open") -> str:
    """What stands in the link that `person` handed to a guest."""
    return f"a-link-of-{person.name}-{what}"


def unplanted(world: World) -> list[str]:
    """Columns of words in which no word was planted."""
    planted = {(one.label, column) for one in world.planted for column in one.marks}
    planted |= {(label, column) for label, columns in MEANINGFUL.items() for column in columns.split()}
    return [
        f"{model._meta.label}.{name}"
        for model in models_of_the_house()
        for name in wordy(model)
        if (model._meta.label, name) not in planted
    ]
