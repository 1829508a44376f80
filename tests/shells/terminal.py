# SPDX-License-Identifier: MIT
"""Prompts, drawn by interactive shells in a pseudo-terminal."""

import contextlib
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time
import unicodedata

import names
import seen

ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-9;?>]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x0f")
# Where the cursor is: some shells ask, and wait.
QUESTION, ANSWER = b"\x1b[6n", b"\x1b[1;1R"
LIMIT = 20


class Terminal:
    def __init__(self, argv, work, environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(work)
            os.execve(argv[0], argv, environment)
        # So wide that nothing is wrapped, and not so wide that ksh 93u+m 1.0.8 crashes.
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 1000, 0, 0))
        self.text = b""

    def send(self, line):
        os.write(self.fd, os.fsencode(line) + b"\n")

    def wait(self, pattern):
        """The text up to PATTERN, and its first group."""
        end = time.monotonic() + LIMIT
        while True:
            match = re.search(pattern, self.text, re.S)
            if match:
                self.text = self.text[match.end() :]
                return match.group(1)
            left = end - time.monotonic()
            ready, _, _ = select.select([self.fd], [], [], max(left, 0))
            if not ready:
                raise seen.Failure("waited for %r in %r" % (pattern, self.text[-500:]))
            try:
                more = os.read(self.fd, 65536)
            except OSError:
                more = b""
            if not more:
                raise seen.Failure("ended with %r" % self.text[-500:])
            more = self.text + more
            for _ in range(more.count(QUESTION)):
                os.write(self.fd, ANSWER)
            self.text = ESCAPES.sub(b"", more)

    def close(self):
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Session:
    """A shell that has drawn its prompt."""

    def __init__(self, shell, work):
        environment = names.environment(os.fsencode(work), shell.python_home)
        self.shell = shell
        self.count = 0
        self.terminal = Terminal(shell.argv(*shell.interactive), work, environment)
        if shell.prompt:
            self.terminal.send(shell.prompt)
        self.terminal.wait(rb"()old> $")

    def run(self, line):
        """What is drawn before the old prompt after LINE."""
        self.count += 1
        word = "mark%dend" % self.count
        self.terminal.send("%s; %s" % (line, self.shell.say(word)))
        return self.terminal.wait(word.encode() + rb"\r*\n(.*?)old> $")


def draw(shell, root, case, session, how):
    for line in how.before:
        session.run(line)
    drawn = session.run(shell.activate(root / "cases" / str(case.index)))
    for line in how.afterwards:
        drawn = session.run(line)
    wanted = "(" + how.shown(names.label(case.prompt)) + ") "
    if wanted.encode() not in drawn:
        raise seen.Failure("%s: %r: drew %r, not %r" % (how.name, case.prompt, drawn, wanted))
    drawn = session.run("deactivate")
    if b"(" in drawn:
        raise seen.Failure("%s: %r: left, drew %r" % (how.name, case.prompt, drawn))


def run(shell, root, all_cases, thorough):
    # A code point that is not assigned is drawn as each shell sees fit.
    chosen = [
        case
        for case in all_cases
        if len(case.prompt) < 1000
        and not any(unicodedata.category(c) == "Cn" for c in names.label(case.prompt))
    ]
    if not thorough:
        chosen = [case for case in chosen if case.index < len(names.COMBINATIONS) or case.name == b"env"]
    chosen = [case for case in shell.choose(chosen, 1 if thorough else shell.every_drawn) if shell.has_bytes or case.is_utf8]
    for how in shell.drawing:
        work = pathlib.Path(tempfile.mkdtemp(dir=root))
        session = Session(shell, work)
        try:
            for case in chosen:
                draw(shell, root, case, session, how)
        finally:
            session.terminal.close()
        found = sorted(path.name for path in work.rglob("canary*"))
        if found:
            raise seen.Failure("%s: evaluated a prompt: %s" % (how.name, " ".join(found)))
    return "%d, drawn in %d ways" % (len(chosen), len(shell.drawing))
