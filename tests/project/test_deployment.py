"""What deploy/ names is what runs: the same commands, started and stopped as there."""

from __future__ import annotations

import configparser
import json
import os
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
from compose_spec import PyCompose
from django.core.management import call_command

from ishm.ports import reserve_port
from tests.fixtures.certificates import make_certificate
from tests.fixtures.servers import PATIENCE, ROOT, process_environment, wait_until
from tests.project.fronts import DEPLOY, caddy_program, nginx_configuration, nginx_program

REQUIREMENTS = (ROOT / "requirements.txt").read_text()
UNITS = sorted((DEPLOY / "systemd").glob("ishm-*.service"))
ALL_UNITS = sorted((DEPLOY / "systemd").iterdir())
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


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_front_can_read_what_it_serves_and_nobody_else_can(unit):
    """nginx runs as www-data, which docs/operating.md puts into the group of the data folder."""
    service = read(unit)
    assert (service["Group"], service["StateDirectoryMode"]) == ("ishm", "0750")
    assert service["UMask"] == ("0077" if unit.stem == "ishm-backup" else "0027")
    assert "adduser www-data ishm" in (ROOT / "docs" / "operating.md").read_text()


def test_whoever_serves_or_writes_pages_knows_of_the_front():
    """The worker writes published pages as files only where a front serves them."""
    told = {unit.stem for unit in UNITS if "BEHIND_PROXY=true" in read(unit)["Environment"]}
    assert told == {"ishm-web", "ishm-worker"}
    assert "BEHIND_PROXY=true" in (DEPLOY / "manage").read_text()
    settings_of = [
        each["environment"] for each in compose()["services"].values() if "build" in each
    ]
    assert {each["BEHIND_PROXY"] for each in settings_of} == {"true"}


