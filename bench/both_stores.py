"""What benchmarks over both stores stand on: a process for each, over a fresh home, and the machine that they ran on."""

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h: there is no PostgreSQL here
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def on_a_store(name: str, script: str, *words: str) -> dict[str, Any] | None:
    """What the script said, run over a fresh store; None where there is no PostgreSQL. Raises CalledProcessError when it failed."""
    command = [sys.executable, script, "--store", "here", *words]
    if name == "postgresql":
        command = [sys.executable, str(ROOT / "tests" / "stores.py"), *command]
    with tempfile.TemporaryDirectory() as home:
        environment = {key: value for key, value in os.environ.items() if key != "TWINWARD_DATABASE_URL"}
        environment |= {"TWINWARD_HOME": home, "DJANGO_SETTINGS_MODULE": "twinward.site.settings"}
        ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if ended.returncode == UNAVAILABLE:  # tests/stores.py has said why
        return None
    ended.check_returncode()
    return {"store": name} | json.loads(ended.stdout)


def on_both(script: str, *words: str) -> list[dict[str, Any]]:
    """What the script said over each store that there is here."""
    return [one for name in ("sqlite", "postgresql") if (one := on_a_store(name, script, *words))]


def machine() -> dict[str, Any]:
    versions = {name: importlib.metadata.version(name) for name in ("Django", "psycopg", "orjson", "numpy")}
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()} | versions


def keep(name: str, told: dict[str, Any]) -> None:
    """The results are kept beside those of other runs."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")
