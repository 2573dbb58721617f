"""Every benchmark runs to its end, each thing done once: whether it is right, never how fast."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.parametrize("name", [path.stem for path in sorted(BENCH.glob("*.py")) if "--small" in path.read_text()])
def test_a_benchmark_runs_small_and_prints_its_table(name: str):
    done = subprocess.run([sys.executable, BENCH / f"{name}.py", "--small"], capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout
