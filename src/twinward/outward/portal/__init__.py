"""The public site: sentences with sources, without signing in."""
