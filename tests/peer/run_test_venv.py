# SPDX-License-Identifier: MIT
"""CPython's own test.test_venv, with `venvb create` in the place of venv.EnvBuilder.create.

    PYTHON run_test_venv.py VENVB [TEST]...

The tests are those installed with PYTHON. An EnvBuilder's attributes become options of the
command line, and venvb's `command` in pyvenv.cfg is read as the command of venv that says the
same. What no command line can reach is skipped, by name and with its reason.
"""
import ensurepip
import os
import re
import subprocess
import sys
import sysconfig
import unittest
import venv

from test import test_venv

UNREACHABLE = {
    "test_create_scm_ignore_files_multiple":
        "a subclass of EnvBuilder with a method for another version control system",
    "test_upgrade_dependencies":
        "checks the arguments that EnvBuilder itself gives to pip",
    "test_venv_same_path":
        "a private function of EnvBuilder",
    "test_devnull":
        "nothing of an environment",
}

VENVB = os.path.abspath(sys.argv[1])


class Failed(ValueError):
    """What EnvBuilder.create raises for a target that it refuses."""


def run(arguments, **more):
    done = subprocess.run([VENVB, "create"] + arguments, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **more)
    if done.returncode:
        raise Failed(done.stderr.decode(errors="backslashreplace"))
    sys.stdout.write(done.stdout.decode(errors="backslashreplace"))
    sys.stderr.write(done.stderr.decode(errors="backslashreplace"))


def options(builder):
    """The command line that says what BUILDER was made with."""
    upgrade_deps = getattr(builder, "upgrade_deps", False)
    said = ["--python", sys.executable, "-q"]
    said.append("--symlinks" if builder.symlinks else "--copies")
    for attribute in "system_site_packages", "clear", "upgrade":
        if getattr(builder, attribute):
            said.append("--" + attribute.replace("_", "-"))
    if builder.prompt is not None:
        said.append("--prompt=%s" % builder.prompt)
    if upgrade_deps:
        said.append("--upgrade-deps")
    elif not builder.with_pip:
        said.append("--without-pip")
    if not getattr(builder, "scm_ignore_files", None):
        said.append("--without-scm-ignore-files")
    return said


def create(builder, env_dir):
    # The newest of what the interpreter brings: no test may use the network.
    wheels = [sysconfig.get_config_var("WHEEL_PKG_DIR"),
              os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")]
    wheels = [directory for directory in wheels if directory and os.path.isdir(directory)]
    run(options(builder) + ["--", os.fspath(env_dir)],
        env=dict(os.environ, PIP_NO_INDEX="1", PIP_FIND_LINKS=" ".join(wheels)))


def as_venv(match):
    """venvb's command as venv would have recorded it."""
    words = match.group(1)
    python = re.search(r"--python=(\S+)", words).group(1)
    words = re.sub(r" --python=\S+| --symlinks", "", words)
    words = re.sub(r"--prompt=(\S+)", r'--prompt="\1"', words)
    if sys.version_info < (3, 13):
        words = words.replace(" --without-scm-ignore-files", "")
    return "command = %s -m venv%s" % (python, words)


def read_file(self, *args, encoding="utf-8"):
    with open(self.get_env_file(*args), encoding=encoding) as file:
        return re.sub(r"^command = venvb create( .*)$", as_venv, file.read(), flags=re.M)


def check_call(command, **more):
    """`PYTHON -m venv ...`, run by a test as a program."""
    if command[1:3] != ["-m", "venv"]:
        return subprocess.check_call(command, **more)
    arguments = [word for word in command[3:-1]
                 if word != "--without-scm-ignore-files" or sys.version_info >= (3, 13)]
    run(["-q", "--python", command[0]] + arguments + [command[-1]], **more)
    return 0


class Subprocess:
    """The module as test_venv sees it."""

    check_call = staticmethod(check_call)

    def __getattr__(self, name):
        return getattr(subprocess, name)


def skip_unreachable():
    for case in vars(test_venv).values():
        if not isinstance(case, type) or not issubclass(case, unittest.TestCase):
            continue
        for name in UNREACHABLE:
            if name in vars(case):
                setattr(case, name, unittest.skip(UNREACHABLE[name])(vars(case)[name]))


def main():
    venv.EnvBuilder.create = create
    test_venv.BaseTest.get_text_file_contents = read_file
    test_venv.subprocess = Subprocess()
    skip_unreachable()
    loader = unittest.defaultTestLoader
    if sys.argv[2:]:
        suite = loader.loadTestsFromNames(sys.argv[2:], test_venv)
    else:
        suite = loader.loadTestsFromModule(test_venv)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main()
