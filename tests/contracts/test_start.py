"""`./twinward` from a source tree: which Python, when it installs, what it passes on. Nothing is downloaded here."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from requirements import install

ROOT = Path(__file__).resolve().parents[2]
ECHO = '#!/bin/sh\nprintf "%s|" "$@" "$PYTHONPATH"\n'
# A Python that says yes to every question and, asked to install, writes down what and leaves an environment that echoes.
FAKE = """#!/bin/sh
case $1 in
    -c) case $2 in *realpath*) echo "$0" ;; esac ;;
    *) echo "$2" >>"$LOG"; mkdir -p "$TREE/.venv/bin"; cp "$TREE/echo" "$TREE/.venv/bin/python" ;;
esac
"""


@pytest.fixture
def source_tree(tmp_path: Path) -> Path:
    """A source tree in a folder with a space in its name: the launcher, the locks, and a Python that only echoes."""
    tree = tmp_path / "a tree"
    tree.mkdir()
    shutil.copy(ROOT / "twinward", tree)
    shutil.copytree(ROOT / "requirements", tree / "requirements")
    program(tree / "echo", ECHO)
    return tree


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def put_environment(tree: Path) -> None:
    """The tree looks as after an installation of what its lock says."""
    program(tree / ".venv" / "bin" / "python", ECHO)
    (tree / ".venv" / "locked").mkdir()
    shutil.copy(tree / "requirements" / "base.txt", tree / ".venv" / "locked")


def start(tree: Path, *arguments: str, at: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a start said and how it ended, with the fake Python at hand."""
    program(tree / "fake", FAKE)
    known = {"PATH": os.environ["PATH"], "TREE": str(tree), "LOG": str(tree / "log"), "TWINWARD_PYTHON": str(tree / "fake")}
    command = [at or tree / "twinward", *arguments]
    return subprocess.run(command, cwd="/", env={**known, **environment}, capture_output=True, text=True, timeout=60)


def log(tree: Path) -> list[str]:
    return (tree / "log").read_text().split() if (tree / "log").exists() else []


def test_a_start_passes_its_arguments_on_and_says_nothing_itself(source_tree: Path):
    put_environment(source_tree)

    ended = start(source_tree, "find", "Lviv  regional", "", "--json")

    assert ended.stdout == f"-P|-m|twinward.site|find|Lviv  regional||--json|{source_tree}/src|"
    assert (ended.stderr, ended.returncode, log(source_tree)) == ("", 0, [])


def test_a_start_through_a_link_finds_its_tree(source_tree: Path, tmp_path: Path):
    put_environment(source_tree)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tw").symlink_to("../a tree/twinward")

    assert start(source_tree, at=tmp_path / "bin" / "tw").stdout == f"-P|-m|twinward.site|{source_tree}/src|"


def test_a_foreign_search_path_does_not_reach_us(source_tree: Path):
    put_environment(source_tree)

    assert start(source_tree, PYTHONPATH="/elsewhere", PYTHONHOME="/elsewhere").stdout.endswith(f"|{source_tree}/src|")


def test_the_first_start_installs_and_then_starts(source_tree: Path):
    ended = start(source_tree, "demo")

    assert log(source_tree) == ["base"]
    assert ended.stdout == f"-P|-m|twinward.site|demo|{source_tree}/src|"


@pytest.mark.parametrize("broken", ["changed lock", "lost Python"])
def test_what_no_longer_fits_is_installed_again(source_tree: Path, broken: str):
    put_environment(source_tree)
    if broken == "changed lock":
        (source_tree / "requirements" / "base.txt").write_text("another==1\n")
    else:
        (source_tree / ".venv" / "bin" / "python").unlink()

    assert start(source_tree, "demo").returncode == 0
    assert log(source_tree) == ["base"]


def test_only_the_gate_asks_for_the_tools_of_the_gate(source_tree: Path):
    put_environment(source_tree)
    start(source_tree, "test", "--deep")

    assert log(source_tree) == ["test"]


def test_help_is_answered_without_the_tools_of_the_gate(source_tree: Path):
    put_environment(source_tree)
    ended = start(source_tree, "test", "--help")

    assert ended.stdout == f"-P|-m|twinward.site|test|--help|{source_tree}/src|"
    assert log(source_tree) == []


def test_a_machine_without_python_is_told_so(source_tree: Path):
    ended = start(source_tree, "demo", TWINWARD_PYTHON="no-such-python", PATH=str(only(source_tree, "sh", "cmp", "readlink")))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Python 3.11 or newer is needed" in ended.stderr


def test_a_python_that_makes_no_environments_is_told_what_to_install(source_tree: Path):
    bare = "#!/bin/sh\ncase $2 in *ensurepip*) exit 1 ;; *print*) echo python3.11-venv ;; esac\n"
    folder = only(source_tree, "sh", "cmp", "readlink")
    program(folder / "python3", bare)

    ended = start(source_tree, "demo", TWINWARD_PYTHON="python3", PATH=str(folder))

    assert ended.returncode == 2
    assert "apt install python3.11-venv" in ended.stderr


def only(tree: Path, *names: str) -> Path:
    """A search path on which nothing but these is found."""
    folder = tree / "bin"
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name) or pytest.fail(f"{name} is missing"))
    return folder


