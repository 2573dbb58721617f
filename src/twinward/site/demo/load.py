"""Loads the programmes as publicly reported, once, in one transaction; and the people who exist only in a demo."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import translation

from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.days import Basis, Day, parse_day
from twinward.foundation.kernel.ledger import append, note_new
from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.registry.actions import add_organisation, add_person
from twinward.foundation.registry.models import Organisation
from twinward.foundation.registry.offices import appoint
from twinward.outward.figures.actions import record_claim, record_conflict
from twinward.outward.figures.models import Claim
from twinward.programme.instruments.acting import record_act
from twinward.programme.instruments.actions import record_instrument
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.linking import link
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.twinning.actions import open_programme, record_step
from twinward.programme.twinning.models import Coverage, Programme

BY = Operator("demo")
RECORDED_IN, *OTHERS = (language for language, _name in settings.LANGUAGES)


def reported() -> dict[str, Any]:
    """The facts as the fixture holds them."""
    return yaml.safe_load((files("twinward.site.demo") / "facts.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load(at: datetime) -> bool:
    """The reported facts are on record, each with its source. False, and nothing is written, when they already were."""
    if Programme.objects.filter(key="imp").exists():
        return False
    Loader(reported(), at).load()
    return True


def _day(text: Any, basis: str = Basis.STATED) -> Day:
    return parse_day(str(text), Basis(basis))


def _names(own: Mapping[str, str], translated: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Names by language: those that are the record's own, and those that were translated or transliterated for these facts."""
    return [(value, language, use) for use, told in (("label", own), ("translated", translated)) for language, value in told.items()]


