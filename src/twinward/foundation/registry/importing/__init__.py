"""Importing organisations from a file: a limited process reads and checks it, a plan says what would change, one transaction writes.

Formats: the Research Organization Registry (its dump, or one record a line) and the spreadsheet of docs/how-to/import-organisations.md.
"""
