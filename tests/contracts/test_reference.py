"""The reference says what the code does, and the docs lead where they say."""

import re
from pathlib import Path

from twinward.site.reference import outdated, pages

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_in_the_docs_is_what_the_code_says():
    assert outdated(pages()) == [], "python -m twinward.site.reference update"


def test_every_link_of_the_docs_leads_somewhere():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in documents for link in re.findall(r"\]\(([^)#\s]+)", page.read_text()) if "://" not in link]

    assert links
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not (page.parent / link).exists()] == []
