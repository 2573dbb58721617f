"""Texts that are brought as files: of the kind that they say they are, and replaced only by who means to."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from twinward.programme.instruments.tests.browsing import post, unchanged, words
from twinward.programme.instruments.tests.makers import Sides, make_draft

pytestmark = pytest.mark.usefixtures("noon")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "The submitted file is empty."),
        ("a.exe", b"MZ\x00\x01 program", "The file is neither PDF, Word (DOCX), plain text nor a picture"),
        ("a", b"MZ\x00\x01 program", "The file is neither PDF, Word (DOCX), plain text nor a picture"),
        ("a.docx", b"%PDF-1.7 words", "The name of the file ends in “.docx”, but its content is of another kind."),
        ("a.docx", b"plain words", "The name of the file ends in “.docx”, but its content is of another kind."),
        ("a.exe", b"%PDF-1.7 words", "The name of the file ends in “.exe”, but its content is of another kind."),
        ("a.docx", b"PK\x03\x04 no archive", "The file is neither PDF, Word (DOCX), plain text nor a picture"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_sentence(home: Sides, abroad: Sides, name: str, content: bytes, sentence: str):
    memorandum = make_draft(home, abroad)
    given = {"file": SimpleUploadedFile(name, content), "language": "uk", "is_authentic": "on"}
    response = unchanged(lambda: post(home.focal, "instrument-text", memorandum.pk, data=given))
    assert response.status_code in (409, 422)
    assert sentence in words(response)


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "a"])
def test_a_file_whose_name_says_what_it_is_or_nothing_is_kept(home: Sides, abroad: Sides, name: str):
    memorandum = make_draft(home, abroad)
    given = {"file": SimpleUploadedFile(name, b"%PDF-1.7 words"), "language": "uk", "is_authentic": "on"}

    assert post(home.focal, "instrument-text", memorandum.pk, data=given).status_code == 302


def test_a_text_that_is_on_record_is_replaced_only_once_that_was_said(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    first = memorandum.texts.get().document_id

    def given(**more: str) -> dict[str, Any]:
        file = SimpleUploadedFile("second.pdf", b"%PDF-1.7 second words")
        return {"file": file, "language": "en", "is_authentic": "on", "reason": "A better scan"} | more

    asked = unchanged(lambda: post(home.focal, "instrument-text", memorandum.pk, data=given()))
    assert asked.status_code == 422
    assert "A text in this language is on record already (English: text.pdf)." in words(asked)
    assert memorandum.texts.get().document_id == first

    assert post(home.focal, "instrument-text", memorandum.pk, data=given(replace="on")).status_code == 302
    assert memorandum.texts.get().document_id != first


def test_a_text_in_another_language_or_a_translation_replaces_nothing(home: Sides, abroad: Sides):
    memorandum = make_draft(home, abroad)
    for more in ({"language": "uk", "is_authentic": "on"}, {"language": "en"}):
        file = SimpleUploadedFile("other.pdf", b"%PDF-1.7 other words")
        assert post(home.focal, "instrument-text", memorandum.pk, data={"file": file} | more).status_code == 302

    assert memorandum.texts.count() == 3
