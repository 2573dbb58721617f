"""An act that cannot be taken back is shown in words first; only what was confirmed is done, and once."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from twinward.foundation.kernel import documents
from twinward.foundation.kernel.days import Day
from twinward.foundation.kernel.keys import fresh_key
from twinward.foundation.kernel.models import Document
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.models import Act, Instrument
from twinward.programme.instruments.tests.browsing import client_of, get, post, unchanged, words
from twinward.programme.instruments.tests.makers import NOON, PDF, Sides, make_act, make_agreed, make_agreement, party_of

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def memorandum(home: Sides, abroad: Sides) -> Instrument:
    return make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))


def signs(memorandum: Instrument, side: Sides, **fields: Any) -> dict[str, Any]:
    """What the form of a signature sends: what was typed, and the text that it was typed under."""
    typed = {"party": str(party_of(memorandum, side).pk), "kind": "sign", "day": "3.11.2025", "signatory": "Olena Koval"}
    return typed | {"shown": memorandum.text_hash()} | fields


def hidden(page: Any) -> dict[str, str]:
    """What the form of a page sends beside what is typed."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found if name not in ("csrfmiddlewaretoken",)}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("powers.pdf", PDF + b" full powers", "application/pdf")


def test_what_would_be_recorded_is_said_first_and_nothing_is_written(home: Sides, memorandum: Instrument):
    typed = signs(memorandum, home, appointment=str(home.director.pk), place="Kyiv")
    page = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed))

    assert page.status_code == 200
    for said in (
        "Hospital UA: signed, 3 November 2025.",
        "Once confirmed it cannot be taken back",
        "Director UA, Director, Hospital UA",
        "Kyiv",
    ):
        assert said in words(page), words(page)[-2500:]
    assert 'name="send" value="1"' in words(page)
    assert 'name="back" value="1"' in words(page)


def test_what_was_confirmed_is_done_once_however_often_it_is_sent(home: Sides, memorandum: Instrument):
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, appointment=str(home.director.pk)))
    confirmed, client = hidden(page) | {"send": "1"}, client_of(home.focal)
    for _time in range(2):
        answer = client.post(reverse("instrument-act", args=[memorandum.pk]), confirmed)
        assert (answer.status_code, answer["Location"]) == (302, reverse("instrument", args=[memorandum.pk]))

    assert Act.objects.filter(instrument=memorandum, kind="sign").count() == 1


def test_papers_are_kept_until_the_act_is_confirmed(home: Sides, memorandum: Instrument):
    typed = signs(memorandum, home, full_powers=paper())
    page = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed))
    assert "powers.pdf" in words(page)

    again = unchanged(
        lambda: post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"back": "1", "once": str(fresh_key())})
    )
    assert again.status_code == 200
    assert "powers.pdf is kept" in words(again)
    assert 'value="Olena Koval"' in words(again)

    changed = hidden(again) | signs(memorandum, home, signatory="Olha Koval")
    page = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=changed))
    assert post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"send": "1"}).status_code == 302
    act = Act.objects.get(instrument=memorandum, kind="sign")
    assert (act.signatory, act.full_powers and act.full_powers.name) == ("Olha Koval", "powers.pdf")


def test_papers_are_kept_when_something_else_was_mistyped(home: Sides, memorandum: Instrument):
    typed = signs(memorandum, home, day="32.11.2025", full_powers=paper())
    page = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed))
    assert page.status_code == 422
    assert "powers.pdf is kept" in words(page)
    assert "Choose the file again" not in words(page)

    page = post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | signs(memorandum, home, once=str(fresh_key())))
    assert post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"send": "1"}).status_code == 302
    act = Act.objects.get(instrument=memorandum, kind="sign")
    assert act.full_powers is not None
    assert act.full_powers.name == "powers.pdf"


def test_a_paper_that_another_brought_is_not_to_be_had(home: Sides, abroad: Sides, memorandum: Instrument):
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, full_powers=paper()))
    token = hidden(page)["full_powers-kept"]
    for stolen in (token, "x", "a:b:c"):
        theirs = signs(memorandum, abroad) | {"full_powers-kept": stolen, "send": "1"}
        answer = unchanged(lambda theirs=theirs: post(abroad.focal, "instrument-act", memorandum.pk, data=theirs))
        assert answer.status_code == 409
        assert "Choose its file again." in words(answer)


def test_what_could_not_be_done_is_told_before_anything_is_to_be_confirmed(home: Sides, memorandum: Instrument):
    page = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home)))
    assert page.status_code == 409
    assert 'name="back"' not in words(page)
    assert unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, day="x"))).status_code == 422


