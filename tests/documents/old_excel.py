"""A minimal writer of .xls (BIFF8 in a compound file), so that the old format is tested without an office suite."""

import struct
from collections.abc import Sequence

SECTOR, END, FREE, FAT_SECTOR = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def _book(
    rows: Sequence[Sequence[str | float | None]], merges: Sequence[tuple[int, int, int, int]], name: str
) -> bytes:
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    opening = _record(0x0809, begin) + _record(0x0042, struct.pack("<H", 1200))
    tail = bytes([len(name), 1]) + name.encode("utf-16-le")
    length = len(opening) + 4 + 6 + len(tail) + 4
    head = opening + _record(0x0085, struct.pack("<IBB", length, 0, 0) + tail) + _record(0x000A, b"")
    cells = b"".join(
        _cell(row, column, value)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value is not None
    )
    areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
    merged = _record(0x00E5, struct.pack("<H", len(merges)) + areas) if merges else b""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + merged + _record(0x000A, b"")
    return head + sheet


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) if name else 0, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(
    rows: Sequence[Sequence[str | float | None]], *, merges: Sequence[tuple[int, int, int, int]] = (), name: str = "表"
) -> bytes:
    """The bytes of an .xls with one sheet; `merges` are zero-based (top, left, bottom, right)."""
    stream = _book(rows, merges, name)
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [FAT_SECTOR, END, *range(3, 2 + count), END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return header + fat + folder + stream
