"""Figures: what can be counted from records, what was claimed in public, and the two side by side. Never one total."""
