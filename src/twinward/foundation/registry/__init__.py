"""The registry: who exists. Countries, organisations, people, and who held which office when.

Codes: ISO 3166-1 alpha-2 for countries (and XK, user-assigned), ISO 639-1 for languages, ROR for organisations.
Used by identity and by every room of the programme.
"""
