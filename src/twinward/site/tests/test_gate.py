"""The gate counts what ran, and what did not run is never counted as passed."""

import sys
from pathlib import Path

import pytest

from twinward.site import gate
from twinward.site.gate import Outcome, Step

CHECK = Step("a check", ("true",))
TESTS = Step("tests", ("pytest",), counted=True)


@pytest.mark.parametrize(
    ("step", "status", "counted", "expected"),
    [
        (CHECK, 0, None, (1, 0, 0)),
        (CHECK, 2, None, (0, 1, 0)),
        (TESTS, gate.UNAVAILABLE, None, (0, 0, 1)),
        (TESTS, 4, None, (0, 1, 0)),
        (TESTS, 0, (5, 0, 0, 2), (3, 0, 2)),
        (TESTS, 1, (5, 1, 1, 0), (3, 2, 0)),
        (TESTS, 1, (5, 0, 0, 0), (5, 1, 0)),
        (TESTS, 5, (0, 0, 0, 0), (0, 1, 0)),
    ],
    ids=["check", "failed check", "no PostgreSQL", "no tests could start", "green", "red", "red at the end", "no tests"],
)
def test_an_exit_status_and_the_counts_say_how_a_step_ended(tmp_path: Path, step: Step, status: int, counted, expected):
    counts = tmp_path / "counts.xml"
    if counted:
        names = ("tests", "failures", "errors", "skipped")
        attributes = " ".join(f'{name}="{number}"' for name, number in zip(names, counted, strict=True))
        counts.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")

    ended = gate.outcome(step, status, counts)

    assert (ended.passed, ended.failed, ended.skipped) == expected


def test_the_last_line_sums_every_step(capsys: pytest.CaptureFixture[str]):
    gate.report([Outcome("a check", passed=1), Outcome("tests on SQLite", passed=40, failed=2, skipped=1), Outcome("no store", skipped=1)])

    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["This was NOT the whole gate. Not run: no store.", "41 passed, 2 failed, 2 skipped"]
    assert [line.split()[-9] for line in lines[1:4]] == ["ok", "FAILED", "skipped"]


def test_of_a_whole_gate_nothing_is_said_to_be_left_out(capsys: pytest.CaptureFixture[str]):
    gate.report([Outcome("a check", passed=1), Outcome("tests", failed=1)])

    assert "NOT the whole gate" not in capsys.readouterr().out


def test_a_failing_step_does_not_hide_the_next(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    steps = [Step("first", (sys.executable, "-c", "raise SystemExit(3)")), Step("second", (sys.executable, "-c", "print('ran')"))]
    monkeypatch.setattr(gate, "whole_gate", lambda deep: steps)

    assert gate.run(deep=False, selected=[]) == 1
    said = capfd.readouterr().out
    assert "ran" in said
    assert said.endswith("1 passed, 1 failed, 0 skipped\n")


@pytest.mark.parametrize(("deep", "told"), [(False, "0"), (True, "1")])
def test_no_step_sees_the_installation_of_the_person_at_the_keyboard(monkeypatch: pytest.MonkeyPatch, deep: bool, told: str):
    monkeypatch.setenv("TWINWARD_DATABASE_URL", "postgresql://ministry/")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    with gate.surroundings(deep) as (environment, folder):
        assert not {"TWINWARD_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"} & set(environment)
        assert (environment["TWINWARD_DEEP"], environment["TWINWARD_HOME"]) == (told, str(folder))


def test_mistakes_are_put_into_the_code_in_a_deep_run_alone():
    plain, deep = ([step.command[-1] for step in gate.whole_gate(is_deep)] for is_deep in (False, True))

    assert deep == [*plain, "--some"]
