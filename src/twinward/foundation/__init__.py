"""What every record stands on. Knows no medicine."""
