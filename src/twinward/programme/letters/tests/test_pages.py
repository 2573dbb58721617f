"""Pages of the letters room: for whom, what they show, what they refuse, how many queries."""

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.asked import asked
from twinward.foundation.identity.rules import ADMINISTRATOR
from twinward.foundation.kernel.keys import fresh_key, key_of
from twinward.foundation.kernel.ledger import change
from twinward.foundation.kernel.models import Event
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.actions import send
from twinward.programme.letters.models import Letter
from twinward.programme.letters.tests.makers import BY, NOON, TODAY, make_account, make_answer, make_draft, make_letter, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def stranger(db: None) -> Client:
    client = Client()
    client.force_login(make_account(make_organisation("Ministry of Health of Azerbaijan", "AZ")))
    return client


def at(name: str, *args: Any, **query: Any) -> str:
    address = reverse(name, args=args)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def sent(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"once": str(fresh_key())} | fields)


def stored() -> list[Letter]:
    return list(Letter.objects.unscoped("a test looks").order_by("pk"))


PAGES = ("letter", "letter-edit", "letter-scan", "letter-print", "letter-text")


@pytest.mark.parametrize("name", PAGES)
def test_a_letter_is_there_for_its_own_side_only(kyiv: Client, stranger: Client, ministry: Organisation, name: str):
    letter = make_draft(ministry)

    assert kyiv.get(at(name, letter.pk)).status_code == 200
    assert stranger.get(at(name, letter.pk)).status_code == 404
    asked = Client().get(at(name, letter.pk))
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, reverse("sign-in"))


def test_the_list_holds_the_reader_s_own_letters(kyiv: Client, stranger: Client, ministry: Organisation):
    make_letter(ministry, subject="To Berlin")

    assert "To Berlin" in kyiv.get(at("letters")).content.decode()
    assert "To Berlin" not in stranger.get(at("letters")).content.decode()


@pytest.mark.parametrize(
    ("standing", "subject"),
    [
        ("draft", "A draft"),
        ("late", "Late"),
        ("awaiting", "Awaited"),
        ("answered", "Answered"),
        ("to_answer", "Theirs"),
        ("no_reply_asked", "List of"),
    ],
)
def test_the_list_is_narrowed_by_how_letters_stand(kyiv: Client, ministry: Organisation, standing: str, subject: str):
    make_draft(ministry, subject="A draft")
    make_letter(ministry, subject="Late")
    make_letter(ministry, subject="Awaited", reply_by=date(2025, 11, 20))
    make_answer(make_letter(ministry, subject="Answered"))
    make_letter(ministry, subject="Theirs", direction="in", reply_by=date(2025, 11, 20))

    text = kyiv.get(at("letters", standing=standing, format="csv")).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert subject in text


def test_every_standing_of_the_list_agrees_with_the_rules(kyiv: Client, ministry: Organisation):
    for days in (-3, 0, 3, None):
        reply_by = None if days is None else TODAY + timedelta(days=days)
        for direction in ("out", "in"):
            letter = make_letter(ministry, direction=direction, reply_by=reply_by, dated_on=date(2025, 10, 2))
            make_answer(letter, direction="in" if direction == "out" else "out") if days == 3 else None
    for letter in Letter.objects.unscoped("a test looks").with_standing(TODAY):
        text = kyiv.get(at("letters", standing=letter.standing_on(TODAY), columns="subject")).content.decode()
        assert at("letter", letter.pk) in text


def test_the_page_says_whose_turn_it_is_and_what_is_late(kyiv: Client, ministry: Organisation):
    text = kyiv.get(at("letter", make_letter(ministry).pk)).content.decode()

    assert "no answer, late 4 days" in text
    assert "Turn: Ministry of Health of Ukraine" in text
    assert "25-04/1" in text
    assert "Write a reminder" in text


def test_a_thread_shows_every_letter_of_an_exchange(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry)
    reminder = make_letter(ministry, in_reply_to=letter, subject="The reminder", dated_on=date(2025, 11, 1), reply_by=None)
    answer = make_answer(reminder, subject="The answer", dated_on=date(2025, 11, 2))
    make_letter(ministry, subject="Another exchange")

    text = kyiv.get(at("letter", answer.pk)).content.decode()
    assert "The reminder" in text
    assert at("letter", letter.pk) in text
    assert "Another exchange" not in text


