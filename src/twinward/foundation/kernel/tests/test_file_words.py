"""What a file says: plain text and Word as far as they can be told whole, and nothing of any other."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from twinward.foundation.kernel import file_words
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.documents import store
from twinward.foundation.kernel.models import Document
from twinward.foundation.kernel.tests.test_documents import NOON

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any, db: None) -> None:
    settings.HOME = tmp_path


def keep(content: bytes) -> Document:
    return store(io.BytesIO(content), name="text", kind="text", by=Operator("test"), at=NOON)


def word(document: str, name: str = "word/document.xml") -> Document:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "")
        archive.writestr(name, document)
    return keep(packed.getvalue())


def body(inside: str) -> str:
    return f"<w:document {NAMESPACE}><w:body>{inside}</w:body></w:document>"


def test_plain_text_says_itself():
    assert file_words.words_of(keep("Стаття 1\n\nƏ, ş, ñ".encode())) == "Стаття 1\n\nƏ, ş, ñ"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<w:p><w:r><w:t>Article </w:t></w:r><w:r><w:t>1</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>2</w:t></w:r></w:p>", "Article 1\n\n2"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>", "new"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "cell"),
    ],
)
def test_a_word_text_says_its_paragraphs(inside: str, said: str):
    assert file_words.words_of(word(body(inside))) == said


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "document",
    ["<w:p>", '<!DOCTYPE a [<!ENTITY b "c">]>' + body("<w:p/>"), body(f"<w:p>{' ' * (file_words.MOST_BYTES)}</w:p>")],
    ids=["broken", "entities", "bomb"],
)
def test_what_cannot_be_read_safely_is_left_to_the_file(document: str):
    assert file_words.words_of(word(document)) is None


def test_what_is_too_long_or_of_another_kind_is_left_to_the_file():
    assert file_words.words_of(keep(b"a" * (file_words.MOST_SIGNS + 1))) is None
    assert file_words.words_of(keep(b"%PDF-1.7 words")) is None
