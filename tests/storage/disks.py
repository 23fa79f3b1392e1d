"""Disks of our own, to be filled or to have their power cut; only root can mount them."""

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN: _IOR('X', 125, __u32)
WITHOUT_FLUSHING = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH
MIB = 2**20
EXT4 = ("-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0")


def run(program: str, *arguments: str | Path) -> None:
    """Run a program of the system; what it says is in the error, when it fails."""
    found = shutil.which(program, path=PROGRAMS)
    if found is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([found, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (program, *arguments, done.stderr.decode())


def needs_root() -> None:
    """Skip where nobody may mount, and say so."""
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        pytest.skip("only root mounts a disk of its own, and where there are loop devices")


@contextmanager
def in_memory(folder: Path, size: int) -> Iterator[Path]:
    """Mount a file system that lives in memory."""
    needs_root()
    folder.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    try:
        yield folder
    finally:
        run("umount", "--lazy", folder)


@contextmanager
def on_a_loop(folder: Path, size: int) -> Iterator[Path]:
    """Mount ext4 in a file, as on a disk of this size."""
    needs_root()
    image = folder.with_suffix(".img")
    _format(image, size)
    folder.mkdir()
    run("mount", "-o", "loop", image, folder)
    try:
        yield folder
    finally:
        run("umount", "--lazy", folder)


def fill(disk: Path) -> Path:
    """Write a file until there is no room left; return it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        for piece in (MIB, 4096, 1):
            try:
                while True:
                    out.write(b"x" * piece)
            except OSError:
                continue
    return filler


def stop(disk: Path) -> None:
    """Let an ext4 forget at once all that it has not given to its disk, and do nothing any more."""
    opened = os.open(disk, os.O_RDONLY)
    try:
        fcntl.ioctl(opened, SHUT_DOWN, struct.pack("I", WITHOUT_FLUSHING))
    finally:
        os.close(opened)


class Disk:
    """A disk with a cache that forgets: what it was not told to flush is gone when it is cut.

    ext4 in a file, as any disk, at `folder`; but the file is on another ext4, and stopping that one
    is the cut. What the first gave to its disk is then in the memory of the second, which drops it:
    only what was flushed (fsync, down to the disk) is in the second's own file, in memory.
    """

    def __init__(self, place: Path, size: int = 64 * MIB) -> None:
        """Make it under `place`, with nothing on it."""
        needs_root()
        self.folder, self._drive, self._memory = place / "disk", place / "drive", place / "memory"
        for made in (self.folder, self._drive, self._memory):
            made.mkdir(parents=True)
        self._outer, self._inner = self._memory / "drive.img", self._drive / "disk.img"
        run("mount", "-t", "tmpfs", "-o", f"size={2 * size}", "tmpfs", self._memory)
        _format(self._outer, size + size // 2)
        run("mount", "-o", "loop", self._outer, self._drive)
        self._inner.write_bytes(b"\0" * size)
        _format(self._inner, size)
        os.sync()
        run("umount", self._drive)
        self.plug_in()

    def plug_in(self) -> None:
        """Mount it, as after a start of the machine."""
        run("mount", "-o", "loop", self._outer, self._drive)
        run("mount", "-o", "loop", self._inner, self.folder)

    def cut(self) -> None:
        """Take its power away; who has files on it must be ended before it is unplugged."""
        stop(self._drive)

    def unplug(self) -> None:
        """Take it out."""
        run("umount", self.folder)
        run("umount", self._drive)

    def throw_away(self) -> None:
        """Unmount whatever is mounted."""
        for folder in (self.folder, self._drive, self._memory):
            if folder.is_mount():
                run("umount", "--lazy", folder)


def _format(image: Path, size: int) -> None:
    if not image.exists():
        with image.open("wb") as out:
            out.truncate(size)
    run("mkfs.ext4", *EXT4, image)
