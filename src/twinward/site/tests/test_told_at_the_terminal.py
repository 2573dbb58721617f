"""What the commands say at once, without a store: whether a file can be a backup, which country is meant, what is imported."""

import gzip
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from twinward import __version__
from twinward.foundation.registry.countries import country_code, country_so_called
from twinward.site.asked_for import Trouble, asked_day
from twinward.site.cli import app
from twinward.site.folders import HomeUnusable
from twinward.site.restoring import require_backup


@pytest.mark.parametrize(
    ("content", "why"), [(None, "There is no file "), (b"", "it is empty"), (b"# Read me", "it begins otherwise than one")]
)
def test_what_can_be_no_backup_is_told_before_a_home_is_made(content: bytes | None, why: str, tmp_path: Path):
    file, home = tmp_path / "file", tmp_path / "home"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(HomeUnusable, match=why):
        require_backup(file)
    assert CliRunner().invoke(app, ["restore", str(file), "--home", str(home)]).exit_code == 2
    assert not home.exists()


def test_what_begins_as_a_backup_is_looked_into(tmp_path: Path):
    (tmp_path / "file").write_bytes(gzip.compress(b"anything"))
    require_backup(tmp_path / "file")


def test_the_version_is_told():
    assert CliRunner().invoke(app, ["--version"]).stdout == f"twinward {__version__}\n"


def test_an_import_that_does_not_say_what_is_told_the_whole_command():
    done = CliRunner().invoke(app, ["import", "a.csv"])
    assert done.exit_code == 2
    assert "twinward import organisations a.csv" in " ".join(done.output.replace("│", " ").split())


@pytest.mark.parametrize("what", ["people", "organizations"])
def test_an_import_of_what_is_not_imported_is_told_the_whole_command_for_its_file(what: str):
    done = CliRunner().invoke(app, ["import", what, "my file.csv"])
    said = " ".join(done.output.replace("│", " ").split())
    assert done.exit_code == 2
    assert f"{what!r} cannot be imported, only organisations: twinward import organisations 'my file.csv'" in said


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_day_is_not_taken_for_today(text: str):
    assert asked_day(None) == timezone.localdate()
    with pytest.raises(Trouble, match=r"^--as-of is empty"):
        asked_day(text)


@pytest.mark.parametrize(
    ("name", "code"), [("Deutschland", "DE"), ("Suomi", "FI"), ("Німеччина", "DE"), ("Almaniya", "DE"), ("Alemania", "DE")]
)
def test_a_country_is_known_by_its_names(name: str, code: str):
    assert (country_code(name) or country_so_called(name)) == code
