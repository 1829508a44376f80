#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes wheels, good and hostile ones, in the directory named on the command line."""
import base64
import hashlib
import io
import os
import struct
import sys
import zipfile

INFO = "demo-1.0.dist-info"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
METADATA = "Metadata-Version: 2.1\nName: Demo\nVersion: 1.0\nRequires-Python: >=3.6\n\nName: not this\n"
DATE = (2020, 1, 2, 3, 4, 6)


def digest(data, algorithm="sha256"):
    raw = hashlib.new(algorithm, data).digest()
    return algorithm + "=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Wheel:
    def __init__(self, name):
        self.name = name
        self.files = []  # (name, bytes, mode)
        self.rows = {}  # name: row, or None for none
        self.algorithm = "sha256"
        self.record = True
        self.put("demo/__init__.py", b"value = 1\n")
        self.put(INFO + "/METADATA", METADATA.encode())
        self.put(INFO + "/WHEEL", WHEEL.encode())

    def put(self, name, data=b"", mode=0o100644):
        self.files.append((name, data, mode))
        return self

    def change(self, name, data):
        self.files = [(n, data if n == name else d, m) for n, d, m in self.files]
        return self

    def drop(self, name):
        self.files = [f for f in self.files if f[0] != name]
        return self

    def row(self, name, row):
        self.rows[name] = row
        return self

    def record_text(self):
        rows = {n: f"{n},{digest(d, self.algorithm)},{len(d)}" for n, d, _ in self.files}
        rows[INFO + "/RECORD"] = INFO + "/RECORD,,"
        rows.update(self.rows)
        return "".join(r + "\n" for r in rows.values() if r is not None)

    def data(self):
        out = io.BytesIO()
        files = list(self.files)
        if self.record:
            files.append((INFO + "/RECORD", self.record_text().encode(), 0o100644))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data, mode in files:
                info = zipfile.ZipInfo(name, DATE)
                info.filename = name
                info.create_system = 3
                info.external_attr = mode << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return out.getvalue()

    def write(self, edit=None):
        data = self.data()
        with open(os.path.join(target, self.name + ".whl"), "wb") as file:
            file.write(edit(data) if edit else data)


def replace(old, new):
    def edit(data):
        assert old in data and len(old) == len(new)
        return data.replace(old, new)

    return edit


def set_flag(data):
    """Marks every entry as encrypted, in the local and in the central headers."""
    data = bytearray(data)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def spoil(data):
    """Breaks the data of the first entry, not its headers."""
    name, extra = struct.unpack("<HH", data[26:30])
    at = 30 + name + extra
    return data[:at] + b"\xff\xff" + data[at + 2:]


def good():
    Wheel("good").write()
    wheel = Wheel("rich").put("demo/Größe.py", "x = 1\n".encode()).put("demo/run", b"#!/bin/sh\n", 0o100755)
    wheel.put("demo-1.0.data/scripts/tool", b"#!python\n", 0o100755)
    wheel.put("demo-1.0.data/headers/demo.h", b"int x;\n").put("demo-1.0.data/data/share/d", b"d")
    wheel.put("demo-1.0.data/platlib/demo/native.py", b"y = 2\n").put("demo/empty.py")
    wheel.put("demo-a/x.py", b"z").put("demo/sub/deep/m.py", b"m").put(INFO + "/INSTALLER", b"nobody\n")
    wheel.put(INFO + "/RECORD.jws", b"{}").row(INFO + "/RECORD.jws", None)
    wheel.put(INFO + "/entry_points.txt", b"# c\n[console_scripts]\n  demo = demo.cli:main [extra]\n"
              b"  demo2=demo:a.b\n; c\n[gui_scripts]\nwin = demo:gui\n[other]\nx = y\n  z\n").write()
    wheel = Wheel("sha512")
    wheel.algorithm = "sha512"
    wheel.write()
    Wheel("quoted").put('demo/a,"b".py', b"q").row(
        'demo/a,"b".py', '"demo/a,""b"".py",' + digest(b"q") + ",1").write()


