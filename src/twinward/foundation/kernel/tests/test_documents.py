"""Files that are kept: once by their content, whole, of a kind that is known, and served to be saved."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from twinward.foundation.kernel import documents
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.models import Document, Event
from twinward.foundation.kernel.verify import Finding, verify_documents

NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
PDF = b"%PDF-1.7 words"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "documents"


def keep(content: bytes, **options: Any) -> Document:
    return documents.store(io.BytesIO(content), name="a.pdf", kind="paper", by=Operator("test"), at=NOON, **options)


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_told_once(folder: Path):
    first, second = keep(PDF), keep(PDF)
    assert first.pk == second.pk == hashlib.sha256(PDF).hexdigest()
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [first.pk]
    assert documents.path_of(first.pk).read_bytes() == PDF
    event = Event.objects.get()
    assert (event.record, event.facts["after"]["size_bytes"]) == (f"kernel.document:{first.pk}", len(PDF))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n rest", "image/png"),
        (b"\xff\xd8\xff rest", "image/jpeg"),
        (b"II*\x00 rest", "image/tiff"),
        ("Угода".encode(), "text/plain"),
        (archive("word/document.xml"), documents.WORD),
    ],
)
def test_what_a_file_is_is_told_by_its_bytes(content: bytes, media_type: str):
    assert keep(content).media_type == media_type


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "document_empty"),
        (b"x" * 101, "document_too_large"),
        (b"MZ\x00\x01", "document_kind_unknown"),
        (b"\xff\xfe\xfa", "document_kind_unknown"),
        (archive("xl/workbook.xml"), "document_kind_unknown"),
        (archive("word/document.xml", "word/vbaProject.bin"), "document_kind_unknown"),
        (b"PK\x03\x04 no archive", "document_kind_unknown"),
    ],
)
def test_what_is_empty_too_large_or_of_no_known_kind_leaves_nothing(folder: Path, content: bytes, fault: str):
    with pytest.raises(Refused) as refused:
        keep(content, most_bytes=max(100, len(content) if fault == "document_kind_unknown" else 0))
    assert refused.value.faults == (fault,)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_file_that_was_changed_behind_our_back_is_noticed():
    kept = keep(PDF)
    assert documents.is_whole(kept.pk)
    documents.path_of(kept.pk).write_bytes(b"other")
    assert not documents.is_whole(kept.pk)
    documents.path_of(kept.pk).unlink()
    assert not documents.is_whole(kept.pk)


@pytest.mark.django_db
def test_a_file_that_is_not_what_was_kept_is_found_and_given_to_nobody():
    kept, other = keep(PDF), keep(PDF + b" other")
    assert list(verify_documents()) == []
    documents.path_of(kept.pk).write_bytes(b"We pay 999 euro.")
    documents.path_of(other.pk).unlink()
    expected = [Finding("altered_document", f"document {kept.pk}"), Finding("lost_document", f"document {other.pk}")]
    assert list(verify_documents()) == sorted(expected, key=lambda finding: finding.where)
    for one in (kept, other):
        with pytest.raises(documents.NotWhole):
            documents.as_attachment(one, name="x")


@pytest.mark.django_db
def test_a_file_is_served_to_be_saved_and_never_run():
    response = documents.as_attachment(keep(PDF), name="memorandum-uk")
    assert b"".join(response) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="memorandum-uk.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    response.close()
