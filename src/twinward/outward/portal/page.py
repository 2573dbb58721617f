"""The public page of a day, worked out once for each language, day and position of the ledger, and kept while the ledger stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.kept import kept_while_still
from twinward.foundation.kernel.one_reading import one_reading
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.books import Told, told
from twinward.outward.figures.catalogue import Figure, told_figures
from twinward.outward.figures.conflicts import disagreements
from twinward.outward.figures.corrections import corrections
from twinward.outward.figures.launch import is_on_record, launched_after
from twinward.outward.figures.plots import Steps
from twinward.outward.figures.said import Notes
from twinward.outward.figures.sayings import TOPICS
from twinward.outward.figures.series import SeriesTable, drawn, table
from twinward.outward.portal.hospitals import Directory, directory
from twinward.outward.portal.where import where

KEPT = 64  # pages of different days and languages at a time


@dataclass(frozen=True, slots=True)
class Section:
    """A topic on the page, with its figures, its pictures and, where these are many, the table that says the same."""

    told: Told
    figures: tuple[Figure, ...]
    plots: tuple[Steps, ...]
    table: SeriesTable | None


@dataclass(frozen=True)
class PublicPage:
    """What the page of a day says, for everybody alike. digest: of all that it says. launch: when the programme began, if after that day.

    has_programme: whether it is on record here. is_empty: whether nothing is that it could tell; then its topics are not told either.
    """

    as_of: date
    html: SafeString
    digest: str
    directory: Directory
    launch: Day | None
    has_programme: bool
    is_empty: bool


def public_page(as_of: date, gate: Gate) -> PublicPage:
    """The page of a day, or of the latest that the gate lets through, in the reader's language. Exact: any write makes it anew."""
    return _made(gate.asked(as_of), gate)


@kept_while_still(KEPT)
@one_reading()
def _made(asked: date, gate: Gate) -> PublicPage:
    notes, found = Notes(), told_figures(asked, gate)
    sections = [_section(told(topic, found, notes, gate), [found[key] for key in topic.keys]) for topic in TOPICS]
    conflicts, corrected = disagreements(found, asked, gate, notes), corrections(gate)
    listed = directory(asked, gate, notes)
    context = {
        "as_of": asked,
        "day": asked.isoformat(),
        "sections": sections,
        "conflicts": conflicts,
        "where": where(asked),
        "counted": [found[key] for key in ("countries_joined", "lists_owed")],
        "sources": notes.numbered(),
        "corrections": corrected,
    }
    html = SafeString(render_to_string("portal/told.html", context))
    has_programme = is_on_record(asked)
    is_empty = not (has_programme or conflicts or corrected or any(map(_says_anything, found.values())))
    digest = sha256(f"{has_programme}{is_empty}{html}".encode()).hexdigest()
    return PublicPage(asked, html, digest, listed, launched_after(asked), has_programme, is_empty)


def _says_anything(figure: Figure) -> bool:
    """Whether somebody stated the figure, or anything is counted for it, surely or perhaps."""
    return bool(figure.stated) or bool(figure.counted and (figure.counted.value or figure.counted.not_known))


def _section(told: Told, own: Sequence[Figure]) -> Section:
    plots = tuple(drawn(own))
    return Section(told, tuple(own), plots, table(own) if len(plots) > 1 else None)