def hostile_names():
    Wheel("traversal").put("../evil.py").write()
    Wheel("traversal-within").put("demo/../../evil.py").write()
    Wheel("absolute").put("/evil.py").write()
    Wheel("dot").put("demo/./x.py").write()
    Wheel("control").put("demo/a\x1bb.py").write()
    Wheel("long").put("demo/" + "x" * 300).write()
    Wheel("link").put("demo/link.py", b"/etc/passwd", 0o120777).write()
    Wheel("device").put("demo/null", b"", 0o020666).write()
    Wheel("duplicate").put("demo/__init__.py", b"value = 2\n").write()
    Wheel("file-and-directory").put("demo", b"x").write()
    Wheel("merged").put("demo-1.0.data/purelib/demo/__init__.py", b"value = 2\n").write()
    Wheel("bad-utf8").put("demo/日.py", b"x").write(replace("日".encode(), b"\xff\xfe\xfd"))
    Wheel("scheme").put("demo-1.0.data/etc/passwd", b"x").write()


def hostile_content():
    Wheel("bomb").put("demo/zeros", b"\0" * (100 << 20)).write()
    lie = struct.pack("<I", 5000)
    Wheel("smaller").put("demo/big", b"x" * 5000).write(replace(lie, struct.pack("<I", 6000)))
    Wheel("larger").put("demo/big", b"x" * 5000).write(replace(lie, struct.pack("<I", 4000)))
    Wheel("truncated").write(lambda data: data[:-40])
    Wheel("empty").write(lambda data: b"")
    Wheel("no-zip").write(lambda data: b"this is no zip archive\n" * 40)
    Wheel("encrypted").write(set_flag)
    Wheel("spoiled").write(spoil)


def hostile_record():
    wheel = Wheel("record-missing")
    wheel.record = False
    wheel.write()
    Wheel("record-lacks").put("demo/more.py", b"x").row("demo/more.py", None).write()
    Wheel("record-extra").row("demo/gone.py", "demo/gone.py," + digest(b"x") + ",1").write()
    Wheel("record-hash").row("demo/__init__.py", "demo/__init__.py," + digest(b"value = 2\n") + ",10").write()
    Wheel("record-size").row("demo/__init__.py", "demo/__init__.py," + digest(b"value = 1\n") + ",11").write()
    Wheel("record-weak").row("demo/__init__.py", "demo/__init__.py," + digest(b"value = 1\n", "md5") + ",10").write()
    Wheel("record-none").row("demo/__init__.py", "demo/__init__.py,,").write()
    Wheel("record-twice").row("again", "demo/__init__.py,,").write()
    Wheel("record-short").row("demo/__init__.py", "demo/__init__.py").write()


def hostile_metadata():
    Wheel("version").change(INFO + "/WHEEL", WHEEL.replace("1.0", "2.0", 1).encode()).write()
    Wheel("no-version").change(INFO + "/WHEEL", b"Tag: py3-none-any\n").write()
    Wheel("no-wheel").drop(INFO + "/WHEEL").write()
    Wheel("no-metadata").drop(INFO + "/METADATA").write()
    Wheel("other-name").change(INFO + "/METADATA", b"Name: other\nVersion: 1.0\n").write()
    Wheel("bad-name").change(INFO + "/METADATA", b"Name: ../x\nVersion: 1.0\n").write()
    Wheel("two-infos").put("other-1.0.dist-info/METADATA", b"").write()
    wheel = Wheel("no-info")
    wheel.record = False
    wheel.drop(INFO + "/WHEEL").drop(INFO + "/METADATA").write()
    entry_points = INFO + "/entry_points.txt"
    Wheel("script-name").put(entry_points, b"[console_scripts]\n../x = demo:main\n").write()
    Wheel("script-code").put(entry_points, b"[console_scripts]\nx = demo:main();evil\n").write()
    Wheel("script-lines").put(entry_points, b"[console_scripts]\nx = demo:main\n  more\n").write()


target = sys.argv[1]
os.makedirs(target, exist_ok=True)
good()
hostile_names()
hostile_content()
hostile_record()
hostile_metadata()
