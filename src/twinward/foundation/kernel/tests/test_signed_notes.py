"""Signed notes: read and written as others do it, and vouched for only by whoever holds the key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.signed_notes import Note, NoteUnreadable, Signer, Told, Verifier

pytestmark = pytest.mark.pure

# The example of golang.org/x/mod/sumdb/note, where the format comes from.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KYIV = Signer("twinward.example/kyiv", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
BAKU = Signer("twinward.example/baku", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
CHECKPOINT = Told("twinward.example/kyiv", 12, bytes(32))


def test_a_published_note_is_vouched_for_by_its_published_key():
    note = Note.parse(PUBLISHED)
    assert note.is_signed_by(Verifier.parse(PUBLISHED_KEY))
    assert str(note) == PUBLISHED
    assert str(Verifier.parse(PUBLISHED_KEY)) == PUBLISHED_KEY


def test_a_checkpoint_is_vouched_for_by_each_who_signed_and_nobody_else():
    note = Note(str(CHECKPOINT)).signed_by(KYIV)
    both = Note.parse(str(note.signed_by(BAKU)))
    assert Told.parse(both.text) == CHECKPOINT
    assert both.is_signed_by(KYIV.verifier)
    assert both.is_signed_by(BAKU.verifier)
    assert not Note.parse(str(note)).is_signed_by(BAKU.verifier)
    assert not both.is_signed_by(Verifier(KYIV.name, BAKU.verifier.key))


@given(st.data())
def test_no_changed_sign_of_the_lines_or_of_a_signature_is_vouched_for(data: st.DataObject):
    said = str(Note(str(CHECKPOINT)).signed_by(KYIV))
    at = data.draw(st.integers(0, len(said) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != said[at]))
    try:
        note = Note.parse(said[:at] + other + said[at + 1 :])
    except NoteUnreadable:
        return
    assert not note.is_signed_by(KYIV.verifier)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "\n\n",
        "one line\n",
        "one line\n\n",
        "one line\n\n— kyiv AAAA\n",
        "one line\n\n— kyiv\n",
        "one line\n\nkyiv AAAAAAAAAA==\n",
        "one line\n\n— ky+iv AAAAAAAAAA==\n",
        "one line\n\n— kyiv AAAAAAAAAA==",
        "one line\n\n— kyiv !!!!\n",
    ],
)
def test_what_is_no_note_is_refused(said: str):
    with pytest.raises(NoteUnreadable):
        Note.parse(said)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kyiv\n12\n",
        "kyiv\n-1\nAAAA\n",
        "kyiv\n012\n" + "A" * 43 + "=\n",
        "kyiv\n12\nAAAA\n",
        "\n12\n" + "A" * 43 + "=\n",
        "k\n²\n" + "A" * 43 + "=\n",
    ],
)
def test_lines_that_are_no_checkpoint_are_refused(text: str):
    with pytest.raises(NoteUnreadable):
        Told.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("PeterNeumann", "Peter Neumann"),
        PUBLISHED_KEY[:-4],
        PUBLISHED_KEY.replace("+AR", "+CR"),
        "a+00000000+!!",
    ],
)
def test_what_is_no_public_key_is_refused(text: str):
    with pytest.raises(NoteUnreadable):
        Verifier.parse(text)
