#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Caches and environments that somebody spoilt.

    caches.py --venvb=PROGRAM [--all]

Each file of a cache is damaged in each way, and the caches' directories are; then an environment
is made: it is right, or there is one line that says why not, and the next run is right. The same
with the pyvenv.cfg of the target and with that of the interpreter, cut off behind its bytes. The
last line says how many damages there were.
"""
import argparse
import multiprocessing
import os
import shutil
import stat
import sys
import tempfile

from wheels import Sandbox, compare, is_refusal
from zips import Wheel

NOBODY = 65534
HUGE = 3 << 30


def replace(path, content):
    """Other bytes in the same file."""
    with open(path, "r+b") as file:
        file.truncate(0)
        file.write(content)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def link(path, to):
    remove(path)
    os.symlink(to, path)


def make_pipe(path):
    remove(path)
    os.mkfifo(path)


def make_directory(path):
    remove(path)
    os.mkdir(path)
    with open(os.path.join(path, "x"), "wb"):
        pass


def make_file(path):
    remove(path)
    with open(path, "wb"):
        pass


def make_huge(path):
    os.truncate(path, HUGE)


def lead_away(path):
    """To a file with the same bytes that somebody else can change."""
    other = os.path.join(os.path.dirname(path), "elsewhere")
    shutil.copy2(path, other)
    link(path, other)


def give_away(path):
    """As chown -R of an environment does it, which then is written to."""
    before = os.stat(path)
    replace(path, b"raise SystemExit('evil')\n".ljust(before.st_size, b"#")[:before.st_size])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def write_through_link(path):
    """As who edits a file of an environment that shares it."""
    other = path + ".linked"
    os.link(path, other)
    with open(other, "ab") as file:
        file.write(b"\nraise SystemExit('edited')\n")
    os.unlink(other)


DAMAGES = {
    "missing": remove,
    "empty": lambda path: os.truncate(path, 0),
    "half": lambda path: os.truncate(path, os.path.getsize(path) // 2),
    "garbage": lambda path: replace(path, os.urandom(200)),
    "zeros": lambda path: replace(path, bytes(os.path.getsize(path))),
    "deep": lambda path: replace(path, b"[" * 100000),
    "huge": make_huge,
    "endless": lambda path: link(path, "/dev/zero"),
    "itself": lambda path: link(path, os.path.basename(path)),
    "elsewhere": lead_away,
    "pipe": make_pipe,
    "directory": make_directory,
    "mode": lambda path: os.chmod(path, 0o666),
    "linked": write_through_link,
}
if os.getuid() == 0:
    DAMAGES["given away"] = give_away


def lead_out(path):
    """Out of the cache, to where there is something else: it must stay as it is."""
    top = path
    while os.path.basename(top) != "cache":
        top = os.path.dirname(top)
    link(path, os.path.join(os.path.dirname(top), "outside"))


def usurp(path):
    """Somebody else's, with a script of his in what was an image."""
    meta = os.path.join(path, "meta.json")
    if os.path.exists(meta):
        replace(meta, read(meta).replace(b'"console-scripts": []',
                                         b'"console-scripts": [["evil", "os", "abort"]]'))
        assert b"evil" in read(meta)
    os.chown(path, NOBODY, NOBODY)


DIRECTORY_DAMAGES = {
    "missing": shutil.rmtree,
    "a file": make_file,
    "a pipe": make_pipe,
    "itself": lambda path: link(path, os.path.basename(path)),
    "leads out": lead_out,
    "others may write": lambda path: os.chmod(path, 0o777),
    "nobody may read": lambda path: os.chmod(path, 0),
}


