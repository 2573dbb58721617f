"""A scoped table fails closed: nothing is read, counted, changed or deleted for nobody in particular."""

from collections.abc import Callable
from typing import Any, Self

import pytest
from django.db import models
from django.db.models.sql import Query
from django.test.utils import isolate_apps
from pytest_django.fixtures import DjangoAssertNumQueries

from twinward.foundation.kernel.actors import PUBLIC, Actor, Operator
from twinward.foundation.kernel.scoped import ScopedQuerySet, Unscoped, reads
from twinward.foundation.kernel.tests.papers import Clerk, make_paper

READER = Clerk(rights=frozenset({"papers.see"}))


class SheetQuerySet(ScopedQuerySet):
    def _in_sight(self, actor: Actor) -> Self:
        return self.exclude(title="secret") if actor.may("papers.see") else self.none()


with isolate_apps("twinward.foundation.kernel"):

    class Sheet(models.Model):
        """A paper, scoped."""

        id = models.IntegerField(primary_key=True)
        title = models.CharField(max_length=80)
        objects = reads(SheetQuerySet)

        class Meta:
            app_label = "kernel"
            db_table = "kernel_paper"

        def __str__(self) -> str:
            return self.title


@pytest.fixture
def sheets(paper_table: None) -> ScopedQuerySet:
    """Two papers, one of them secret."""
    make_paper("open")
    make_paper("secret", id=2)
    return Sheet.objects.all()


@pytest.mark.parametrize(
    "use",
    [
        list,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.get(pk=1),
        lambda rows: rows.filter(pk=1).update(title="forged"),
        lambda rows: rows.filter(pk=1).delete(),
        lambda rows: list(Sheet.objects.unscoped("a test").filter(pk__in=rows.values("pk"))),
    ],
    ids=["read", "count", "exists", "get", "update", "delete", "read through another"],
)
def test_what_nobody_asked_for_is_neither_read_nor_changed(sheets: ScopedQuerySet, use: Callable[[Any], object]):
    with pytest.raises(Unscoped, match=r"Sheet.* without saying for whom"):
        use(sheets)

    assert sorted(str(sheet) for sheet in sheets.unscoped("a test")) == ["open", "secret"]


def test_an_actor_sees_what_is_in_their_sight(sheets: ScopedQuerySet):
    assert [str(sheet) for sheet in sheets.visible_to(READER)] == ["open"]
    assert sheets.visible_to(READER).filter(title="secret").count() == 0
    assert [str(sheet) for sheet in sheets.unscoped("a test").filter(pk__in=sheets.visible_to(READER).values("pk"))] == ["open"]


def test_whoever_sees_nothing_costs_the_store_no_question(sheets: ScopedQuerySet, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(0):
        assert list(sheets.visible_to(PUBLIC)) == []


def test_a_table_that_does_not_say_what_is_in_sight_shows_nothing_even_to_the_operator(sheets: ScopedQuerySet):
    silent = ScopedQuerySet(Sheet)

    assert list(silent.visible_to(Operator("test"))) == []
    assert silent.unscoped("a test").count() == 2


def test_whoever_reads_everything_says_why(sheets: ScopedQuerySet):
    with pytest.raises(ValueError, match=r"^say why$"):
        sheets.unscoped("")


def test_what_is_in_sight_may_be_changed_and_deleted(sheets: ScopedQuerySet):
    assert sheets.visible_to(READER).update(title="renamed") == 1
    assert sheets.visible_to(READER).filter(title="renamed").delete()[0] == 1
    assert [str(sheet) for sheet in sheets.unscoped("a test")] == ["secret"]


def test_a_queryset_made_around_a_bare_query_changes_nothing(sheets: ScopedQuerySet):
    with pytest.raises(Unscoped, match=r"^kernel\.Sheet was about to be changed"):
        SheetQuerySet(Sheet, Query(Sheet)).update(title="forged")


def test_a_scoped_model_is_read_by_its_own_questions(sheets: ScopedQuerySet):
    objects: Any = reads(SheetQuerySet)
    objects.model = Sheet

    assert [str(sheet) for sheet in objects.visible_to(READER)] == ["open"]
    with pytest.raises(Unscoped):
        list(objects.all())


def test_a_queryset_stays_with_the_store_and_the_hints_it_was_given():
    hinted = SheetQuerySet(Sheet, using="archive", hints={"of": "kernel.paper:1"}).all()

    assert (hinted.db, vars(hinted)["_hints"]) == ("archive", {"of": "kernel.paper:1"})
