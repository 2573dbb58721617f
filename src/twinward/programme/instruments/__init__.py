"""Instruments: declarations, agreements, plans and memorandums; their texts, parties, acts and links.

What is in force follows from acts and days and is never stored. Terms: Vienna Convention on the Law of Treaties 1969 (adoption,
authentication, consent, entry into force), used here also for texts that are not treaties.
"""
