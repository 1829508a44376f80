#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs venvb many times at once on one target, or on one cold cache, and kills some of them.

    crowd.py --venvb=PROGRAM --wheels=DIR-OF-strike.py [--size=N] [--seed=N] [SCENARIO...]

What must hold: a run says nothing that a lone run would not say, all of them end, the wheel is
unpacked once, and afterwards the environment is complete, with nothing beside it. The last line
says how many runs there were, and how many of them were killed.
"""
import argparse
import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = 240  # seconds for a scenario: what takes longer hangs

# What runs may say besides: each is what a lone run says of what it finds.
WAITS = r"waiting for another venvb"
GONE = (r"there is no |is no environment|there is nothing|nothing to undo|"
        r"has no pyvenv.cfg|does not exist|appeared meanwhile|No such file or directory")


class Scene:
    """A directory with wheels, a cache and the target `work/e`."""

    def __init__(self, options, random_source):
        self.options = options
        self.random = random_source
        self.base = tempfile.mkdtemp(prefix="venvb-crowd-")
        self.work = os.path.join(self.base, "work")
        self.cache = os.path.join(self.base, "cache")
        for name in ("work", "home", "tmp", "wheels/1.0", "wheels/2.0"):
            os.makedirs(os.path.join(self.base, name))
        for version in ("1.0", "2.0"):
            options.make_wheel(os.path.join(self.base, "wheels", version), version)
        self.runs = self.killed = 0

    def remove(self):
        subprocess.run(["chmod", "-R", "u+rwx", self.base], check=False)
        shutil.rmtree(self.base)

    def create(self, *more, version="1.0", target="e", verbose=False):
        return ["create", "-v" if verbose else "-q", "--python=" + self.options.python,
                "--compile=never", "--cache-dir=" + self.cache, "--set=seedpip.setuptools=no",
                "--plugin=seedpip,wheel-dir=" + os.path.join(self.base, "wheels", version),
                *more, target]

    def start(self, words):
        environment = {"PATH": os.environ["PATH"], "HOME": os.path.join(self.base, "home"),
                       "TMPDIR": os.path.join(self.base, "tmp"), "LC_ALL": "C.UTF-8"}
        errors = tempfile.TemporaryFile()
        process = subprocess.Popen([self.options.venvb, *words], cwd=self.work, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=errors)
        process.words, process.errors, process.is_doomed = words, errors, False
        self.runs += 1
        return process

    def crowd(self, all_words, kill=0.0):
        """Starts all of them, kills a part meanwhile, waits for the rest. (words, status, errors) of
        each."""
        processes, doomed = [], []
        for words in all_words:
            processes.append(self.start(words))
            if self.random.random() < kill:
                doomed.append(processes[-1])
            if len(doomed) > 2:
                self.kill(doomed.pop())
        for process in doomed:
            time.sleep(self.random.random() * 0.02)
            self.kill(process)
        return self.collect(processes)

    def kill(self, process):
        if process.poll() is None:
            process.send_signal(self.random.choice(
                [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            process.is_doomed = True
            self.killed += 1

    def collect(self, processes):
        deadline = time.monotonic() + LIMIT
        ended = []
        for process in processes:
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                for other in processes:
                    other.kill()
                fail("hangs: %s" % " ".join(process.words))
            process.errors.seek(0)
            # How a program ends that was told to is its own affair.
            status = -signal.SIGKILL if process.is_doomed else process.returncode
            ended.append((process.words, status,
                          process.errors.read().decode("utf-8", "replace")))
            process.errors.close()
        return ended

    def lone(self, *words):
        words, status, errors = self.collect([self.start(list(words))])[0]
        if status:
            fail("a lone run of %s ended with %d: %s" % (words, status, errors))
        return errors

    def check(self, ended, allowed="", kept=False):
        """What each said, what there is now, and that a lone run finds nothing to do but right."""
        for words, status, errors in ended:
            if status in (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT):
                continue
            lines = [line for line in errors.splitlines() if not re.search(WAITS, line)]
            if status and not (allowed and lines and re.search(allowed, errors)):
                fail("%s ended with %d: %s" % (" ".join(words), status, errors))
            if errors.count("waiting for another venvb to finish") > 1:
                fail("%s says twice that it waits: %s" % (words, errors))
        self.lone(*self.create())
        self.lone("verify", "e")
        pip = os.path.join(self.work, "e/bin/pip")
        said = subprocess.run([pip], stdout=subprocess.PIPE, check=True).stdout
        if said != b"pip\n":
            fail("pip says %r" % said)
        self.build_another()
        self.check_leftovers(kept)

    def build_another(self):
        """What a dead builder left in the cache the next builder removes."""
        directory = os.path.join(self.base, "wheels", "3.0")
        os.makedirs(directory, exist_ok=True)
        self.options.make_wheel(directory, "3.0")
        self.lone(*self.create("--clear", version="3.0"))

    def check_leftovers(self, kept):
        known = {"e", ".e.venvb-kept"} if kept else {"e"}
        beside = set(os.listdir(self.work)) - known - set(self.others())
        if beside:
            fail("left beside the target: %s" % beside)
        inside = [n for n in os.listdir(os.path.join(self.work, "e")) if n.startswith(".venvb")]
        if inside:
            fail("left in the target: %s" % inside)
        images = os.path.join(self.cache, "images")
        for name in os.listdir(images):
            if name.startswith("new-") or name.startswith("."):
                fail("left in the cache: %s" % name)
        if os.listdir(os.path.join(self.base, "tmp")):
            fail("left in TMPDIR: %s" % os.listdir(os.path.join(self.base, "tmp")))

    def others(self):
        return [name for name in os.listdir(self.work) if re.fullmatch(r"e\d+", name)]


def fail(text):
    print("not ok - " + text)
    sys.exit(1)


def absent_target(scene, size):
    """One target that is not there: one makes it, the others bring it up to date."""
    scene.check(scene.crowd([scene.create()] * size))


def cold_cache(scene, size):
    """Different targets, nothing in the cache: the wheel is unpacked once."""
    ended = scene.crowd([scene.create(target="e%d" % i, verbose=True) for i in range(size)])
    unpacked = sum(errors.count("unpacking '") for _, _, errors in ended)
    if unpacked != 1:
        fail("the wheel was unpacked %d times" % unpacked)
    for i in range(size):
        scene.lone("verify", "e%d" % i)
    scene.check(ended)


def cold_cache_killed(scene, size):
    ended = scene.crowd([scene.create(target="e%d" % i) for i in range(size)], kill=0.4)
    for i in range(size):
        scene.lone(*scene.create(target="e%d" % i))
        scene.lone("verify", "e%d" % i)
    scene.check(ended)


def clear(scene, size):
    scene.lone(*scene.create())
    scene.check(scene.crowd([scene.create("--clear")] * size))


def clear_killed(scene, size):
    scene.lone(*scene.create())
    scene.check(scene.crowd([scene.create("--clear")] * size, kill=0.5))


def update(scene, size):
    """In place, with different prompts and versions of pip."""
    scene.lone(*scene.create())
    lines = [scene.create("--prompt=p%d" % (i % 5), "--set=seedpip.pip=%s" % version,
                          version=version)
             for i, version in zip(range(size), ["1.0", "2.0"] * size)]
    scene.check(scene.crowd(lines))


def update_killed(scene, size):
    scene.lone(*scene.create())
    lines = [scene.create("--prompt=p%d" % (i % 5), "--set=seedpip.pip=%s" % version,
                          version=version)
             for i, version in zip(range(size), ["1.0", "2.0"] * size)]
    scene.check(scene.crowd(lines, kill=0.5))


def mixed_lines(scene, size):
    kinds = [scene.create(), scene.create("--clear"), scene.create("--upgrade"),
             scene.create("--clear", "--keep"), ["remove", "e"], ["undo", "e"], ["verify", "e"],
             ["inspect", "e"], ["exec", "e", "--", "python", "-c", ""],
             scene.create("--prompt=x"), scene.create("--set=seedpip.pip=2.0", version="2.0")]
    return [scene.random.choice(kinds) for _ in range(size)]


# Readers take no lock: what they find half removed they say, and that it is being worked on.
READ = GONE + r"|is not as it was made|cannot be (read|started)|has no program|is damaged"


def mixed(scene, size):
    scene.lone(*scene.create())
    scene.check(scene.crowd(mixed_lines(scene, size)), allowed=READ, kept=True)


def mixed_killed(scene, size):
    scene.lone(*scene.create())
    scene.check(scene.crowd(mixed_lines(scene, size), kill=0.4), allowed=READ, kept=True)


def stopped_holder(scene, size):
    """Who holds the lock is stopped, others wait; then it is killed, and they go on."""
    scene.lone(*scene.create())
    holder = scene.start(scene.create("--clear"))
    time.sleep(0.003)
    holder.send_signal(signal.SIGSTOP)
    others = [scene.start(scene.create("--clear")) for _ in range(size)]
    time.sleep(0.3)
    holder.kill()
    holder.wait()
    holder.errors.close()
    scene.killed += 1
    scene.check(scene.collect(others))


def vanishing_cache(scene, size):
    """The cache is removed again and again while runs link from it: who finds a file of an image
    gone says so, as a lone run would, and leaves nothing."""
    processes = []
    for i in range(size):
        processes.append(scene.start(scene.create(target="e%d" % i)))
        if i % 8 == 7:
            shutil.rmtree(scene.cache, ignore_errors=True)
    ended = scene.collect(processes)
    gone = r"writing '.*' from '%s/images/.*': No such file or directory" % scene.cache
    for i, (words, status, errors) in enumerate(ended):
        if status and not (status == 1 and re.search(gone, errors)):
            fail("%s ended with %d: %s" % (" ".join(words), status, errors))
        if status and os.path.lexists(os.path.join(scene.work, "e%d" % i)):
            fail("%s failed, and something is there: %s" % (" ".join(words), errors))
        scene.lone(*scene.create(target="e%d" % i))
        scene.lone("verify", "e%d" % i)
    scene.check([(words, 0, errors) for words, status, errors in ended if not status])


SCENARIOS = collections.OrderedDict((f.__name__.replace("_", "-"), f) for f in (
    absent_target, cold_cache, cold_cache_killed, clear, clear_killed, update, update_killed,
    mixed, mixed_killed, stopped_holder, vanishing_cache))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--wheels", required=True)
    parser.add_argument("--python", default=os.path.realpath(sys.executable))
    parser.add_argument("--size", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO")
    options = parser.parse_args()
    sys.path.insert(0, options.wheels)
    sys.dont_write_bytecode = True
    import strike  # pylint: disable=import-outside-toplevel
    options.make_wheel = strike.make_wheel
    options.venvb = os.path.abspath(options.venvb)
    runs = killed = 0
    for name in options.scenarios or SCENARIOS:
        scene = Scene(options, random.Random("%d %s" % (options.seed, name)))
        began = time.monotonic()
        SCENARIOS[name](scene, options.size)
        scene.remove()
        print("ok - %s: %d runs, %d killed, %.1f s" % (
            name, scene.runs, scene.killed, time.monotonic() - began), flush=True)
        runs, killed = runs + scene.runs, killed + scene.killed
    print("%d runs, %d killed" % (runs, killed))


if __name__ == "__main__":
    main()
