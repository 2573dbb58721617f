"""Brings the two programs that the gate needs and that no Python package holds: a browser and PostgreSQL."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def has_browser() -> bool:
    """Whether a Chromium can be started."""
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def has_postgresql() -> bool:
    """Whether a cluster can be made. Debian keeps these programs off the search path."""
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


PROGRAMS: dict[str, Callable[[], bool]] = {"chromium": has_browser, "postgresql": has_postgresql}


def main() -> None:
    """What is missing is installed where we may (as root on Debian); elsewhere it is said what to install. The gate runs in both cases."""
    missing = [name for name, is_there in PROGRAMS.items() if not is_there()]
    if missing and os.geteuid() == 0 and is_debian():
        apt_get("update", "--quiet")
        apt_get("install", "--quiet", "--yes", "--no-install-recommends", *missing)
        missing = [name for name, is_there in PROGRAMS.items() if not is_there()]
    for name in missing:
        print(f"twinward: {name} is missing: install it, or what needs it is skipped", file=sys.stderr)


def is_debian() -> bool:
    """Whether packages of these names come from apt-get. Ubuntu's chromium is another thing that cannot be driven as root."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian" and shutil.which("apt-get") is not None
    except OSError:  # not every system says what it is
        return False


def apt_get(*arguments: str) -> None:
    """apt-get has run; a failure is said, not raised."""
    result = subprocess.run(["apt-get", *arguments], env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, stdout=sys.stderr)
    if result.returncode:
        print(f"twinward: apt-get {arguments[0]} ended with {result.returncode}", file=sys.stderr)


if __name__ == "__main__":
    main()