class Place(Sandbox):
    """A cache that is whole, and copies of it to be spoilt."""

    def __init__(self, options, base):
        super().__init__(options, base)
        self.content = Wheel()
        self.write(self.content.bytes())
        self.whole = os.path.join(base, "home", "whole")
        self.outside = os.path.join(base, "outside")
        self.make_outside()
        for _ in range(2):
            self.must(self.create(compiled="always"))
            self.clear()
        os.rename(self.cache, self.whole)
        self.restore()

    def must(self, result):
        if result != (0, ""):
            raise RuntimeError(result)

    def make_outside(self):
        os.mkdir(self.outside, 0o755)
        with open(os.path.join(self.outside, "mine"), "wb"):
            pass

    def strays_outside(self):
        """What is where nothing should be, or is no longer as it was."""
        strays = [s for s in self.strays() if not s.startswith(("images/", "outside"))]
        if os.stat(self.outside).st_mode & 0o7777 != 0o755 or \
                not os.path.exists(os.path.join(self.outside, "mine")):
            strays.append("what a link leads to was changed")
        # A link of the cache's owner is followed, so that there may be more.
        shutil.rmtree(self.outside)
        self.make_outside()
        return strays

    def restore(self):
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.copytree(self.whole, self.cache, symlinks=True)

    def below(self, *kinds):
        """What there is in the cache, as paths in it."""
        found = []
        for top, dirs, files in os.walk(self.whole):
            names = [n for n in dirs + files if
                     stat.S_IFMT(os.lstat(os.path.join(top, n)).st_mode) in kinds]
            found += [os.path.relpath(os.path.join(top, n), self.whole) for n in names]
        return sorted(found)

    def is_right(self):
        """What is wrong with the environment."""
        if os.path.lexists(os.path.join(self.target, "bin/evil")):
            return "it has a script of somebody else"
        return compare(self, self.content)

    def judge(self):
        """Two runs over what was spoilt."""
        status, errors = self.create(compiled="always")
        lines = [line for line in errors.splitlines() if not line.startswith("venvb: warning: ")]
        if status == 0:
            wrong = lines or self.is_right()
        else:
            wrong = None if is_refusal(status, "\n".join(lines) + "\n") else errors
        if wrong:
            return "status %s: %s" % (status, wrong)
        self.clear()
        status, errors = self.create(compiled="always")
        if status != 0:
            return "the next run, %s: %s" % (status, errors) if not is_refusal(status, errors) \
                else None
        return self.is_right()


if os.getuid() == 0:
    DIRECTORY_DAMAGES["usurped"] = usurp


def spoil_cache(place, task):
    rel, damage = task
    ways = DIRECTORY_DAMAGES if damage in DIRECTORY_DAMAGES and os.path.isdir(
        os.path.join(place.whole, rel)) else DAMAGES
    place.restore()
    ways[damage](os.path.join(place.cache, rel))
    try:
        return place.judge()
    finally:
        for top, dirs, _ in os.walk(place.cache):
            for name in dirs:
                if not os.path.islink(os.path.join(top, name)):
                    os.chmod(os.path.join(top, name), 0o700)


def spoil_unchecked(place, damage):
    """An image's file, which is used as it is: whatever it is, there is an end."""
    place.restore()
    rel = next(r for r in place.below(stat.S_IFREG) if r.endswith("__init__.py"))
    DAMAGES[damage](os.path.join(place.cache, rel))
    status, errors = place.create("--no-check-image")
    return None if known(status, errors) else "status %s: %s" % (status, errors)


CURRENT = ["2", "../../../..", "/etc", "", "x" * 255, "current", ".", "lock"]


def spoil_current(place, to):
    place.restore()
    sha = next(n for n in os.listdir(os.path.join(place.cache, "images")) if len(n) == 64)
    path = os.path.join(place.cache, "images", sha, "current")
    os.unlink(path)
    if to:
        os.symlink(to, path)
    return place.judge()


def known(status, errors):
    return status in (0, 1) and errors.count("\n") <= (1 if status else 9)


def spoil_target(place, spoil):
    """The target's pyvenv.cfg, in the way of each command."""
    for words in (["inspect", "e"], ["inspect", "--json", "e"], ["verify", "e"],
                  ["explain", "e", "pyvenv.cfg"], None, ["remove", "-q", "e"]):
        place.clear()
        place.must(place.create())
        spoil(os.path.join(place.target, "pyvenv.cfg"))
        status, errors = place.venvb(*words) if words else place.create()
        if not known(status, errors):
            return "%s: status %s: %s" % (words or "create", status, errors)
        if words is None and status == 0:
            wrong = place.is_right()
            if wrong:
                return "create: " + wrong
    return None


