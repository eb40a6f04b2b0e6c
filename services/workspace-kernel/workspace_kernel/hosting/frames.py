"""What the kernel and its workbench send each other: frames of a header and some bytes."""

import struct
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

from nexus_runtime.parts import LinkEntry, Parts

LENGTH: Final = struct.Struct(">Q")
"""Comes before each frame, and tells how long it is."""

Frame = tuple[Any, list[bytes]]
"""A header, which JSON can hold, and some bytes that nobody has to parse."""


def packed(header: Any, blobs: Sequence[bytes]) -> bytes:
    """A frame, with its length before it."""
    head = orjson.dumps([header, [len(blob) for blob in blobs]])
    frame = b"".join((LENGTH.pack(len(head)), head, *blobs))
    return LENGTH.pack(len(frame)) + frame


def unpacked(frame: bytes) -> Frame:
    """What is in a frame, without the length before it."""
    (size,) = LENGTH.unpack_from(frame)
    at = LENGTH.size + size
    header, lengths = orjson.loads(frame[LENGTH.size : at])
    blobs = []
    for length in lengths:
        blobs.append(frame[at : at + length])
        at += length
    return header, blobs


def parts_as_frame(parts: Parts) -> Frame:
    """The header and the bytes of some parts."""
    links = [
        (name, None if link is None else (link.source, link.target))
        for name, link in parts.links.items()
    ]
    entries = [
        *(entry or b"" for entry in parts.panels.values()),
        *(b"" if link is None else link.entry for link in parts.links.values()),
    ]
    return [list(parts.panels), links], entries


def parts_of_frame(header: Any, blobs: Iterable[bytes]) -> Parts:
    """The parts that `parts_as_frame` made this of."""
    panels, links = header
    entries = iter(blobs)
    return Parts(
        {name: next(entries) or None for name in panels},
        {
            name: None if ends is None else LinkEntry(entry, *ends)
            for (name, ends), entry in zip(links, entries, strict=True)
        },
    )
