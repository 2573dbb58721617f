"""Who agrees to do what."""
