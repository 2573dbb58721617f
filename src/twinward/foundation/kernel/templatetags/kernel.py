"""Tags that every room's templates use: the key of a form, sentences for codes."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.sentences import say as say_code

register = template.Library()
register.filter("phrase", phrase)


@register.simple_tag
def once() -> SafeString:
    """The hidden field by which a form, sent twice, counts once. Stands in every form that posts."""
    return format_html('<input type="hidden" name="once" value="{}">', fresh_key())


@register.filter
def say(code: str) -> str:
    """The sentence of a fault, reason or missing fact."""
    return say_code(code)
