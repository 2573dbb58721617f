"""What was signed here is told outside once somebody who may decides so; nothing that is negotiated ever is."""

from typing import Any

import pytest

from twinward.foundation.kernel.models import Event
from twinward.foundation.kernel.publication import Gate
from twinward.programme.instruments import actions
from twinward.programme.instruments.measures import MEASURES
from twinward.programme.instruments.models import Instrument
from twinward.programme.instruments.tests.browsing import get, post, seen_at, unchanged, words
from twinward.programme.instruments.tests.looking import fresh, not_allowed, refused
from twinward.programme.instruments.tests.makers import NOON, TODAY, Sides, make_agreed, make_agreement, make_draft, sign

pytestmark = pytest.mark.usefixtures("noon")


def signed(home: Sides, abroad: Sides) -> Instrument:
    """A memorandum made here that both hospitals have signed today."""
    memorandum = make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    sign(memorandum, home)
    sign(memorandum, abroad)
    return memorandum


def counted() -> int:
    return MEASURES.by_key["memorandums_signed"].on(TODAY).value


def published(home: Sides, memorandum: Instrument, **data: Any) -> Any:
    return post(home.officer, "instrument-publish", memorandum.pk, data=seen_at(home.officer, "instrument-publish", memorandum.pk) | data)


def test_what_was_signed_here_counts_outside_once_it_is_published(home: Sides, abroad: Sides):
    memorandum = signed(home, abroad)
    assert "The public sees nothing of it." in words(get(home.officer, "instrument", memorandum.pk))
    assert (counted(), Gate.now().passes(fresh(memorandum))) == (0, False)
    assert published(home, memorandum).status_code == 302
    assert (counted(), Gate.now().passes(fresh(memorandum))) == (1, True)
    said = words(get(home.officer, "instrument", memorandum.pk))
    assert "The public sees its title, parties, days, source and remark" in said
    assert "Take off the public side" in said


def test_what_was_published_is_taken_off_for_a_reason(home: Sides, abroad: Sides):
    memorandum = signed(home, abroad)
    published(home, memorandum)
    assert unchanged(lambda: published(home, memorandum)).status_code == 422
    assert published(home, memorandum, reason="A name stands in its title.").status_code == 302
    assert (counted(), fresh(memorandum).is_public) == (0, False)
    assert Event.objects.order_by("-id").values_list("facts__reason", flat=True)[0] == "A name stands in its title."


def test_what_is_public_is_not_published_again(home: Sides, abroad: Sides):
    memorandum = signed(home, abroad)
    actions.publish(instrument=memorandum, is_public=True, by=home.officer, at=NOON)
    with refused("nothing_changed"):
        actions.publish(instrument=memorandum, is_public=True, by=home.officer, at=NOON)


def test_whoever_publishes_what_another_has_published_meanwhile_undoes_nothing(home: Sides, abroad: Sides):
    memorandum = signed(home, abroad)
    old = seen_at(home.officer, "instrument-publish", memorandum.pk)
    published(home, memorandum)
    late = unchanged(lambda: post(home.officer, "instrument-publish", memorandum.pk, data=old | {"reason": "Twice"}))
    assert (late.status_code, fresh(memorandum).is_public) == (409, True)


def test_nothing_is_published_before_all_have_signed(home: Sides, abroad: Sides):
    draft, agreed = make_draft(home, abroad), make_agreed(home, abroad, basis=make_agreement("UA", "AZ"))
    sign(agreed, home)
    for one in (draft, agreed):
        with refused("public_before_signature"):
            actions.publish(instrument=one, is_public=True, by=home.officer, at=NOON)
        assert "once all its parties have signed it" in words(get(home.officer, "instrument-publish", one.pk))
    with refused("public_before_signature"):
        actions.correct_instrument(instrument=draft, is_public=True, by=home.officer, at=NOON)
    with refused("public_before_signature"):
        make_draft(home, abroad, is_public=True)


def test_only_whoever_decides_what_is_told_outside_publishes(home: Sides, abroad: Sides):
    memorandum = signed(home, abroad)
    for account in (home.focal, abroad.officer, abroad.lawyer):
        assert unchanged(lambda account=account: get(account, "instrument-publish", memorandum.pk)).status_code == 403
        with not_allowed():
            actions.publish(instrument=memorandum, is_public=True, by=account, at=NOON)
    assert get(home.officer, "instrument-publish", make_agreement("UA", "AZ").pk).status_code == 404


def test_the_delay_of_publication_is_told_with_the_day_from_which_the_last_act_is(home: Sides, abroad: Sides, settings: Any):
    settings.PUBLICATION_DELAY_DAYS = 30
    memorandum = signed(home, abroad)
    foreseen = words(get(home.officer, "instrument-publish", memorandum.pk))
    assert "What happened is told 30 days later. Its last act is told from 3 December 2025 on." in foreseen
    published(home, memorandum)
    assert "Its last act is told from 3 December 2025 on." in words(get(home.officer, "instrument", memorandum.pk))
