"""An image that is one program, as an archive that containerd imports."""

import hashlib
import io
import json
import tarfile
from pathlib import Path


def of_program(program: Path, name: str, archive: Path, *others: str) -> None:
    """Write an image that holds a program without libraries, and runs it.

    Args:
        program: what it runs.
        name: of the image, with its tag.
        archive: the file, as `docker save` writes it.
        others: names that the program has as well, on the path of commands.
    """
    content = program.read_bytes()
    names = [program.name, *(f"bin/{other}" for other in others)]
    layer = _tar(dict.fromkeys(names, content), mode=0o755)
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Entrypoint": [f"/{program.name}"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{_digest(layer)}"]},
        }
    ).encode()
    manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]
    archive.write_bytes(
        _tar(
            {
                "config.json": config,
                "layer.tar": layer,
                "manifest.json": json.dumps(manifest).encode(),
            },
            mode=0o644,
        )
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _tar(files: dict[str, bytes], mode: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
