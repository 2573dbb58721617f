"""The registry beside the rooms that stand on it: merges of everything that names an organisation, and its pages."""
