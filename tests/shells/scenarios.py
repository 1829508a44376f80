# SPDX-License-Identifier: MIT
"""Twice, nested, over an environment of a parent; what was unset, empty and not exported."""

import os
import pathlib
import subprocess
import tempfile

import names
import seen


VARIABLES = [b"set", b"FOO", b"foo", b"prepend", b"PREPENDED", b"x", b"append", b"APPENDED", b"y"]

STARTS = {
    "usual": {b"FOO": b"before", b"PREPENDED": b"p", b"APPENDED": b"q"},
    "unset": {b"PYTHONHOME": None, b"APPENDED": None},
    "empty": {b"PYTHONHOME": b"", b"FOO": b"", b"PREPENDED": b"", b"APPENDED": b""},
    "active in the parent": {b"VIRTUAL_ENV": b"/parent", b"VIRTUAL_ENV_PROMPT": b"par ent"},
    "hidden prompt": {b"VIRTUAL_ENV_DISABLE_PROMPT": b"1"},
}
STEPS = {
    "twice": ["one", "one", None],
    "nested": ["one", "two", None],
    "again": ["one", None, "two", None],
}

# For the shells that read sh. ONE and TWO are environments, OUT shows what programs get.
PRELUDE = """set -eu
is () {
	if [ "$2" != "$3" ]; then
		echo "$1 is '$2', not '$3'"
		exit 1
	fi
}
exported () { /usr/bin/env | /usr/bin/grep "^$1=" || echo no; }
path=$PATH
old=$PATH
"""
SCRIPTS = {
    "leaves nothing": """
/usr/bin/env | /usr/bin/sort >env.before
. "$ONE/bin/activate"
deactivate
/usr/bin/env | /usr/bin/sort >env.after
is env "$(/usr/bin/grep -v '^_=' env.before)" "$(/usr/bin/grep -v '^_=' env.after)"
is left "$(set | /usr/bin/grep -i '^_*[a-z]*_*virtual' || :)" ''
is deactivate "$(command -v deactivate || :)" ''
""",
    "keeps the prompt": """
unset PS1
. "$ONE/bin/activate"
is PS1 "$PS1" '(one) '
deactivate
is PS1 "${PS1-unset}" unset
PS1='old> '
. "$ONE/bin/activate"
is PS1 "$PS1" '(one) old> '
deactivate
is PS1 "$PS1" 'old> '
PS1=
. "$ONE/bin/activate"
deactivate
is PS1 "${PS1-unset}" ''
is exported "$(exported PS1)" no
VIRTUAL_ENV_DISABLE_PROMPT=1
PS1='old> '
. "$ONE/bin/activate"
is PS1 "$PS1" 'old> '
is VIRTUAL_ENV_PROMPT "$VIRTUAL_ENV_PROMPT" one
deactivate
VIRTUAL_ENV_DISABLE_PROMPT=
. "$ONE/bin/activate"
is PS1 "$PS1" '(one) old> '
""",
    "keeps what is not exported": """
unset FOO PYTHONHOME
FOO=mine
PYTHONHOME=/mine
. "$ONE/bin/activate"
is FOO "$(exported FOO)" FOO=foo
is PYTHONHOME "${PYTHONHOME-unset}" unset
deactivate
is FOO "$FOO" mine
is FOO "$(exported FOO)" no
is PYTHONHOME "$PYTHONHOME" /mine
is PYTHONHOME "$(exported PYTHONHOME)" no
export PS1=exported
. "$ONE/bin/activate"
deactivate
is PS1 "$(exported PS1)" PS1=exported
""",
    "without PATH": """
unset PATH
. "$ONE/bin/activate"
is PATH "$PATH" "$ONE/bin"
deactivate
is PATH "${PATH-unset}" unset
PATH=
. "$ONE/bin/activate"
is PATH "$PATH" "$ONE/bin"
deactivate
is PATH "${PATH-unset}" ''
""",
    "with a failing hash": """
hash () { return 1; }
. "$ONE/bin/activate"
. "$TWO/bin/activate"
is PATH "$PATH" "$TWO/bin:$old"
deactivate
is PATH "$PATH" "$old"
""",
    "with an odd IFS, without globbing": """
IFS='/aePT_ '
set -f
. "$ONE/bin/activate"
is PATH "$PATH" "$ONE/bin:$old"
deactivate
is PATH "$PATH" "$old"
is IFS "$IFS" '/aePT_ '
""",
    "in a function": """
go () { . "$ONE/bin/activate"; }
go
is VIRTUAL_ENV "$VIRTUAL_ENV" "$ONE"
is VIRTUAL_ENV "$(exported VIRTUAL_ENV)" "VIRTUAL_ENV=$ONE"
deactivate
is PATH "$PATH" "$old"
""",
    "over an alias": """
# ksh93 reads a whole script before it runs the first line.
case ${KSH_VERSION-} in *93*) echo done; exit 0 ;; esac
alias deactivate='echo no'
. "$ONE/bin/activate"
deactivate
is PATH "$PATH" "$old"
""",
    "from an active parent": """
. "$ONE/bin/activate"
$SELF -c '. "$TWO/bin/activate"; [ "$PATH" = "$TWO/bin:$ONE/bin:'"$old"'" ] || echo PATH; deactivate
	[ "$VIRTUAL_ENV" = "$ONE" ] || echo VIRTUAL_ENV'
deactivate
is PATH "$PATH" "$old"
""",
    "sourced, not run": """
code=0
$SELF "$ONE/bin/activate" >said 2>&1 || code=$?
is status "$code" 33
/usr/bin/grep -q 'sourced' said
""",
    "with a venv of CPython": """
[ -d "$THEIRS" ] || { echo done; exit 0; }
unset PYTHONHOME
. "$THEIRS/bin/activate"
. "$ONE/bin/activate"
is PATH "$PATH" "$ONE/bin:$old"
deactivate
is PATH "$PATH" "$old"
is VIRTUAL_ENV "${VIRTUAL_ENV-unset}" unset
. "$ONE/bin/activate"
set +eu
. "$THEIRS/bin/activate"
is PATH "$PATH" "$THEIRS/bin:$old"
deactivate
is PATH "$PATH" "$old"
. "$ONE/bin/activate"
deactivate
is PATH "$PATH" "$old"
""",
    "with options": """
case ${ZSH_VERSION+zsh}${BASH_VERSION+bash} in
zsh) setopt errexit errreturn nounset ksharrays extendedglob globsubst shwordsplit nullglob allexport ;;
bash) set +h -o pipefail -a; shopt -s nullglob extglob failglob ;;
esac
. "$ONE/bin/activate"
. "$TWO/bin/activate"
is PATH "$PATH" "$TWO/bin:$old"
deactivate
is PATH "$PATH" "$old"
is VIRTUAL_ENV "${VIRTUAL_ENV-unset}" unset
""",
}


