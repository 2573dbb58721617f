"""Tags that every room's templates use: the key of a form, sentences for codes."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twinward.foundation.kernel.interrupted import WHOSE
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.sentences import say as say_code

register = template.Library()
register.filter("phrase", phrase)


@register.simple_tag(takes_context=True)
def once(context: dict[str, Any], *, key: str = "") -> SafeString:
    """The hidden fields by which a form, sent twice, counts once, and by which one knows whose it is. Stand in every form that posts.

    key: that of the form which this one goes on with, so that both count once; a fresh one without it.
    """
    reader = getattr(context.get("request"), "user", None)
    whose = format_html('<input type="hidden" name="{}" value="{}">', WHOSE, reader.key) if reader and reader.is_authenticated else ""
    return format_html('<input type="hidden" name="once" value="{}">{}', key or fresh_key(), whose)


@register.filter
def say(code: str) -> str:
    """The sentence of a fault, reason or missing fact."""
    return say_code(code)
