"""Packs a folder into a .tar.xz that comes out the same for the same contents."""

import lzma
import tarfile
from pathlib import Path


def pack(folder: Path, name: str, target: Path, epoch: int) -> None:
    """Pack `folder` as the top folder `name` into `target`: sorted, without owners, all files at `epoch` seconds."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = epoch
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with lzma.open(target, "wb", preset=9) as compressed, tarfile.open(fileobj=compressed, mode="w") as archive:
        archive.add(folder, name, recursive=False, filter=plain)
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{name}/{path.relative_to(folder).as_posix()}", recursive=False, filter=plain)
