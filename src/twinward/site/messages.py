"""The sentences of every screen in our languages: gathered from code and templates, kept in .po, compiled to .mo.

`python -m twinward.site.messages update` after a sentence is added or changed; `check` says what is left to translate.
"""

import ast
import gettext
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import django
from babel.messages import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = Path(__file__).resolve().parent / "locale"
#: Our languages but English, in which the sentences are written (ISO 639-1).
LANGUAGES = ("uk", "az", "es")
#: Names of languages come from CLDR, so those of the settings are no sentences of ours.
NOT_OURS = ("site/settings.py",)
TEMPLATES = (".html", ".txt")
#: The rooms whose records have a history that people read.
ROOMS = ("registry.", "identity.", "letters.", "instruments.", "twinning.", "figures.")
WIDTH = 140

#: What each function is given first: a context, a sentence, its plural.
TAKES: Mapping[str, tuple[str, ...]] = {
    "gettext": ("singular",),
    "ngettext": ("singular", "plural"),
    "pgettext": ("context", "singular"),
    "npgettext": ("context", "singular", "plural"),
}
LOOKS = {f"{name}{ending}": takes for name, takes in TAKES.items() for ending in ("", "_lazy")} | {"gettext_noop": TAKES["gettext"]}
#: A look-up as Django writes it for a template: quoted arguments, perhaps a bare word for the number.
WRITTEN = re.compile(r""" (n?p?gettext|_)\(((?:u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*'|[^()"'])*)\)""", re.DOTALL)


class Sentence(NamedTuple):
    """What is looked up: the sentence in English, its plural (empty when it has none), its context (empty when it needs none)."""

    singular: str
    plural: str = ""
    context: str = ""


def gathered() -> dict[Sentence, set[str]]:
    """Every sentence that a screen may look up, with the files (from the package's root) that use it. SyntaxError names a broken file,
    ValueError a sentence that stands with a plural and without.
    """
    found: defaultdict[Sentence, set[str]] = defaultdict(set)
    for sentence, place in of_models():
        found[sentence].add(place)
    for path in sorted(PACKAGE.rglob("*")):
        place = path.relative_to(PACKAGE)
        if place.as_posix() in NOT_OURS or {"tests", "migrations", "static"} & set(place.parts):
            continue
        if path.suffix == ".py":
            sentences = of_python(path.read_text(encoding="utf-8"))
        elif path.suffix in TEMPLATES and "templates" in place.parts:
            sentences = of_template(path.read_text(encoding="utf-8"), str(place))
        else:
            continue
        for sentence in sentences:
            found[sentence].add(place.as_posix())
    _require_one_form(found)
    return dict(found)


def _require_one_form(found: Mapping[Sentence, set[str]]) -> None:
    """A catalogue holds a sentence once, and not every gettext finds one that has a plural where none is asked for. Raises ValueError."""
    plurals = {(one.singular, one.context) for one in found if one.plural}
    if twice := [one for one in found if not one.plural and (one.singular, one.context) in plurals]:
        raise ValueError(f"{twice[0].singular!r} stands with a plural and without: give one of them a context ({sorted(found[twice[0]])})")


def of_models() -> Iterator[tuple[Sentence, str]]:
    """Names that Django itself gives to records and columns and that a history of a record shows; those in gettext are gathered from the code."""
    for model in apps.get_models():
        if model._meta.label.startswith(ROOMS) or model._meta.label in ("kernel.Document", "kernel.Source"):
            place = f"{model.__module__.removeprefix('twinward.').replace('.', '/')}.py"
            named = (model._meta, *(field for field in model._meta.concrete_fields if not field.primary_key))
            yield from ((Sentence(one.verbose_name), place) for one in named if isinstance(one.verbose_name, str))


def of_python(source: str) -> Iterator[Sentence]:
    """The sentences given to Django's functions, whatever name they were imported under. What is no literal is looked up elsewhere."""
    module = ast.parse(source)
    imported = (node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation")
    known = {name.asname or name.name: LOOKS[name.name] for node in imported for name in node.names if name.name in LOOKS}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (takes := known.get(_name(node.func)) or _by_module(node.func)):
            yield from _sentence(node, takes)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _by_module(function: ast.expr) -> tuple[str, ...] | None:
    """What `translation.gettext` takes."""
    is_of_module = isinstance(function, ast.Attribute) and _name(function.value) == "translation"
    return LOOKS.get(function.attr) if is_of_module and isinstance(function, ast.Attribute) else None


def _sentence(call: ast.Call, takes: tuple[str, ...]) -> Iterator[Sentence]:
    first = [argument.value for argument in call.args[: len(takes)] if isinstance(argument, ast.Constant)]
    given = [value for value in first if isinstance(value, str)]
    if len(given) == len(takes):
        yield Sentence(**dict(zip(takes, given, strict=True)))


def of_template(source: str, name: str) -> Iterator[Sentence]:
    """The sentences of a template exactly as Django looks them up: percent signs doubled, trimmed, variables by name."""
    for function, arguments in WRITTEN.findall(templatize(source, origin=name)):
        call = ast.parse(f"f({arguments})", mode="eval").body
        if isinstance(call, ast.Call):
            yield from _sentence(call, TAKES["gettext" if function == "_" else function])


def plural_forms(language: str) -> str:
    """Django's own rule for the plurals of a language, as its catalogue states it."""
    compiled = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream).info()["plural-forms"]


