"""Prepares this machine, then becomes the command it was given.

    python3 ishm/bootstrap.py manage.py run
    python3 ishm/bootstrap.py --dev -m pytest
    python3 ishm/bootstrap.py --locked

The last is for production: it installs ``requirements.lock``, where each file has its hash. All
make ``.venv`` and install the pinned requirements and the libraries WeasyPrint draws with. It runs
before anything is installed, so it imports nothing but Python and nothing of this project.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
WANTED = {"--dev": "requirements-dev.txt", "--locked": "requirements.lock"}

# What WeasyPrint and CairoSVG load when they are imported: (Linux, macOS).
LIBRARIES = [
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
    ("libcairo.so.2", "libcairo.2.dylib"),
]
APT_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libcairo2"]
BREW_PACKAGES = ["pango", "cairo"]
BREW_FOLDERS = ["/opt/homebrew/lib", "/usr/local/lib"]
IS_MAC = platform.system() == "Darwin"


class Stopped(Exception):
    """Something is missing that only a person can add. The message holds the command to type."""


def main(arguments: list[str]) -> None:
    """Prepare, then replace this process by the command, run with the environment's Python."""
    wanted = WANTED.get(arguments[0] if arguments else "", "requirements.txt")
    command = arguments[1:] if wanted != "requirements.txt" else arguments
    try:
        require_python()
        require_libraries()
        make_environment()
        install(wanted)
    except Stopped as reason:
        sys.exit(f"\n{reason}\n")
    except subprocess.CalledProcessError as error:
        sys.exit(f"\nThis failed: {' '.join(map(str, error.cmd))}\nIts output is above.\n")
    if command:
        os.chdir(ROOT)
        os.execve(PYTHON, [str(PYTHON), *command], environment())  # noqa: S606


def require_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stopped(
            f"This is Python {platform.python_version()}, and 3.11 or newer is needed. "
            "Install one, then: make PYTHON=python3.11 run"
        )


def require_libraries() -> None:
    """Install the drawing libraries where this can be done, else say how."""
    if not missing_libraries():
        return
    if IS_MAC:
        install_with_brew()
    else:
        install_with_apt(APT_PACKAGES)
    if missing := missing_libraries():
        raise Stopped(f"Still missing after the installation: {', '.join(missing)}.")


def missing_libraries() -> list[str]:
    """The names of those that cannot be loaded."""
    return [names[IS_MAC] for names in LIBRARIES if not can_load(names[IS_MAC])]


def can_load(name: str) -> bool:
    """The system finds the library."""
    for candidate in [name, *(f"{folder}/{name}" for folder in BREW_FOLDERS if IS_MAC)]:
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return False


def install_with_brew() -> None:
    """Homebrew needs no password."""
    brew = shutil.which("brew")
    if brew is None:
        raise Stopped(
            "WeasyPrint needs Pango. Install Homebrew, then type:\n\n"
            f"    brew install {' '.join(BREW_PACKAGES)}"
        )
    say(f"Installing {', '.join(BREW_PACKAGES)} with Homebrew …")
    subprocess.run([brew, "install", *BREW_PACKAGES], check=True)


def install_with_apt(packages: list[str]) -> None:
    """As root, or with sudo; elsewhere stop with the command to type."""
    command = f"sudo apt-get install {' '.join(packages)}"
    become_root = how_to_become_root()
    if not shutil.which("apt-get"):
        raise Stopped(
            "WeasyPrint needs Pango, HarfBuzz and Cairo. Install them with this system's package "
            "manager; on Debian and Ubuntu it is:\n\n    " + command
        )
    if become_root is None:
        raise Stopped(
            f"Some system packages are missing. Type this, then try again:\n\n    {command}"
        )
    say(f"Installing {', '.join(packages)} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*become_root, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if subprocess.run(install, env=quiet, check=False).returncode == 0:
        return
    # A fresh machine has no package lists yet.
    subprocess.run([*become_root, "apt-get", "update", "-q"], env=quiet, check=True)
    subprocess.run(install, env=quiet, check=True)


def how_to_become_root() -> list[str] | None:
    """The words before a command, or None where neither root nor sudo is at hand."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asks_nothing = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    if asks_nothing.returncode == 0:
        return [sudo, "-n"]
    return [sudo] if sys.stdin.isatty() else None


def make_environment() -> None:
    """Make ``.venv``; a half-made one, or one whose Python is gone, is made anew."""
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    say("Making the virtual environment …")
    if not can_make_environments() and not IS_MAC:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_with_apt([f"python{version}-venv"])
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def can_make_environments() -> bool:
    """Debian ships Python without the part that puts pip into environments."""
    return (
        subprocess.run(
            [sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False
        ).returncode
        == 0
    )


def install(requirements: str) -> None:
    """Install the pinned requirements, unless exactly these were installed before."""
    stamp = VENV / f"{requirements}.installed"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {requirements} …")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--no-deps"] if requirements.endswith(".lock") else []
    subprocess.run([*pip, "--requirement", str(ROOT / requirements)], check=True)
    stamp.write_text(wanted)


def fingerprint() -> str:
    """Of all files, since the one for development includes another, and of the Python."""
    files = [ROOT / name for name in ("requirements.txt", *WANTED.values())]
    content = b"".join(file.read_bytes() for file in files) + platform.python_version().encode()
    return hashlib.sha256(content).hexdigest()


def environment() -> dict[str, str]:
    """The environment of the command; on a Mac with the folder Homebrew keeps libraries in."""
    if not IS_MAC:
        return dict(os.environ)
    return {"DYLD_FALLBACK_LIBRARY_PATH": ":".join(BREW_FOLDERS), **os.environ}


def say(message: str) -> None:
    """Tell the person at the terminal, at once."""
    print(message, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
