"""What a file says: plain text and Word as far as they can be told whole, and nothing of any other."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def packed(*documents: str, how: int = ZIP_DEFLATED) -> bytes:
    """A Word file with these texts, each in the place of the one before it."""
    file = io.BytesIO()
    with ZipFile(file, "w", how) as archive:
        for document in documents:
            archive.writestr("word/document.xml", document)
    return file.getvalue()


def word(document: str) -> Document:
    return keep(packed(document))


def with_bytes(content: bytes, place: int, *changed: int) -> bytes:
    return content[:place] + bytes(changed) + content[place + len(changed) :]


def body(inside: str) -> str:
    return f"<w:document {NAMESPACE}><w:body>{inside}</w:body></w:document>"


def test_plain_text_says_itself():
    assert file_words.words_of(keep("Стаття 1\n\nƏ, ş, ñ".encode())) == "Стаття 1\n\nƏ, ş, ñ"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<w:p><w:r><w:t>Article </w:t></w:r><w:r><w:t>1</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>2</w:t></w:r></w:p>", "Article 1\n\n2"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r></w:p>", "1\u20112"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "cell"),
    ],
)
def test_a_word_text_says_its_paragraphs(inside: str, said: str):
    assert file_words.words_of(word(body(inside))) == said


@pytest.mark.parametrize(
    "untold",
    [
        "<w:moveFrom><w:r><w:t>old place</w:t></w:r></w:moveFrom>",
        "<w:moveTo><w:r><w:t>new place</w:t></w:r></w:moveTo>",
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
        "<w:r><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:r>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        '<w:r><w:endnoteReference w:id="2"/></w:r>',
        '<w:r><w:commentReference w:id="2"/></w:r>',
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
    ],
)
def test_a_word_text_that_says_more_than_its_paragraphs_is_left_to_the_file(untold: str):
    assert file_words.words_of(word(body(f"<w:p><w:r><w:t>Article 1</w:t></w:r>{untold}</w:p>"))) is None


ARTICLE = body("<w:p><w:r><w:t>Article 1</w:t></w:r></w:p>")
DATA = 30 + len("word/document.xml")  # where the packed bytes of the first text begin


@pytest.mark.parametrize(
    "content",
    [
        packed("<w:p>"),
        packed('<!DOCTYPE a [<!ENTITY b "c">]>' + ARTICLE),
        packed('<?xml version="1.0" encoding="nobodys"?>' + ARTICLE),
        packed(body("<w:p/>")),
        packed("<a xmlns='of another'>" + "<p>words</p>" + "</a>"),
        with_bytes(packed(ARTICLE), DATA, 0xFF, 0xFF),
        with_bytes(packed(ARTICLE, how=ZIP_STORED), DATA + 1, 0x41),
        packed(ARTICLE, how=ZIP_LZMA),
        packed(ARTICLE, how=ZIP_BZIP2),
    ],
    ids=["broken", "entities", "encoding", "empty", "foreign", "deflate", "sum", "lzma", "bzip2"],
)
def test_what_is_damaged_or_unlike_word_is_left_to_the_file(content: bytes):
    assert file_words.words_of(keep(content)) is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_texts_in_one_file_none_is_told():
    assert file_words.words_of(keep(packed(body("<w:p/>"), ARTICLE))) is None


@given(place=st.integers(0, len(packed(ARTICLE)) - 1), sign=st.integers(0, 255))
def test_no_damage_of_one_byte_tells_other_words_or_fails(place: int, sign: int):
    told = file_words._of_word(io.BytesIO(with_bytes(packed(ARTICLE), place, sign)))
    assert told in (None, "Article 1")


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (body(f"<w:p>{' ' * file_words.MOST_BYTES}</w:p>"), ZIP_STORED),
        (body(f"<w:p><w:r><w:t>1</w:t></w:r>{' ' * 1_000_000}</w:p>"), ZIP_DEFLATED),
        (body(f"<w:p><w:r><w:t>1</w:t></w:r>{'<a/>' * file_words.MOST_TAGS}</w:p>"), ZIP_STORED),
    ],
    ids=["size", "ratio", "tags"],
)
def test_what_would_grow_is_not_read(content: str, how: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_words, "fromstring", lambda *_given, **_named: pytest.fail("it was read"))
    assert file_words.words_of(keep(packed(content, how=how))) is None


def test_what_is_too_long_or_of_another_kind_is_left_to_the_file():
    assert file_words.words_of(keep(b"a" * (file_words.MOST_SIGNS + 1))) is None
    assert file_words.words_of(keep(b"%PDF-1.7 words")) is None
