#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stops a run of venvb at each of its system calls that touch files, and lets each of them fail.

    strike.py --venvb=PROGRAM --strike=PROGRAM [--all] [--jobs=N] [SCENARIO...]

After each strike: the target is as it was or complete, status 0 means complete, an undisturbed
run completes it, and nothing is left beside it. Without --all each call is struck by a kill and
by one error, which goes round from call to call; with it by every error, a full disk, a short
write and the signals too. The last line says how many strikes there were, of what.
"""
import argparse
import base64
import errno
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

ERRORS = ["ENOSPC", "EIO", "EMFILE", "ENOMEM", "EACCES", "EROFS", "EINTR"]
SIGNALS = ["INT", "TERM", "HUP"]
KILLED = 137


def make_wheel(directory, version, name="pip"):
    """A pip of a few files, so that a run has few calls, or the like under another name. Returns
    the wheel's path."""
    info = "%s-%s.dist-info/" % (name, version)
    files = {
        name + "/__init__.py": b"__version__ = '%s'\n" % version.encode(),
        name + "/__main__.py": b"def main():\n    print('%s')\n" % name.encode(),
        name + "/_vendor/__init__.py": b"",
        info + "METADATA": b"Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (
            name.encode(), version.encode()),
        info + "WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "entry_points.txt": b"[console_scripts]\n%s = %s.__main__:main\n" % (
            name.encode(), name.encode()),
    }
    rows = []
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append("%s,sha256=%s,%d\n" % (path, digest, len(data)))
    files[info + "RECORD"] = ("".join(rows) + info + "RECORD,,\n").encode()
    wheel = os.path.join(directory, "%s-%s-py3-none-any.whl" % (name, version))
    with zipfile.ZipFile(wheel, "w") as out:
        for path, data in files.items():
            out.writestr(zipfile.ZipInfo(path, (2020, 1, 2, 3, 4, 6)), data)
    return wheel


def strip(path, data):
    """A file less what tells by which words it was made."""
    if path == "venvb-receipt.json":
        return b""
    if path == "pyvenv.cfg":
        return b"".join(line for line in data.splitlines(True) if not line.startswith(b"command"))
    return data


def snapshot(path):
    """What there is below a path; None: nothing. Locks and byte code are left out."""
    if not os.path.lexists(path):
        return None
    found = {}
    for top, dirs, names in os.walk(path):
        dirs[:] = [d for d in dirs if d != "__pycache__"]
        for name in dirs + names:
            whole = os.path.join(top, name)
            if name == ".venvb-lock":
                continue
            if os.path.islink(whole):
                value = "-> " + os.readlink(whole)
            elif os.path.isdir(whole):
                value = "dir"
            else:
                with open(whole, "rb") as file:
                    value = strip(os.path.relpath(whole, path), file.read())
            found[os.path.relpath(whole, path)] = value
    return found


def without_ours(found):
    """Less what a commit has its own things in."""
    return {path: value for path, value in found.items() if not path.startswith(".venvb-")}


