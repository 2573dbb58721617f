"""Walks the pages as one reader in one language, and takes from each the words that a person sees or hears."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from twinward.foundation.identity.models import Account

#: Where a walk begins: every place that the shell leads to.
STARTS = ("/", "/accessibility/", "/figures/", "/components/", "/sign-in/")
STARTS_INSIDE = (*STARTS, "/today/", "/countries/", "/instruments/", "/letters/", "/organisations/", "/people/", "/find/?q=42")
STARTS_INSIDE += ("/account/", "/rights/", "/accounts/", "/ledger/")
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-l")
UNSEEN = ("script", "style", "code", "kbd")


class Words(HTMLParser):
    """The texts of a page, those of attributes too, without what is marked as another language; and its links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.language = ""
        self.hidden: dict[str, str] = {}
        self.asks = False
        self._form: list[tuple[str, str, str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read aloud count as texts; the content of a void element cannot follow."""
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        is_foreign = (given.get("lang") or self.language) != self.language
        self.texts += [text for name in SPOKEN if (text := given.get(name))]
        if tag == "a" and (address := given.get("href")):
            self.links.append(address)
        self._note_field(tag, given)
        if tag not in ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"):
            is_code = tag in UNSEEN or "id" in (given.get("class") or "").split()
            self.open.append((tag, is_foreign or is_code))

    def _note_field(self, tag: str, given: dict[str, str | None]) -> None:
        """A form that is sent to its own page and asks for something; its hidden fields go along when it is sent empty."""
        if tag == "form":
            self._form = [] if given.get("method") == "post" and not given.get("action") else None
        elif self._form is not None and tag in ("input", "select", "textarea"):
            self._form.append((given.get("type") or tag, given.get("name") or "", given.get("value") or ""))
            if given.get("type") != "hidden":
                self.asks = True
                self.hidden |= {name: value for kind, name, value in self._form if kind == "hidden"}

    def handle_endtag(self, tag: str) -> None:
        """Whatever stood open inside the element is closed with it."""
        while any(name == tag for name, _is_left_out in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """A text between two tags, with its spaces made one."""
        if (text := re.sub(r"\s+", " ", data).strip()) and not any(is_left_out for _name, is_left_out in self.open):
            self.texts.append(text)


def pages(reader: Account | None, language: str, most: int) -> Iterator[tuple[str, str]]:
    """(address, HTML) of every page that the reader reaches by links, at most so many of one kind, and of what each form answers when it is
    sent empty. None reads without an account."""
    client = Client(headers={"host": "localhost"})
    if reader:
        client.force_login(reader)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    waiting, known, of_kind = list(STARTS_INSIDE if reader else STARTS), set[str](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if address in known or not kind or of_kind[kind] >= most:
            continue
        known.add(address)
        response = client.get(address)
        if response.status_code in (301, 302) or "text/html" not in response.get("Content-Type", ""):
            continue
        of_kind[kind] += 1
        html = response.content.decode()
        yield address, html
        seen = Words(html)
        waiting += [urljoin(address, link).partition("#")[0] for link in seen.links]
        if seen.asks:
            refused = client.post(address, seen.hidden)
            if refused.status_code in (409, 422):
                yield f"{address} (sent empty)", refused.content.decode()


def _kind(address: str) -> str:
    """The name of the page's address, with a mark when a question stands in it; nothing for what lies elsewhere or is a download."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme or "format=" in parts.query:
        return ""
    try:
        return f"{resolve(parts.path).url_name}{'?' if parts.query else ''}"
    except Resolver404:
        return ""
