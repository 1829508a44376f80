# SPDX-License-Identifier: MIT
"""What seedlock makes of a lock, held against what `pip install --no-deps --require-hashes` does.

    PYTHON like_lock.py VENVB [WHEELS]

Of the wheels in the directory WHEELS, or of some that are made here and have everything that a
wheel can. No index is asked. Byte code, times, and the text of the scripts that call entry points
apart, the two must not differ.
"""
import base64
import hashlib
import os
import re
import shutil
import stat
import sys
import sysconfig
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import like_pip  # noqa: E402

MANY = 5000
# What the two make on their own, before a package is installed.
OWN = re.compile(r"pyvenv\.cfg|venvb-receipt\.json|\.gitignore|CACHEDIR\.TAG|lib64"
                 r"|bin/(python[0-9.]*|activate.*|Activate.ps1|deactivate.*)")


def make(directory, name, files, tag="py3-none-any", pure=True):
    """A wheel of FILES: path to text, or to (text, mode)."""
    info = name.replace("-", "_") + "-1.0.dist-info/"
    files = dict(files)
    files[info + "METADATA"] = "Metadata-Version: 2.1\nName: %s\nVersion: 1.0\n" % name
    files[info + "WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: %s\nTag: %s\n" % (
        str(pure).lower(), tag)
    rows = []
    path = os.path.join(directory, "%s-1.0-%s.whl" % (name.replace("-", "_"), tag))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            text, mode = content if isinstance(content, tuple) else (content, 0o644)
            data = text.encode("utf-8")
            entry = zipfile.ZipInfo(file, (2020, 1, 2, 3, 4, 6))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | mode) << 16
            archive.writestr(entry, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            quoted = '"%s"' % file if "," in file else file
            rows.append("%s,sha256=%s,%d\n" % (quoted, digest, len(data)))
        record = zipfile.ZipInfo(info + "RECORD", (2020, 1, 2, 3, 4, 6))
        record.external_attr = (stat.S_IFREG | 0o644) << 16
        archive.writestr(record, ("".join(rows) + info + "RECORD,,\n").encode("utf-8"))
    return path


def make_all(directory):
    compiled = "cp%d%d" % sys.version_info[:2]
    abi = compiled + getattr(sys, "abiflags", "")
    platform = re.sub("[-.]", "_", sysconfig.get_platform())
    data = "schemes-1.0.data/"
    points = "[console_scripts]\ncommand = scripts.main:run\nsub = scripts.main:Kind.start\n" \
             "[gui_scripts]\nwindow = scripts:main\n[scripts.plugins]\none = scripts:one\n"
    make(directory, "scripts", {
        "scripts/__init__.py": "", "scripts/main.py": "def run(): pass\n",
        "scripts/py.typed": "", "scripts-1.0.dist-info/entry_points.txt": points})
    make(directory, "schemes", {
        "schemes.py": "root = 1\n", data + "purelib/pure_part/__init__.py": "",
        data + "platlib/plat_part.py": "x = 1\n", data + "headers/schemes.h": "int x;\n",
        data + "headers/deep/er.h": "int y;\n", data + "data/share/man/man1/schemes.1": ".TH\n",
        data + "data/etc/schemes.conf": "a = 1\n",
        data + "scripts/tool": ("#!python\nprint('tool')\n", 0o755),
        data + "scripts/tool.sh": ("#!/bin/sh\necho tool\n", 0o755),
        data + "scripts/plain": ("no script\n", 0o755)})
    make(directory, "space-one", {"space/one/__init__.py": "", "space/one/py.typed": "partial\n"})
    make(directory, "space-two", {"space/two/__init__.py": "",
                                  "space/two/run.sh": ("#!/bin/sh\n", 0o755)})
    make(directory, "Odd.Names", {
        "odd/__init__.py": "", "odd/with a space.txt": "1\n", "odd/Größe 日本.txt": "2\n",
        "odd/a,b.txt": "3\n", "odd/empty": "", "odd/#hash%20.txt": "4\n",
        "odd/deep/er/and/deeper.py": ""})
    make(directory, "extension", {
        "extension/__init__.py": "", "extension/native.cpython.so": ("\x7fELF", 0o755)},
        tag="%s-%s-%s" % (compiled, abi, platform), pure=False)
    make(directory, "many", dict({"many/__init__.py": ""}, **{
        "many/p%02d/m%04d.py" % (n % 50, n): "value = %d\n" % n for n in range(MANY)}))


def lock(directory, path):
    """Every wheel there by name, version, and one of two hashes."""
    lines = []
    for file in sorted(os.listdir(directory)):
        if not file.endswith(".whl"):
            continue
        with open(os.path.join(directory, file), "rb") as stream:
            digest = hashlib.sha256(stream.read()).hexdigest()
        name, version = file.split("-")[:2]
        lines.append("%s==%s --hash=sha256:%s --hash=sha256:%s\n" % (
            name, version, "0" * 64, digest))
    with open(path, "w") as out:
        out.writelines(lines)


class Environment(like_pip.Environment):
    def outside(self):
        """What lies outside site-packages, of packages: path to (bytes or calls, mode)."""
        found = {}
        site = os.path.relpath(self.site, self.path)
        for directory, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(directory, name)
                short = os.path.relpath(path, self.path)
                if short.startswith((site + os.sep, "lib64" + os.sep)) or OWN.match(short):
                    continue
                mode = stat.S_IMODE(os.stat(path).st_mode)
                with open(path, "rb") as file:
                    data = file.read().replace(os.fsencode(self.path), b"ENV")
                calls = re.findall(rb"^from (\S+) import (\S+)$|sys\.exit\((\S+)\(\)\)$", data, re.M)
                found[short] = calls or data, mode
        return found

    def scripts(self):
        return {}  # they are outside


def install(python, wheels, locked):
    like_pip.run(python, "-I", "-m", "pip", "install", "-q", "--no-deps", "--require-hashes",
                 "--no-index", "--no-compile", "--disable-pip-version-check", "--find-links",
                 wheels, "-r", locked)


def main():
    venvb = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        os.environ["XDG_CACHE_HOME"] = os.path.join(scratch, "cache")
        wheels = os.path.join(scratch, "wheels")
        if len(sys.argv) > 2:
            shutil.copytree(sys.argv[2], wheels)
        else:
            os.mkdir(wheels)
            make_all(wheels)
        locked = os.path.join(scratch, "locked.txt")
        lock(wheels, locked)
        theirs = Environment(os.path.join(scratch, "theirs"))
        cold = Environment(os.path.join(scratch, "cold"))
        warm = Environment(os.path.join(scratch, "warm"))
        like_pip.run(sys.executable, "-I", "-m", "venv", theirs.path)
        install(os.path.join(theirs.path, "bin", "python"), wheels, locked)
        for ours in cold, warm:
            like_pip.run(venvb, "create", "-q", "--python", sys.executable, "--compile=never",
                         "--plugin=seedlock,offline=yes,file=%s,wheel-dir=%s" % (locked, wheels),
                         ours.path)
            like_pip.compare(ours, theirs)
            mine, other = ours.outside(), theirs.outside()
            for path in like_pip.expect_same_keys("outside", mine, other):
                like_pip.expect(path, mine[path], other[path])
        like_pip.verify(cold)
        python = os.path.join(cold.path, "bin", "python")
        for command in ("check",), ("freeze", "--all"):
            like_pip.expect("pip " + command[0], like_pip.run(
                python, "-I", "-m", "pip", *command), like_pip.run(
                    os.path.join(theirs.path, "bin", "python"), "-I", "-m", "pip", *command))
        like_pip.uninstall(cold)
    for fault in like_pip.FAULTS[:50]:
        print(fault)
    sys.exit(1 if like_pip.FAULTS else 0)


main()
