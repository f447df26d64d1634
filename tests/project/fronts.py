"""The fronts and web processes of deploy/, started from the files there, on ports of a test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from ishm.ports import reserve_port
from tests.fixtures.certificates import make_certificate
from tests.fixtures.servers import PATIENCE, ROOT, accepts, running, wait_until

DEPLOY = ROOT / "deploy"
PUBLIC = {
    "SITE_URL": "https://localhost",
    "SECRET_KEY": "of-a-test-" * 8,
    "EMAIL_URL": "submission://user:password@relay.example.org:587",
    "BEHIND_PROXY": "true",
}


class HandedSocket:
    """Does what systemd does for ishm-web.socket: opens it once, hands it to whoever starts."""

    def __init__(self, path: Path, *, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(1024)
        path.chmod(0o666)
        self.process = self._start()

    def _start(self) -> subprocess.Popen:
        command = f'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" ishm/web.py 3<&{self.socket.fileno()}'
        with self.log.open("ab") as output:
            return subprocess.Popen(
                ["bash", "-c", command, sys.executable],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[self.socket.fileno()],
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def says(self) -> str:
        return self.log.read_text(errors="replace")

    def reload(self) -> None:
        """As “systemctl reload” does; returns when the last old worker has ended."""
        done = self.says.count("Stopped old worker-2")
        self.process.send_signal(signal.SIGHUP)
        wait_until(
            lambda: self.says.count("Stopped old worker-2") > done,
            what="new workers",
        )

    def restart(self) -> None:
        """As “systemctl restart” does."""
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0, self.says
        started = self.says.count("Started worker-")
        self.process = self._start()
        wait_until(
            lambda: self.says.count("Started worker-") >= started + 2,
            what="a new server",
        )

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.socket.close()


@contextmanager
def nginx(folder: Path, web: Path):
    """The nginx of deploy/nginx.conf; yields its HTTPS port."""
    port, mark = reserve_port()
    certificate, key = make_certificate(folder)
    configuration = nginx_configuration(folder, web, port, certificate, key)
    with mark, running([nginx_program(), "-c", configuration, "-p", folder], folder / "nginx.log"):
        wait_until(lambda: accepts(port), what="nginx")
        yield port


def nginx_program() -> str | None:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def nginx_configuration(folder: Path, web: Path, port: int, certificate: Path, key: Path) -> Path:
    """The shipped file, with this machine's paths, inside the least that nginx needs around it."""
    site = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in {
        "unix:/run/ishm/web.sock": f"unix:{web}",
        "/etc/letsencrypt/live/bulletin.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/bulletin.example.org/privkey.pem": str(key),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen unix:{folder}/plain.sock;",
        "/var/lib/ishm/": f"{folder}/",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    found = folder / "nginx.conf"
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # The folder of a test is its owner's.
    found.write_text(
        f"{user} pid {folder}/nginx.pid; daemon off; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}\n{site} }}\n"
    )
    return found


@contextmanager
def caddy(folder: Path, webs: list[int]):
    """The Caddy of deploy/Caddyfile before two web processes; yields its port."""
    port, mark = reserve_port()
    site = (DEPLOY / "Caddyfile").read_text()
    for number, web in enumerate(webs, 1):
        assert f"web-{number}:8000" in site
        site = site.replace(f"web-{number}:8000", f"127.0.0.1:{web}")
    file = folder / "Caddyfile"
    file.write_text(f"{{\n\tadmin off\n}}\n{site}")
    command = [caddy_program(), "run", "--adapter", "caddyfile", "--config", file]
    environment = {**os.environ, "SITE_URL": f"http://localhost:{port}", "HOME": str(folder)}
    with mark, running(command, folder / "caddy.log", environment):
        wait_until(lambda: accepts(port), what="Caddy")
        yield port


def caddy_program() -> Path:
    return Path(sys.prefix) / "bin" / "caddy"
