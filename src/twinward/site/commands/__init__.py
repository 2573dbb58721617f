"""What can be asked at a terminal, by what it is for: running a node, letting somebody in, asking it and telling it, keeping it."""