@pytest.fixture
def empty_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installer at work in another folder, on locks that ask for nothing."""
    environment = tmp_path / ".venv"
    monkeypatch.setattr(install, "LOCKS", tmp_path)
    monkeypatch.setattr(install, "ENVIRONMENT", environment)
    for name in ("PYTHON", "STAMPS", "FETCHED", "UNFINISHED", "TOOLS_UNFINISHED"):
        monkeypatch.setattr(install, name, environment / getattr(install, name).relative_to(ROOT / ".venv"))
    for name in ("base", "test"):
        (tmp_path / f"{name}.txt").write_text("# nothing\n")
    return environment


def test_an_installation_cut_short_begins_anew_and_a_whole_one_is_left_alone(empty_lock: Path):
    (empty_lock / "lib").mkdir(parents=True)
    (empty_lock / "lib" / "half a package").touch()
    (empty_lock / "unfinished").touch()

    assert install.main("base") == 0
    assert install.is_current("base")
    assert not install.is_current("test")
    assert not (empty_lock / "lib" / "half a package").exists()

    (empty_lock / "kept").touch()
    assert install.main("base") == 0
    assert (empty_lock / "kept").exists()


def test_an_installation_that_fails_is_said_and_leaves_no_stamp(empty_lock: Path, capsys: pytest.CaptureFixture[str]):
    (empty_lock.parent / "base.txt").write_text("--no-such-option\n")

    assert install.main("base") == 1
    assert not install.is_current("base")
    assert "the next start tries again" in capsys.readouterr().err


def test_an_environment_of_somebody_else_that_does_not_start_here_is_left_alone_and_it_is_said_what_to_do(
    empty_lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refuse(*_given: object, **_named: object) -> None:
        raise PermissionError

    program(empty_lock / "bin" / "python", "theirs")
    monkeypatch.setattr(install.subprocess, "run", refuse)
    monkeypatch.setattr(install.os, "access", lambda *_asked: False)

    assert install.main("base") == 1
    assert (empty_lock / "bin" / "python").exists()
    assert "TWINWARD_PYTHON=/usr/bin/python3" in capsys.readouterr().err


@pytest.fixture
def whole_base(empty_lock: Path) -> Path:
    """An environment in which the base is installed whole; the lock of the tests names a tool besides."""
    program(empty_lock / "bin" / "python", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')  # made sooner than one of its own
    assert install.main("base") == 0
    (empty_lock.parent / "test.txt").write_text("tool==1 \\\n    --hash=sha256:0\n")
    return empty_lock


def asked_of_pip(monkeypatch: pytest.MonkeyPatch, ends_at: str = "", how: type[BaseException] = KeyboardInterrupt) -> list[tuple[str, ...]]:
    """What pip is asked from now on; nothing is downloaded or installed. At this command it is cut short."""
    asked = []

    def pip(*arguments: str | Path) -> None:
        asked.append(tuple(map(str, arguments)))
        if arguments[0] == ends_at:
            raise how

    monkeypatch.setattr(install, "pip", pip)
    return asked


@pytest.mark.parametrize("ends_at", ["download", "install"])
def test_tools_whose_installation_is_cut_short_leave_the_base_as_it_was(whole_base: Path, monkeypatch: pytest.MonkeyPatch, ends_at: str):
    (whole_base / "kept").touch()
    with monkeypatch.context() as patch:
        asked_of_pip(patch, ends_at)
        assert install.main("test") == 130
    assert install.is_current("base")
    assert not install.is_current("test")

    asked = asked_of_pip(monkeypatch)
    assert install.main("test") == 0
    assert install.is_current("base")
    assert install.is_current("test")
    assert (whole_base / "kept").exists()
    assert ("--ignore-installed" in asked[1]) is (ends_at == "install")  # half of a tool may lie there
    assert sorted(path.name for path in whole_base.iterdir() if path.name.startswith(("unfinished", "fetched"))) == []


def test_a_base_is_usable_after_a_kill_while_tools_were_added(whole_base: Path, monkeypatch: pytest.MonkeyPatch):
    asked_of_pip(monkeypatch, "install", SystemExit)
    with pytest.raises(SystemExit):
        install.main("test")
    assert install.is_current("base")


def test_tools_that_were_cut_short_and_are_of_another_lock_now_begin_anew(whole_base: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        asked_of_pip(patch, "install")
        install.main("test")
    (whole_base / "kept").touch()
    (whole_base.parent / "test.txt").write_text("tool==2 \\\n    --hash=sha256:0\n")
    asked_of_pip(monkeypatch)
    assert install.main("test") == 0
    assert not (whole_base / "kept").exists()


def test_a_changed_base_of_which_the_download_is_cut_short_is_not_made_anew_from_nothing(whole_base: Path, monkeypatch: pytest.MonkeyPatch):
    (whole_base / "kept").touch()
    (whole_base.parent / "base.txt").write_text("part==2 \\\n    --hash=sha256:0\n")
    with monkeypatch.context() as patch:
        asked_of_pip(patch, "download")
        assert install.main("base") == 130
    asked_of_pip(monkeypatch)
    assert install.main("base") == 0
    assert install.is_current("base")
    assert (whole_base / "kept").exists()


def test_only_what_the_base_lacks_is_fetched_for_the_tools(whole_base: Path, monkeypatch: pytest.MonkeyPatch):
    lock = whole_base.parent
    for name, packages in (("base", ["part"]), ("test", ["part", "tool"])):
        (lock / f"{name}.txt").write_text("".join(f"{package}==1 \\\n    --hash=sha256:0\n" for package in packages))
    asked_of_pip(monkeypatch)
    assert install.main("base") == 0
    wanted: list[str] = []
    monkeypatch.setattr(install, "pip", lambda *_asked: wanted.append((install.FETCHED / "wanted.txt").read_text()))
    assert install.main("test") == 0
    assert wanted == ["tool==1 \\\n    --hash=sha256:0\n"] * 2


def test_the_lock_of_the_tests_names_every_package_of_the_base_in_the_same_version():
    assert install.packages("base") < install.packages("test")