class Loader:
    """One run over the facts. What was loaded is found again by its key in the facts."""

    def __init__(self, facts: Mapping[str, Any], at: datetime) -> None:
        self.facts, self.at = facts, at
        self.organisations: dict[str, Organisation] = {}
        self.instruments: dict[str, Instrument] = {}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.key: source for source in Source.objects.all()}

    def load(self) -> None:
        """Everything, in the order in which one fact rests on another."""
        self._sources()
        self._organisations()
        self._people()
        for key, given in self.facts["instruments"].items():
            self._instrument(key, given)
        for given in self.facts["memorandum_sets"]:
            self._memorandum_set(given)
        for key, given in self.facts["programmes"].items():
            self._programme(key, given)
        self._claims()
        append(
            record="site.demo:facts",
            verb="load",
            by=BY,
            at=self.at,
            facts={"instruments": len(self.instruments), "sources": len(self.sources)},
        )

    def _sources(self) -> None:
        for key, given in self.facts["sources"].items():
            day = _day(given.pop("day"))
            source = Source(key=key, not_before=day.not_before, not_after=day.not_after, **given)
            source.save()
            note_new(source, by=BY, at=self.at)

    def _organisations(self) -> None:
        for key, given in self.facts["organisations"].items():
            source, parent = self.sources[given.pop("source")], self.organisations.get(given.pop("parent", ""))
            given["more_names"] = _names({}, given.pop("translated", {}))
            self.organisations[key] = add_organisation(**given, source=source, parent=parent, basis=Basis.STATED, by=BY, at=self.at)

    def _people(self) -> None:
        for given in self.facts["people"]:
            source = self.sources[given["source"]]
            person = add_person(
                full_name=given["name"],
                names=_names(given.get("names", {}), given.get("translated", {})),
                country_id=given["country"],
                in_public_office=True,
                source=source,
                basis=Basis.STATED,
                by=BY,
                at=self.at,
            )
            seen: list[date] = given["seen"]
            appoint(
                person=person,
                organisation=self.organisations[given["organisation"]],
                office=given["office"],
                title=given["title"],
                seen_from=seen[0],
                seen_until=seen[1],
                source=source,
                basis=Basis.STATED,
                by=BY,
                at=self.at,
            )

    def _instrument(self, key: str, given: Mapping[str, Any]) -> Instrument:
        parties = [{"country_id": code} for code in given.get("parties", ())]
        parties += [
            {"country_id": self.organisations[name].country_id, "organisation": self.organisations[name]}
            for name in given.get("between", ())
        ]
        parties += [{"country_id": code, "described": text} for code, text in given.get("unnamed", {}).items()]
        parties += [{"country_id": code} for code in given.get("joins", {}).get("countries", ())]
        plain = ("standing", "covers", "covers_nothing_else", "open_to_joining", "texts_counted")
        instrument = record_instrument(
            key=key,
            kind=given["kind"],
            **self._titles(given),
            parties=parties,
            is_public=True,
            drafted_at=self.organisations["moz-ua"],
            remark=given.get("remark") or given.get("signed", {}).get("remark", ""),
            source=self.sources[given["source"]],
            basis=Basis.STATED,
            by=BY,
            at=self.at,
            **{name: given[name] for name in plain if name in given},
        )
        self.instruments[key] = instrument
        if signed := given.get("signed"):
            self._signed(instrument, signed, self.sources[given["source"]])
        if joins := given.get("joins"):
            self._joined(instrument, joins)
        for one in given.get("links", ()):
            link(
                from_instrument=instrument,
                to_instrument=None,
                source=instrument.source,
                by=BY,
                at=self.at,
                **{"basis": Basis.STATED, **one},
            )
        return instrument

    def _titles(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The title, and what it is in other languages: as the source gives them, else the two sides as each language calls them."""
        if title := given.get("title"):
            return {"title": title, "titles": given.get("titles", {})}
        title = self._of_both_sides(given, RECORDED_IN)
        said = {language: self._of_both_sides(given, language) for language in OTHERS}
        return {"title": title, "titles": {language: other for language, other in said.items() if other != title}}

    def _of_both_sides(self, given: Mapping[str, Any], language: str) -> str:
        with translation.override(language):
            sides = [self.organisations[name].called for name in given.get("between", ())]
            return " – ".join(dict.fromkeys([*sides, *map(phrase, given.get("unnamed", {}).values())]))

    def _signed(self, instrument: Instrument, signed: Mapping[str, Any], source: Source) -> None:
        for party in Party.objects.filter(instrument=instrument).order_by("id"):
            record_act(
                instrument=instrument,
                party=party,
                kind=ActKind.SIGN,
                day=_day(signed["day"], signed.get("basis", Basis.STATED)),
                why=signed.get("why", ""),
                place=signed.get("place", ""),
                signatory=signed.get("signatories", {}).get(party.country_id, ""),
                source=source,
                by=BY,
                at=self.at,
            )

    def _joined(self, declaration: Instrument, joins: Mapping[str, Any]) -> None:
        parties = {party.country_id: party for party in Party.objects.filter(instrument=declaration)}
        for code, when in joins["countries"].items():
            record_act(
                instrument=declaration,
                party=parties[code],
                kind=ActKind.JOIN,
                day=_day(joins["day"][when], joins["basis"]),
                why=joins["why"],
                source=self.sources[joins["source"]],
                by=BY,
                at=self.at,
            )

    def _memorandum_set(self, given: Mapping[str, Any]) -> None:
        for number, other in enumerate(given["each"], start=1):
            signed = {"day": "-", "place": given["place"], "remark": given["remark"]}
            one = {"kind": "memorandum", "between": [given["with"], other], "signed": signed, "source": given["source"]}
            self._instrument(f"{given['keys']}-{number}", one)

    def _programme(self, key: str, given: Mapping[str, Any]) -> None:
        declaration = self.instruments.get(given.get("declaration", ""))
        joined = self.facts["instruments"][given["declaration"]]["joins"]["countries"] if declaration else {}
        programme = open_programme(
            key=key,
            name=given["name"],
            aim=given["aim"],
            host=given["host"],
            launched=_day(given["launched"]),
            launched_at=given.get("launched_at", ""),
            lead=self.organisations[given["lead"]],
            declaration=declaration,
            countries=joined,
            source=self.sources[given["source"]],
            basis=Basis.STATED,
            by=BY,
            at=self.at,
        )
        if not_agreed := given.get("lists_not_agreed"):
            self._lists(programme, not_agreed, given["lists_agreed"])

    def _lists(self, programme: Programme, owed: Mapping[str, Any], agreed: Mapping[str, Any]) -> None:
        for coverage in Coverage.objects.unscoped("the loader").filter(programme=programme):
            kind, said = ("owed", owed) if coverage.country_id in owed["countries"] else ("agreed", agreed)
            record_step(
                coverage=coverage,
                kind=kind,
                day=_day(said["day"], said.get("basis", Basis.STATED)),
                why=said.get("why", ""),
                source=self.sources[said["source"]],
                by=BY,
                at=self.at,
            )

    def _claims(self) -> None:
        claims: dict[str, Claim] = {}
        for key, given in self.facts["claims"].items():
            whole = claims.get(given.pop("part_of", ""))
            source, day, operator = self.sources[given.pop("source")], _day(given.pop("day")), given.pop("operator", "exact")
            claims[key] = record_claim(key=key, source=source, day=day, operator=operator, part_of=whole, by=BY, at=self.at, **given)
        self._series()
        for key, given in self.facts["conflicts"].items():
            record_conflict(
                key=key,
                figure=given.get("figure", ""),
                claims=[claims[name] for name in given.get("claims", ())],
                sources=[self.sources[name] for name in given["sources"]],
                by=BY,
                at=self.at,
            )

    def _series(self) -> None:
        names = {
            "facilities_damaged": "Medical facilities of Ukraine that were damaged, as published by its health ministry",
            "facilities_destroyed": "Medical facilities of Ukraine that were destroyed, as published by its health ministry",
            "facilities_restored": "Medical facilities of Ukraine that were fully restored, as published by its health ministry",
            "facilities_partly_restored": "Medical facilities of Ukraine that were partly restored, as published by its health ministry",
        }
        source = self.sources["moz-facility-series"]
        for day, *values in self.facts["facility_series"]:
            for (figure, what), value in zip(names.items(), values, strict=True):
                record_claim(
                    key=f"{figure.replace('_', '-')}-{day}",
                    figure=figure,
                    what=what,
                    operator="exact",
                    value=value,
                    day=_day(day),
                    source=source,
                    by=BY,
                    at=self.at,
                )
