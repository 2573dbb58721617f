"""Every form counts once and carries its token; every sentence on a page can be translated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template

from twinward.site.middleware import CHANGES_NOTHING_KEPT

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "twinward"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", re.DOTALL)
TAG, VALUE = re.compile(r"\{%.*?%\}", re.DOTALL), re.compile(r"\{\{.*?\}\}", re.DOTALL)
CLASSES = re.compile(
    r"\{%\s*block (?:kind|\w*class\w*)\s*%\}.*?\{%\s*endblock\b.*?%\}", re.DOTALL
)  # stands within an attribute of another template
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""\bmethod\s*=\s*["']?post\b|\bhx-(post|put|patch|delete)\b""", re.IGNORECASE)
#: Forms that change nothing kept, by what stands in their address: the middleware asks no key of them.
KEPT_NOWHERE = re.compile(
    "|".join(rf"\b{re.escape(name).replace('-', '[-_]').replace(chr(92) + '[', '[')}\b" for name in sorted(CHANGES_NOTHING_KEPT))
)

WORD = re.compile(r"[^\W\d_]{2,}")
SAYING_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}
SILENT = {"script", "style", "svg", "code", "kbd"}
#: Words that are the same in every language; so are the codes of countries.
NAMES = {"Twinward", "CSV", "XLSX", "JSON", "PDF", "TXT", "Esc", "Enter", "ROR", "SHA", "UTC"}
COUNTRY = re.compile(r"[A-Z]{2}")


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def text_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def posts(form: str) -> bool:
    return POSTS.search(form.partition(">")[0]) is not None


FORMS = [(name(path), form) for path in TEMPLATES for form in FORM.findall(text_of(path)) if posts(form)]


@pytest.mark.parametrize(("template", "form"), FORMS, ids=[f"{template}-{number}" for number, (template, _form) in enumerate(FORMS)])
def test_a_form_that_posts_carries_its_token_and_counts_once(template: str, form: str):
    action = re.search(r'action="([^"]*)"', form)

    assert "{% csrf_token %}" in form or "{{ csrf_token }}" in form
    has_key = (
        re.search(r"{% once( key=\S+)? %}", form) or "kept.fields" in form
    )  # a form that was interrupted keeps its key among its fields
    assert has_key or (action and KEPT_NOWHERE.search(action[1])), f"{template}: {form[:120]}"


def test_nothing_posts_without_a_form():
    """A button or a link that posts by htmx alone does nothing where JavaScript is off."""
    lone = {name(path): [found.group() for found in POSTS.finditer(FORM.sub("", text_of(path)))] for path in TEMPLATES}

    assert {path: found for path, found in lone.items() if found} == {}


class Sayings(HTMLParser):
    """Collects the words that a reader of the page sees or hears."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.said += [said for attribute, said in attrs if attribute in SAYING_ATTRIBUTES and said and not self._silent]
        self.said += [said for attribute, said in attrs if tag == "input" and attribute == "value" and said and self._is_button(attrs)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)

    @staticmethod
    def _is_button(attrs: list[tuple[str, str | None]]) -> bool:
        return dict(attrs).get("type") in ("submit", "button", "reset")


def untranslated(template: str) -> Iterator[str]:
    """Words in a template that stand in no translate tag."""
    page = CLASSES.sub("", TRANSLATED.sub("", COMMENT.sub("", template)))
    sayings = Sayings()
    sayings.feed(VALUE.sub(" ", TAG.sub(" ", page)))
    sayings.close()
    for said in sayings.said:
        words = [word for word in WORD.findall(said) if word not in NAMES and not COUNTRY.fullmatch(word)]
        if words:
            yield " ".join(said.split())


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{% translate 'All is well' %}</p>", []),
        ("<p>All is well</p>", ["All is well"]),
        ("<p>{% blocktranslate %}All is <b>well</b>{% endblocktranslate %} - {{ day }}</p>", []),
        ("<img alt='A map'>", ["A map"]),
        ("<img alt=\"{% translate 'A map' %}\" class='map wide'>", []),
        ("{# All is well #}<p>·</p><input type=submit value=Send>", ["Send"]),
        ("<a href='/x/'>CSV</a> {% if a %}<b>when</b>{% endif %}", ["when"]),
    ],
)
def test_a_sentence_outside_a_translate_tag_is_noticed(template: str, found: list[str]):
    assert list(untranslated(template)) == found


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_sentence_of_a_template_can_be_translated(path: Path):
    assert list(untranslated(path.read_text())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_runs_under_the_strict_policy(path: Path):
    """No inline script, style or handler: the policy would refuse them. Nothing is marked as safe in a template."""
    page = text_of(path)

    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", page, re.IGNORECASE) == []
    assert re.findall(r"\|\s*safe\b|\{%\s*autoescape\s+off", page) == []


def test_a_key_is_another_one_each_time_a_form_is_drawn():
    template = Template("{% load kernel %}{% once %}")

    assert template.render(Context()) != template.render(Context())
