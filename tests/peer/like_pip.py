# SPDX-License-Identifier: MIT
"""What venvb seeds, held against what pip itself installs for `python -m venv`.

    PYTHON like_pip.py VENVB

Byte code, times, and the text of the scripts apart, the two must not differ: the same packages,
files, metadata and RECORD, and scripts that call the same functions. Then pip, out of the
environment that venvb made, checks and uninstalls what is in it, which must leave nothing.
"""
import base64
import csv
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile

MINOR = "%d.%d" % sys.version_info[:2]


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout.decode(errors="backslashreplace")
    if done.returncode:
        sys.exit("%s: status %d\n%s" % (" ".join(command), done.returncode, text))
    return text


class Environment:
    def __init__(self, path):
        self.path = path
        self.site = os.path.join(path, "lib", "python" + MINOR, "site-packages")

    def files(self):
        """The files of site-packages but byte code: path to (bytes, executable)."""
        found = {}
        for directory, _, names in os.walk(self.site):
            for name in names:
                path = os.path.join(directory, name)
                if not name.endswith(".pyc"):
                    with open(path, "rb") as file:
                        data = file.read()
                    mode = stat.S_IMODE(os.stat(path).st_mode)
                    found[os.path.relpath(path, self.site)] = data, mode
        return found

    def records(self):
        """Each RECORD: path to its rows but those of byte code, path to (hash, size)."""
        found = {}
        for name in os.listdir(self.site):
            path = os.path.join(self.site, name, "RECORD")
            if os.path.exists(path):
                with open(path, encoding="utf-8", newline="") as file:
                    rows = {row[0]: tuple(row[1:]) for row in csv.reader(file)}
                found[name] = {key: row for key, row in rows.items() if not key.endswith(".pyc")}
        return found

    def scripts(self):
        """What each script of a package calls."""
        found = {}
        for name in os.listdir(os.path.join(self.path, "bin")):
            path = os.path.join(self.path, "bin", name)
            if os.path.islink(path) or re.match("activate|python", name, re.I):
                continue
            with open(path, encoding="utf-8") as file:
                text = file.read()
            shebang, rest = text.split("\n", 1)
            assert shebang.startswith("#!" + self.path + "/bin/python"), shebang
            assert os.stat(path).st_mode & 0o111 == 0o111, path
            found[name] = (re.search(r"^from (\S+) import (\S+)$", rest, re.M).groups() +
                           re.search(r"sys\.exit\((\S+)\(\)\)$", rest, re.M).groups())
        return found


FAULTS = []


def expect(what, ours, theirs):
    if ours != theirs:
        FAULTS.append("%s: venvb has %r, pip has %r" % (what, ours, theirs))


def expect_same_keys(what, ours, theirs):
    for key in sorted(set(ours) ^ set(theirs)):
        FAULTS.append("%s: '%s' is only in %s" % (what, key, "ours" if key in ours else "pip's"))
    return sorted(set(ours) & set(theirs))


def without_requested(mapping):
    """pip before 20.2 did not know of REQUESTED."""
    return {key: value for key, value in mapping.items() if not key.endswith("/REQUESTED")}


def compare(ours, theirs):
    drop = without_requested
    if any(path.endswith("/REQUESTED") for path in theirs.files()):
        drop = dict
    our_files, their_files = drop(ours.files()), drop(theirs.files())
    for path in expect_same_keys("files", our_files, their_files):
        if not path.endswith(".dist-info/RECORD"):
            expect(path, our_files[path], their_files[path])
    our_records, their_records = ours.records(), theirs.records()
    for name in expect_same_keys("packages", our_records, their_records):
        mine, other = drop(our_records[name]), drop(their_records[name])
        for path in expect_same_keys(name + "/RECORD", mine, other):
            if not path.startswith("../"):
                expect("%s/RECORD: %s" % (name, path), mine[path], other[path])
    expect("scripts", ours.scripts(), theirs.scripts())


def verify(environment):
    """Each RECORD is sorted, true, and lists every file once."""
    listed = []
    for name, rows in environment.records().items():
        expect(name + "/RECORD in order", list(rows), sorted(rows))
        for path, (digest, size) in rows.items():
            listed.append(os.path.normpath(path))
            if path == name + "/RECORD":
                expect(path, (digest, size), ("", ""))
                continue
            with open(os.path.join(environment.site, path), "rb") as file:
                data = file.read()
            text = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
            expect(path, (digest, size), ("sha256=" + text, str(len(data))))
    inside = [path for path in listed if not path.startswith("..")]
    expect("files that a RECORD lists", sorted(inside), sorted(environment.files()))


def uninstall(environment):
    python = os.path.join(environment.path, "bin", "python")
    names = [name.split("-")[0] for name in environment.records()]
    run(python, "-I", "-m", "pip", "check")
    run(python, "-I", "-m", "pip", "uninstall", "-q", "-y", *sorted(names, key="pip".__eq__))
    left = [os.path.join(directory, name) for directory, _, names in os.walk(environment.site)
            for name in names]
    expect("files left by uninstalling", left, [])
    expect("scripts left by uninstalling", environment.scripts(), {})


def taken_byte_code(environment):
    """Byte code that came with the environment is what the interpreter takes."""
    said = run(os.path.join(environment.path, "bin", "python"), "-I", "-B", "-v", "-c",
               "import pip._internal.req")
    expect("stale byte code", re.findall("^.*bytecode is stale.*site-packages.*$", said, re.M), [])
    return len(re.findall("site-packages.*matches.*site-packages", said))


def main():
    venvb = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        os.environ["XDG_CACHE_HOME"] = os.path.join(scratch, "cache")
        theirs = Environment(os.path.join(scratch, "theirs"))
        ours = Environment(os.path.join(scratch, "ours"))
        compiled = Environment(os.path.join(scratch, "compiled"))
        run(sys.executable, "-I", "-m", "venv", theirs.path)
        run(venvb, "create", "-q", "--python", sys.executable, "--compile=never", ours.path)
        run(venvb, "create", "-q", "--python", sys.executable, "--compile=always", compiled.path)
        compare(ours, theirs)
        compare(compiled, theirs.__class__(ours.path))
        verify(ours)
        expect("byte code without compiling", taken_byte_code(ours), 0)
        expect("some byte code", taken_byte_code(compiled) > 10, True)
        uninstall(ours)
        uninstall(compiled)
    for fault in FAULTS[:50]:
        print(fault)
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
