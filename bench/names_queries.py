"""Names as people get them wrong, drawn from the extract by a fixed seed: what the search of names is measured with."""

import gzip
import hashlib
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 20261122

# Note [Queries]: they are drawn from the extract by a fixed seed and were frozen before the index was tuned (it was tuned on other seeds).
# The organisation is drawn evenly, then one of its names. Acronyms are never spoilt: a mistyped acronym names nobody. Letter faults are in
# names written in Latin, Cyrillic or Greek letters. When words were dropped and all that are left occur in one name of another organisation
# of the same country too, nobody can tell which is meant: such a query is *undecidable*. Another is drawn, and those are kept,
# so that the figures with them are told as well. An answer is right when it is the organisation that the query was made from, or one
# of the same country that bears the identical name.


@dataclass(frozen=True, slots=True)
class Source:
    """One name of one organisation, as the extract gives it. key: the organisation's number in the extract."""

    key: int
    country: str
    value: str
    language: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, and whom they meant."""

    kind: str
    text: str
    meant: Source
    is_decidable: bool = True


TYPED = ("letter substituted", "letter deleted", "letter inserted", "letters transposed", "words dropped", "words swapped")
TYPED += ("no diacritics", "several at once")
TRANSLITERATED = ("Cyrillic in Latin letters", "Latin in Ukrainian letters", "Azerbaijani in other letters")
COUNTS: dict[str, int] = dict(zip(TYPED + TRANSLITERATED, (75, 75, 75, 75, 100, 100, 60, 140, 120, 120, 60), strict=True))

NEAR = {  # the keys beside each key of a QWERTY keyboard
    **dict(zip("qwertyuiop", ("wa", "qes", "wrd", "etf", "ryg", "tuh", "yij", "uok", "ipl", "ol"), strict=True)),
    **dict(zip("asdfghjkl", ("qsz", "awdx", "sefc", "drgv", "fthb", "gyjn", "hukm", "jil", "kop"), strict=True)),
    **dict(zip("zxcvbnm", ("asx", "zsdc", "xdfv", "cfgb", "vghn", "bhjm", "njk"), strict=True)),
}
HEARD = {"i": "ye", "y": "i", "e": "ai", "a": "eo", "o": "au", "c": "ks", "k": "c", "s": "zc", "z": "s", "v": "w", "w": "v", "u": "o"}


def table(letters: str, spellings: str) -> dict[str, str]:
    """Letter by letter its spelling; "-" stands for none."""
    return dict(zip(letters, (spelling.strip("-") for spelling in spellings.split()), strict=True))


# Cyrillic letters in Latin ones, as people usually write them; what a custom does not name is as in the passport.
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъўјљњџђћќѓѕәғқңөұүһ"
PASSPORT = table(
    CYRILLIC,
    "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia y e e - u j lj nj dzh dj c kj gj dz a gh q ng o u u h",
)
ENGLISH = PASSPORT | table("гєиїйюяёы", "g ye i yi y yu ya yo y")
INTO_LATIN = {
    "passport": PASSPORT,
    "english": ENGLISH,
    "german": PASSPORT | table("вгєжзйхцчшщюяё", "w h je sch s j ch z tsch sch schtsch ju ja jo"),
    "polish": PASSPORT | table("вгєжйхцчшщюяё", "w h je z j ch c cz sz szcz ju ja jo"),
    "scholarly": PASSPORT | table("гєжїйхцчшщюяё", "g je z i j x c c s sc ju ja e"),
    "french": ENGLISH | table("ужхцчшщ", "ou j kh ts tch ch chtch"),
}

# Latin letters in Ukrainian ones, by the language of the name: the longest spelling that fits is taken.
LETTERS = table("abcdefghijklmnopqrstuvwxyz", "а б к д е ф г г і дж к л м н о п к р с т у в в кс і з")
SPELT: dict[str, dict[str, str]] = {
    "en": LETTERS
    | {"sh": "ш", "ch": "ч", "th": "т", "ph": "ф", "ck": "к", "ce": "се", "ci": "сі", "oo": "у", "ee": "і", "tion": "шн", "uni": "юні"}
    | {"qu": "кв", "ge": "дже", "gi": "джи", "ea": "і", "ay": "ей", "ew": "ю", "ya": "я", "ia": "ія"},
    "de": LETTERS
    | {"sch": "ш", "ch": "х", "z": "ц", "v": "ф", "w": "в", "ei": "ай", "eu": "ой", "ä": "е", "ö": "ьо", "ü": "ю", "ß": "с", "tz": "ц"}
    | {"j": "й", "ie": "і", "ph": "ф", "th": "т", "ck": "к", "qu": "кв", "st": "шт", "ja": "я"},
    "es": LETTERS
    | {"ll": "й", "ñ": "нь", "j": "х", "h": "", "ch": "ч", "ce": "се", "ci": "сі", "qu": "к", "z": "с", "gu": "г", "ia": "ія"},
    "fr": LETTERS
    | {"ou": "у", "ch": "ш", "eau": "о", "au": "о", "oi": "уа", "ai": "е", "qu": "к", "é": "е", "è": "е", "ê": "е", "ç": "с", "ce": "се"}
    | {"j": "ж", "ge": "же", "gi": "жи", "ph": "ф", "th": "т", "h": "", "u": "ю", "gn": "нь", "eu": "е", "ci": "сі", "y": "і"},
    "pl": LETTERS
    | {"sz": "ш", "cz": "ч", "rz": "ж", "ch": "х", "c": "ц", "w": "в", "ł": "л", "ó": "у", "ą": "он", "ę": "ен", "ś": "сь", "ć": "ць"}
    | {"ż": "ж", "ź": "зь", "ń": "нь", "j": "й", "y": "и", "szcz": "щ", "ja": "я"},
    "it": LETTERS
    | {"ch": "к", "ce": "че", "ci": "чі", "gi": "джі", "ge": "дже", "gn": "нь", "gli": "лі", "qu": "кв", "z": "ц", "sc": "ск", "ia": "ія"},
}

# Azerbaijani letters as they are typed without their keyboard, in English fashion, in Russian letters, and in the former Cyrillic alphabet.
AZERBAIJANI = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
IN_OTHER = {
    "bare": dict(zip(AZERBAIJANI, "abccdeefgghxiijkqlmnooprsstuuvyz", strict=True)),
    "english": table(AZERBAIJANI, "a b j ch d e a f g gh h kh i i zh k g l m n o o p r s sh t u u v y z"),
    "russian": table(AZERBAIJANI, "а б дж ч д е а ф г г г х ы и ж к г л м н о о п р с ш т у у в й з"),
    "cyrillic": dict(zip(AZERBAIJANI, "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз", strict=True)),
}


def sources(path: Path) -> list[Source]:
    """Every name of the extract, organisations in the order of their ROR ids."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: row["id"])
    return [
        Source(key, row["country"], name["value"], name["lang"], "acronym" if "acronym" in name["types"] else "label")
        for key, row in enumerate(rows)
        for name in row["names"]
    ]


