# SPDX-License-Identifier: MIT
"""What of a lock is for one interpreter: PEP 751 by packaging, or requirements with hashes.

    describe                    prints what the interpreter that runs this is, as JSON
    select LOCK KEY=VALUE...    reads the lock's bytes from standard input, and prints what is to be
                                installed, one package a line, its columns with tabs between:
                                KIND NAME VERSION HASHES FILE URL PATH DIRECT-URL; then what `find`
                                prints of it
    find KEY=VALUE...           reads such lines, and prints those of the kind `found`: which file
                                at hand is the wheel of a package, by its hashes

Keys, each any number of times: wheel (to take packaging out of), extra, group (in the place of
those that the lock means by default), and each once: unhashed (allowed), wheel-dir, output (a file
to print to), and target (what `describe` has printed, where another interpreter runs this).

KIND is wheel, source (of which a wheel is to be built), pin (whichever file has one of the hashes),
tree (a local directory to be built), vcs, option (a line of a requirements file, in URL, and the
option's name in FILE), or found (the file PATH, whose SHA-256 is in HASHES).
HASHES are ALGORITHM:DIGEST with commas between. A column that is not known is empty.

Exit status 1: the lock is at fault, as the one line on standard error says. 3: there is no
packaging that would do. It runs on every Python from 3.6 on.

These parts are one program: target.py, rows.py, pylock.py, requirements.py, find.py, select.py.
"""
import hashlib
import importlib
import json
import os
import platform
import re
import shlex
import sys
import sysconfig
from urllib.parse import quote

NO_PACKAGING = 3


class Fault(Exception):
    """The lock cannot be used, for this reason."""


class NoPackaging(Exception):
    """There is none that would do."""


def describe():
    def text(version):
        level = version.releaselevel
        return '%d.%d.%d' % tuple(version[:3]) + (
            '' if level == 'final' else level[0] + str(version.serial))

    return {
        'environment': {
            'implementation_name': sys.implementation.name,
            'implementation_version': text(sys.implementation.version),
            'os_name': os.name,
            'platform_machine': platform.machine(),
            'platform_python_implementation': platform.python_implementation(),
            'platform_release': platform.release(),
            'platform_system': platform.system(),
            'platform_version': platform.version(),
            'python_full_version': platform.python_version(),
            'python_version': '.'.join(platform.python_version_tuple()[:2]),
            'sys_platform': sys.platform,
        },
        'executable': sys.executable,
        'version': list(sys.version_info[:2]),
        'abiflags': getattr(sys, 'abiflags', ''),
        'soabi': sysconfig.get_config_var('SOABI') or '',
    }


def tags_of(target, tags):
    """All that TARGET takes, best first. Its executable tells which libc and machine it is of."""
    sys.executable = target['executable']
    version = tuple(target['version'])
    name = target['environment']['implementation_name']
    platforms = list(tags.platform_tags())
    digits = '%d%d' % version
    if name == 'cpython':
        abis = ['cp' + digits + target['abiflags']]
        if version >= (3, 8) and 'd' in target['abiflags']:
            abis.append(abis[0].replace('d', ''))
        found = list(tags.cpython_tags(version, abis, platforms))
        interpreter = 'cp' + digits
    else:
        short = tags.INTERPRETER_SHORT_NAMES.get(name, name)
        abi = '_'.join(re.split('[-.]', target['soabi'])[:2])
        found = list(tags.generic_tags(short + digits, [abi], platforms))
        interpreter = 'pp3' if short == 'pp' else None
    return found + list(tags.compatible_tags(version, interpreter, platforms))


def load(wheels, modules, fits):
    """MODULES of the first packaging that FITS: in the wheels, then installed with this
    interpreter, and in each on its own before the copy that pip brings."""
    for wheel in list(wheels) + [None]:
        if wheel:
            sys.path.insert(0, wheel)
        for prefix in ('packaging', 'pip._vendor.packaging'):
            try:
                found = [importlib.import_module(prefix + '.' + module) for module in modules]
                of_wheel = not wheel or found[0].__file__.startswith(wheel + os.sep)
                if of_wheel and fits(*found):
                    return found
            except Exception:  # a wheel for another Python fails in any way
                pass
            for module in [m for m in sys.modules if m.split('.')[0] in ('packaging', 'pip')]:
                del sys.modules[module]
        if wheel:
            sys.path.remove(wheel)
    raise NoPackaging


def load_toml(wheels):
    for wheel in [None] + list(wheels):
        if wheel:
            sys.path.insert(0, wheel)
        for name in ('tomllib', 'pip._vendor.tomli', 'tomli'):
            try:
                return importlib.import_module(name)
            except Exception:
                pass
        if wheel:
            sys.path.remove(wheel)
    raise NoPackaging
