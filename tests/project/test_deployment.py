"""What deploy/ names is what runs: the same commands, started and stopped as there."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from ishm.ports import reserve_port
from tests.fixtures.servers import ROOT, process_environment, wait_until

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("ishm-*.service"))
SERVERS = {"ishm-web", "ishm-worker", "ishm-pdf", "ishm-beat"}


def read(unit: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(unit)
    return dict(parser["Service"])


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def words(command: str | list[str]) -> list[str]:
    """A command without what differs by place: folders, ports, addresses."""
    found = shlex.split(command) if isinstance(command, str) else command
    return [Path(word).name if word.startswith("/") else word.replace("%%", "%") for word in found]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_unit_runs_as_its_own_user_with_the_environment_file(unit):
    service = read(unit)
    assert (service["User"], service["EnvironmentFile"]) == ("ishm", "/etc/ishm/environment")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_to_fault(unit):
    ended = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    complaints = [line for line in ended.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []


def test_the_compose_file_runs_the_same_commands_as_the_units():
    services = compose()["services"]
    for name in ("worker", "pdf"):
        unit = read(DEPLOY / "systemd" / f"ishm-{name}.service")
        assert words(services[name]["command"]) == words(unit["ExecStart"])


def test_only_the_front_is_reachable_from_outside():
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["front"]


def test_every_volume_and_every_dependency_exists():
    found = compose()
    for service in found["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in found["volumes"] or (DEPLOY / source).exists()
        assert set(service.get("depends_on", [])) <= set(found["services"])


def test_the_image_installs_the_libraries_the_bootstrap_does():
    from ishm.bootstrap import APT_PACKAGES

    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert [name for name in APT_PACKAGES if name not in dockerfile] == []
    assert re.search(r"^USER ishm$", dockerfile, re.MULTILINE)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(SERVERS))
def test_each_process_starts_as_named_and_goes_when_asked(name, broker, settings, tmp_path):
    command = shlex.split(read(DEPLOY / "systemd" / f"{name}.service")["ExecStart"])
    command = [word.replace("%%", "%") for word in command]
    command[0] = str(Path(sys.prefix) / "bin" / Path(command[0]).name)
    port, mark = reserve_port()
    command = [str(port) if word == "8000" else word for word in command]
    command = [word.replace("/var/lib/ishm", str(tmp_path)) for word in command]
    log = tmp_path / "log"
    with mark, log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=process_environment(settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: is_up(name, port, log), seconds=30, what=f"{name} up")
            process.terminate()
            # A beat that is asked before it has begun to listen to signals just ends.
            assert process.wait(20) in {0, -signal.SIGTERM}, log.read_text()
        finally:
            process.kill()


def is_up(name: str, port: int, log: Path) -> bool:
    if name != "ishm-web":
        return " ready." in log.read_text() or "is starting" in log.read_text()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_what_the_front_serves_is_collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in ("css/tokens.css", "ckeditor/ckeditor/ckeditor.js"):
        assert (tmp_path / name).exists()


def test_every_setting_of_the_example_is_one_we_read():
    example = (DEPLOY / "environment.example").read_text()
    names = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    code = (ROOT / "ishm" / "settings.py").read_text()
    assert [name for name in names if f'"{name}"' not in code] == []
