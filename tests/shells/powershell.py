# SPDX-License-Identifier: MIT
"""Reads PowerShell as far as strings and comments go: what a name does to its script.

A script is code and literals by turns. Whatever the name, the code is the same, and the literals
hold what they should. PowerShell reads a file as UTF-8, with U+FFFD for what is not.
"""

import re

import names
import seen

# Each of them opens and closes a string, and stands for itself when another one follows.
SINGLE = "'\u2018\u2019\u201a\u201b"
DOUBLE = '"\u201c\u201d\u201e'
PIECE = re.compile(
    "(?P<comment>(?<![^\\s(){};,])#[^\r\n]*)"
    + "|[{0}](?P<single>(?:[^{0}]|[{0}][{0}])*)[{0}]".format(SINGLE)
    + "|[{0}](?P<double>(?:[^{0}`$]|`.|[$]|[{0}][{0}])*)[{0}]".format(DOUBLE)
    + "|(?P<stray>[{}{}])".format(SINGLE, DOUBLE),
    re.S,
)
MARK = b"\xef\xbb\xbf"
# Distinct, so that a literal says where it came from.
PLAIN = names.Case(0, b"/plain", b"target", b"prompt")
PLAIN.value = b"value"


def decode(text):
    return text.decode("utf-8", "replace")


def read(script):
    """The code of SCRIPT, with a mark for each literal, and what the literals stand for."""
    literals = []

    def take(match):
        if match["stray"]:
            raise seen.Failure("a string does not end: %r" % match.string[match.start() :][:60])
        if match["single"] is None:
            return match[0]
        literals.append(re.sub("[%s]([%s])" % (SINGLE, SINGLE), r"\1", match["single"]))
        return "''"

    return PIECE.sub(take, script), literals


def wanted(literal, case):
    """What stands in the script of CASE where PLAIN has LITERAL."""
    return {
        "/plain/target": decode(case.target),
        "/plain/target/bin": decode(case.target + b"/bin"),
        "prompt": decode(case.prompt),
        "value": decode(case.value),
    }.get(literal, literal)


def check(plain, script, case):
    if not script.isascii() and not script.startswith(MARK):
        raise seen.Failure("%r: no mark says that it is UTF-8" % case.name[:60])
    code, literals = read(decode(script[len(MARK) :] if script.startswith(MARK) else script))
    expected = [wanted(literal, case) for literal in plain[1]]
    # The prompt is there twice, first as the variable and then as it is drawn.
    last = len(plain[1]) - 1 - plain[1][::-1].index("prompt")
    expected[last] = names.label(case.prompt)
    if code != plain[0] or literals != expected:
        raise seen.Failure("%r: read as %r, not %r" % (case.name[:60], literals, expected))


def run(_, root, all_cases):
    plain = read((root / "plain" / "Activate.ps1").read_bytes().decode())
    for case in all_cases:
        check(plain, (root / "cases" / str(case.index) / "Activate.ps1").read_bytes(), case)
    return len(all_cases)
