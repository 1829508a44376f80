#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes wheels, a source distribution and locks of them, in the directory named on the command
line, and in its `packaging` a stand-in for packaging 26: no more of it than a lock needs here.
"""
import base64
import hashlib
import io
import os
import sys
import tarfile
import zipfile

DATE = (2020, 1, 2, 3, 4, 6)
TOP = sys.argv[1]


def digest(data):
    raw = hashlib.sha256(data).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def wheel(directory, name, version, files, tag="py3-none-any"):
    """Writes a wheel; returns (file name, its SHA-256)."""
    info = "%s-%s.dist-info/" % (name, version)
    files = dict(files)
    files[info + "METADATA"] = "Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (name, version)
    files[info + "WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: %s\n" % tag
    rows = ["%s,%s,%d" % (path, digest(text.encode()), len(text.encode()))
            for path, text in files.items()]
    files[info + "RECORD"] = "\n".join(rows + [info + "RECORD,,"]) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, DATE)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text)
    file = "%s-%s-%s.whl" % (name, version, tag)
    return file, write(directory, file, out.getvalue())


def write(directory, file, data):
    path = os.path.join(TOP, directory)
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, file), "wb") as stream:
        stream.write(data if isinstance(data, bytes) else data.encode())
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


BACKEND = '''
import base64, hashlib, zipfile
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = "grown-3.0.dist-info/"
    files = {"grown.py": "value = 3\\n",
             info + "METADATA": "Metadata-Version: 2.1\\nName: grown\\nVersion: 3.0\\n",
             info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    rows = ["%s,sha256=%s,%d" % (path, base64.urlsafe_b64encode(hashlib.sha256(
        text.encode()).digest()).rstrip(b"=").decode(), len(text)) for path, text in files.items()]
    files[info + "RECORD"] = "\\n".join(rows + [info + "RECORD,,"]) + "\\n"
    name = "grown-3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel_directory + "/" + name, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return name
'''


def source():
    """A source distribution that brings its own backend, and so builds without an index."""
    files = {"grown-3.0/pyproject.toml": '[build-system]\nrequires = []\n'
                                         'build-backend = "backend"\nbackend-path = ["."]\n',
             "grown-3.0/backend.py": BACKEND,
             "grown-3.0/PKG-INFO": "Metadata-Version: 2.1\nName: grown\nVersion: 3.0\n"}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return "grown-3.0.tar.gz", write("sources", "grown-3.0.tar.gz", out.getvalue())


PYLOCK = '''
class PylockValidationError(Exception): pass
class PylockUnsupportedVersionError(PylockValidationError): pass
class PylockSelectError(Exception): pass

class Source:
    def __init__(self, table):
        for key in ("name", "url", "path", "subdirectory", "editable", "type", "commit-id",
                    "requested-revision"):
            setattr(self, key.replace("-", "_"), table.get(key))
        self.hashes = table.get("hashes", {})
    @property
    def filename(self):
        return self.name or (self.url or self.path).rpartition("/")[2]
class PackageWheel(Source): pass
class PackageSdist(Source): pass
class PackageArchive(Source): pass
class PackageVcs(Source): pass
class PackageDirectory(Source):
    def __init__(self, table=None, path=None):
        super().__init__(table or {"path": path})

class Package:
    def __init__(self, table):
        self.name, self.version, self.table = table["name"], table.get("version"), table

class Pylock:
    @classmethod
    def from_dict(cls, table):
        if table.get("lock-version") != "1.0":
            raise PylockUnsupportedVersionError("pylock version %r is not supported"
                                                % table.get("lock-version"))
        self = cls()
        self.table, self.extras = table, table.get("extras")
        self.dependency_groups = table.get("dependency-groups")
        self.packages = [Package(item) for item in table["packages"]]
        return self
    def select(self, environment, tags, extras, dependency_groups):
        wants = self.table.get("requires-python")
        if wants and not environment["python_full_version"].startswith(wants[2:-1]):
            raise PylockSelectError("python_full_version %r in provided environment does not "
                "satisfy the Python version requirement %r"
                % (environment["python_full_version"], wants))
        for package in self.packages:
            if package.table.get("marker", "").startswith("'") and (
                    package.table["marker"].split("'")[1] not in extras):
                continue
            for key, kind in (("directory", PackageDirectory), ("vcs", PackageVcs),
                              ("archive", PackageArchive)):
                if key in package.table:
                    yield package, kind(package.table[key])
                    break
            else:
                fitting = [wheel for wheel in package.table.get("wheels", []) if any(
                    (wheel.get("name") or wheel.get("url") or wheel["path"]).endswith(
                        "-" + tag + ".whl") for tag in tags)]
                if fitting:
                    yield package, PackageWheel(fitting[0])
                elif "sdist" in package.table:
                    yield package, PackageSdist(package.table["sdist"])
                else:
                    raise PylockSelectError("No wheel found matching the provided tags for "
                        "package %r at packages[0], and no sdist available as a fallback"
                        % package.name)
'''
TAGS = '''
INTERPRETER_SHORT_NAMES = {"cpython": "cp", "pypy": "pp"}
def platform_tags(): return ["linux_x86_64"]
def cpython_tags(version, abis, platforms): return []
def generic_tags(interpreter, abis, platforms): return []
def compatible_tags(version, interpreter, platforms): return ["py3-none-any"]
'''
REQUIREMENTS = '''
import re
class InvalidRequirement(ValueError): pass
class Clause:
    def __init__(self, operator, version): self.operator, self.version = operator, version
class Requirement:
    def __init__(self, text):
        self.text = text
        text, _, marker = text.partition(";")
        name, _, self.url = text.partition("@")
        found = re.match("([A-Za-z0-9._-]+) *(?:(==|>=) *(\\\\S+))?$", name.strip())
        if not found: raise InvalidRequirement(text)
        self.name, self.url = found.group(1), self.url.strip() or None
        self.specifier = [Clause(*found.groups()[1:])] if found.group(2) else []
        import packaging.markers
        self.marker = packaging.markers.Marker(marker) if marker else None
    def __str__(self): return self.text
'''
MARKERS = '''
class Marker:
    def __init__(self, text): self.text = text
    def evaluate(self, environment): return "< '3'" not in self.text
'''


def table(name, version, file, sha256, where="wheels"):
    return ('[[packages]]\nname = "%s"\nversion = "%s"\nwheels = [{ name = "%s", path = "%s/%s", '
            'hashes = { sha256 = "%s" } }]\n' % (name, version, file, where, file, sha256))


def main():
    acme = wheel("wheels", "acme", "1.0", {
        "acme/__init__.py": "def main():\n    print('acme')\n", "acme/py.typed": "",
        "acme-1.0.dist-info/entry_points.txt": "[console_scripts]\nacme = acme:main\n",
        "acme-1.0.data/data/share/acme.txt": "shared\n"})
    tool = wheel("wheels", "Tool.Kit", "2.1", {"tool_kit.py": "value = 2\n"})
    other = wheel("wheels", "acme", "1.1", {"acme/__init__.py": ""})
    rebuilt = wheel("rebuilt", "acme", "1.0", {"acme/__init__.py": "# rebuilt\n"})
    alien = wheel("wheels", "alien", "1.0", {"alien.py": ""}, tag="cp99-cp99-win32")
    one = wheel("wheels", "clash_one", "1.0", {"shared.py": "who = 'one'\n", "same.py": "#\n"})
    two = wheel("wheels", "clash_two", "1.0", {"shared.py": "who = 'two'\n", "same.py": "#\n"})
    grown = source()
    wheel("packaging", "packaging", "26.9", {
        "packaging/__init__.py": "", "packaging/pylock.py": PYLOCK, "packaging/tags.py": TAGS,
        "packaging/requirements.py": REQUIREMENTS, "packaging/markers.py": MARKERS})

    head = 'lock-version = "1.0"\ncreated-by = "tests"\n'
    both = table("acme", "1.0", *acme) + table("tool-kit", "2.1", *tool)
    write("", "pylock.toml", head + both)
    write("", "pylock.extra.toml", head + 'extras = ["more"]\n' + table("acme", "1.0", *acme)
          + table("tool-kit", "2.1", *tool).replace('version = "2.1"\n', (
              'version = "2.1"\nmarker = "\'more\' in extras"\n')))
    write("", "pylock.newer.toml", head + table("acme", "1.1", *other))
    write("", "pylock.rebuilt.toml", head + table("acme", "1.0", *rebuilt, where="rebuilt"))
    write("", "pylock.alien.toml", head + table("alien", "1.0", *alien))
    write("", "pylock.python.toml", head + 'requires-python = "==9.9.*"\n' + both)
    write("", "pylock.version.toml", head.replace("1.0", "7.0") + both)
    write("", "pylock.broken.toml", head + "packages = [\n")
    write("", "pylock.hash.toml", head + table("acme", "1.0", acme[0], "0" * 64))
    write("", "pylock.gone.toml", head + table("acme", "1.0", *acme, where="nowhere").replace(
        acme[1], "1" * 64) + table("tool-kit", "2.1", *tool, where="nowhere").replace(
            tool[1], "2" * 64))
    write("", "pylock.clash.toml", head + table("clash-one", "1.0", *one)
          + table("clash-two", "1.0", *two))
    write("", "pylock.source.toml", head + (
        '[[packages]]\nname = "grown"\nversion = "3.0"\nsdist = { name = "%s", path = "sources/%s", '
        'hashes = { sha256 = "%s" } }\n' % (grown[0], grown[0], grown[1])))
    write("", "locked.txt",
          "# made by tests\nacme==1.0 \\\n    --hash=sha256:%s \\\n    --hash=sha256:%s\n"
          "tool-kit==2.1 --hash=sha256:%s  # via acme\nabsent==1 ; python_version < '3' --hash=sha256:%s\n"
          % ("0" * 64, acme[1], tool[1], "0" * 64))
    write("", "unhashed.txt", "acme==1.0\n")
    write("", "loose.txt", "acme>=1.0 --hash=sha256:%s\n" % acme[1])


main()
