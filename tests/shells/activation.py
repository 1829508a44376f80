#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Activates environments of terrible names in the real shells that there are.

    activation.py RENDER [SHELL]...

RENDER is the program of render.c. VENVB_TEST_THOROUGH=1 takes many minutes: more names, and all
of them in the slow shells too.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import names
import powershell
import scenarios
import seen
import terminal
from shells import READER, SHELLS

VARIABLES = [b"set", b"FOO", b"prepend", b"LD_LIBRARY_PATH", b"prepend", b"PREPENDED", b"append", b"APPENDED"]


def render(program, directory, target, prompt, *variables):
    os.makedirs(directory, exist_ok=True)
    subprocess.run([program, directory, target, prompt, *variables], check=True)
    return directory


def render_case(program, directory, case):
    how = iter(VARIABLES)
    variables = [word for pair in zip(how, how) for word in (*pair, case.value)]
    render(program, directory, case.target, case.prompt, *variables)


def expected(case, before):
    """The environment of programs while CASE is active."""
    after = dict(before)
    del after[b"PYTHONHOME"]
    after[b"VIRTUAL_ENV"] = case.target
    after[b"VIRTUAL_ENV_PROMPT"] = case.prompt
    after[b"PATH"] = case.target + b"/bin:" + before[b"PATH"]
    after[b"FOO"] = after[b"LD_LIBRARY_PATH"] = after[b"PREPENDED"] = case.value
    after[b"APPENDED"] = before[b"APPENDED"] + b":" + case.value
    return after


def usable(shell, case):
    return case.is_utf8 or shell.has_bytes


def restores(case):
    """Whether what is left is looked at: starting a program is what takes the time."""
    return case.index % 8 == 0


def run_matrix(shell, root, all_cases, thorough):
    every = 1 if thorough else shell.every
    chosen = [case for case in shell.choose(all_cases, every) if usable(shell, case)]
    for start in range(0, len(chosen), shell.at_once):
        run_names(shell, root, chosen[start : start + shell.at_once])
    return len(chosen)


def run_names(shell, root, chosen):
    """Names in one shell, one after the other."""
    work = pathlib.Path(tempfile.mkdtemp(dir=root))
    out = work / "out"
    lines = [shell.prelude, shell.show(out, "CASE=before")]
    for case in chosen:
        lines.append(shell.activate(root / "cases" / str(case.index)))
        lines.append(shell.show(out, "CASE=%d" % case.index))
        lines.append(shell.leave)
        if restores(case):
            lines.append(shell.show(out, "CASE=%d" % case.index))
    environment = names.environment(os.fsencode(work), shell.python_home)
    script = work / ("script" + shell.suffix)
    script.write_text("\n".join(lines) + "\n")
    run = subprocess.run(
        shell.argv(script), stdin=subprocess.DEVNULL, start_new_session=True, cwd=work, env=environment, capture_output=True
    )
    complaint = run.stderr.decode(errors="replace").strip()[:2000]
    if run.returncode != 0 or complaint:
        raise seen.Failure("status %d: %s" % (run.returncode, complaint))
    check_matrix(chosen, seen.parse(out))
    check_canaries(work)


def check_matrix(chosen, shown):
    wanted = 1 + len(chosen) + sum(map(restores, chosen))
    if len(shown) != wanted:
        raise seen.Failure("showed %d environments, not %d" % (len(shown), wanted))
    shown = iter(shown)
    before = next(shown)
    for case in chosen:
        seen.compare("%r" % case.name[:60], next(shown), expected(case, before))
        if restores(case):
            left = next(shown)
            seen.compare("%r, left" % case.name[:60], left, before)
            if left.get(b"SEEN") != before.get(b"SEEN"):
                raise seen.Failure("%r: PS1 is %r afterwards" % (case.name, left.get(b"SEEN")))


def run_refused(shell, root, all_cases, thorough):
    """Names that a shell cannot hold: it says so, and does nothing."""
    chosen = [case for case in all_cases if not usable(shell, case)]
    for case in chosen if thorough else chosen[::20]:
        work = pathlib.Path(tempfile.mkdtemp(dir=root))
        out = work / "out"
        script = work / ("script" + shell.suffix)
        script.write_text(shell.activate(root / "cases" / str(case.index)) + "\n" + shell.show(out) + "\n")
        run = subprocess.run(
            shell.argv(script),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=work,
            env=names.environment(os.fsencode(work), shell.python_home),
            capture_output=True,
        )
        if run.returncode == 0 or not run.stderr or out.exists():
            raise seen.Failure("%r: status %d, said %r" % (case.name, run.returncode, run.stderr[:500]))
        check_canaries(work)
    return len(chosen if thorough else chosen[::20])


def check_canaries(work):
    found = sorted(path.name for path in work.rglob("canary*"))
    if found:
        raise seen.Failure("evaluated a name: %s" % " ".join(found))


def attempt(shell, what, function, *arguments):
    try:
        return True, "%s: %s: %s" % (shell.name, what, function(shell, *arguments))
    except seen.Failure as failure:
        return False, "%s: %s: FAILED: %s" % (shell.name, what, failure)


def has_terminals():
    """A container may come without /dev/pts."""
    try:
        ends = os.openpty()
    except OSError as error:
        print("no prompt is drawn: no terminal can be opened (%s)" % error)
        return False
    for end in ends:
        os.close(end)
    return True


def run(program, root, wanted):
    thorough = bool(os.environ.get("VENVB_TEST_THOROUGH"))
    all_cases = names.cases(os.fsencode(root / "envs"), thorough)
    draws = has_terminals()
    shells = [shell for shell in SHELLS if not wanted or shell.name in wanted]
    scenarios.render(program, root)
    for case in all_cases:
        render_case(program, root / "cases" / str(case.index), case)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = []
        if not wanted or READER.name in wanted:
            render_case(program, root / "plain", powershell.PLAIN)
            results.append(pool.submit(attempt, READER, "names", powershell.run, root, all_cases))
        for shell in shells:
            if not shell.is_installed():
                print("%s: not installed, skipped" % shell.name)
                continue
            results.append(pool.submit(attempt, shell, "names", run_matrix, root, all_cases, thorough))
            if not shell.has_bytes:
                results.append(pool.submit(attempt, shell, "refused", run_refused, root, all_cases, thorough))
            results.append(pool.submit(attempt, shell, "scenarios", scenarios.run, root))
            if draws and shell.interactive is not None:
                results.append(pool.submit(attempt, shell, "prompts", terminal.run, root, all_cases, thorough))
        passed = True
        for result in results:
            good, line = result.result()
            print(line, flush=True)
            passed = passed and good
    return passed


def main():
    root = pathlib.Path(tempfile.mkdtemp(prefix="venvb-shells-"))
    try:
        return 0 if run(os.path.abspath(sys.argv[1]), root, sys.argv[2:]) else 1
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    sys.exit(main())