def test_a_letter_names_what_it_is_about_only_to_whom_may_see_that(kyiv: Client, ministry: Organisation):
    other = make_letter(make_organisation("Ministry of Health of Azerbaijan", "AZ"), subject="Secret of Baku")
    letter = make_letter(ministry, about=[key_of(ministry), key_of(other), "nothing", "no.such:1", "registry.organisation:x"])

    text = kyiv.get(at("letter", letter.pk)).content.decode()
    assert "Ministry of Health of Ukraine</a>" in text
    assert "Secret of Baku" not in text


def test_a_letter_is_drafted_and_sent(kyiv: Client, ministry: Organisation):
    fields = {
        "ours": ministry.pk,
        "their_country": "Germany",
        "language": "en",
        "subject": "A list",
        "body": "Please.",
        "reply_by": "1.12.2025",
    }
    made = sent(kyiv, at("letter-new", about=key_of(ministry)), about=key_of(ministry), **fields)
    (letter,) = stored()
    assert (made.status_code, made["Location"]) == (302, at("letter", letter.pk))
    assert (letter.state, letter.their_country_id, letter.reply_by) == ("draft", "DE", date(2025, 12, 1))
    assert [subject.record for subject in letter.subjects.all()] == [key_of(ministry)]

    move = at("letter-move", letter.pk, "send")
    seen = kyiv.get(move).context["meanwhile"].seen
    assert sent(kyiv, move, our_number="25-04/9", dated_on="3 November 2025", reply_by="1.12.2025", seen=seen).status_code == 302
    (letter,) = stored()
    assert (letter.state, letter.our_number, letter.dated_on) == ("sent", "25-04/9", TODAY)


def test_a_form_that_cannot_be_read_keeps_what_was_typed(kyiv: Client, ministry: Organisation):
    refused = sent(
        kyiv, at("letter-new"), ours=ministry.pk, their_country="Atlantis", language="en", subject="A list", reply_by="30 February 2026"
    )

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Atlantis" in text
    assert "does not exist" in text
    assert 'value="A list"' in text
    assert stored() == []


def test_an_organisation_of_another_country_is_refused(kyiv: Client, ministry: Organisation):
    make_organisation("Charité", "DE", "hospital")
    refused = sent(kyiv, at("letter-new"), ours=ministry.pk, their_country="FI", theirs="Charité", language="en", subject="A list")

    assert refused.status_code == 422
    assert "This organisation lies in another country" in refused.content.decode()


