"""Instruments with their parties, texts, links and acts. No status is stored but that of a text not yet agreed."""

from twinward.programme.instruments.models.instrument import Instrument, InstrumentQuerySet
from twinward.programme.instruments.models.parts import Act, Link, Party, Text, Waiver

__all__ = ["Act", "Instrument", "InstrumentQuerySet", "Link", "Party", "Text", "Waiver"]
