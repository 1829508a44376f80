# SPDX-License-Identifier: MIT
"""What programs got from a shell: what env(1) showed, and whether that is what they should get."""

# A shell sets these as it runs; CASE is the mark of the tests.
IGNORED = (b"CASE", b"_", b"SEEN", b"SHLVL", b"PWD", b"OLDPWD", b"CURRENT_FILE", b"FILE_PWD")


class Failure(Exception):
    pass


def parse(path):
    """The environments that a shell has shown, in order."""
    shown, current = [], {}
    for entry in path.read_bytes().split(b"\0"):
        name, _, value = entry.partition(b"=")
        if name == b"END":
            shown.append(current)
            current = {}
        else:
            current[name] = value
    return shown


def compare(what, seen, wanted):
    for name in sorted(set(seen) | set(wanted)):
        if name not in IGNORED and seen.get(name) != wanted.get(name):
            raise Failure("%s: %s is %r, not %r" % (what, name, seen.get(name), wanted.get(name)))