def catalogue(language: str) -> Catalog:
    """The kept translations of a language; an empty catalogue with Django's plural rule when there is none yet."""
    path = _file(language, "django.po")
    text = path.read_bytes() if path.exists() else _header(language)
    return read_po(io.BytesIO(text), locale=language)


def _file(language: str, name: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / name


def _header(language: str) -> bytes:
    lines = (
        "Project-Id-Version: twinward",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural_forms(language)}",
    )
    return ('msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines)).encode()


def updated(language: str, sentences: Mapping[Sentence, set[str]]) -> Catalog:
    """The catalogue with all of `sentences` and nothing else: a new one is untranslated, never guessed from a similar one."""
    kept = catalogue(language)
    fresh = catalogue(language)
    for message in [message for message in fresh if message.id]:
        fresh.delete(message.id, message.context)
    for sentence, places in sorted(sentences.items()):
        words = (sentence.singular, sentence.plural) if sentence.plural else sentence.singular
        before = kept.get(sentence.singular, sentence.context or None)
        translated = before.string if before and before.pluralizable == bool(sentence.plural) else None
        fresh.add(words, translated, locations=[(place, 0) for place in sorted(places)], context=sentence.context or None)
    return fresh


def written(found: Catalog) -> bytes:
    """The catalogue as a .po file. Its header is ours: no date and no tool, so that it changes only when a sentence does."""
    body = io.BytesIO()
    write_po(body, found, width=WIDTH, omit_header=True, include_lineno=False)
    return _header(str(found.locale)) + b"\n" + body.getvalue()


def compiled(found: Catalog) -> bytes:
    """The catalogue as a .mo file: what is translated and nothing else, with a fixed date."""
    said = read_po(io.BytesIO(written(found)), locale=found.locale)
    said.creation_date = said.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    for message in [message for message in said if message.id and not _is_said(message.string)]:
        said.delete(message.id, message.context)
    body = io.BytesIO()
    write_mo(body, said)
    return body.getvalue()


def says_the_same(binary: Path, found: Catalog) -> bool:
    """Whether a .mo file holds exactly the translations of a catalogue, and its plural rule."""
    if not binary.exists():
        return False
    with binary.open("rb") as stream:
        held = read_mo(stream)
    return _rule(held) == _rule(found) and _translations(held) == _translations(found)


def _rule(found: Catalog) -> str:
    return dict(found.mime_headers)["Plural-Forms"]


def _translations(found: Catalog) -> dict[Sentence, list[str]]:
    said = (message for message in found if message.id and _is_said(message.string))
    return {_as_sentence(message.id, message.context): _forms(message.string) for message in said}


def update() -> None:
    """Every catalogue holds exactly the sentences of the screens, and every .mo its translations. Files that need no change are left."""
    sentences = gathered()
    for language in LANGUAGES:
        found = updated(language, sentences)
        text, binary = (_file(language, name) for name in ("django.po", "django.mo"))
        text.parent.mkdir(parents=True, exist_ok=True)
        if not text.exists() or text.read_bytes() != written(found):
            text.write_bytes(written(found))
        if not says_the_same(binary, found):
            binary.write_bytes(compiled(found))


def faults() -> Iterator[str]:
    """What keeps the catalogues from being complete, each as a sentence: missing, left over, doubtful, not compiled."""
    sentences = gathered()
    for language in LANGUAGES:
        found = catalogue(language)
        kept = {_as_sentence(message.id, message.context): message for message in found if message.id}
        yield from (f"{language}: not gathered yet: {one.singular!r}" for one in sentences if one not in kept)
        yield from (f"{language}: no screen uses {one.singular!r}" for one in kept if one not in sentences)
        yield from (f"{language}: not translated: {one.singular!r}" for one, message in kept.items() if not _is_said(message.string))
        yield from (f"{language}: doubtful: {one.singular!r}" for one, message in kept.items() if message.fuzzy)
        yield from (f"{language}: left over: {key!r}" for key in found.obsolete)
        if not says_the_same(_file(language, "django.mo"), found):
            yield f"{language}: django.mo is not what django.po says; run update"


def _as_sentence(words: str | tuple[str, ...] | list[str], context: str | bytes | None) -> Sentence:
    singular, plural = (words, "") if isinstance(words, str) else (words[0], words[1])
    return Sentence(singular, plural, context.decode() if isinstance(context, bytes) else context or "")  # read_mo leaves it in bytes


def _forms(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())


def _is_said(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


def main(arguments: list[str]) -> int:
    """`update` or `check`. Returns 0 when all is translated, 1 when something is left, 2 for anything else that is asked."""
    if arguments not in (["update"], ["check"]):
        print("python -m twinward.site.messages update|check", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
    django.setup()
    if arguments == ["update"]:
        update()
    found = list(faults())
    print("\n".join(found) or "Every sentence is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
