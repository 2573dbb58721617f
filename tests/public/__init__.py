"""The public side over the reported programme: what it tells, and what it must never tell."""