def test_a_letter_of_tomorrow_is_refused_with_a_sentence(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    move = at("letter-move", letter.pk, "send")
    refused = sent(kyiv, move, our_number="1", dated_on="04.11.2025", seen=kyiv.get(move).context["meanwhile"].seen)

    assert refused.status_code == 409
    assert "This day lies in the future." in refused.content.decode()
    assert stored()[0].state == "draft"


def test_nobody_logs_as_sent_what_a_colleague_has_changed_since(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    move = at("letter-move", letter.pk, "send")
    fields = {"our_number": "1", "dated_on": "03.11.2025", "seen": kyiv.get(move).context["meanwhile"].seen}
    change(stored()[0], by=BY, at=NOON, body="Another text", their_country_id="FR")
    refused = sent(kyiv, move, **fields)
    assert (refused.status_code, stored()[0].state) == (409, "draft")
    assert "Another text" in refused.content.decode()
    assert sent(kyiv, move, **fields | {"seen": refused.context["meanwhile"].seen}).status_code == 302


def test_nobody_writes_in_the_name_of_an_organisation_that_is_not_theirs(kyiv: Client, ministry: Organisation):
    baku = make_organisation("Ministry of Health of Azerbaijan", "AZ")
    refused = sent(kyiv, at("letter-new"), ours=baku.pk, their_country="DE", language="en", subject="Forged")

    assert refused.status_code == 422
    assert stored() == []
    assert "Azerbaijan" not in kyiv.get(at("letter-new")).content.decode().partition("<datalist")[0]


def test_what_is_no_field_of_the_form_is_not_written(kyiv: Client, ministry: Organisation):
    fields = {"ours": ministry.pk, "their_country": "DE", "language": "en", "subject": "A list"}
    sent(kyiv, at("letter-new"), **fields, state="sent", is_illustrative="on", our_number="1", direction="in", id="77", scan="x")
    (letter,) = stored()

    assert (letter.state, letter.is_illustrative, letter.our_number, letter.direction) == ("draft", False, "", "out")


def test_a_reminder_begins_with_a_text_in_the_letter_s_language(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry, "ES", language="es")
    text = kyiv.get(at("letter-new", follows=letter.pk)).content.decode()

    assert "Recordatorio. List of institutions" in text
    assert "25-04/1" in text
    assert "2 de octubre de 2025" in text


def test_a_reminder_of_a_reminder_is_called_one_and_asks_for_a_reply_again(kyiv: Client, ministry: Organisation):
    reminder = make_letter(ministry, subject="Reminder. List of institutions", in_reply_to=make_letter(ministry))
    in_spanish = kyiv.get(at("letter-new", follows=reminder.pk) + "&language=es").content.decode()
    assert "Recordatorio" in in_spanish
    assert '<option value="es" selected>' in in_spanish
    assert f"follows={reminder.pk}&amp;language=uk" in in_spanish
    text = kyiv.get(at("letter-new", follows=reminder.pk)).content.decode()

    assert 'value="Reminder. List of institutions"' in text
    assert "about “List of institutions”" in html.unescape(text)
    assert "Please reply by 3 December 2025" in text
    assert 'value="03.12.2025"' in text


def test_an_answer_is_on_record_with_its_scan_and_can_be_saved(kyiv: Client, ministry: Organisation, settings: Any, tmp_path: Any):
    settings.HOME = tmp_path
    letter = make_letter(ministry)
    scan = SimpleUploadedFile("answer.pdf", b"%PDF-1.7 an answer")
    fields = {
        "direction": "in",
        "ours": ministry.pk,
        "their_country": "DE",
        "dated_on": "20.10.2025",
        "subject": "Our list",
        "language": "en",
    }
    assert sent(kyiv, at("letter-record", answers=letter.pk), **fields, scan=scan).status_code == 302

    answer = stored()[-1]
    assert (answer.state, answer.in_reply_to, answer.scan and answer.scan.media_type) == ("received", letter, "application/pdf")
    kept = kyiv.get(at("letter-scan", answer.pk))
    assert (b"".join(kept), kept["X-Content-Type-Options"]) == (b"%PDF-1.7 an answer", "nosniff")
    assert kept["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_none_of_ours_is_refused_and_nothing_is_on_record(
    kyiv: Client, ministry: Organisation, settings: Any, tmp_path: Any
):
    settings.HOME = tmp_path
    fields = {
        "direction": "in",
        "ours": ministry.pk,
        "their_country": "DE",
        "dated_on": "20.10.2025",
        "subject": "Our list",
        "language": "en",
    }
    refused = sent(kyiv, at("letter-record"), **fields, scan=SimpleUploadedFile("run.exe", b"MZ\x00\x00"))

    assert refused.status_code == 422
    assert stored() == []


def test_a_draft_is_discarded_after_a_question(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    move = at("letter-move", letter.pk, "discard")
    asked = kyiv.get(move)
    assert asked.status_code == 200
    assert stored()[0].state == "draft"
    assert sent(kyiv, move, **dict(asked.context["hidden"])).status_code == 302
    assert stored()[0].state == "discarded"
    assert sent(kyiv, move).status_code == 409


def test_a_draft_is_outgoing_and_never_said_to_be_sent(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    page, listed = (kyiv.get(address).content.decode() for address in (at("letter", letter.pk), at("letters")))

    assert "<dt>Direction</dt><dd>outgoing</dd>" in page
    assert ("outgoing" in listed, ">sent<" in listed + page) == (True, False)
    assert kyiv.get(at("letters", format="csv")).content.decode().splitlines()[1].split(",")[2] == '"outgoing"'
    assert dict(kyiv.get(at("letter-record")).context["form"].fields["direction"].choices) == {"out": "outgoing", "in": "incoming"}


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_overwritten_unread(kyiv: Client, ministry: Organisation):
    letter = make_draft(ministry)
    address = at("letter-edit", letter.pk)
    fields = {"ours": ministry.pk, "their_country": "FI", "language": "en", "body": "Please send it."}
    seen = kyiv.get(address).context["meanwhile"].seen
    assert sent(kyiv, address, **fields, subject="First", seen=seen).status_code == 302

    refused = sent(kyiv, address, **fields, subject="Second", seen=seen)

    assert refused.status_code == 409
    said = refused.content.decode()
    assert "Somebody changed this record since you opened the page." in said
    assert "First" in said.partition("What was changed since you opened this page")[2].partition("</table>")[0]
    assert 'value="Second"' in said
    assert stored()[0].subject == "First"
    assert sent(kyiv, address, **fields, subject="Second", seen=refused.context["meanwhile"].seen).status_code == 302


def test_a_sent_letter_is_not_changed(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry)
    refused = sent(kyiv, at("letter-edit", letter.pk), ours=ministry.pk, their_country="FI", language="en", subject="Changed")

    assert refused.status_code == 409
    assert stored()[0].subject == "List of institutions"
    assert kyiv.get(at("letter-move", letter.pk, "burn")).status_code == 404


def test_who_may_only_read_finds_no_way_to_write(client: Client, ministry: Organisation):
    client.force_login(make_account(ministry, ADMINISTRATOR))
    letter = make_draft(ministry)

    assert "Log as sent" not in client.get(at("letter", letter.pk)).content.decode()
    for address in (at("letter-new"), at("letter-record"), at("letter-edit", letter.pk), at("letter-move", letter.pk, "send")):
        assert client.get(address).status_code == 403
        assert sent(client, address).status_code == 403


def test_reading_writes_nothing_and_asks_no_more_of_the_store_for_more_letters(kyiv: Client, ministry: Organisation):
    first = make_letter(ministry)
    answer = make_answer(first)
    addresses = [at("letters"), at("letter", answer.pk), at("letter-new", follows=first.pk), at("letter-record", answers=first.pk)]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with asked() as queries:
                assert kyiv.get(address).status_code == 200
            assert not [one for one in queries if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]
            found.append(len(queries))
        return found

    before, events = counts(), Event.objects.count()
    for number in range(12):
        make_answer(make_letter(ministry, in_reply_to=first, dated_on=date(2025, 10, 3), subject=f"Reminder {number}"))

    assert counts() == before
    assert max(before) <= 20
    assert Event.objects.count() == events + 24


def test_a_payload_in_any_field_is_shown_as_text(kyiv: Client, ministry: Organisation):
    payload = "<script>alert(1)</script>"
    letter = make_letter(ministry, subject=payload, body=payload, our_number=payload, their_number=payload)
    for address in (at("letters"), at("letter", letter.pk), at("letter-print", letter.pk), at("letter-new", follows=letter.pk)):
        assert payload not in kyiv.get(address).content.decode()


def test_what_answers_an_illustrative_letter_is_said_to_be_illustrative_before_and_after(kyiv: Client, ministry: Organisation):
    letter = make_letter(ministry, is_illustrative=True)
    make_answer(letter)
    real = make_letter(ministry)
    page = kyiv.get(at("letter", letter.pk)).content.decode()
    assert "whatever answers or follows it is marked as illustrative, too." in page
    assert page.partition('id="thread"')[2].partition("</table>")[0].count('class="illus"') == 2
    for name, about in (("letter-new", "follows"), ("letter-record", "answers")):
        form, plain = (kyiv.get(at(name, **{about: one.pk})).content.decode() for one in (letter, real))
        assert ("so this one is marked as illustrative" in form, "so this one is marked as illustrative" in plain) == (True, False)


def test_a_letter_that_was_sent_happened_on_its_day(kyiv: Client, ministry: Organisation):
    letter = send(make_draft(ministry), our_number="25-04/77", dated_on=date(2025, 10, 20), reply_by=None, by=BY, at=NOON)

    page = kyiv.get(reverse("letter", args=[letter.pk])).content.decode()
    row = page[page.rindex("<tr>", 0, page.index("logged as sent")) : page.index("logged as sent")]
    assert "20 Oct 2025" in row


def test_suggestions_of_the_other_side_come_from_its_country_alone(kyiv: Client, ministry: Organisation):
    make_organisation("Ministry of Health of Azerbaijan", "AZ")
    given = {"theirs": "Minstry of Helth", "their_country": "Italy", "ours": ministry.pk, "once": str(fresh_key())}

    page = html.unescape(kyiv.post(reverse("letter-record"), given).content.decode())
    assert "No organisation in Italy is called anything like “Minstry of Helth”." in page
    assert "Ministry of Health of Azerbaijan" not in page
    assert "country=IT" in kyiv.get(reverse("letter-record"), {"country": "IT"}).content.decode()
