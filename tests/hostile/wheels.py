#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hostile wheels: each a clear refusal, or the environment that its RECORD says.

    wheels.py --venvb=PROGRAM --unpack=PROGRAM [--all]

A table of wheels goes through `create`; one small wheel goes through the helper, cut off behind
each of its bytes, and with each of its bytes changed (--all: in several ways).
Nothing may be written elsewhere, and the cache must be whole. The last line says how many.
"""
import argparse
import multiprocessing
import os
import shutil
import struct
import subprocess
import sys
import tempfile

from zips import INFO, METADATA, WHEEL, Entry, Wheel, digest

INIT = "pip/__init__.py"
HANGS = 20  # seconds, of which no run takes one
CHANGES = (0x01, 0xFF, 0x80, 0x20)
BIG = b"\0" * (80 << 20)


def zip64(size, packed):
    return struct.pack("<HHQQ", 1, 16, size, packed)


def record(change):
    """A wheel whose RECORD is what `change` makes of the right one."""
    wheel = Wheel()
    wheel.record = change(wheel.record_bytes())
    return wheel


def without_record():
    wheel = Wheel()
    wheel.record = False
    return wheel


def end(**fields):
    wheel = Wheel()
    wheel.end = fields
    return wheel


def overlapping():
    """Many names for one local header."""
    wheel = Wheel()
    for i in range(100):
        wheel.put("pip/%d" % i, b"x" * 1000)
    for i in range(100):
        wheel.find("pip/%d" % i).offset = 0
    return wheel


def many():
    wheel = Wheel()
    wheel.record = False
    wheel.entries += [Entry("pip/%d" % i) for i in range(70000)]
    wheel.end = {"count": 0xFFFF}
    return wheel


def row(name, text):
    return Wheel().row(name, text)


def names(prefix, *all_names):
    return [("%s %a" % (prefix, name[:30]), Wheel().put(name, b"x")) for name in all_names]


def kinds():
    return [("kind %o" % mode, Wheel().put("pip/odd", b"/etc/passwd", mode))
            for mode in (0o120777, 0o020666, 0o060666, 0o140666, 0o150666)]


def metadata(name, *texts):
    return [("%s %a" % (name, text[:40]), Wheel().change(INFO + name, text)) for text in texts]


def scripts(*texts):
    return [("script %a" % text[:30], Wheel().scripts(text)) for text in texts]


def data(*paths):
    return [("data %s" % path, Wheel().put("pip-1.0.data/" + path, b"#!python\n", 0o100755))
            for path in paths]


# What must be refused.
HOSTILE = [
    *names("name", "../evil", "pip/../../evil", "pip/..", "..", "/evil", "//evil", "pip//x",
           "pip/./x", ".", "./x", "pip/\nx", "pip/\x1b[31m", "pip/\x7f", "x" * 300, "y/" * 3000 + "x",
           "pip/" + "z" * 256, "pip/a\\..\\b"),
    *names("bytes", b"pip/\xff", b"pip/\xc0\xae\xc0\xae/x", b"pip/\xed\xa0\x80", b"pip/\xf5\x80\x80\x80"),
    *kinds(),
    ("a link and what is below it",
     Wheel().put("pip/up", b"/tmp", 0o120777).put("pip/up/evil", b"x")),
    ("twice", Wheel().put(INIT, b"other")),
    ("twice, the same", Wheel().put(INIT, Wheel().find(INIT).data)),
    ("twice, by .data", Wheel().put("pip-1.0.data/purelib/" + INIT, b"other")),
    ("a file and a directory", Wheel().put("pip", b"x")),
    ("a file below a file", Wheel().put(INIT + "/x", b"x")),
    ("bomb", Wheel().put("pip/zeros", BIG, method=8)),
    ("bomb of entries", many()),
    ("overlapping", overlapping()),
    ("central: larger", Wheel().lie(INIT, central={"size": 100})),
    ("central: smaller", Wheel().lie(INIT, central={"size": 1})),
    ("central: packed larger", Wheel().lie(INIT, central={"packed": 1 << 30})),
    ("central: packed smaller", Wheel().lie(INIT, central={"packed": 1})),
    ("both: larger", Wheel().lie(INIT, {"size": 100}, {"size": 100})),
    ("both: huge", Wheel().lie(INIT, {"size": 1 << 31}, {"size": 1 << 31})),
    ("zip64: huge", Wheel().lie(INIT, None, {
        "size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": zip64(1 << 62, 20)})),
    ("zip64: negative", Wheel().lie(INIT, None, {
        "size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": zip64((1 << 64) - 1, (1 << 64) - 1)})),
    ("zip64: cut short", Wheel().lie(INIT, None, {
        "size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": b"\x01\0\x10\0\1"})),
    ("crc", Wheel().lie(INIT, {"crc": 1}, {"crc": 1})),
    ("offset behind the end", Wheel().lie(INIT, offset=1 << 30)),
    ("another's offset", Wheel().lie(INIT, offset=50)),
    ("method 99", Wheel().lie(INIT, {"method": 99}, {"method": 99})),
    ("deflate that is none", Wheel().lie(INIT, {"method": 8}, {"method": 8})),
    ("encrypted", Wheel().lie(INIT, {"flags": 0x801}, {"flags": 0x801})),
    ("end: offset", end(offset=1 << 30)),
    ("end: size", end(size=1 << 30)),
    ("no RECORD", without_record()),
    ("RECORD: empty", record(lambda text: b"")),
    ("RECORD: garbage", record(lambda text: b"\x93NUMPY\xff" * 50)),
    ("RECORD: NUL", record(lambda text: text + b"\0\n")),
    ("RECORD: twice", record(lambda text: text + text)),
    ("RECORD: cut", record(lambda text: text[:len(text) // 2])),
    ("RECORD: one long line", record(lambda text: b"x" * (1 << 20) + b",,\n" + text)),
    ("RECORD: traversal", row("more", "../../evil,,")),
    ("RECORD: not listed", Wheel().put("pip/more.py", b"x").row("pip/more.py", None)),
    ("RECORD: not there", row("pip/gone.py", "pip/gone.py,%s,1" % digest(b"x"))),
    ("RECORD: no hash", row(INIT, INIT + ",,")),
    ("RECORD: another hash", row(INIT, "%s,%s,20" % (INIT, digest(b"x")))),
    ("RECORD: half a hash", row(INIT, "%s,%s,20" % (INIT, digest(Wheel().find(INIT).data)[:30]))),
    ("RECORD: md5", row(INIT, "%s,%s,20" % (INIT, digest(Wheel().find(INIT).data, "md5")))),
    ("RECORD: another size", row(INIT, "%s,%s,21" % (INIT, digest(Wheel().find(INIT).data)))),
    ("RECORD: a negative size", row(INIT, "%s,%s,-20" % (INIT, digest(Wheel().find(INIT).data)))),
    ("RECORD: two fields", row(INIT, INIT + ",sha256=x")),
    ("no WHEEL", Wheel().drop(INFO + "WHEEL")),
    ("no METADATA", Wheel().drop(INFO + "METADATA")),
    *metadata("WHEEL", b"", b"\n" + WHEEL, b"Wheel-Version: 2.0\n", b"Wheel-Version:\n", b"\0" + WHEEL,
              WHEEL + b"Tag: a\x1bb-c-d\n", WHEEL + b"Tag: x-y-z\n" * 2000, b"\xff" * 1000),
    *metadata("METADATA", b"", b"Name: pip\n", b"Version: 1.0\n", b"Name: ../pip\nVersion: 1.0\n",
              b"Name: other\nVersion: 1.0\n", b"Name: pip\nVersion: ../../x\n",
              b"Name: pip\nVersion: 1.0\x1b[0m\n", b"Name: pip\nVersion: \xff\n",
              METADATA + b"\0", b"Name: pip\n\nVersion: 1.0\n"),
    ("two .dist-info", Wheel().put("x-1.0.dist-info/METADATA", METADATA)),
    *data("scripts/../../../evil", "data/../../evil", "purelib/../../evil", "etc/x", "x",
          "data/pyvenv.cfg", "scripts/python", "scripts/activate", "data/bin/python3",
          "data/venvb-receipt.json"),
    *scripts(b"../evil = pip:main\n", b"a/b = pip:main\n", b".. = pip:main\n", b" = pip:main\n",
             b"a\x1b = pip:main\n", b"a = pip:main\n  more\n", b"a = pip:main;evil\n",
             b"a = pip\nimport os:x\n", b"a = pip:__import__('os')\n", b"a\n", b"a = pip:m\na = pip:n\n",
             b"\xff = pip:main\n", b"x" * 300 + b" = pip:main\n", b"python = pip:main\n",
             b"activate = pip:main\n", b"python3 = pip:main\n", b"a = pip:main\0\n"),
    # A file system that knows both as one is somebody's, and libarchive knows them as one.
    ("two forms of a letter", Wheel().put("pip/\u00e9", b"1").put("pip/e\u0301", b"2")),
    ("a last record in the comment", end(comment=b"PK\5\6" + b"x" * 100)),
    ("not a zip", None),
    ("empty", b""),
]

# What is odd and right: the environment is to have it as it is.
ODD = [
    ("as it is", Wheel()),
    ("names that differ by case", Wheel().put("pip/Main.py", b"1").put("pip/main.py", b"2")
     .put("PIP/main.py", b"3")),
    ("directories", Wheel().put("pip/", b"", 0o040755).put("pip/empty/", b"", 0o040755)),
    ("a wheel in it", Wheel().put("pip/inner.whl", Wheel().bytes())),
    ("zip64", Wheel().lie(INIT, {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": zip64(20, 20)},
                          {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": zip64(20, 20)})),
    ("mode 0", Wheel().put("pip/odd", b"x", 0)),
    ("setuid", Wheel().put("pip/odd", b"x", 0o104755)),
    ("nothing in a file", Wheel().put("pip/nothing", b"")),
    ("a comment", end(comment=b"x" * 1000)),
    ("a count that is too small", end(count=2)), # nobody needs it
    ("a pipe", Wheel().put("pip/odd", b"x", 0o010666)), # taken for a file
    ("data", Wheel().put("pip-1.0.data/data/share/pip/x", b"x")),
    ("a script", Wheel().put("pip-1.0.data/scripts/tool", b"#!python\nprint(1)\n", 0o100755)),
    ("a script that is no text", Wheel().put("pip-1.0.data/scripts/tool", bytes(range(256)))),
    ("scripts", Wheel().scripts(b"a b = pip:main\n-rf = pip:main\n$(x) = pip:main\n")),
]


class Sandbox:
    """A directory, the wheels in it, and what must stay as it is."""

    def __init__(self, options, base):
        self.options = options
        self.base = base
        for name in ("home", "tmp", "wheels", "work"):
            os.makedirs(os.path.join(base, name))
        self.wheel = os.path.join(base, "wheels", "pip-1.0-py3-none-any.whl")
        self.target = os.path.join(base, "work", "e")
        self.cache = os.path.join(base, "cache")

    def write(self, content):
        with open(self.wheel, "wb") as file:
            file.write(content)

    def run(self, line, cwd):
        environment = {"PATH": os.environ["PATH"], "HOME": os.path.join(self.base, "home"),
                       "TMPDIR": os.path.join(self.base, "tmp"), "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(line, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                                  timeout=HANGS)
        except subprocess.TimeoutExpired:
            return "hung", ""
        return done.returncode, done.stderr.decode(errors="replace")

    def venvb(self, *words):
        return self.run([self.options.venvb, *words], os.path.join(self.base, "work"))

    def create(self, *more, python=None, compiled="never"):
        return self.venvb("create", "-q", "--python=" + (python or self.options.python),
                          "--compile=" + compiled, "--cache-dir=" + self.cache,
                          "--set=seedpip.setuptools=no",
                          "--plugin=seedpip,wheel-dir=" + os.path.dirname(self.wheel), *more, "e")

    def strays(self):
        """What is where nothing should be."""
        found = [n for n in os.listdir(self.base)
                 if n not in ("home", "tmp", "wheels", "work", "cache")]
        found += ["tmp/" + n for n in os.listdir(os.path.join(self.base, "tmp"))]
        found += ["work/" + n for n in os.listdir(os.path.join(self.base, "work")) if n != "e"]
        images = os.path.join(self.cache, "images")
        if os.path.isdir(images):
            found += ["images/" + n for n in os.listdir(images) if n.startswith("new-")]
        return found

    def clear(self):
        shutil.rmtree(self.target, ignore_errors=True)


def is_refusal(status, errors):
    return status == 1 and errors.count("\n") == 1 and errors.isprintable() is False \
        and errors[:-1].isprintable()


def judge_hostile(sandbox, content):
    sandbox.write(content)
    status, errors = sandbox.create()
    if not is_refusal(status, errors):
        return "status %s: %s" % (status, errors)
    if os.path.lexists(sandbox.target):
        return "something is left at the target"
    return None


def place_of(name):
    """Where the environment has a member."""
    site = "lib/python%d.%d/site-packages/" % sys.version_info[:2]
    for kind, place in (("data/", ""), ("scripts/", "bin/"), ("purelib/", site)):
        prefix = "pip-1.0.data/" + kind
        if name.startswith(prefix):
            return place + name[len(prefix):]
    return site + name


def judge_odd(sandbox, wheel):
    sandbox.write(wheel.bytes())
    status, errors = sandbox.create()
    if status != 0 or errors:
        return "status %s: %s" % (status, errors)
    return compare(sandbox, wheel)


def compare(sandbox, wheel):
    """What an environment has of a wheel."""
    for entry in wheel.entries:
        path = os.path.join(sandbox.target, place_of(entry.name.decode()))
        if entry.name.endswith(b"/"):
            continue
        with open(path, "rb") as file:
            found = file.read()
        if found != entry.data and not entry.data.startswith(b"#!python"):
            return "%s is not as it was" % path
        if os.stat(path).st_mode & 0o7022:
            return "%s has the mode %o" % (path, os.stat(path).st_mode)
    done = subprocess.run([os.path.join(sandbox.target, "bin/python"), "-I", "-m", "pip"],
                          stdout=subprocess.PIPE, check=False)
    return None if done.stdout == b"pip\n" else "pip does not run"


def tree(path):
    found = {}
    for top, _, files in os.walk(path):
        for name in files:
            whole = os.path.join(top, name)
            with open(whole, "rb") as file:
                found[os.path.relpath(whole, path)] = file.read()
    found.pop("index", None)  # holds times and modes
    return found


class Bytes:
    """One small wheel, cut and changed."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.content = Wheel().bytes()
        self.right = self.unpack(self.content)[2]
        assert len(self.right) == 5, self.right

    def unpack(self, content):
        place = os.path.join(self.sandbox.base, "work", "e")
        os.mkdir(place)
        self.sandbox.write(content)
        status, errors = self.sandbox.run([self.sandbox.options.unpack, self.sandbox.wheel, "-"],
                                          place)
        found = tree(place)
        self.sandbox.clear()
        return status, errors, found

    def variants(self):
        content = self.content
        for at in range(len(content)):
            yield "cut at %d" % at, content[:at]
            for change in CHANGES if self.sandbox.options.all else (CHANGES[at % 2],):
                yield "byte %d ^ %#x" % (at, change), \
                    content[:at] + bytes([content[at] ^ change]) + content[at + 1:]

    def judge(self, content):
        status, errors, found = self.unpack(content)
        if status == 0:
            return None if found == self.right else "taken, and not what it was"
        return None if is_refusal(status, errors) else "status %s: %s" % (status, errors)


