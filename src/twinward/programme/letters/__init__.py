"""Letters: correspondence in and out, with both sides' registry numbers, reply-by days and what a letter is about."""
