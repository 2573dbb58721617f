"""The components of every page: `{% load twinward %}`. All are shown on /components/. Words given to them are in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Field, ModelChoiceField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from twinward.foundation.kernel import wording
from twinward.site.templatetags import pictures

register = template.Library()

KINDS = ("yes", "no", "gap", "late", "mine", "wait", "stated", "shown", "pin")
NOTES = ("plain", "late", "gap", "yes")
DOORS = {
    "open": ("", "M14 5V1H1v14h13v-4M14 5V1h13v14H14v-4"),
    "proposed": (" proposed", "M14 5V1H1v14h13v-4M14 5V1h13v14H14v-4"),
    "ended": ("", "M14 5V1H1v14h13v-4M14 5V1h13v14H14v-4M14 4v8"),
}

for _name in (
    "on_day",
    "short_day",
    "full_day",
    "at_time",
    "at_time_of_zone",
    "in_days",
    "number",
    "money",
    "mass",
    "country",
    "country_within",
    "tongue",
    "or_missing",
    "capfirst",
):
    register.filter(_name, getattr(wording, _name))


@register.filter
def value(answer: Any) -> Any:
    """A given value in words: a day as a day, nothing as "-", anything else as it is."""
    return wording.on_day(answer) if isinstance(answer, date | wording.Uncertain) else wording.or_missing(answer)


@register.filter
def unless_nought(count: int | None) -> int | None:
    """How many records a reader sees; None for none, since there may be some that they may not see."""
    return count or None


@register.simple_tag
def status(kind: str, word: str) -> SafeString:
    """A status: a shape, its word, a colour. kind: yes, no, gap, late, mine, wait, stated, shown or pin; KeyError for any other."""
    if kind not in KINDS:
        raise KeyError(kind)
    return format_html('<span class="st st-{}">{}</span>', kind, word)


@register.simple_tag
def known(answer: str) -> SafeString:
    """The status of an answer that is "yes", "no" or "not_known"; KeyError for any other."""
    kind, word = {"yes": ("yes", gettext("Yes")), "no": ("no", gettext("No")), "not_known": ("gap", gettext("Not known"))}[str(answer)]
    return status(kind, word)


@register.simple_tag
def illus(words: str = "") -> SafeString:
    """The mark of what is invented; `words` when more than "illustrative" must be said."""
    return format_html('<span class="illus">{}</span>', words or gettext("illustrative"))


@register.simple_tag
def wards(door: str = "open") -> SafeString:
    """The mark of sister institutions, never read aloud: door "open" (in force), "proposed" or "ended"; KeyError for any other."""
    dashed, path = DOORS[door]
    return format_html(
        '<svg class="wards{}" viewBox="0 0 28 16" width="24" height="14" aria-hidden="true"><path d="{}"/></svg>', dashed, path
    )


@register.simple_block_tag
def leaf(content: str, heading: str, key: str, count: int | None = None, meta: str = "", is_first: bool = False) -> SafeString:
    """A section of the ledger: the heading (its address is #key) in the margin, the content beside it.

    A plain <section class="leaf"> serves when the margin holds more.
    """
    context = {"content": content, "heading": heading, "key": key, "count": count, "meta": meta, "is_first": is_first}
    return render_to_string("site/parts/leaf.html", context)


@register.simple_block_tag
def title(content: str, heading: str, crumbs: Sequence[tuple[str, str]] = ()) -> SafeString:
    """The head of a page: the way here as (label, address) pairs, the only <h1>, and the content as its line of states, turn and acts."""
    return render_to_string("site/parts/title.html", {"content": content, "heading": heading, "crumbs": crumbs})


@register.simple_block_tag
def table_region(content: str, label: str, is_tall: bool = False) -> SafeString:
    """A table that scrolls within itself, by keyboard too; with is_tall its head stays in sight."""
    classes = "scroll scroll-tall" if is_tall else "scroll"
    return format_html('<div class="{}" role="region" aria-label="{}" tabindex="0">{}</div>', classes, label, content)


@register.simple_block_tag
def note(content: str, kind: str = "plain", heading: str = "", role: str = "") -> SafeString:
    """A remark or a refusal: kind plain, gap, late or yes; role "alert" when it answers what was just done. KeyError for any other kind."""
    if kind not in NOTES:
        raise KeyError(kind)
    return render_to_string("site/parts/note.html", {"content": content, "kind": kind, "heading": heading, "role": role})


@register.simple_block_tag
def books(content: str) -> SafeString:
    """The two books beside each other: `stated` and `shown` stand inside, in this order. They have no total."""
    return format_html('<div class="books">{}</div>', content)


@register.simple_block_tag
def stated(content: str) -> SafeString:
    """The left book: what was said in public."""
    return format_html('<div class="b-stated">{}<p>{}</p></div>', status("stated", gettext("Stated")), content)


@register.simple_block_tag
def shown(content: str) -> SafeString:
    """The right book: what this register can show."""
    return format_html('<div class="b-shown">{}<p>{}</p></div>', status("shown", gettext("Documented here")), content)


@register.inclusion_tag("site/parts/rows.html")
def rows(items: Sequence[Any], folded_from: int | None = None) -> dict[str, Any]:
    """Tasks, waits or due dates; those from `folded_from` on fold away.

    Each item (a mapping or an object) has `what` and may have st, when, due, url, meta, step, step_url, is_primary and is_illustrative.
    """
    return {"items": items[:folded_from], "folded": items[folded_from:] if folded_from else []}


@register.inclusion_tag("site/parts/moves.html")
def moves(items: Sequence[Any], remark: str = "") -> dict[str, Any]:
    """What may be done now, for the rail of a record. A narrow screen shows two and folds the rest.

    Each item has label and url and may have lacks (the words of what is missing), note and is_primary. None is done by one press: its page
    says first what it does.
    """
    return {"items": items[:2], "folded": items[2:], "remark": remark}


@register.inclusion_tag("site/parts/gaps.html")
def gaps(items: Sequence[Any]) -> dict[str, Any]:
    """Evidence gaps. Each item has word and text, and may have step and url, its remedy; and concerns, each in words with a remedy of its own."""
    return {"items": items}


@register.inclusion_tag("site/parts/strip.html")
def strip(lines: Sequence[tuple[str, Sequence[pictures.Answered]]], first: date, end: date, chosen: date) -> dict[str, Any]:
    """Questions over time, from `first` up to `end`, with the chosen day marked. A table of the answers must follow.

    Each line is a question and its answers: (kind, word, starts_on, ends_before) with kind yes, no or gap.
    """
    shorter = {
        "yes": (pgettext("answer", "yes"),),
        "no": (pgettext("answer", "no"),),
        "gap": (pgettext("answer", "not known"), "?"),
    }
    drawn = [(label, pictures.spans(answers, first, end, shorter)) for label, answers in lines]
    said = [
        f"{label}: "
        + ", ".join(
            f"{word} {wording.short_day(starts_on)} – {wording.short_day(ends_before)}" for _kind, word, starts_on, ends_before in answers
        )
        for label, answers in lines
    ]
    at = {
        "at": pictures.place(chosen, first, end),
        "anchor": pictures.anchor(chosen, first, end),
        "is_late": pictures.is_late(chosen, first, end),
    }
    return {"lines": drawn, "said": "; ".join(said), "first": first, "end": end, "chosen": chosen} | at


@register.inclusion_tag("site/parts/score.html")
def score(parts: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """A thin bar of the parts of a sum, hidden from screen readers: the words stand above it. kind of a part: first, more or plain."""
    return {"bars": pictures.bars(parts)}


@register.inclusion_tag("site/parts/graph.html")
def graph(
    key: str, words: str, this: tuple[str, str], above: Sequence[pictures.Linked], below: Sequence[pictures.Linked]
) -> dict[str, Any]:
    """What a record (heading, detail) rests on, and what rests on it. A list of the same links must follow.

    above, below: each (heading, detail, word of the link, whether it is stated). words: what it shows. key: unique on the page.
    """
    return {"key": key, "words": words, "graph": pictures.lay_out(this, above, below)}


@register.inclusion_tag("site/parts/map_key.html")
def map_key(items: Sequence[tuple[str, str]], key: str = "map") -> dict[str, Any]:
    """What the fillings of a map mean: each (host, on, owed, unsure or land, words). `key` is that of the map, whose hatch it shares."""
    return {"items": items, "key": key}


@register.inclusion_tag("site/parts/answers.html")
def answers(items: Sequence[tuple[str, Any, str]]) -> dict[str, Any]:
    """Check your answers: each (question, answer, address where it can be changed); no answer is "-"."""
    return {"items": items}


@register.inclusion_tag("site/parts/copy.html")
def copy(key: str, words: str, text: str) -> dict[str, Any]:
    """A text to be taken elsewhere: a field to select it in, and a button that copies it. words: its label. key: unique on the page."""
    return {"key": key, "words": words, "text": text}


@register.inclusion_tag("site/parts/progress.html")
def progress(key: str, label: str, done: int, total: int | None) -> dict[str, Any]:
    """How far long work has come; `total` None while it is not known."""
    return {"key": key, "label": label, "done": done, "total": total}


@register.inclusion_tag("site/parts/field_errors.html")
def field_errors(field: BoundField) -> dict[str, Any]:
    """Why a field was refused; nothing when it was not. Stands between the label and the control."""
    return {"field": field}


@register.inclusion_tag("site/parts/error_summary.html")
def error_summary(form: BaseForm, rows: Iterable[BaseForm] | None = None, faults: Iterable[str] = (), heading: str = "") -> dict[str, Any]:
    """All that was refused in a form and in its rows, each a link to its field; nothing when they are sound or were not sent.

    A row with a name of its own, in `called`, is named. faults: codes of what is no field's, said first where a field is wrong too.
    heading: what did not happen, where it is not that something was saved.
    """
    sent = [one for one in (form, *(rows or ())) if one.is_bound]
    return {
        "faults": faults,
        "heading": heading or gettext("Nothing was saved."),
        "whole": [(getattr(one, "called", ""), error) for one in sent for error in one.non_field_errors()],
        "fields": [(getattr(one, "called", ""), field) for one in sent for field in one if field.errors],
    }


@register.inclusion_tag("site/parts/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """One field of a form: label, help, what was refused, control. Boxes and buttons to choose among stand one a line, each with its label."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    told = {"field": field, "is_needed": _is_needed(field, kind), "lost": _lost(field)}
    css = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}.get(kind, "form-control")
    if field.use_fieldset and kind in ("checkbox", "radio"):
        widget.attrs["class"] = css
        return told | {"options": field.subwidgets}
    control = field.as_widget(attrs={"class": f"{css} {widget.attrs.get('class', '')}".strip()})
    return told | {"is_check": kind == "checkbox" and not field.use_fieldset, "control": control}


def _is_needed(field: BoundField, kind: str) -> bool:
    """Whether an answer must be given and none is chosen from the first."""
    if kind == "select":
        return field.field.required and _begins_empty(field.field)
    return field.field.required and not (kind == "radio" and field.initial not in (None, ""))


def _begins_empty(field: Field) -> bool:
    """Whether the first of the choices is none; records to choose among are not read for that."""
    if isinstance(field, ModelChoiceField):
        return field.empty_label is not None
    return field.widget.use_required_attribute(None)


def _lost(field: BoundField) -> str:
    """The name of a file that was chosen and came with the form, which keeps none; empty otherwise. A form that keeps some says which: `keeps`."""
    if field.name in getattr(field.form, "keeps", ()):
        return ""
    file = field.form.files.get(field.html_name) if field.form.is_bound else None
    return getattr(file, "name", "") or ""