def complaints_of(*command: object, **environment: str) -> list[str]:
    """What a linter says; nothing when it has nothing to fault."""
    ended = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return (ended.stdout + ended.stderr).splitlines() if ended.returncode else []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_finds_nothing_to_fault():
    ended = subprocess.run(
        ["systemd-analyze", "verify", *ALL_UNITS], capture_output=True, text=True, check=False
    )
    # The programs the units name are not on this machine.
    complaints = [line for line in ended.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []


@pytest.mark.skipif(not nginx_program(), reason="nginx is not installed here")
def test_nginx_finds_nothing_to_fault(tmp_path):
    file = nginx_configuration(tmp_path, tmp_path / "web.sock", 8443, *make_certificate(tmp_path))
    assert complaints_of(nginx_program(), "-t", "-c", file, "-p", tmp_path) == []


def test_caddy_finds_nothing_to_fault(tmp_path):
    file = DEPLOY / "Caddyfile"
    command = [caddy_program(), "validate", "--adapter", "caddyfile", "--config", file]
    address = {"SITE_URL": "https://bulletin.example.org", "HOME": str(tmp_path)}
    assert complaints_of(*command, **address) == []
    assert complaints_of(caddy_program(), "fmt", "--diff", file) == []


def test_hadolint_finds_nothing_to_fault():
    assert complaints_of(Path(sys.prefix) / "bin" / "hadolint", DEPLOY / "Dockerfile") == []


def test_the_compose_specification_finds_nothing_to_fault():
    # Written out: the specification knows nothing of YAML's anchors.
    PyCompose.from_json(json.dumps(compose())).validate()


@pytest.mark.skipif(
    not shutil.which("docker") or bool(complaints_of("docker", "compose", "version")),
    reason="docker compose is not installed here",
)
def test_docker_compose_finds_nothing_to_fault(tmp_path):
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    shutil.copy(DEPLOY / "environment.example", tmp_path / "deploy" / "environment")
    command = ["docker", "compose", "-f", tmp_path / "deploy" / "compose.yaml", "config", "-q"]
    assert complaints_of(*command, POSTGRES_PASSWORD="of-a-test") == []


def test_the_roll_out_replaces_every_process_there_is():
    script = (DEPLOY / "roll-out").read_text()
    rolled = re.search(r"for service in ([\w\- ]+);", script)[1].split()
    ours = {name for name, service in compose()["services"].items() if "build" in service}
    assert set(rolled) == ours - {"prepare"}
    assert complaints_of("bash", "-n", DEPLOY / "roll-out") == []


SHOW = """
import os, stat, sys, tempfile
from pathlib import Path
here = Path(tempfile.mkdtemp(dir=os.environ["DATA_DIR"]), "file")
here.touch()
names = ("EMAIL_URL", "ANYMAIL", "SITE_NAME", "BEHIND_PROXY", "SECRET_KEY")
print([os.environ.get(name) for name in names], oct(here.stat().st_mode & 0o777), sys.argv[1:])
"""


def test_a_command_runs_with_the_settings_and_as_the_user_of_the_units(tmp_path):
    """The script as it is, but for its places and its user."""
    settings_file, program = tmp_path / "environment", tmp_path / "manage.py"
    settings_file.write_text(
        "# EMAIL_URL=commented\nEMAIL_URL=submission://u:a&b;$(id)@relay.example.org:587\n"
        'ANYMAIL={"KEY": "a b"}\nSITE_NAME="In quotes"\nSECRET_KEY=last line'
    )
    program.write_text(SHOW)
    script = (DEPLOY / "manage").read_text()
    user = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
    for place, here in {
        "/etc/ishm/environment": settings_file,
        "/srv/ishm/.venv/bin/python": sys.executable,
        "/srv/ishm/manage.py": program,
        "/var/lib/ishm": tmp_path,
        "= ishm ]": f"= {user} ]",
    }.items():
        assert place in script
        script = script.replace(place, str(here))
    told = subprocess.run(
        ["bash", "-c", script, "manage", "migrate", "--plan"], capture_output=True, text=True
    )
    values = [
        "submission://u:a&b;$(id)@relay.example.org:587",
        '{"KEY": "a b"}',
        "In quotes",
        "true",
        "last line",
    ]
    assert told.stdout == f"{values} 0o640 ['migrate', '--plan']\n", told.stderr


def test_secrets_of_a_machine_reach_neither_the_repository_nor_the_image():
    secrets = ["deploy/environment", "deploy/.env"]
    kept_out = subprocess.run(
        ["git", "check-ignore", *secrets], cwd=ROOT, capture_output=True, text=True
    )
    assert kept_out.stdout.split() == secrets
    assert {"deploy/environment", "**/.env"} <= set((ROOT / ".dockerignore").read_text().split())


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
    assert re.search(r"^USER 1000$", dockerfile, re.MULTILINE)


def test_what_production_installs_is_locked_by_hash():
    locked = (ROOT / "requirements.lock").read_text().replace("\\\n", "").splitlines()
    assert [line for line in locked if " --hash=sha256:" not in line] == []
    names = {re.split(r"[ ;]", line)[0].lower() for line in locked}
    pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?(==[^ ;\n]+)", REQUIREMENTS, re.MULTILINE)
    wanted = {f"{re.sub('[_.]', '-', name)}{version}".lower() for name, version in pinned}
    assert sorted(wanted - names) == [], "Type: .ci/lock"
    assert "--require-hashes" in (DEPLOY / "Dockerfile").read_text()


def test_the_images_pg_dump_is_that_of_the_server():
    of_debian = {"bookworm": "15", "trixie": "17"}
    release = re.search(
        r"^FROM python:[\d.]+-slim-(\w+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE
    )
    assert compose()["services"]["postgres"]["image"] == f"postgres:{of_debian[release[1]]}"


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(SERVERS))
def test_each_process_starts_as_named_and_goes_when_asked(name, broker, settings, tmp_path):
    command = shlex.split(read(DEPLOY / "systemd" / f"{name}.service")["ExecStart"])
    command = [word.replace("%%", "%") for word in command]
    command[0] = str(Path(sys.prefix) / "bin" / Path(command[0]).name)
    port, mark = reserve_port()
    command += ["--port", str(port)] if name == "ishm-web" else []
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
            wait_until(lambda: is_up(name, port, log), what=f"{name} up")
            process.terminate()
            # A beat that is asked before it has begun to listen to signals just ends.
            assert process.wait(PATIENCE) in {0, -signal.SIGTERM}, log.read_text()
        finally:
            process.kill()


GIVES_WAY = """
import os, sys
from importlib import import_module
from celery.signals import celeryd_init
app = import_module(sys.argv[1]).app
celeryd_init.send(sender=None, instance=None, conf=app.conf)
print(os.nice(0))
"""


@pytest.mark.once
@pytest.mark.parametrize(("module", "niceness"), [("ishm.celery", 5), ("ishm.drawing", 10)])
def test_workers_give_way_to_pages_and_drawings_to_all(module, niceness):
    told = subprocess.run(
        [sys.executable, "-c", GIVES_WAY, module], cwd=ROOT, capture_output=True, text=True
    )
    assert int(told.stdout) == max(niceness, os.nice(0)), told.stderr


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


def test_every_unit_the_pages_name_exists():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    lines = [
        line
        for page in pages
        for line in re.findall(r"systemctl [\w -]*?(ishm-.*)", page.read_text())
    ]
    named = {name for line in lines for name in re.findall(r"ishm[\w.-]*\w", line)}
    there = {unit.name for unit in ALL_UNITS}
    assert {name for name in named if not {name, f"{name}.service"} & there} == set()
    assert {"ishm-web.socket", "ishm.target", "ishm-backup.timer", "ishm-worker"} <= named


def test_every_setting_of_the_example_is_one_we_read():
    example = (DEPLOY / "environment.example").read_text()
    names = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    code = (ROOT / "ishm" / "settings.py").read_text()
    assert [name for name in names if f'"{name}"' not in code] == []
