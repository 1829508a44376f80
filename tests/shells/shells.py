# SPDX-License-Identifier: MIT
"""How each shell is told to activate, to leave, and to show what programs get."""

import os
import re
import shutil

import scripts


def quote(path):
    """Paths of the tests themselves hold nothing that needs more."""
    return "'" + os.fsdecode(path) + "'"


def as_it_is(label):
    return label


def plain(label):
    """What core/label.c leaves where nothing else is safe."""
    return re.sub(r"[^A-Za-z0-9 ._+,:@/=()\[\]?\u0080-\U0010ffff-]", "?", label)


class Drawing:
    """A way to draw a prompt: lines before activation and afterwards, and what is to be seen."""

    def __init__(self, name, before=(), afterwards=(), shown=as_it_is):
        self.name, self.before, self.afterwards, self.shown = name, before, afterwards, shown


class Shell:
    """One that reads sh, unless a subclass says otherwise."""

    reads_sh = True
    # Scenarios in its own language, by name.
    scripts = {}
    script = "activate"
    source = "."
    suffix = ".sh"
    interactive = ["-i"]
    drawing = [Drawing("drawn")]
    has_bytes = True
    # What else is to be shown: variables that are not exported.
    seen = 'SEEN="${PS1-unset}"'
    prelude = "set -eu\nunset PS1"
    prompt = "PS1='old> '"

    def __init__(self, name, *command, **changes):
        self.name = name
        self.command = list(command or [name])
        self.__dict__.update(changes)

    def is_installed(self):
        return shutil.which(self.command[0]) is not None

    def argv(self, *arguments):
        return [shutil.which(self.command[0])] + self.command[1:] + list(arguments)

    leave = "deactivate"
    # Whether activating leaves what was active before.
    leaves_first = True
    # A value of PYTHONHOME with which the shell itself starts.
    python_home = b"/old home"
    # Of so many names one is tried, or drawn, and those in which one of these is.
    every = 1
    every_drawn = 1
    sure = ()
    # So many in one script.
    at_once = 100000

    def choose(self, cases, every):
        return [
            case
            for number, case in enumerate(cases)
            if number % every == 0 or any(part in case.name for part in self.sure)
        ]

    def activate(self, directory):
        return "%s %s" % (self.source, quote(os.path.join(directory, self.script)))

    def show(self, out, *marks):
        return "/usr/bin/env -0 %s %s END=1 >>%s" % (self.seen, " ".join(marks), quote(out))

    def say(self, word):
        """Says WORD so that the line that asks for it does not hold it."""
        return "echo %s''%s" % (word[:2], word[2:])


class Csh(Shell):
    reads_sh = False
    script = "activate.csh"
    source = "source"
    suffix = ".csh"
    seen = ""
    prelude = ""
    prompt = "set prompt = 'old> '"


class Fish(Shell):
    reads_sh = False
    script = "activate.fish"
    source = "source"
    suffix = ".fish"
    seen = ""
    prelude = ""
    prompt = "function fish_prompt; echo -n 'old> '; end"


class Xonsh(Shell):
    scripts = scripts.XONSH
    reads_sh = False
    script = "activate.xsh"
    source = "source"
    suffix = ".xsh"
    seen = ""
    prelude = ""
    python_home = b""
    # It drops what is typed before it has drawn its first prompt.
    interactive = ["-i", "--shell-type", "readline", "-DPROMPT={env_name}old> "]
    prompt = None
    # It takes more than half a second for each.
    every = 9
    every_drawn = 9
    # It parses a script again for each command that is not Python.
    at_once = 20
    sure = (b"{RED}", b"@(", b"{__import__", b"$HOME", b"~root")

    def say(self, word):
        return "print('%s' + '%s')" % (word[:2], word[2:])


class Nushell(Shell):
    scripts = scripts.NUSHELL
    reads_sh = False
    script = "activate.nu"
    source = "overlay use"
    suffix = ".nu"
    seen = ""
    prelude = ""
    has_bytes = False
    interactive = []
    prompt = "$env.PROMPT_INDICATOR = ''; $env.PROMPT_COMMAND_RIGHT = ''; $env.PROMPT_COMMAND = {|| 'ol' + 'd> ' }"

    def say(self, word):
        return "print ('%s' + '%s')" % (word[:2], word[2:])

    def show(self, out, *marks):
        return "^/usr/bin/env -0 %s END=1 | save --append --raw %s" % (" ".join(marks), quote(out))


class Python(Shell):
    """Not a shell, but it has a script: activate_this.py."""

    reads_sh = False
    script = "activate_this.py"
    suffix = ".py"
    interactive = None
    prelude = "import os, subprocess\nbefore = dict(os.environ)"
    leaves_first = False
    leave = "os.environ.clear(); os.environ.update(before)"

    def activate(self, directory):
        return "exec(open(%s).read())" % quote(os.path.join(directory, self.script))

    def show(self, out, *marks):
        return "subprocess.check_call(['/usr/bin/env', '-0', %s, 'END=1'], stdout=open(%s, 'ab'))" % (
            ", ".join(map(repr, marks)),
            quote(out),
        )


# It is not run: powershell.py reads its script.
READER = Shell("powershell (read)")

BASH = [
    Drawing("drawn"),
    Drawing("without promptvars", before=["shopt -u promptvars"], shown=plain),
    Drawing("promptvars later", ["shopt -u promptvars"], ["shopt -s promptvars"], plain),
]
ZSH = [
    Drawing("drawn"),
    Drawing("promptsubst", before=["setopt promptsubst promptbang"]),
    Drawing("promptsubst later", ["unsetopt promptsubst"], ["setopt promptsubst"]),
    Drawing("ksharrays", before=["setopt ksharrays"]),
]

SHELLS = [
    Shell("bash", "bash", "--norc", "--noprofile", drawing=BASH),
    Shell("bash (posix)", "bash", "--norc", "--noprofile", "--posix", every=5),
    Shell("dash"),
    Shell("zsh", "zsh", "-f", drawing=ZSH),
    Shell("ksh"),
    Shell("mksh"),
    Shell("busybox", "busybox", "sh"),
    Fish("fish", "fish", "--no-config"),
    Csh("tcsh", "tcsh", "-f"),
    Xonsh("xonsh", "xonsh", "--no-rc"),
    Nushell("nu", "nu", "-n"),
    Python("python3", "python3", "-I"),
]