def work(task):
    options, share, shares = task
    base = tempfile.mkdtemp(prefix="hostile", dir=options.directory)
    os.umask(0o22)
    counts, wrong = {"refused": 0, "taken": 0, "bytes": 0}, []

    def note(name, fault):
        strays = sandbox.strays()
        sandbox.clear()
        if fault or strays:
            wrong.append("%s: %s %s" % (name, fault, strays or ""))

    try:
        sandbox = Sandbox(options, base)
        for name, wheel in HOSTILE[share::shares]:
            content = wheel.bytes() if isinstance(wheel, Wheel) else wheel or b"no zip\n" * 99
            note(name, judge_hostile(sandbox, content))
            counts["refused"] += 1
        for name, wheel in ODD[share::shares]:
            note(name, judge_odd(sandbox, wheel))
            counts["taken"] += 1
        note("the cache afterwards", judge_odd(sandbox, Wheel()))
        changed = Bytes(sandbox)
        for name, content in list(changed.variants())[share::shares]:
            note(name, changed.judge(content))
            counts["bytes"] += 1
        return counts, wrong
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--unpack", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--directory")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.venvb = os.path.abspath(options.venvb)
    options.unpack = os.path.abspath(options.unpack)
    if not options.directory and os.access("/dev/shm", os.W_OK):
        options.directory = "/dev/shm"
    total, failed = {}, 0
    with multiprocessing.Pool(options.jobs) as pool:
        tasks = [(options, share, options.jobs) for share in range(options.jobs)]
        for counts, wrong in pool.imap(work, tasks):
            failed += len(wrong)
            for key, value in counts.items():
                total[key] = total.get(key, 0) + value
            for text in wrong:
                print(text, flush=True)
    print("%(refused)d wheels to be refused, %(taken)d to be taken, %(bytes)d cut or changed; "
          % total + "%d went wrong" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
