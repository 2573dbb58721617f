"""Links from a sentence to its sources, which stand numbered at the end of the page: `{% load figures %}`."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from twinward.foundation.kernel.wording import number
from twinward.outward.figures.wording import phrase

register = template.Library()
register.filter("phrase", phrase)


@register.simple_tag
def source_note(note: int) -> SafeString:
    """One source by its number: "source 6"."""
    return format_html('<a class="d" href="#s{}">{}</a>', note, gettext("source %(n)s") % {"n": number(note)})


@register.simple_tag
def source_notes(notes: Sequence[int]) -> SafeString:
    """Sources after a sentence: "Source 1", "Sources 1, 2"; nothing for none."""
    if not notes:
        return SafeString("")
    links = format_html_join(", ", '<a href="#s{}">{}</a>', ((note, number(note)) for note in notes))
    return format_html('<span class="d">{} {}</span>', gettext("Sources") if len(notes) > 1 else gettext("Source"), links)


@register.simple_tag
def in_brackets(notes: Sequence[int]) -> SafeString:
    """Sources within a table cell: "(source 1, source 3)"; nothing for none."""
    links = format_html_join(", ", "{}", ((source_note(note),) for note in notes))
    return format_html('<span class="meta">({})</span>', links) if notes else SafeString("")
