"""The institutions of a list as somebody types them, one a line: those on record, and those that the list names first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.functional import Promise

from twinward.foundation.kernel.actors import PUBLIC, Actor
from twinward.foundation.kernel.alphabet import by_words
from twinward.foundation.kernel.asked import without_controls
from twinward.foundation.kernel.sentences import say
from twinward.foundation.registry.countries import country_name
from twinward.foundation.registry.fields import hidden_fault, mixed_fault, name_fault, surely_meant
from twinward.foundation.registry.hidden_signs import without_edges
from twinward.foundation.registry.kind_words import kind_in_name
from twinward.foundation.registry.likeness import slips
from twinward.foundation.registry.models import Kind, Organisation
from twinward.foundation.registry.names import fold
from twinward.foundation.registry.search import Match, look_up_many, words_on_record
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.programme.twinning.rules import Named

NEW = "new"
MOST_LINES, LONGEST_NAME, LONGEST_PLACE, MOST_ELSEWHERE = 400, 300, 120, 3
LIKE_ENOUGH = 0.55  # of institutions of the list's own country: a lesser likeness is of words that half of them share
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: the lines, and by the name of their control the answers about lines. name: of the lines' control."""

    name: str = ""
    text: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def asks_each(self) -> bool:
        """Whether every line is to be asked about, also those that are clear."""
        return bool(self.answers.get(f"{self.name}-each"))

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The lines that hold anything, in one line's writing, each with its number among all."""
        written = ((number, " ".join(without_controls(line).split())) for number, line in enumerate(self.text.splitlines(), start=1))
        return [(number, line) for number, line in written if line]


@dataclass(frozen=True)
class Line:
    """A line of a list: what it may mean, and what was answered about it.

    name: how the names of its controls begin; it goes with the words of the line, not with its place.
    sure: the organisation whose name it is letter by letter, when there is one alone. elsewhere: what other countries have under that name,
    where the list's own has nothing; it is told and cannot be chosen, as a list holds institutions of its country.
    like: the first few lines above it, on no record either, whose name is the same but for slips.
    """

    number: int
    text: str
    name: str
    matches: Sequence[Match]
    sure: Organisation | None
    is_asked: bool
    answers: Mapping[str, Sequence[str]]
    country: str = ""
    elsewhere: Sequence[Match] = ()
    like: "Sequence[Line]" = ()

    def answer(self, about: str = "") -> str:
        """The first answer to one of its controls; empty without any."""
        return without_controls(next(iter(self.answers.get(f"{self.name}{about}", ())), ""))

    @property
    def chosen(self) -> str:
        """The primary key of what it means, or `new`; where nothing was answered, the likely answer is offered."""
        return self.answer() or (str(self.sure.pk) if self.sure else "" if self.matches or self.elsewhere else NEW)

    @property
    def city(self) -> str:
        return without_edges(" ".join(self.answer("-city").split()))

    @property
    def shown(self) -> str:
        """The primary keys of what it is shown to be like, as its form sends them back."""
        return " ".join(str(match.organisation.pk) for match in self.matches)

    @property
    def besides(self) -> frozenset[int]:
        """Those that it was shown to be like when it was answered: `new` is none of them."""
        return frozenset(map(int, _NUMBER.findall(self.answer("-shown"))))

    @property
    def kind(self) -> str:
        """The kind that was chosen for it; before anything was, the one that its name tells, else that of what it is likest; empty for none."""
        if self.answers.get(f"{self.name}-kind") is not None:
            return self.answer("-kind")
        return kind_in_name(self.text) or next((match.organisation.kind for match in (*self.matches, *self.elsewhere)), "")

    @property
    def kinds(self) -> list[tuple[str, Promise | str, bool]]:
        """Every kind of organisation: code, words, and whether it is the one of this line."""
        return [(code, words, code == self.kind) for code, words in Kind.choices]

    @property
    def specialities(self) -> list[tuple[str, str, bool]]:
        """Every speciality: code, words, and whether it was chosen."""
        chosen = set(self.answers.get(f"{self.name}-specialities", ()))
        return [(code, words, code in chosen) for code, words in by_words(SPECIALITIES.items())]

    @property
    def is_overtaken(self) -> bool:
        """Whether it was answered that it is on no record, and now one is whose name it is, which its writer was not shown."""
        return self.answer() == NEW and self.sure is not None and self.sure.pk not in self.besides

    @property
    def alike(self) -> "list[tuple[Line, bool]]":
        """The lines that it is like, each with whether it was said that it is another institution than that one."""
        apart = self.answers.get(f"{self.name}-apart", ())
        return [(one, one.name in apart) for one in self.like]

    @property
    def is_on_record(self) -> bool:
        """Whether it is taken for the organisation whose name it is."""
        return self.sure is not None and self.meant == self.sure

    @cached_property
    def meant(self) -> Organisation | Named | None:
        """What it means; None while that is not clear, or may not stand."""
        if self.fault:
            return None
        if self.answer() == NEW:
            codes = tuple(code for code in SPECIALITIES if code in self.answers.get(f"{self.name}-specialities", ()))
            return Named(self.text, self.answer("-kind"), self.city, codes, self.besides)
        return self._picked or self.sure

    @property
    def _picked(self) -> Organisation | None:
        return next((match.organisation for match in self.matches if str(match.organisation.pk) == self.answer()), None)

    @cached_property
    def fault(self) -> str:
        """Why it may not stand as it is; empty when it may."""
        told = {"number": self.number, "text": self.text}
        if not any(letter.isalnum() for letter in self.text):
            return say("listed_wordless") % told
        if len(self.text) > LONGEST_NAME:
            return say("listed_too_long") % {"number": self.number, "most": LONGEST_NAME}
        if self.answer() == NEW and not self.is_overtaken:
            return self._new_fault(told)
        if self._picked or (self.sure and not self.answer() and not self.is_asked):
            return ""
        if self.sure and not self.answer():
            return say("listed_to_check")
        if self.elsewhere and not self.matches:
            return say("listed_elsewhere") % (told | {"country": country_name(self.country), "found": self._found_elsewhere})
        return say("listed_unclear" if self.matches else "listed_unknown") % told

    @property
    def _found_elsewhere(self) -> str:
        found = (match.organisation for match in self.elsewhere)
        return ", ".join(f"{one.called} ({country_name(one.country_id)})" for one in found)

    def _new_fault(self, told: Mapping[str, Any]) -> str:
        if mixed := name_fault(self.text) or hidden_fault(self.city) or mixed_fault(self.city):
            return say("line_fault") % {"number": self.number, "fault": mixed}
        if len(self.city) > LONGEST_PLACE:
            return say("listed_place_too_long") % {"number": self.number, "most": LONGEST_PLACE}
        return "" if self.answer("-kind") in Kind.values else say("listed_without_kind") % told