class Place:
    """A directory of one worker: wheels, a cache, and the target `work/e`."""

    def __init__(self, options, base):
        self.options = options
        self.base = base
        self.work = os.path.join(base, "work")
        self.target = os.path.join(self.work, "e")
        self.cache = os.path.join(base, "cache")
        self.warm = os.path.join(base, "warm")
        self.facts = os.path.join(base, "facts")
        self.chosen = os.path.join(base, "chosen")
        for version in ("1.0", "2.0"):
            os.makedirs(os.path.join(base, version))
            make_wheel(os.path.join(base, version), version)
        for name in ("home", "tmp", "work", "locked"):
            os.makedirs(os.path.join(base, name))
        os.makedirs(self.cache)
        self.fill_caches()

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": os.path.join(self.base, "home"),
                "TMPDIR": os.path.join(self.base, "tmp"), "LC_ALL": "C.UTF-8",
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def words(self, command, version, *more):
        if command != "create":
            return [command, *more]
        return ["create", "-q", "--python=" + self.options.python, "--compile=never",
                "--cache-dir=" + self.cache, "--set=seedpip.setuptools=no",
                "--plugin=seedpip,wheel-dir=" + os.path.join(self.base, version), *more]

    def run(self, words, how=None, cwd=None, more=None):
        """Exit status, what was struck, what was said. Every run is one of strike's, since what it
        takes away is taken from the undisturbed ones too."""
        how = how or ("count:0" if more else None)
        line = [self.options.venvb, *words]
        read, write = os.pipe()
        if how:
            line = ["sh", "-c", 'exec 9>&"$0"; exec "$@"', str(write), self.options.strike, how,
                    *line]
        done = subprocess.run(line, cwd=cwd or self.work,
                              env=dict(self.environment(), **(more or {})),
                              pass_fds=[write], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        os.close(write)
        with os.fdopen(read) as file:
            said = file.read()
        status = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return status, said, done.stderr.decode(errors="replace")

    def must(self, words, cwd=None):
        status, _, errors = self.run(words, cwd=cwd)
        if status != 0:
            raise RuntimeError("%s: %s" % (" ".join(words), errors))

    def clear(self):
        shutil.rmtree(self.work)
        os.mkdir(self.work)

    def fill_caches(self):
        """Facts alone, and facts with both wheels."""
        self.must(self.words("create", "1.0", "--without-pip", "e"))
        self.clear()
        shutil.copytree(self.cache, self.facts, symlinks=True)
        for version in ("1.0", "2.0"):
            for _ in range(2):
                self.must(self.words("create", version, "--clear", "e"))
        self.clear()
        shutil.copytree(self.cache, self.warm, symlinks=True)

        self.write_lock()
        self.must(self.words("create", "2.0", *self.lock_words(), "e"))
        self.clear()
        shutil.copytree(self.cache, self.chosen, symlinks=True,
                        ignore=shutil.ignore_patterns("images"))

    def write_lock(self):
        """Of wheels enough for several to unpack them at once."""
        with open(os.path.join(self.base, "requirements.txt"), "w", encoding="ascii") as lock:
            for name in ("pip", "one", "two", "three"):
                path = make_wheel(os.path.join(self.base, "locked"), "2.0", name)
                with open(path, "rb") as wheel:
                    lock.write("%s==2.0 --hash=sha256:%s\n" % (
                        name, hashlib.sha256(wheel.read()).hexdigest()))

    def lock_words(self):
        return ["--plugin=seedlock,file=%s,wheel-dir=%s" % (
            os.path.join(self.base, "requirements.txt"), os.path.join(self.base, "locked"))]

    def take_cache(self, source):
        shutil.rmtree(self.cache)
        if source:
            shutil.copytree(source, self.cache, symlinks=True)
        else:
            os.mkdir(self.cache)


class Scenario:
    """What is there before, what is run, and where."""

    def __init__(self, name, command, *, before=None, more=(), inside=False, cache="warm",
                 gradual=False, gone=False, exchange=True, beside=True, locked=False,
                 thorough=False):
        self.name = name
        self.command = command
        self.before = before  # version of the pip of the environment that is there, or "empty"
        self.more = list(more)
        self.inside = inside  # run from within the target
        self.cache = cache
        self.gradual = gradual  # in place: a kill may leave each file old or new
        self.more_environment = {}
        if not exchange:
            self.more_environment["STRIKE_WITHOUT_EXCHANGE"] = "1"
        if not beside:  # the directory above is somebody else's
            self.more_environment["STRIKE_DENY"] = ".e.venvb-"
        # What is in the target changes places, and not it.
        self.by_entry = inside or not exchange or not beside
        self.locked = locked
        self.thorough = thorough  # of many calls: only with --all
        self.gone = gone  # done means that nothing is there

    def words(self, place):
        more = [*self.more, "." if self.inside else "e"]
        if self.locked:
            more = place.lock_words() + more
        return place.words(self.command, "2.0", *more)

    def prepare(self, place):
        place.clear()
        if self.before == "empty":
            os.mkdir(place.target)
        elif self.before:
            shutil.copytree(os.path.join(place.base, "old"), place.target, symlinks=True)
        if self.command == "undo":
            shutil.copytree(os.path.join(place.base, "kept"),
                            os.path.join(place.work, ".e.venvb-kept"), symlinks=True)
        if self.cache != "warm":
            place.take_cache({"facts": place.facts, "none": None, "chosen": place.chosen}[
                self.cache])

    def cwd(self, place):
        return place.target if self.inside else place.work


SCENARIOS = [
    Scenario("create", "create"),
    Scenario("create-cold", "create", cache="facts"),
    Scenario("create-locked", "create", cache="chosen", locked=True, thorough=True),
    Scenario("create-unknown", "create", cache="none", thorough=True),
    Scenario("create-empty", "create", before="empty"),
    Scenario("create-inside", "create", before="empty", inside=True),
    Scenario("clear", "create", before="1.0", more=["--clear"]),
    Scenario("clear-keep", "create", before="1.0", more=["--clear", "--keep"]),
    Scenario("clear-inside", "create", before="1.0", more=["--clear"], inside=True),
    Scenario("update", "create", before="1.0", gradual=True),
    Scenario("upgrade", "create", before="1.0", more=["--upgrade"], gradual=True),
    Scenario("clear-unexchanged", "create", before="1.0", more=["--clear"], exchange=False),
    Scenario("create-not-ours", "create", before="empty", beside=False),
    Scenario("clear-not-ours", "create", before="1.0", more=["--clear"], beside=False),
    Scenario("update-not-ours", "create", before="1.0", gradual=True, beside=False),
    Scenario("remove-not-ours", "remove", before="1.0", gone=True, beside=False),
    Scenario("update-inside", "create", before="1.0", gradual=True, inside=True),
    Scenario("upgrade-inside", "create", before="1.0", more=["--upgrade"], gradual=True,
             inside=True),
    Scenario("remove", "remove", before="1.0", gone=True),
    Scenario("undo", "undo", before="1.0"),
]


class Trial:
    """One scenario at one place."""

    def __init__(self, scenario, place):
        self.scenario = scenario
        self.place = place
        self.make_old()
        scenario.prepare(place)
        self.old = snapshot(place.target)
        status, said, errors = self.run("count")
        if status != 0:
            raise RuntimeError("%s: %s" % (scenario.name, errors))
        self.calls = int(said.split()[-1])
        self.new = snapshot(place.target)
        self.beside = self.names()

    def make_old(self):
        """Environments to begin with, made where they will be: their path is in them."""
        place = self.place
        for name, version in (("old", "1.0"), ("kept", "2.0")):
            place.clear()
            place.must(place.words("create", version, "e"))
            with open(os.path.join(place.target, "mine.txt"), "w", encoding="ascii") as file:
                file.write(name)
            shutil.rmtree(os.path.join(place.base, name), ignore_errors=True)
            shutil.move(place.target, os.path.join(place.base, name))

    def run(self, how=None, words=None):
        words = words or self.scenario.words(self.place)
        return self.place.run(words, how, self.scenario.cwd(self.place),
                              self.scenario.more_environment)

    def names(self):
        return sorted(os.listdir(self.place.work))

    def is_mixed(self, now):
        """Each file old or new, and an interpreter that starts in it."""
        if now is None:
            return False
        for path, value in now.items():
            if path.split("/")[0].startswith(".venvb-"):
                continue
            if value not in (self.old.get(path), self.new.get(path)):
                return False
        done = subprocess.run([os.path.join(self.place.target, "bin/python"), "-I", "-c",
                               "import sys; sys.exit(sys.prefix == sys.base_prefix)"],
                              stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0

    def left(self):
        """What there is of an environment that is to go. Where the directory above is somebody
        else's, its own directory may have to stay."""
        now = snapshot(self.place.target)
        return (without_ours(now) or None) if now and self.scenario.by_entry else now or None

    def judge(self, how, status, errors):
        """What is wrong right after a strike."""
        now = self.left() if self.scenario.gone else snapshot(self.place.target)
        if now and "left behind" in errors:
            now = without_ours(now)
        if status == 0:
            return None if now == self.new else "status 0, and it is not complete"
        if now in (self.old, self.new):
            return None
        if how.startswith("kill"):
            if self.scenario.gradual and self.is_mixed(now):
                return None
            # What a dead run moved about is put back by the next, before anything else.
            if self.scenario.by_entry:
                return None
        return "neither old nor new"

    def judge_next(self):
        """What is wrong after an undisturbed run."""
        status, _, errors = self.run()
        now = snapshot(self.place.target)
        if self.scenario.command == "undo":
            return None if status == 0 and now in (self.old, self.new) else errors
        if self.scenario.gone:
            if now or (now is not None and not self.scenario.by_entry):
                return "still there: %s: %s" % (" ".join(now), errors)
            done = "does not exist" in errors or (now == {} and "has no pyvenv.cfg" in errors)
            return None if status == 0 or done else errors
        if status != 0:
            return "the next run fails: " + errors
        if now != self.new and not self.has_all(now):
            return "the next run does not complete it: " + self.difference(now)
        return None

    def has_all(self, now):
        """Cleared by the next run, it lacks what was foreign."""
        return now == {k: v for k, v in self.new.items() if k != "mine.txt"}

    def difference(self, now):
        paths = set(now or {}) ^ set(self.new)
        paths |= {p for p in set(now or {}) & set(self.new) if now[p] != self.new[p]}
        return " ".join(sorted(paths)[:6])

    def leftovers(self):
        allowed = {*self.beside, ".e.venvb-kept"} if "keep" in self.scenario.name else set(self.beside)
        if self.scenario.gone and self.scenario.by_entry:
            allowed.add("e")
        return sorted(set(self.names()) - allowed)

    def strike(self, how):
        self.scenario.prepare(self.place)
        status, said, errors = self.run(how)
        struck = said.split("\n")[0]
        wrong = self.judge(how, status, errors)
        if not wrong and "Sanitizer" in errors:
            wrong = errors
        if not wrong:
            wrong = self.judge_next()
        if not wrong and self.leftovers():
            wrong = "left beside: " + " ".join(self.leftovers())
        if wrong:
            return "%s: %s (%s): status %d: %s [%s]" % (
                self.scenario.name, how, struck, status, wrong, errors.strip())
        return None


def strikes(options, calls):
    """What to do at each call."""
    for nth in range(1, calls + 1):
        yield "kill:%d" % nth
        if not options.all:
            yield "fail:%d:%d" % (nth, getattr(errno, ERRORS[nth % len(ERRORS)]))
            continue
        for name in ERRORS:
            yield "fail:%d:%d" % (nth, getattr(errno, name))
        yield "from:%d:%d" % (nth, errno.ENOSPC)
        yield "short:%d" % nth
        yield "%s:%d" % (SIGNALS[nth % len(SIGNALS)], nth)


def work(task):
    """A share of one scenario's strikes."""
    options, name, share, shares = task
    scenario = next(s for s in SCENARIOS if s.name == name)
    base = tempfile.mkdtemp(prefix="strike", dir=options.directory)
    os.umask(0o22)
    try:
        trial = Trial(scenario, Place(options, base))
        plan = list(strikes(options, trial.calls))[share::shares]
        wrong = [text for text in map(trial.strike, plan) if text]
        return name, trial.calls, len(plan), wrong
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--strike", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--directory")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("scenarios", nargs="*")
    options = parser.parse_args()
    options.venvb = os.path.abspath(options.venvb)
    options.strike = os.path.abspath(options.strike)
    if not options.directory and os.access("/dev/shm", os.W_OK):
        options.directory = "/dev/shm"
    names = options.scenarios or [s.name for s in SCENARIOS if options.all or not s.thorough]
    tasks = [(options, name, share, options.jobs) for name in names
             for share in range(options.jobs)]
    total, failed, calls = 0, 0, {}
    with multiprocessing.Pool(options.jobs) as pool:
        for name, count, done, wrong in pool.imap(work, tasks):
            total += done
            failed += len(wrong)
            calls[name] = count
            for text in wrong:
                print(text, flush=True)
    for name, count in calls.items():
        print("%-14s %5d calls" % (name, count))
    print("%d strikes, %d went wrong" % (total, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
