"""Every benchmark runs to its end, each thing done once: whether it is right, never how fast. At the gate those that take seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import is_deep

BENCH = Path(__file__).parents[2] / "bench"
NAMES = [path.stem for path in sorted(BENCH.glob("*.py")) if "--small" in path.read_text()]
QUICK = ["imports", "names"]


@pytest.mark.parametrize("name", NAMES if is_deep() else QUICK)
def test_a_benchmark_runs_small_and_prints_its_table(name: str):
    done = subprocess.run([sys.executable, BENCH / f"{name}.py", "--small"], capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout
