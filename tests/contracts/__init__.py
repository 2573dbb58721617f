"""Contracts: what a reader of the house may rely on, in every room."""
