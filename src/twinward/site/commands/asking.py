"""Telling a node of institutions, and asking it: who is called so, who owes a list, what the figures are."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinward.site.asked_for import Trouble, asked_day, require_importable, what_is_imported
from twinward.site.commands.terminal import AsOf, Home, Json, open_node, operating, print_json, told_plainly, where_data_live
from twinward.site.folders import require_its_store, store_url

if TYPE_CHECKING:
    from twinward.outward.figures.said import Said
    from twinward.programme.twinning.chase import Pursued


def import_from(
    what: Annotated[str, typer.Argument(help="What the file holds.", show_default=False, parser=what_is_imported, metavar="organisations")],
    file: Annotated[
        Path, typer.Argument(help="Records of ROR (.jsonl, .jsonl.gz, .json, .zip) or a sheet (.csv, .xlsx).", show_default=False)
    ],
    home: Home = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="A new file (.csv, .xlsx) for rows not taken: from a sheet to be imported again, from ROR the reasons.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Import institutions from FILE.

    Good rows are added or change what is on record; the others are told with their reasons.

    Exit status: 0 when every row could be taken, 1 when any was rejected or there is none, 2 when the file cannot be read; then nothing is
    changed.
    """
    require_importable(what, file)
    with told_plainly():
        open_node(home)
        from twinward.foundation.registry.importing.columns import Unreadable
        from twinward.foundation.registry.importing.command import run
        from twinward.foundation.registry.importing.correcting import NotWritable, as_file, new_file
        from twinward.foundation.registry.importing.saying import why_unreadable

        try:
            with new_file(rejected) as keep:
                done = run(file, dry_run=dry_run)
                if rejected and done.found.rejected:
                    keep(as_file(rejected.suffix[1:].casefold(), file.name, done.found, done.reading))
        except Unreadable as unreadable:
            why = why_unreadable(unreadable)
            raise Trouble(why if str(file) in why else f"{file}: {why}") from None
        except NotWritable as refused:
            raise Trouble(f"--rejected {refused}") from None
    found = done.found
    if as_json:
        print_json(done.document())
    else:
        for line in done.lines():
            print(line, file=sys.stderr)
        would = "would be " if dry_run else ""
        print(f"{would}added {len(found.adds)}, changed {len(found.changes)}, unchanged {found.unchanged}, rejected {len(found.rejected)}")
    if found.rejected or not (found.adds or found.changes or found.unchanged):
        raise typer.Exit(1)


def find(
    text: Annotated[str, typer.Argument(help="A name in any language or spelling, or a number of ROR.", show_default=False)],
    country: Annotated[str, typer.Option(help="Only in this country: two letters, or its name.", show_default="every country")] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Find at most five institutions called something like TEXT."""
    with told_plainly():
        if not text.strip():
            raise Trouble('Write a name or a number to look for: twinward find "Okhmatdyt"')
        found = _found(text, country, where_data_live(home))
    if as_json:
        print_json(found)
        return
    for one in found:
        print(f"{one['score']:.2f}  {one['country']}  record {one['id']}  {'  '.join([one['name'], *one['ids'].values()])}")
    if not found:
        print(_nothing_found(text), file=sys.stderr)


def _nothing_found(text: str) -> str:
    from twinward.foundation.registry.numbers import register_of

    register = register_of(text)
    return f"No organisation on record has this number of {register}." if register else "Nothing is called anything like that."


def _found(text: str, country: str, home: Path) -> list[dict[str, Any]]:
    """At most five answers: from the index in the home when it is current (without Django, in a fraction of a second), else from the store."""
    from twinward.foundation.registry import kept_names

    require_its_store(home)
    code = country.strip().upper()
    if len(code) in (0, 2):  # a name of a country is looked up the long way
        answers = kept_names.answer(home, store_url(), text, code or None, limit=5)
        if answers is not None and (answers or not code):
            return answers
    open_node(home, reading=True)
    from twinward.foundation.registry.countries import country_code, country_name, country_so_called, like_country
    from twinward.foundation.registry.search import answers as answers_of

    where = (country_code(country) or country_so_called(country)) if country else None
    if country and where is None:
        near = like_country(country)
        meant = f" Did you mean {country_name(near, 'en')}?" if near else ""
        raise Trouble(f"--country {country!r} is not a country.{meant} Write two letters, for example UA.")
    return answers_of(text, where, limit=5)


def chase(home: Home = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Tell the countries that joined and owe a list of institutions."""
    with told_plainly(), operating("chase", home, reading=True) as operator:
        from twinward.foundation.kernel.days import Known
        from twinward.programme.twinning.chase import pursued

        asked = asked_day(as_of)
        found = pursued(operator, asked)
        owing = [one for one in found if one.counted.owes.known is Known.YES]
        if as_json:
            print_json([one.code for one in owing])
            return
        for one in owing:
            print(_owing(one))
        print(f"{len(owing)} countries owe a list as of {asked}", file=sys.stderr)
        if [one.code for one in owing] != (shown := [one.code for one in found if one.list_state == "owed"]):
            print(
                f"Only real steps count here; with illustrative ones, as on the page of countries, {len(shown)} owe a list", file=sys.stderr
            )
        if invented := [one.code for one in owing if one.is_illustrative]:
            print(
                f"Illustrative, as on the page of countries (so is a letter that follows an illustrative one): {', '.join(invented)}",
                file=sys.stderr,
            )
        if unsaid := [one.code for one in found if one.counted.owes.known is Known.NOT_KNOWN]:
            print(f"Not known whether they owe a list: {', '.join(unsaid)}", file=sys.stderr)
        if concluded := [f"{one.code} ({basis})" for one in found if (basis := one.counted.agreed_by_conclusion(asked))]:
            print(f"Agreed only by our own conclusion: {', '.join(concluded)}", file=sys.stderr)


def _owing(one: "Pursued") -> str:
    """A country that owes a list, on one line: since when, whose turn it is in the words of the page, and its newest letter."""
    since = one.counted.owed_since(one.asked)
    turn = one.status[1] if one.list_state == "owed" else f"but for illustrative steps, by which: {one.status[1]}"
    told = [turn, f"letter of {one.letter_day}" if one.letter_day else "", "illustrative" if one.is_illustrative else ""]
    words = ", ".join(filter(None, told))
    return f"{one.code}  {one.name:<20}  owed since {'a day not known' if since.is_unknown else since}  {words}"


def figures(home: Home = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Tell every figure on a day: counted here, and stated in public."""
    with told_plainly(), operating("figures", home, reading=True):
        from twinward.outward.figures.catalogue import figures as every_figure

        asked = asked_day(as_of)
        found = every_figure(asked)
        if as_json:
            print_json({"as_of": asked.isoformat(), "figures": {key: figure.as_json() for key, figure in found.items()}})
            return
        for key, figure in found.items():
            counted = f"{figure.counted.value} counted, {figure.counted.not_known} not known" if figure.counted else "-"
            print(f"{key:<28} {counted:<28} {'' if figure.stated else 'stated: -'}".rstrip())
            for claim in figure.stated:
                print(f"    stated: {_stated(claim)}")


def _stated(claim: "Said") -> str:
    """A claim on one line: the amount, the day that it is of, who said so and when."""
    from twinward.outward.figures.wording import amounts

    day = "a day that is not stated" if claim.day.is_unknown else str(claim.day)
    said_of = f" (“{claim.said_of}”)" if claim.said_of else ""
    return f"{amounts([claim])}, of {day}{said_of}; {claim.source}, {'-' if claim.source.day.is_unknown else claim.source.day}"