def digest(drawn: Iterable[Query]) -> str:
    """Tells whether two runs asked the same."""
    return hashlib.sha256("\n".join(f"{query.text}\t{query.meant.value}" for query in drawn).encode()).hexdigest()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def is_alphabetic(text: str) -> bool:
    """Whether every letter is Latin, Cyrillic or Greek."""
    return all(unicodedata.name(letter, "").startswith(("LATIN", "CYRILLIC", "GREEK")) for letter in text if letter.isalpha())


def spoil(text: str, kind: str, chance: random.Random) -> str:
    """One to four letters wrong, at most one for every eight letters, never the space between words."""
    for _ in range(chance.randint(1, max(1, min(4, len(text) // 8)))):
        places = [i for i, letter in enumerate(text[:-1]) if letter.isalpha() and text[i + 1].isalpha() and letter != text[i + 1]]
        if places:
            text = spoil_at(text, chance.choice(places), kind, chance)
    return text


def spoil_at(text: str, place: int, kind: str, chance: random.Random) -> str:
    letter, before, after = text[place], text[:place], text[place + 1 :]
    pool = (
        (HEARD if chance.random() < 0.5 else NEAR).get(letter.casefold())
        or NEAR.get(letter.casefold())
        or "".join(filter(str.isalpha, text))
    )
    if kind == "letter substituted":
        return before + chance.choice(pool) + after
    if kind == "letter deleted":
        return before + after
    if kind == "letter inserted":
        return before + letter + (letter if chance.random() < 0.5 else chance.choice(pool)) + after
    return before + text[place + 1] + letter + text[place + 2 :]


def drop_words(text: str, chance: random.Random) -> str:
    """One word gone or more, at most half of them."""
    kept = text.split()
    for _ in range(chance.randint(1, len(kept) // 2)):
        kept.pop(chance.randrange(len(kept)))
    return " ".join(kept)


def swap_words(text: str, chance: random.Random) -> str:
    """Two words changed places, the first went to the end, or all are in another order."""
    order = text.replace(",", "").split()
    custom = chance.randrange(3)
    if custom == 0:
        return " ".join(order[1:] + order[:1])
    if custom == 1:
        return " ".join(chance.sample(order, len(order)))
    one, other = chance.sample(range(len(order)), 2)
    order[one], order[other] = order[other], order[one]
    return " ".join(order)


def bare(text: str) -> str:
    """As typed on a keyboard that has only the plain Latin letters."""
    plain = text.translate(str.maketrans("łŁøØđĐıİəƏæÆœŒðþ", "lLoOdDiIeEaAoOdt")).replace("ß", "ss")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


def respell(text: str, letters: dict[str, str]) -> str:
    """The text in lower case with the longest spelling that fits replaced each time; what no table knows stays bare."""
    longest = sorted(letters, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest)))
    text = text.replace("İ", "i").replace("I", "ı" if "ə" in text else "I").casefold()
    known = "".join(letter if letter in letters else bare(letter) for letter in text)
    return pattern.sub(lambda found: letters[found.group()], known)


def keep(source: Source, kind: str, chance: random.Random) -> str:
    """The words of the name that are typed at all: of a name in other letters, every third time not all."""
    drops = kind in ("words dropped", "several at once") or (kind in TRANSLITERATED and chance.random() < 1 / 3)
    return drop_words(source.value, chance) if drops and len(source.value.split()) >= 3 else source.value


def mistype(text: str, source: Source, kind: str, chance: random.Random) -> str:
    """The kept words as somebody who makes this kind of mistake types them; often a letter is wrong besides."""
    if kind == "words dropped":
        return text
    if kind in TYPED[:4]:
        return spoil(text, kind, chance)
    if kind == "words swapped":
        text = swap_words(text, chance)
    elif kind == "no diacritics":
        text = bare(text)
    elif kind == "several at once":
        return spoil(bare(swap_words(text, chance) if chance.random() < 0.5 else text), chance.choice(TYPED[:4]), chance)
    else:
        text = respelt(text, source, kind, chance)
    return spoil(text[:8], chance.choice(TYPED[:4]), chance) + text[8:] if chance.random() < 0.5 else text


def respelt(text: str, source: Source, kind: str, chance: random.Random) -> str:
    if kind == "Cyrillic in Latin letters":
        letters = INTO_LATIN[chance.choice(sorted(INTO_LATIN))]
        return respell(text, letters if source.language == "uk" else letters | {"г": "g", "и": "i"}).title()
    if kind == "Latin in Ukrainian letters":
        undoubled = re.sub(r"([bcdfgklmnprstvz])\1", r"\1", text)
        return respell(undoubled, SPELT.get(source.language or "en", SPELT["en"])).title()
    return respell(text, IN_OTHER[chance.choice(sorted(IN_OTHER))]).title()


FITS: dict[str, Callable[[Source], bool]] = {
    **{kind: lambda source: len(source.value) >= 6 and is_alphabetic(source.value) for kind in TYPED[:4]},
    "words dropped": lambda source: len(source.value.split()) >= 3,
    "words swapped": lambda source: len(source.value.split()) >= 3,
    "several at once": lambda source: len(source.value.split()) >= 3 and is_alphabetic(source.value),
    "no diacritics": lambda source: is_alphabetic(source.value) and "LATIN" in unicodedata.name(source.value[0], ""),
    "Cyrillic in Latin letters": lambda source: all(letter in CYRILLIC for letter in source.value.casefold() if letter.isalpha()),
    "Latin in Ukrainian letters": lambda source: source.language in SPELT and bare(source.value).isascii(),
    "Azerbaijani in other letters": lambda source: source.language == "az",
}


class Neighbours:
    """Which organisations of a country have a name that holds a word."""

    def __init__(self, names: list[Source]) -> None:
        self.holders: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.names: dict[int, list[set[str]]] = defaultdict(list)
        for source in names:
            bag = set(words(source.value))
            self.names[source.key].append(bag)
            for word in bag:
                self.holders[source.country, word].add(source.key)

    def is_decidable(self, text: str, meant: Source) -> bool:
        asked = words(text)
        holders = [self.holders[meant.country, word] for word in asked]
        others = set.intersection(*holders) - {meant.key} if holders else set()
        return bool(asked) and not any(set(asked) <= bag for key in others for bag in self.names[key])


def queries(names: list[Source], counts: dict[str, int], seed: int = SEED) -> Iterator[Query]:
    """For each kind as many decidable queries as `counts` says, and the undecidable ones met on the way. One seed, one set."""
    neighbours = Neighbours(names)
    for kind, count in counts.items():
        chance = random.Random(f"{seed} {kind}")
        fitting: dict[int, list[Source]] = defaultdict(list)
        for source in names:
            if source.kind == "label" and len(source.value) >= 6 and FITS[kind](source):
                fitting[source.key].append(source)
        yield from _draw(kind, count, fitting, neighbours, chance)


def _draw(kind: str, count: int, fitting: dict[int, list[Source]], neighbours: Neighbours, chance: random.Random) -> Iterator[Query]:
    drawn: set[str] = set()
    keys = sorted(fitting)
    for _ in range(200 * count):
        meant = chance.choice(fitting[chance.choice(keys)])
        kept = keep(meant, kind, chance)
        text = mistype(kept, meant, kind, chance)
        if text.casefold() == meant.value.casefold() or text in drawn:
            continue
        drawn.add(text)
        is_decidable = kept == meant.value or neighbours.is_decidable(kept, meant)
        yield Query(kind, text, meant, is_decidable)
        count -= is_decidable
        if not count:
            return
    raise ValueError(f"too few names to draw {kind} from")