def render(program, root):
    for name in ("one", "two"):
        target = os.fsencode(root / name)
        os.makedirs(root / name / "bin", exist_ok=True)
        subprocess.run([program, target + b"/bin", target, name, *VARIABLES], check=True)
    subprocess.run(
        ["/usr/bin/python3", "-m", "venv", "--without-pip", root / "theirs"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def run_script(shell, work, name, text, environment):
    script = work / (name + shell.suffix)
    script.write_text(text)
    run = subprocess.run(
        shell.argv(script),
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
    )
    said = (run.stdout + run.stderr).decode(errors="replace").strip()
    if run.returncode:
        raise seen.Failure("%s: status %d: %s" % (name, run.returncode, said[:1000]))
    return said


def active(before, target):
    """The environment of programs while TARGET is active, by the rules of VARIABLES."""
    after = dict(before)
    after.pop(b"PYTHONHOME", None)
    after[b"VIRTUAL_ENV"] = os.fsencode(target)
    after[b"VIRTUAL_ENV_PROMPT"] = os.fsencode(target.name)
    after[b"PATH"] = os.fsencode(target) + b"/bin:" + before[b"PATH"]
    after[b"FOO"] = b"foo"
    after[b"PREPENDED"] = b":".join(filter(None, (b"x", before.get(b"PREPENDED"))))
    after[b"APPENDED"] = b":".join(filter(None, (before.get(b"APPENDED"), b"y")))
    return after


def run_steps(shell, root, work, start, steps):
    """Goes through STEPS and compares what programs see after each."""
    out = work / "out"
    out.write_bytes(b"")
    environment = names.environment(os.fsencode(work), shell.python_home)
    environment.update(STARTS[start])
    environment = {name: value for name, value in environment.items() if value is not None}
    if environment.get(b"PYTHONHOME") and not shell.python_home:
        del environment[b"PYTHONHOME"]
    lines = [shell.prelude, shell.show(out, "CASE=0")]
    for step in STEPS[steps]:
        lines.append(shell.activate(root / step / "bin") if step else shell.leave)
        lines.append(shell.show(out, "CASE=0"))
    said = run_script(shell, work, steps, "\n".join(lines) + "\n", environment)
    if said:
        raise seen.Failure("%s, %s: %s" % (start, steps, said[:1000]))
    shown = seen.parse(out)
    for step, environment in zip(STEPS[steps], shown[1:]):
        wanted = active(shown[0], root / step) if step else shown[0]
        seen.compare("%s, %s, %s" % (start, steps, step or "left"), environment, wanted)


def run_sh(shell, root, work, name):
    environment = names.environment(os.fsencode(work), b"/old home")
    for variable, directory in ((b"ONE", "one"), (b"TWO", "two"), (b"THEIRS", "theirs")):
        environment[variable] = os.fsencode(root / directory)
    environment[b"SELF"] = " ".join(shell.argv()).encode()
    if shell.name == "zsh":
        # It does not split what a variable holds.
        environment[b"SELF"] = os.fsencode(shell.argv()[0])
    said = run_script(shell, work, name, PRELUDE + SCRIPTS[name] + "echo done\n", environment)
    if said != "done":
        raise seen.Failure("%s: %s" % (name, said[:1000]))


def run_own(shell, root, work, name):
    environment = names.environment(os.fsencode(work), shell.python_home)
    text = shell.scripts[name]
    for word, directory in (("ONE", "one"), ("TWO", "two")):
        text = text.replace(word, str(root / directory / "bin" / shell.script))
    said = run_script(shell, work, "own", text, environment)
    if said != "done":
        raise seen.Failure("%s: %s" % (name, said[:1000]))


def run(shell, root):
    count = 0
    for start in STARTS:
        for steps in STEPS if shell.leaves_first else ["again"]:
            work = pathlib.Path(tempfile.mkdtemp(dir=root))
            run_steps(shell, root, work, start, steps)
            count += 1
    for name in SCRIPTS if shell.reads_sh else ():
        run_sh(shell, root, pathlib.Path(tempfile.mkdtemp(dir=root)), name)
        count += 1
    for name in shell.scripts:
        run_own(shell, root, pathlib.Path(tempfile.mkdtemp(dir=root)), name)
        count += 1
    return count
