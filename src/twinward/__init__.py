"""Twinward: sister hospitals and universities of two countries, what they agreed, what they do, and what may be told of it."""

__version__ = "0.1.0"
