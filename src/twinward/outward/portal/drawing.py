"""The map as a file that stands alone: with its own colours, since no style sheet goes with it."""

STYLE = (
    ".land{fill:#e6ebea;stroke:#fff;stroke-width:.7}.on{fill:#9cc6c5}.host{fill:#0a5a5f}.owed{stroke:#7d4c00;stroke-width:.7}"
    ".unsure{fill:#fff;stroke:#5b478f;stroke-width:1.2;stroke-dasharray:4 3}"
    ".hatch-bg{fill:#fff}.hatch-fg{fill:#7d4c00}.lead{stroke:#14201e;stroke-width:.8}"
    ".lab{font:600 18px sans-serif;fill:#14201e;text-anchor:middle;dominant-baseline:central;paint-order:stroke;stroke:#fff;stroke-width:3.5px}"
    ".lab.on-host{fill:#fff;stroke:none}"
)
EMPTY = '<svg class="map" viewBox="0 0 1 1"></svg>'


def standing_alone(picture: str) -> str:
    """The SVG of a page as a document: the same shapes and words, with a name space and colours."""
    opened, rest = (picture or EMPTY).split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened} xmlns="http://www.w3.org/2000/svg"><style>{STYLE}</style>{rest}'