def lying(folder: Path) -> list[Path]:
    """Files in a folder and below."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def unrecorded(folder: Path) -> set[str]:
    """Files among the documents that are on no record."""
    return {path.name for path in lying(folder)} - set(Document.objects.values_list("sha256", flat=True))


def test_a_paper_is_among_the_documents_only_once_its_act_is_done(
    home: Sides, memorandum: Instrument, kept_files: Path, django_capture_on_commit_callbacks: Any
):
    checked = kept_files.parent / "checked"
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, full_powers=paper()))
    assert (unrecorded(kept_files), [path.read_bytes() for path in lying(checked)]) == (set(), [PDF + b" full powers"])

    with django_capture_on_commit_callbacks(execute=True):
        assert post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"send": "1"}).status_code == 302
    assert lying(checked) == []
    assert documents.is_whole(Document.objects.get(kind="full_powers").sha256)
    assert unrecorded(kept_files) == set()


def test_a_paper_whose_act_is_never_confirmed_is_gone_after_a_day(home: Sides, memorandum: Instrument, kept_files: Path):
    checked = kept_files.parent / "checked"
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, full_powers=paper()))
    (checked / ".part-broken").touch()
    for later, number in ((timedelta(hours=23), 2), (timedelta(days=700), 0)):
        with time_machine.travel(NOON + later, tick=False):
            client_of(home.focal).get(reverse("instrument-act", args=[memorandum.pk]))
        assert len(lying(checked)) == number
    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"send": "1"}))
    assert answer.status_code == 409
    assert "Choose its file again." in words(answer)
    assert unrecorded(kept_files) == set()


def test_a_paper_that_another_replaces_is_gone_at_once(home: Sides, memorandum: Instrument, kept_files: Path):
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, full_powers=paper()))
    other = SimpleUploadedFile("other.pdf", PDF + b" other", "application/pdf")
    typed = {"full_powers-kept": hidden(page)["full_powers-kept"], "full_powers": other}
    post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, **typed))

    assert [path.read_bytes() for path in lying(kept_files.parent / "checked")] == [PDF + b" other"]


def test_what_is_refused_leaves_no_paper_among_the_documents_and_need_not_be_chosen_again(
    home: Sides, memorandum: Instrument, kept_files: Path
):
    refused = signs(memorandum, home, day="4.11.2025", full_powers=paper(), send="1")
    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=refused))

    assert answer.status_code == 409
    assert "powers.pdf is kept" in words(answer)
    assert unrecorded(kept_files) == set()


def test_a_paper_that_went_missing_while_it_was_stored_is_asked_for_again(
    home: Sides, memorandum: Instrument, kept_files: Path, monkeypatch: pytest.MonkeyPatch
):
    page = post(home.focal, "instrument-act", memorandum.pk, data=signs(memorandum, home, full_powers=paper()))
    monkeypatch.setattr(Path, "is_file", lambda _path: True)
    for path in (kept_files.parent / "checked").iterdir():
        path.unlink()
    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=hidden(page) | {"send": "1"}))

    assert answer.status_code == 409
    assert "Choose its file again." in words(answer)


@pytest.mark.parametrize("name", ["full_powers-kept", "signatory", "place", "kind", "party", "day", "appointment", "effective_on"])
@pytest.mark.parametrize("button", ["", "back", "send"])
def test_a_zero_character_in_any_field_is_never_a_failure(home: Sides, memorandum: Instrument, name: str, button: str):
    typed = signs(memorandum, home, **{name: "a\0b", button or "x": "1"})
    answer = unchanged(lambda: post(home.focal, "instrument-act", memorandum.pk, data=typed))
    assert answer.status_code in (200, 409, 422)


def elsewhere(agreement: Instrument, side: Sides, **fields: Any) -> dict[str, Any]:
    return {"party": str(party_of(agreement, side).pk), "kind": "ratify", "day": "October 2023", "basis": "stated", **fields}


def test_what_will_be_missing_of_a_recorded_act_is_said_before_it_is_written(home: Sides):
    agreement = make_agreement("UA", "AZ", signed=Day.on(date(2023, 11, 1)))
    page = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=elsewhere(agreement, home)))
    assert page.status_code == 200
    for said in (
        "Ukraine: ratified, October 2023.",
        "Then this will be missing, or will not fit:",
        "The party ratified before it had signed.",
        "The act lies before the day on which the instrument was signed.",
        "The day of an act is not known exactly.",
        "It is said to be stated, but no source is given.",
    ):
        assert said in words(page), said
    assert "The signed text is not on record." not in words(page)

    assert post(home.officer, "instrument-act-elsewhere", agreement.pk, data=hidden(page) | {"send": "1"}).status_code == 302
    act = Act.objects.get(instrument=agreement, kind="ratify")
    assert (str(act.day), act.basis) == ("2023-10", "stated")


def test_where_no_party_is_on_record_the_party_is_asked_for_before_its_act(home: Sides):
    statement = make_agreement(drafted_at=home.ministry)
    assert "<b>Lacks</b> No party is on record." in words(get(home.officer, "instrument", statement.pk))
    answer = client_of(home.officer).get(reverse("instrument-act-elsewhere", args=[statement.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("instrument-party", args=[statement.pk]), 302)]
    assert "Add the party that acted" in words(answer)


def test_of_an_act_that_lacks_nothing_nothing_is_said_to_be_missing(home: Sides):
    agreement = make_agreement("UA", "AZ", signed=Day.on(date(2023, 11, 1)))
    typed = elsewhere(agreement, home, day="2.11.2023", new_publisher="A newspaper", new_day="3.11.2023")
    page = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=typed))

    assert (page.status_code, "Then this will be missing" in words(page), "A newspaper" in words(page)) == (200, False, True)
    early = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=typed | {"new_day": "1.11.2023"}))
    assert "The source is older than the day that it is said to state." in words(early)


def test_the_paper_of_a_recorded_act_is_kept_until_it_is_confirmed(home: Sides):
    agreement = make_agreement("UA", "AZ", signed=Day.on(date(2023, 11, 1)))
    typed = elsewhere(agreement, home, document=paper())
    page = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=typed))
    again = unchanged(lambda: post(home.officer, "instrument-act-elsewhere", agreement.pk, data=hidden(page) | {"back": "1"}))
    assert ("powers.pdf is kept" in words(again), 'value="October 2023"' in words(again)) == (True, True)

    assert (
        post(
            home.officer, "instrument-act-elsewhere", agreement.pk, data=hidden(page) | {"send": "1", "once": str(fresh_key())}
        ).status_code
        == 302
    )
    kept = Act.objects.get(instrument=agreement, kind="ratify").document
    assert kept is not None
    assert kept.name == "powers.pdf"


def test_a_source_of_which_no_day_is_known_is_taken_with_its_gap_and_the_day_as_the_check_says_it(home: Sides):
    agreement = make_agreement("UA", "AZ")
    theirs = agreement.parties.get(country="AZ")
    typed = {"party": str(theirs.pk), "kind": "notify", "day": "not known", "effective_on": "-", "basis": "stated"}
    page = unchanged(
        lambda: post(
            home.officer, "instrument-act-elsewhere", agreement.pk, data=typed | {"new_publisher": "The embassy", "new_day": "Not known"}
        )
    )
    assert page.status_code == 200, words(page)[-2500:]
    assert "Of the source of an act no publisher or no day is on record." in words(page)
    assert post(home.officer, "instrument-act-elsewhere", agreement.pk, data=hidden(page) | {"send": "1"}).status_code == 302
    assert (told := Act.objects.get(kind="notify")).day.is_unknown
    assert told.source
    assert told.source.day.is_unknown


def test_what_is_wrong_at_a_field_and_elsewhere_is_told_in_one_place(home: Sides, abroad: Sides):
    unfounded = make_agreed(home, abroad)
    typed = signs(unfounded, home, appointment=str(home.director.pk), day="1 January 2025")
    page = unchanged(lambda: post(home.focal, "instrument-act", unfounded.pk, data=typed))
    assert page.status_code == 409
    assert words(page).count('role="alert"') == 1
    for sentence in ("The day lies before the day on which the text was agreed", "No legal basis in force on that day is on record."):
        assert sentence in words(page)
    alone = unchanged(lambda: post(home.focal, "instrument-act", unfounded.pk, data=typed | {"day": "3.11.2025"}))
    assert words(alone).count('role="alert"') == 1
    assert "Not done, and nothing was saved" in words(alone)


def test_that_one_of_three_ends_it_for_itself_alone_is_said_before_it_is_done(home: Sides):
    three = make_agreement("UA", "LV", "PL", notice_days=0)
    own = three.parties.get(country="UA")
    told = {
        "terminate": "so this is the withdrawal of this party; between the others it goes on.",
        "suspend": "between two others it goes on.",
    }
    for kind, said in told.items():
        typed = {"party": str(own.pk), "kind": kind, "day": "3.11.2025", "shown": three.text_hash()}
        page = unchanged(lambda typed=typed: post(home.officer, "instrument-act", three.pk, data=typed))
        assert said in words(page)
    two = make_agreement("UA", "LV", notice_days=0)
    typed = {"party": str(two.parties.get(country="UA").pk), "kind": "terminate", "day": "3.11.2025", "shown": two.text_hash()}
    assert "More than two are party to it" not in words(post(home.officer, "instrument-act", two.pk, data=typed))


def test_that_it_goes_on_is_not_said_where_the_others_have_left_by_the_day_on_which_it_has_effect(home: Sides):
    four = make_agreement("UA", "LV", "PL", "DE", notice_days=30)
    for code in ("PL", "DE"):
        make_act(four, four.parties.get(country=code), ActKind.WITHDRAW, Day.on(date(2025, 9, 1)), effective_on=date(2025, 12, 10))
    typed = {"party": str(four.parties.get(country="UA").pk), "kind": "terminate", "day": "3.11.2025", "shown": four.text_hash()}
    for effective_on, is_said in (("", True), ("10.12.2025", False)):
        page = unchanged(lambda more=effective_on: post(home.officer, "instrument-act", four.pk, data=typed | {"effective_on": more}))
        assert page.status_code == 200
        assert ("between the others it goes on" in words(page)) is is_said
