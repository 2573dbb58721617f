"""What other rooms know about any record: `{% load about %}`. Each tag shows what its reader may see."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone

from twinward.foundation.identity.models import Account
from twinward.programme.instruments.models import Instrument
from twinward.programme.letters.models import Letter
from twinward.programme.letters.pages import way
from twinward.programme.letters.wording import days_late, standing_words
from twinward.programme.twinning.programme_pages import programme_after

register = template.Library()
MOST = 12


@register.inclusion_tag("letters/about.html", takes_context=True)
def letters_about(context: template.Context, record_key: str, country: str = "", is_struck: object = False) -> dict[str, Any]:
    """The letters about the record of this key, the newest first, for the rail of its page; and the way to write one, unless the
    record was struck out. One query.
    """
    reader = getattr(context.get("request"), "user", None)
    if not isinstance(reader, Account):
        return {"letters": [], "is_shown": False}
    today = timezone.localdate()
    rows = Letter.objects.visible_to(reader).about(record_key).exclude(state="discarded").as_read_by(reader).with_standing(today)
    found = list(rows.newest_first().select_related("theirs")[: MOST + 1])
    may_write = not is_struck and reader.may("letters.write")
    address = urlencode({"about": record_key} | ({"country": country} if country else {}))
    return {
        "letters": [
            (letter, way(letter), *standing_words(letter.standing_on(today), days_late(letter.reply_by, today))) for letter in found[:MOST]
        ],
        "has_more": len(found) > MOST,
        "write_url": f"{reverse('letter-new')}?{address}" if may_write else "",
        "record_url": f"{reverse('letter-record')}?{address}" if may_write else "",
        "is_shown": True,
    }


@register.inclusion_tag("site/parts/instruments_of.html", takes_context=True)
def instruments_of(context: template.Context, organisation: int) -> dict[str, Any]:
    """The instruments that an organisation is a party to, as far as the reader may see them, by title. One query."""
    reader = getattr(context.get("request"), "user", None)
    if not isinstance(reader, Account):
        return {"instruments": []}
    rows = Instrument.objects.visible_to(reader).not_struck().with_party(organisation=organisation).order_by("title", "pk")
    found = list(rows[: MOST + 1])
    return {"instruments": found[:MOST], "has_more": len(found) > MOST}


@register.inclusion_tag("twinning/programme_after.html", takes_context=True)
def programme_of(context: template.Context, declaration: Instrument) -> dict[str, Any]:
    """The programme that follows from a text which countries join, or the way to begin one. At most three queries, none for another text."""
    reader = getattr(context.get("request"), "user", None)
    return programme_after(declaration, reader) if isinstance(reader, Account) else {}
