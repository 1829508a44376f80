# SPDX-License-Identifier: MIT
"""Wheels, byte by byte: a zip whose headers say what they are told to say."""
import base64
import hashlib
import struct
import zlib

INFO = "pip-1.0.dist-info/"
METADATA = b"Metadata-Version: 2.1\nName: pip\nVersion: 1.0\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
DATE = (40 << 9 | 1 << 5 | 2) << 16 | 3 << 11 | 4 << 5 | 3  # 2020-01-02 03:04:06


def digest(data, algorithm="sha256"):
    raw = hashlib.new(algorithm, data).digest()
    return "%s=%s" % (algorithm, base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


class Entry:
    """A member. `local` and `central` overrule single fields of the two headers by name."""

    def __init__(self, name, data=b"", mode=0o100644, method=0, local=None, central=None):
        self.name = name.encode() if isinstance(name, str) else name
        self.data = data
        self.mode = mode
        self.method = method
        self.local = local or {}
        self.central = central or {}
        self.offset = None  # where its local header is to be looked for, when that is a lie

    def packed(self):
        if self.method != 8:
            return self.data
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        return deflate.compress(self.data) + deflate.flush()

    def fields(self, offset, overruled):
        packed = self.packed()
        fields = {"version": 20, "flags": 0x800, "method": self.method, "date": DATE,
                  "crc": zlib.crc32(self.data), "packed": len(packed), "size": len(self.data),
                  "name": self.name, "extra": b"", "mode": self.mode, "offset": offset}
        fields.update(overruled)
        return fields

    def local_header(self):
        f = self.fields(0, self.local)
        return struct.pack("<IHHHIIIIHH", 0x04034B50, f["version"], f["flags"], f["method"],
                           f["date"], f["crc"], f["packed"], f["size"], len(f["name"]),
                           len(f["extra"])) + f["name"] + f["extra"]

    def central_header(self, offset):
        f = self.fields(offset if self.offset is None else self.offset, self.central)
        return struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 3 << 8 | 20, f["version"], f["flags"],
                           f["method"], f["date"], f["crc"], f["packed"], f["size"],
                           len(f["name"]), len(f["extra"]), 0, 0, 0, f["mode"] << 16,
                           f["offset"]) + f["name"] + f["extra"]


def pack(entries, end=None, before=b""):
    """The bytes; `end` overrules fields of the last record."""
    out, central = bytearray(before), bytearray()
    for entry in entries:
        central += entry.central_header(len(out))
        out += entry.local_header() + entry.packed()
    f = {"count": len(entries), "size": len(central), "offset": len(out), "comment": b""}
    f.update(end or {})
    return bytes(out + central) + struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, f["count"], f["count"], f["size"], f["offset"],
        len(f["comment"])) + f["comment"]


class Wheel:
    """A pip of two files, and what is done to it."""

    def __init__(self):
        self.entries = []
        self.rows = {}
        self.record = True
        self.end = None
        self.before = b""
        self.put("pip/__init__.py", b"__version__ = '1.0'\n")
        self.put("pip/__main__.py", b"print('pip')\n")
        self.put(INFO + "METADATA", METADATA)
        self.put(INFO + "WHEEL", WHEEL)

    def put(self, name, data=b"", mode=0o100644, **more):
        self.entries.append(Entry(name, data, mode, **more))
        return self

    def find(self, name):
        return next(e for e in self.entries if e.name == name.encode())

    def change(self, name, data):
        self.find(name).data = data
        return self

    def drop(self, name):
        self.entries.remove(self.find(name))
        return self

    def row(self, name, row):
        self.rows[name] = row
        return self

    def lie(self, name, local=None, central=None, offset=None):
        entry = self.find(name)
        entry.local = local or {}
        entry.central = central or {}
        entry.offset = offset
        return self

    def scripts(self, text):
        return self.put(INFO + "entry_points.txt", b"[console_scripts]\n" + text)

    def record_bytes(self):
        rows = {}
        for entry in self.entries:
            name = entry.name.decode(errors="surrogateescape")
            if not name.endswith("/"):
                rows[name] = "%s,%s,%d" % (name, digest(entry.data), len(entry.data))
        rows[INFO + "RECORD"] = INFO + "RECORD,,"
        rows.update(self.rows)
        text = "".join(row + "\n" for row in rows.values() if row is not None)
        return text.encode(errors="surrogateescape")

    def bytes(self):
        entries = list(self.entries)
        if self.record is not False:
            data = self.record_bytes() if self.record is True else self.record
            entries.append(Entry(INFO + "RECORD", data))
        return pack(entries, self.end, self.before)
