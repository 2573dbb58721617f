"""What changed between two texts of a draft can be read by whoever keeps it; every version stays at its address."""

import io

import pytest

from twinward.foundation.kernel.documents import store
from twinward.programme.instruments import actions
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, words
from twinward.programme.instruments.tests.makers import BY, NOON, Sides, make_draft, make_side, move
from twinward.programme.instruments.versions import compared, versions

pytestmark = pytest.mark.usefixtures("noon")
FIRST = "Article 1. The parties meet.\n\nArticle 2. It ends in 2030."
SECOND = "Article 1. The parties meet.\n\nArticle 2. It ends in 2040.\n\nArticle 3. It is renewed."


def attach(memorandum: Instrument, home: Sides, said: str, language: str = "uk") -> str:
    """The address of the text that now stands."""
    document = store(io.BytesIO(said.encode()), name="text.txt", kind="instrument_text", by=BY, at=NOON)
    actions.attach_text(instrument=memorandum, language=language, document=document, is_authentic=True, by=home.officer, at=NOON)
    return document.sha256


def saved(side: Sides, memorandum: Instrument, sha256: str) -> int:
    response = get(side.lawyer, "instrument-document", memorandum.pk, sha256)
    assert response.getvalue()
    return response.status_code


@pytest.fixture
def twice(home: Sides, abroad: Sides) -> tuple[Instrument, str, str]:
    memorandum = make_draft(home, abroad)
    return memorandum, attach(memorandum, home, FIRST), attach(memorandum, home, SECOND)


def test_the_words_of_two_versions_stand_side_by_side(home: Sides, twice: tuple[Instrument, str, str]):
    memorandum, _first, _second = twice
    said = words(get(home.lawyer, "instrument-versions", memorandum.pk))
    assert "<del>Article 2. It ends in 2030.</del>" in said
    assert "<ins>Article 2. It ends in 2040.</ins>" in said
    assert "<ins>Article 3. It is renewed.</ins>" in said
    assert f"/instruments/{memorandum.pk}/versions/" in words(get(home.lawyer, "instrument", memorandum.pk))
    of_two = words(get(home.lawyer, "instrument-versions", memorandum.pk, old="0", new="2"))
    assert "These are of two languages." in of_two


def test_what_is_not_in_one_of_two_versions_stands_alone(home: Sides, twice: tuple[Instrument, str, str]):
    old, new = versions(twice[0])[1:]
    told = compared(old, new) or []
    assert "\n\n".join(row.before for row in told if row.before) == FIRST
    assert "\n\n".join(row.after for row in told if row.after) == SECOND
    assert compared(*versions(twice[0])[:2]) is None  # the first is a PDF


def attach_pdf(memorandum: Instrument, home: Sides, said: bytes, name: str) -> None:
    document = store(io.BytesIO(b"%PDF-1.7 " + said), name=name, kind="instrument_text", by=BY, at=NOON)
    actions.attach_text(instrument=memorandum, language="en", document=document, is_authentic=True, by=home.officer, at=NOON)


def test_of_pdf_files_it_is_said_that_they_differ_by_what_and_that_no_words_are_compared(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    attach_pdf(memorandum, home, b"other words", "text.pdf")
    told = words(get(home.lawyer, "instrument-versions", memorandum.pk))
    assert "The two files differ. The words of PDF files are not compared here: open both files to read what changed." in told
    first, second = (one.document for one in versions(memorandum))
    for row in ("File: the same", "Size in bytes: changed", "SHA-256 of the file: changed", ">25<", ">20<", first.sha256, second.sha256):
        assert row in told


def test_the_same_file_attached_again_is_said_to_be_the_same(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    attach_pdf(memorandum, home, b"other words", "other.pdf")
    attach_pdf(memorandum, home, b"the agreed words", "text.pdf")
    told = words(get(home.lawyer, "instrument-versions", memorandum.pk, old="0", new="2"))
    assert "The two are one file, byte for byte." in told
    assert "The two files differ" not in told


def test_of_a_pdf_and_a_plain_text_the_same_is_said(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    attach(memorandum, home, FIRST, language="en")
    assert "The two files differ. The words of PDF files are not compared here" in words(
        get(home.lawyer, "instrument-versions", memorandum.pk)
    )


def test_an_earlier_version_is_kept_at_its_address_for_its_keepers_alone(home: Sides, abroad: Sides, twice: tuple[Instrument, str, str]):
    memorandum, first, second = twice
    for name, by in (("submit", home.focal), ("clear", home.lawyer), ("offer", home.officer)):
        move(memorandum, name, by)
    assert [saved(home, memorandum, one) for one in (first, second)] == [200, 200]
    assert [saved(abroad, memorandum, one) for one in (first, second)] == [404, 200]
    assert get(abroad.lawyer, "instrument-versions", memorandum.pk).status_code == 403
    assert get(make_side("DE").officer, "instrument-versions", memorandum.pk).status_code == 404
