"""Twinning: the programme, which countries joined it, their lists of institutions, and chasing those that owe one.

The six steps follow WHO's Twinning Partnerships for Improvement. Stands on instruments and letters.
"""
