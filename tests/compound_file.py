"""Writes OLE compound files (MS-CFB, version 3), and Outlook messages (MS-OXMSG) in them: small, and no more than valid."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = _FREE
    sibling: int = _FREE
    start: int = _END


@dataclass
class _Sectors:
    size: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        if not data:
            return _END
        start = len(self.table)
        count = -(-len(data) // self.size)
        self.table += [*range(start + 1, start + count), _END]
        self.data += data.ljust(count * self.size, b"\0")
        return start


def compound_file(tree: Tree) -> bytes:
    """Return a compound file with streams (bytes) in storages (dicts)."""
    entries = [_Entry("Root Entry", 5)]
    _list(tree, 0, entries)
    sectors, mini = _Sectors(_SECTOR), _Sectors(_MINI)
    for entry in entries[1:]:
        if entry.kind == 2:
            entry.start = (mini if len(entry.data) < _CUTOFF else sectors).add(entry.data)
    entries[0].data = bytes(mini.data)
    entries[0].start = sectors.add(entries[0].data)
    mini_table = b"".join(struct.pack("<I", one) for one in mini.table)
    mini_table = mini_table.ljust(-(-len(mini_table) // _SECTOR) * _SECTOR, b"\xff")
    mini_start = sectors.add(mini_table)
    directory = b"".join(map(_directory_entry, entries))
    directory_start = sectors.add(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    tables = 1
    while len(sectors.table) + tables > tables * 128:
        tables += 1
    first_table = len(sectors.table)
    table = [*sectors.table, *[_FAT] * tables]
    packed = b"".join(struct.pack("<I", one) for one in table).ljust(tables * _SECTOR, b"\xff")
    head = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIII", 0, tables, directory_start, 0, _CUTOFF)
    head += struct.pack("<IIII", mini_start, len(mini_table) // _SECTOR, _END, 0)
    places = [*range(first_table, first_table + tables)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    return head + bytes(sectors.data) + packed


def _list(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    before = -1
    for name, content in tree.items():
        number = len(entries)
        entries.append(_Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1))
        if before < 0:
            entries[parent].child = number
        else:
            entries[before].sibling = number
        before = number
        if not isinstance(content, bytes):
            _list(content, number, entries)


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    packed = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry.kind, 1)
    packed += struct.pack("<III", _FREE, entry.sibling, entry.child)
    return packed + bytes(36) + struct.pack("<IQ", entry.start if entry.kind != 1 else 0, len(entry.data))


def message(
    subject: str,
    body: str = "",
    sender: str = "",
    to: tuple[str, ...] = (),
    attached: tuple[tuple[str, bytes | Tree], ...] = (),
    codepage: str = "",
    html: bytes = b"",
    head: int = 32,
) -> Tree:
    """Return the tree of an Outlook message; with a `codepage` its texts are 8-bit, else Unicode. Sent 2026-01-26 01:30 UTC."""
    texts = {0x0037: subject, 0x1000: body, 0x0C1A: sender}
    fixed = {0x00390040: (1769391000 + 11644473600) * 10**7}
    if codepage:
        fixed[0x3FFD0003] = 932
    streams: dict[int, bytes] = {0x10130102: html} if html else {}
    tree: Tree = _properties(texts, streams, fixed, head, codepage)
    for number, name in enumerate(to):
        tree[f"__recip_version1.0_#{number:08X}"] = _properties({0x3001: name}, {}, {0x0C150003: 1}, 8, codepage)
    for number, (name, content) in enumerate(attached):
        nested = not isinstance(content, bytes)
        own = _properties(
            {0x3707: name}, {} if nested else {0x37010102: content}, {0x37050003: 5 if nested else 1}, 8, codepage
        )
        if nested:
            own["__substg1.0_3701000D"] = content
        tree[f"__attach_version1.0_#{number:08X}"] = own
    return tree


def _properties(
    texts: dict[int, str], streams: dict[int, bytes], fixed: dict[int, int], head: int, codepage: str
) -> Tree:
    kind = 0x001E if codepage else 0x001F
    written = {key << 16 | kind: text.encode(codepage or "utf-16-le") for key, text in texts.items() if text}
    written |= streams
    listed = b"".join(struct.pack("<HHIQ", tag & 0xFFFF, tag >> 16, 6, len(data)) for tag, data in written.items())
    listed += b"".join(struct.pack("<HHIQ", tag & 0xFFFF, tag >> 16, 6, value) for tag, value in fixed.items())
    tree: Tree = {f"__substg1.0_{tag:08X}": data for tag, data in written.items()}
    tree["__properties_version1.0"] = bytes(head) + listed
    return tree
