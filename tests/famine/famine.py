#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs venvb with memory running out, at each of its allocations.

    famine.py --venvb=PROGRAM --famine=OBJECT [--every=N] [--jobs=N] [SCENARIO...]

In the program, and in its helper where a wheel is unpacked, one allocation fails, and in a second
trial all behind it too. After each: status 0 and the right result, or status 1 and one line; what
is on the disk is as after a strike (strike.py). --every=N takes every Nth allocation only, another
share in each scenario. The last line says how many trials there were.
"""
import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "strike"))
import strike  # noqa: E402

PROGRAM, HELPER = "venvb", "venvb-unpack"


def faults(status, errors):
    """What is wrong with the end of a run. The loader of a plugin has words of its own."""
    lines = [line for line in errors.splitlines() if not line.startswith("venvb: warning: ")]
    if status == 0 and not lines:
        return None
    if len(lines) != 1 or not lines[0].startswith("venvb: "):
        return "not one line"
    if status != 1 and not (status == 4 and "cannot be loaded" in lines[0]):
        return "an end that is not the documented one"
    return None


def is_told(output):
    """Whether what was looked at is said to be unknown."""
    return b"memory" in output or b"cannot be loaded" in output


class Place(strike.Place):
    """As strike.py has it; `how` is "PROGRAM:N", "PROGRAM:N+" or "PROGRAM:0" to count."""

    def run(self, words, how=None, cwd=None, more=None, output=subprocess.DEVNULL):
        report = os.path.join(self.base, "report")
        environment = dict(self.environment(), **(more or {}))
        if how:
            environment.update(LD_PRELOAD=self.options.famine, FAMINE=how, FAMINE_REPORT=report)
        with open(report, "w", encoding="ascii"):
            pass
        done = subprocess.run([self.options.venvb, *words], cwd=cwd or self.work, env=environment,
                              stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
                              check=False)
        with open(report, encoding="ascii") as file:
            said = file.read()
        self.output = done.stdout
        status = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return status, said, done.stderr.decode(errors="replace")


def receipt(place):
    try:
        with open(os.path.join(place.target, "venvb-receipt.json"), "rb") as file:
            return file.read()
    except OSError:
        return None


class Trial(strike.Trial):
    """A run that writes."""

    def __init__(self, scenario, place, program):
        self.program = program
        self.receipt = None
        super().__init__(scenario, place)
        self.receipt = receipt(place)

    def run(self, how=None, words=None):
        return super().run("%s:0" % self.program if how == "count" else how, words)

    def judge(self, how, status, errors):
        wrong = faults(status, errors) or super().judge(how, status, errors)
        if not wrong and status == 0 and receipt(self.place) != self.receipt:
            wrong = "status 0, and another receipt"
        # What could not be deleted is named, and goes with the next run.
        left = [name for name in self.leftovers() if name != "e" and name not in errors]
        if not wrong and left:
            wrong = "left beside: " + " ".join(left)
        if not wrong and os.listdir(os.path.join(self.place.base, "tmp")):
            wrong = "a temporary directory is left behind"
        return wrong


class Question:
    """A run that only looks: its output is all of it, or nothing counts."""

    def __init__(self, words):
        self.words = words

    def begin(self, place):
        self.place = place
        place.must(place.words("create", "1.0", "e"))
        status, said, errors = self.run("%s:0" % PROGRAM)
        if status != 0:
            raise RuntimeError("%s: %s" % (self.words, errors))
        self.calls = int(said.split()[-1])
        self.output = place.output

    def run(self, how=None):
        words = [w.replace("{plugin}", self.place.options.plugin) for w in self.words]
        return self.place.run(words, how, output=subprocess.PIPE)

    def strike(self, how):
        status, _, errors = self.run(how)
        wrong = faults(status, errors)
        if not wrong and status == 0 and self.place.output != self.output \
                and not is_told(self.place.output):
            wrong = "status 0, and not the whole output, but: %r" % self.place.output[:300]
        return "%s: %s: status %d: %s [%s]" % (
            " ".join(self.words), how, status, wrong, errors.strip()) if wrong else None


# Not those that need strike itself.
WRITING = {s.name: s for s in strike.SCENARIOS if not s.more_environment}
LOOKING = {
    "inspect": ["inspect", "e"],
    "inspect-json": ["inspect", "--json", "e"],
    "verify": ["verify", "e"],
    "explain": ["explain", "e", "bin/pip"],
    "config": ["config", "--json"],
    "pipeline": ["pipeline"],
    "plugin-check": ["plugin", "check", "{plugin}"],
}
HELPED = "create-cold"  # where the helper is started
SCENARIOS = [*((name, PROGRAM) for name in (*WRITING, *LOOKING)), (HELPED, HELPER)]


def begin(options, name, program, base):
    place = Place(options, base)
    if name in WRITING:
        return Trial(WRITING[name], place, program)
    question = Question(LOOKING[name])
    question.begin(place)
    return question


def work(task):
    """A share of one scenario's trials."""
    options, index, share, shares = task
    name, program = SCENARIOS[index]
    base = tempfile.mkdtemp(prefix="famine", dir=options.directory)
    os.umask(0o22)
    try:
        trial = begin(options, name, program, base)
        plan = ["%s:%d%s" % (program, nth, lasting)
                for nth in range(1 + index % options.every, trial.calls + 1, options.every)
                for lasting in ("", "+")][share::shares]
        wrong = [text for text in map(trial.strike, plan) if text]
        return "%s, %s" % (name, program), trial.calls, len(plan), wrong
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--famine", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--directory")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("scenarios", nargs="*")
    options = parser.parse_args()
    for name in ("venvb", "famine", "plugin"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    if not options.directory and os.access("/dev/shm", os.W_OK):
        options.directory = "/dev/shm"
    tasks = [(options, index, share, options.jobs) for index, (name, _) in enumerate(SCENARIOS)
             if not options.scenarios or name in options.scenarios
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
        print("%-28s %5d allocations" % (name, count))
    print("%d trials, %d went wrong" % (total, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
