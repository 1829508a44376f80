# SPDX-License-Identifier: MIT
"""Names of environments, and prompts, that shells have been seen to stumble over.

CANARY in a name is the name of a file that a shell would make if it evaluated the rest.
"""

import itertools
import os

# What a path may not hold: PATH is split at colons, and pyvenv.cfg has no way to write the others.
REFUSED = b"\0\n\r:"

COMBINATIONS = [
    # A name may have 255 bytes: all that there are, but for these.
    bytes(sorted(set(range(1, 256)) - set(REFUSED + b"/"))),
    bytes(sorted(set(range(1, 128)) - set(REFUSED + b"/"))),
    b"$(touch CANARY)",
    b"`touch CANARY`",
    b"'$(touch CANARY)'",
    b'"$(touch CANARY)"',
    b'"`touch CANARY`"',
    b"'; touch CANARY; '",
    b'"; touch CANARY; "',
    b"'; touch CANARY #",
    b"\\'; touch CANARY; \\'",
    b"\\$(touch CANARY)",
    b"\\\\$(touch CANARY)",
    b"\\`touch CANARY\\`",
    b"\\044(touch CANARY)",
    b"\\x24(touch CANARY)",
    b"${x=$(touch CANARY)}",
    b"${x=`touch CANARY`}",
    b"$((a[$(touch CANARY)]))",
    b"$[a[$(touch CANARY)]]",
    b"$'\\x60touch CANARY\\x60'",
    b"(touch CANARY)",
    b"; touch CANARY",
    b"& touch CANARY &",
    b"| touch CANARY",
    b"<(touch CANARY)",
    b"> CANARY",
    b"{touch,CANARY}",
    b"@(touch CANARY)",
    b"@('touch CANARY')",
    b"{__import__('os').system('touch CANARY')}",
    b"%{$(touch CANARY)%}",
    b"%(?.$(touch CANARY).)",
    b"%$(touch CANARY)",
    b"\xe2\x80\x98; touch CANARY; \xe2\x80\x98",
    b"\xe2\x80\x99; touch CANARY; \xe2\x80\x99",
    b"\xe2\x80\x9a; touch CANARY; \xe2\x80\x9a",
    b"\xe2\x80\x9b; touch CANARY; \xe2\x80\x9b",
    b"\xe2\x80\x98'\xe2\x80\x9b'\xe2\x80\x99",
    b"\xe2\x80'; touch CANARY; \xe2'\x98",
    b"'#; touch CANARY; r#'",
    b"'##; touch CANARY #",
    b"\\w\\h\\u\\$\\!",
    b"\\n\\\\n\\\\\\n",
    b"%n%m%~%%%#%F{red}%1v%",
    b"%$HOME",
    b"$HOME${HOME}$$",
    b"~root",
    b"a=~root",
    b"!",
    b"!!",
    b"!touch",
    b"a!b!!c\\!d",
    b"^a^b^",
    b"{RED}{env_name}{{}}",
    b"-n",
    b"--",
    b"-",
    b"=",
    b"a=b",
    b"*?[a-z]",
    b" a  b ",
    b"\t",
    b"'",
    b"''",
    b'"',
    b"\\",
    b"\\\\",
    b"a\\",
    b"'\\",
    b"\\'",
    b"'\\''",
    b"r#'a'#",
    b"'#'##'###",
    b"@target@@end@@each-set@",
    b"caf\xc3\xa9 cafe\xcc\x81",
    b"\xf0\x9f\x90\x8d\xe2\x9d\xa4\xef\xb8\x8f",
    b"\xc2\x85\xe2\x80\xa8\xe2\x80\xae",
    b"\xc3\x81\xc3\x82\xc3\x88\xc2\x81",
    b"\xff\xfe",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xef\x98\x81\xef\x9b\xbf",
    b"a\x1b]0;title\x07b\x1b[31m",
    b"x" * 255,
    b"/".join([b"$(touch CANARY)' \xc3\xa9"] * 150),
]

# Only a prompt can be these.
PROMPTS = [b"", b"\n", b"a\nb", b"'\n\\\n$(touch CANARY)", b"a\r\nb", b"a:b", b"a/b", b"."]


def single_bytes():
    """Every byte, at the beginning and the end, where quoting errs."""
    for byte in range(1, 256):
        if byte not in REFUSED and byte != ord("/"):
            yield bytes([byte]) + b"x" + bytes([byte])


def pairs():
    """What means something to some shell, next to each other."""
    for pair in itertools.product(b"'\"\\$`!%#\x01\x7f\x81\x88\xff ;(){}^~@", repeat=2):
        yield b"x" + bytes(pair) + b"touch CANARY" + bytes(pair)


def random_names(count):
    import random

    source = random.Random(1)
    allowed = [byte for byte in range(1, 256) if byte not in REFUSED]
    for _ in range(count):
        yield bytes(source.choices(allowed, k=source.randint(1, 40))).strip(b"/") or b"x"


def is_utf8(text):
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


class Case:
    """An environment: its target and prompt, and a value for variables."""

    def __init__(self, index, root, name, prompt):
        canary = b"canary-%d" % index
        self.index = index
        self.name = name.replace(b"CANARY", canary)
        self.target = root + b"/" + self.name
        self.prompt = prompt.replace(b"CANARY", canary)
        self.value = self.prompt or b"x"

    @property
    def is_utf8(self):
        return is_utf8(self.name + self.prompt)


def cases(root, thorough):
    names = COMBINATIONS + list(single_bytes())
    if thorough:
        names += list(pairs()) + list(random_names(300))
    both = [(name, name) for name in names] + [(b"env", prompt) for prompt in PROMPTS]
    return [Case(index, root, *pair) for index, pair in enumerate(both)]


def label(prompt):
    """What is drawn of a prompt, as core/label.c has it."""
    text = prompt.decode("utf-8", "surrogateescape")
    return "".join(
        "?" if ord(c) < 32 or 127 <= ord(c) < 160 or 0xDC80 <= ord(c) <= 0xDCFF else c for c in text
    )


def environment(home, python_home):
    """What the shells are started with: nothing that they would read or show."""
    return {
        b"PATH": b"/usr/bin:/bin",
        b"HOME": home,
        b"LC_ALL": b"C.UTF-8",
        b"TERM": b"dumb",
        b"XDG_CONFIG_HOME": home,
        b"XDG_DATA_HOME": home,
        b"XDG_CACHE_HOME": home,
        b"PYTHONHOME": python_home,
        b"APPENDED": b"before",
        b"UNTOUCHED": b"$(touch CANARY)",
        b"LD_LIBRARY_PATH": b"",
    }


def system_file(name):
    for directory in ("/usr/bin", "/bin"):
        if os.path.exists(os.path.join(directory, name)):
            return os.path.join(directory, name)
    return None
