"""A node full of marked records: whose each is, who may see it, and a word in each of its columns that stands nowhere else."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import models

from tests.contracts.rows import NOON, columns
from twinward.foundation.identity.models import Account
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.documents import path_of
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.registry.models import Organisation

BY = Operator("matrix")
MARK = re.compile(r"qzx[a-z]{5}xzq", re.IGNORECASE)
SHORTEST = 11  # a shorter column holds a code and no words

#: Text columns that hold keys, codes or addresses and no words of anybody.
NO_WORDS = {
    "kernel.Event": "by record verb",
    "kernel.PersonalFact": "name",
    "kernel.Document": "sha256 media_type kind",
    "kernel.FormKey": "actor content answer",
    "kernel.SavedFilter": "owner desk query",
    "registry.Merge": "by",
    "registry.NameStamp": "value",
    "registry.Identifier": "scheme",
    "identity.GuestQuestion": "token_sha256 question record asked_by answer shown",
    "identity.Membership": "role",
    "identity.Remembered": "cache_key value",
    "instruments.Instrument": "state agreed_text_sha256 submitted_by struck_by",
    "instruments.Link": "withdrawn_by",
    "instruments.Party": "struck_by",
    "instruments.Waiver": "by withdrawn_by",
    "letters.Letter": "state",
    "letters.LetterSubject": "record",
    "twinning.ListStep": "recorded_by",
    "twinning.StepCorrection": "recorded_by",
    "figures.Claim": "part_of_basis struck_by",
}
#: Text columns whose words are given when a record is planted, since they must mean something.
MEANINGFUL = {
    "figures.Claim": "key figure unit",
    "figures.Conflict": "key figure",
    "identity.GuestQuestion": "remark answered_by answered_as",
    "instruments.Instrument": "key",
    "kernel.PersonalFact": "value",
    "kernel.Reminder": "rule record recipient",
    "kernel.Source": "url",
    "mail.Mail": "kind about",
    "registry.OrganisationSpeciality": "code",
    "twinning.Programme": "key",
}
#: Columns whose words nobody sees, whoever asks.
SECRET = {("identity.Account", "password")}

HOST = "UA"  # whose node this is, and whose programme
Side = tuple[str, int]  # a country, and an organisation of it


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks for pages. role "" and side None: nobody who has signed in."""

    name: str
    role: str = ""
    side: Side | None = None
    account: Account | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.account is not None

    @property
    def is_of_the_host(self) -> bool:
        """Whether they are an officer of the country whose node and programme this is."""
        return self.role == "officer" and self.reaches(frozenset(), "programme")

    def reaches(self, sides: frozenset[Side], reach: str) -> bool:
        """Whether a right of this reach ("node", "programme", "country", "organisation" or "") covers a record of these sides.

        "programme": a record of the one programme of this node, whose host keeps what is told of every country.
        """
        if self.side is None:
            return False
        if reach == "programme":
            return self.side[0] == HOST
        if reach == "country":
            return self.side[0] in {country for country, _organisation in sides}
        return reach == "node" or (reach == "organisation" and self.side in sides)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may see a record, said without asking the product. sides: those whose it is, for people who see their own.

    kind: "everybody" (what is public of it, without signing in), "node" (whoever has signed in), "sides" (its sides, and administrators),
    "officers" (of its sides, and administrators), "authors" (officers of its sides alone), "host" (the host's officers, and administrators),
    "administrators", "account" (the one named in `account`), "nobody".
    """

    kind: str
    sides: frozenset[Side] = frozenset()
    account: str = ""

    def has(self, person: Person) -> bool:
        """Whether `person` sees the record at all."""
        if self.kind == "everybody":
            return True
        if not person.is_signed_in or self.kind == "nobody":
            return False
        if self.kind == "account":
            return person.name == self.account
        if self.kind == "host":
            return person.role == "administrator" or person.is_of_the_host
        reach = {"officer": "country", "lawyer": "country", "focal_point": "organisation", "administrator": "node"}[person.role]
        if self.kind in ("officers", "authors"):
            is_officer = person.role == "officer" and person.reaches(self.sides, reach)
            return is_officer or (self.kind == "officers" and person.role == "administrator")
        return {"node": True, "sides": person.reaches(self.sides, reach), "administrators": person.role == "administrator"}[self.kind]


@dataclass(frozen=True, slots=True)
class Planted:
    """A marked record. what: which of several of its kind it is ("draft", "recorded"). marks: the word in each column.

    concerns: the sides over which a right must reach for somebody to do something with it.
    """

    label: str
    what: str
    row: Any
    audience: Audience
    marks: dict[str, str]
    concerns: frozenset[Side] = frozenset()

    @property
    def pk(self) -> Any:
        return self.row.pk

    def __str__(self) -> str:
        return f"{self.label}:{self.pk} ({self.what})"

    def shows(self, column: str, person: Person) -> bool:
        """Whether `person` may read the word in a column."""
        if (self.label, column) in SECRET or not self.audience.has(person):
            return False
        if self.label == "registry.Organisation" and column in ("region", "city"):  # where exactly it is, is told in its country
            return person.role == "administrator" or (person.is_signed_in and person.reaches(self.concerns, "country"))
        return person.is_signed_in or self.row.privacy.class_of(column) == "public"


@dataclass
class World:
    """Everything that was planted, and everybody who asks."""

    people: dict[str, Person] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    owner: dict[str, tuple[Planted, str]] = field(default_factory=dict)  # whose a word is: the record and the column
    organisations: dict[str, Organisation] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def word(self) -> str:
        """A word that stands nowhere else."""
        number, letters = next(self._numbers), ""
        for _place in range(5):
            number, letter = divmod(number, 26)
            letters = chr(97 + letter) + letters
        return f"qzx{letters}xzq"

    def plant(
        self, label: str, what: str, audience: Audience, *, told: bool = True, concerns: frozenset[Side] | None = None, **given: Any
    ) -> Planted:
        """A saved record with a word in every column of text that is not given; told: the ledger tells of it, words and all."""
        model: Any = apps.get_model(label)
        marks = {name: self.word() for name in wordy(model) if name not in given}
        texts = {
            name: f"{mark}@twinward.example" if isinstance(model._meta.get_field(name), models.EmailField) else mark
            for name, mark in marks.items()
        }
        if label == "kernel.Document":
            given["sha256"] = sha256(marks["name"].encode()).hexdigest()
        row = model(**columns(model, **texts, **given))
        row.save(force_insert=True)
        if concerns is None:
            concerns = frozenset({(row.country_id, row.pk)}) if isinstance(row, Organisation) else audience.sides
        planted = Planted(label, what, row, audience, marks, concerns)
        self.planted.append(planted)
        self.owner |= {mark: (planted, column) for column, mark in marks.items()}
        if label == "kernel.Document":
            self._keep(row, marks["name"])
        if told:
            note_new(row, by=BY, at=NOON)
        return planted

    @staticmethod
    def _keep(document: Any, content: str) -> None:
        path = path_of(document.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def marked(self, text: str) -> set[str]:
        """The words of this world that stand in a text."""
        return {mark for mark in map(str.lower, MARK.findall(text)) if mark in self.owner}

    def of(self, label: str, *whats: str) -> list[Planted]:
        """What was planted of one kind, or of some of its sorts."""
        return [one for one in self.planted if one.label == label and (not whats or one.what in whats)]

    def side(self, organisation: str) -> Side:
        row = self.organisations[organisation]
        return row.country_id, row.pk


def wordy(model: type[models.Model]) -> list[str]:
    """The columns of a model that can hold somebody's words."""
    silent = NO_WORDS.get(model._meta.label, "").split()
    texts = (field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField) and not field.choices)
    return [
        field.name
        for field in texts
        if field.name not in silent and (field.max_length or 99) >= SHORTEST and not isinstance(field, models.UUIDField)
    ]