def spoil_base(place, spoil):
    """An environment is made from another, of which the pyvenv.cfg is spoilt."""
    base = os.path.join(place.base, "home", "base")
    if not os.path.isdir(base):
        place.must(place.create())
        os.rename(place.target, base)
        place.base_cfg = read(os.path.join(base, "pyvenv.cfg"))
    path = os.path.join(base, "pyvenv.cfg")
    if os.path.lexists(path):
        remove(path)
    with open(path, "wb") as file:
        file.write(place.base_cfg)
    spoil(path)
    status, errors = place.create(python=os.path.join(base, "bin", "python"))
    if not known(status, errors):
        return "status %s: %s" % (status, errors)
    if status == 0 and os.path.realpath(os.path.join(place.target, "bin/python")) != \
            os.path.realpath(place.options.python):
        return "it has another interpreter"
    return place.is_right() if status == 0 else None


def cut_target(place, at):
    """Only what is cheap."""
    if not os.path.isdir(place.target):
        place.must(place.create())
    path = os.path.join(place.target, "pyvenv.cfg")
    content = read(path)
    os.truncate(path, at)
    status, errors = place.venvb("inspect", "e")
    with open(path, "wb") as file:
        file.write(content)
    return None if known(status, errors) else "status %s: %s" % (status, errors)


def cfg_spoils():
    for name, damage in DAMAGES.items():
        yield name, damage
    yield "NUL", lambda path: replace(path, read(path).replace(b"\n", b"\0\n"))
    yield "no newlines", lambda path: replace(path, read(path).replace(b"\n", b" "))
    yield "60 MiB of it", lambda path: replace(path, b"home = /x\n" * (6 << 20))
    yield "home is relative", lambda path: replace(path, b"home = ../../bin\n")
    yield "home is itself", lambda path: replace(
        path, b"home = " + os.path.dirname(path).encode() + b"/bin\n")
    yield "not UTF-8", lambda path: replace(path, b"home = /\xff\nprompt = \xfe\n" + read(path))
    yield "escapes", lambda path: replace(path, b"prompt = \x1b]0;x\a\x1b[31m\n" + read(path))


def tasks_of(place, options):
    files = place.below(stat.S_IFREG)
    if not options.all: # one of those that are checked alike is enough
        files = [r for r in files if "/files/" not in r or r.endswith("__init__.py")]
    for rel in files:
        for damage in DAMAGES:
            yield "cache: %s: %s" % (rel, damage), spoil_cache, (rel, damage)
    for rel in place.below(stat.S_IFDIR):
        for damage in DIRECTORY_DAMAGES:
            yield "cache: %s: %s" % (rel, damage), spoil_cache, (rel, damage)
    for damage in DAMAGES:
        yield "unchecked image: %s" % damage, spoil_unchecked, damage
    for to in CURRENT:
        yield "current -> %s" % to[:20], spoil_current, to
    for name, spoil in cfg_spoils():
        yield "target's pyvenv.cfg: %s" % name, spoil_target, spoil
        yield "interpreter's pyvenv.cfg: %s" % name, spoil_base, spoil
    place.must(place.create())
    size = os.path.getsize(os.path.join(place.target, "pyvenv.cfg"))
    place.clear()
    for at in range(size):
        yield "target's pyvenv.cfg cut at %d" % at, cut_target, at
    for at in range(0, size, 1 if options.all else 9):
        yield "interpreter's pyvenv.cfg cut at %d" % at, spoil_base, \
            lambda path, at=at: os.truncate(path, at)


def work(task):
    options, share, shares = task
    base = tempfile.mkdtemp(prefix="hostile", dir=options.directory)
    os.umask(0o22)
    count, wrong = 0, []
    try:
        place = Place(options, base)
        for name, function, argument in list(tasks_of(place, options))[share::shares]:
            fault = function(place, argument)
            strays = place.strays_outside()
            if function is not cut_target:
                place.clear()
            count += 1
            if fault or strays:
                wrong.append("%s: %s %s" % (name, fault, strays or ""))
        return count, wrong
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--directory")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.venvb = os.path.abspath(options.venvb)
    if not options.directory and os.access("/dev/shm", os.W_OK):
        options.directory = "/dev/shm"
    total, failed = 0, 0
    with multiprocessing.Pool(options.jobs) as pool:
        tasks = [(options, share, options.jobs) for share in range(options.jobs)]
        for count, wrong in pool.imap(work, tasks):
            total += count
            failed += len(wrong)
            for text in wrong:
                print(text, flush=True)
    print("%d damages, %d went wrong" % (total, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