class ListedWidget(forms.Textarea):
    """Lines to type names in; below them what each means or may mean, or what is known of a new institution."""

    template_name = "twinning/widgets/listed.html"
    lines: Sequence[Line] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        mine = {key: data.getlist(key) for key in data if key.startswith(f"{name}-")} if hasattr(data, "getlist") else {}
        return Typed(name, data.get(name, ""), mine)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, Typed) else Typed()
        context["widget"] |= {"typed": typed.text, "asks_each": typed.asks_each, "lines": self.lines, "new": NEW}
        context["widget"] |= {"longest_place": LONGEST_PLACE}
        return context


class ListedField(forms.CharField):
    """Cleans to organisations, and to `Named` for those that the list names and the register lacks, in the order of the lines.

    country: all are of this country (alpha-2), whoever asks. A line that is not clear is asked about: one of those that it is like, or new;
    with the tick beside the lines each is, so that one that is called like another can be told from it.
    """

    widget = ListedWidget
    country: str = ""
    actor: Actor = PUBLIC

    def clean(self, value: Any) -> list[Organisation | Named]:
        typed = value if isinstance(value, Typed) else Typed()
        super().clean(typed.text)
        if len(typed.lines) > MOST_LINES:
            raise forms.ValidationError(say("listed_too_many") % {"most": MOST_LINES}, code="listed_too_many")
        lines = self._read(typed)
        if isinstance(self.widget, ListedWidget):
            self.widget.lines = _shown(lines)
        if wrong := dict.fromkeys([*(line.fault for line in lines if line.fault), *_twice(lines), *_alike(lines)]):
            raise forms.ValidationError([forms.ValidationError(fault, code="listed_unclear") for fault in wrong])
        return [line.meant for line in lines if line.meant is not None]

    def _read(self, typed: Typed) -> list[Line]:
        """The lines with what is on record under such a name; those with the same words have the answers in common."""
        found = look_up_many([text for _number, text in typed.lines], actor=self.actor, country=self.country)
        lines = [_line(number, text, _good(text, matches), typed) for (number, text), matches in zip(typed.lines, found, strict=True)]
        unknown = [line.text for line in lines if not line.matches] if self.country else []
        elsewhere = dict(zip(unknown, look_up_many(unknown, actor=self.actor), strict=True))
        read = [
            replace(line, country=self.country, elsewhere=surely_meant(line.text, elsewhere.get(line.text, ()))[:MOST_ELSEWHERE])
            for line in lines
        ]
        new = [line for line in read if not isinstance(line.meant, Organisation)]
        found_alike = slips([line.text[:LONGEST_NAME] for line in new], is_known=words_on_record())
        like = {new[later].number: [new[earlier] for earlier in several] for later, several in found_alike.items()}
        return [replace(line, like=like.get(line.number, ())) for line in read]


def _good(text: str, matches: Sequence[Match]) -> Sequence[Match]:
    """Those that the line surely names; else those that are like enough to be meant."""
    return surely_meant(text, matches) or [match for match in matches if match.score >= LIKE_ENOUGH]


def _line(number: int, text: str, matches: Sequence[Match], typed: Typed) -> Line:
    sure = surely_meant(text, matches)
    alone = sure[0].organisation if len(sure) == 1 else None
    mark = sha256(_words(text).encode()).hexdigest()[:12]
    return Line(number, text, f"{typed.name}-{mark}", sure or matches, alone, typed.asks_each, typed.answers)


def _shown(lines: Sequence[Line]) -> list[Line]:
    """The lines to ask about: of those with the same words, which have their controls in common, the first."""
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.name, line)
    return list(first.values())


def _words(text: str) -> str:
    """What is the same for every way of writing the same letters."""
    return fold(text) or text.casefold()


def _alike(lines: Sequence[Line]) -> Iterator[str]:
    """The lines that may be slips of the pen of one above them, and of which nobody said that they are not."""
    for line in lines:
        for one in (one for one, is_apart in line.alike if not is_apart):
            yield say("listed_alike") % {"first": one.number, "before": one.text, "number": line.number, "text": line.text}


def _twice(lines: Sequence[Line]) -> Iterator[str]:
    """The lines that say the same as one above them, or mean the same institution."""
    first: dict[object, Line] = {}
    for line in lines:
        meant = line.meant.pk if isinstance(line.meant, Organisation) else None
        before = first.get(_words(line.text)) or first.get(meant)
        if before is not None:
            yield say("listed_twice") % {"first": before.number, "number": line.number, "text": line.text}
        first.setdefault(_words(line.text), line)
        if meant is not None:
            first.setdefault(meant, line)
