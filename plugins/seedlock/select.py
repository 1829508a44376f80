# SPDX-License-Identifier: MIT
"""What of a lock is for one interpreter: PEP 751 by packaging, or requirements with hashes.

    describe                    prints what the interpreter that runs this is, as JSON
    select LOCK KEY=VALUE...    reads the lock's bytes from standard input, and prints what is to be
                                installed, one package a line, its columns with tabs between:
                                KIND NAME VERSION HASHES FILE URL PATH DIRECT-URL

Keys, each any number of times: wheel (to take packaging out of), extra, group (in the place of
those that the lock means by default), and each once: unhashed (allowed), wheel-dir, and target
(what `describe` has printed, where another interpreter runs this).

KIND is wheel, source (of which a wheel is to be built), pin (whichever file has one of the hashes),
tree (a local directory to be built), vcs, or option (a line of a requirements file, in URL).
HASHES are ALGORITHM:DIGEST with commas between. A column that is not known is empty.

Exit status 1: the lock is at fault, as the one line on standard error says. 3: there is no
packaging that would do. It runs on every Python from 3.6 on.
"""
import hashlib
import importlib
import json
import os
import platform
import re
import sys
import sysconfig

NO_PACKAGING = 3
KNOWN_OPTIONS = (
    '--index-url', '-i', '--extra-index-url', '--find-links', '-f', '--no-index',
    '--trusted-host', '--pre', '--prefer-binary', '--only-binary', '--no-binary',
    '--require-hashes', '--use-feature',
)


# A pin that means the same to whoever reads it: packaging is not loaded for it.
PLAIN_PIN = re.compile(
    r'([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?) *== *([A-Za-z0-9](?:[A-Za-z0-9.!+_-]*))$')


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
                if fits(*found):
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


def hashes_of(mapping):
    return ','.join('%s:%s' % (name.lower(), mapping[name].lower()) for name in sorted(mapping))


def path_to(lock, path):
    return os.path.normpath(os.path.join(os.path.dirname(lock), path))


def file_url(path):
    from pathlib import Path
    return Path(path).as_uri()


def direct(url, **more):
    """direct_url.json (PEP 610), without a password."""
    url = re.sub(r'(?<=://)[^/@]*@', lambda user: user.group() if '$' in user.group() else '', url)
    return json.dumps(dict(more, url=url), sort_keys=True)


def archive_info(hashes):
    if not hashes:
        return {}
    first = 'sha256' if 'sha256' in hashes else sorted(hashes)[0]
    return {'hash': first + '=' + hashes[first], 'hashes': dict(hashes)}


def fragment(url, subdirectory):
    return url + '#subdirectory=' + subdirectory if subdirectory else url


def column(text):
    text = '' if text is None else str(text)
    if re.search('[\x00-\x1f\x7f]', text):
        raise Fault('%r has a control character' % text)
    return text


def row(kind, name='', version='', hashes='', file='', url='', path='', direct_url=''):
    return '\t'.join(map(column, (kind, name, version, hashes, file, url, path, direct_url)))


def local_row(lock, package, source, kind, **more):
    """Of a path that must be there, relative to the lock."""
    path = path_to(lock, source.path)
    if not os.path.exists(path):
        raise Fault("package '%s': there is no '%s'" % (package.name, path))
    return row(kind, package.name, package.version, path=path, **more)


def pylock_row(lock, package, source):
    kind = type(source).__name__
    if kind == 'PackageVcs':
        url = source.url or file_url(path_to(lock, source.path))
        info = {'vcs': source.type, 'commit_id': source.commit_id}
        if source.requested_revision:
            info['requested_revision'] = source.requested_revision
        more = {'vcs_info': info}
        if source.subdirectory:
            more['subdirectory'] = source.subdirectory
        return row('vcs', package.name, package.version,
                   url=fragment('%s+%s@%s' % (source.type, url, source.commit_id),
                                source.subdirectory),
                   direct_url=direct(url, **more))
    if kind == 'PackageDirectory':
        if source.editable:
            raise Fault("package '%s' is editable: install it with 'pip install --no-deps -e' "
                        'when the environment is there, and take it out of the lock'
                        % package.name)
        path = os.path.join(path_to(lock, source.path), source.subdirectory or '')
        source = source.__class__(path=path)
        return local_row(lock, package, source, 'tree', direct_url=direct(
            file_url(path_to(lock, path)), dir_info={}))
    hashes = hashes_of(source.hashes)
    direct_url = ''
    file = getattr(source, 'filename', None)
    if kind == 'PackageArchive':
        where = source.url or file_url(path_to(lock, source.path))
        more = {'archive_info': archive_info(source.hashes)}
        if source.subdirectory:
            more['subdirectory'] = source.subdirectory
        direct_url = direct(where, **more)
        file = os.path.basename(where.split('#')[0].split('?')[0])
    is_wheel = kind == 'PackageWheel' or (file or '').endswith('.whl')
    path = path_to(lock, source.path) if source.path else ''
    url = source.url or ''
    if not url and path and not os.path.exists(path) and kind != 'PackageWheel':
        raise Fault("package '%s': there is no '%s'" % (package.name, path))
    return row('wheel' if is_wheel else 'source', package.name, package.version, hashes, file,
               fragment(url, getattr(source, 'subdirectory', None)) if url else '', path,
               direct_url)


def select_pylock(lock, text, options, target):
    wheels = options['wheel']
    pylock, tags = load(wheels, ('pylock', 'tags'), lambda found, _: hasattr(
        found.Pylock, 'select'))
    toml = load_toml(wheels)
    try:
        parsed = pylock.Pylock.from_dict(toml.loads(text))
    except (toml.TOMLDecodeError, pylock.PylockValidationError) as error:
        raise Fault(str(error))
    except pylock.PylockUnsupportedVersionError as error:
        raise Fault(str(error))
    known = {'extra': parsed.extras, 'group': parsed.dependency_groups}
    for key, names in known.items():
        for name in options[key]:
            if name not in (names or []):
                raise Fault("it has no %s '%s'%s" % (
                    key, name, ': it has %s' % ', '.join(names) if names else ''))
    try:
        chosen = list(parsed.select(
            environment=target['environment'], tags=tags_of(target, tags),
            extras=options['extra'], dependency_groups=options['group'] or None))
    except pylock.PylockSelectError as error:
        raise Fault(explain(str(error), target))
    return [pylock_row(lock, package, source) for package, source in chosen]


def explain(reason, target):
    version = target['environment']['python_full_version']
    reason = re.sub(r"^python_full_version '[^']*' in provided environment does not satisfy the "
                    r"Python version requirement '([^']*)'",
                    r'it requires Python \1, and this is ' + version, reason)
    reason = re.sub(r' at packages\[\d+\]', '', reason)
    return reason[:1].lower() + reason[1:]


def logical_lines(text):
    """As pip reads them: joined at a backslash, and without comments."""
    joined = ''
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        if re.match(r'\s*#', line) or not line.endswith('\\'):
            joined += ' ' + line if re.match(r'\s*#', line) else line
            joined = re.sub(r'(^|\s)#.*$', '', joined).strip()
            if joined:
                yield start, joined
            joined, start = '', 0
        else:
            joined += line[:-1]
    if joined.strip():
        yield start, joined.strip()


def split_hashes(line):
    found = {}
    for algorithm, digest in re.findall(r'\s--hash[= ]\s*([a-z0-9]+):([0-9A-Fa-f]+)', line):
        found.setdefault(algorithm, []).append(digest.lower())
    rest = re.sub(r'\s--hash[= ]\s*[a-z0-9]+:[0-9A-Fa-f]+', '', line)
    if re.search(r'\s--', rest):
        raise Fault("'%s' is not understood" % re.search(r'\s(--\S*)', rest).group(1))
    return rest.strip(), found


def pinned_version(requirement):
    clauses = list(requirement.specifier)
    version = clauses[0].version if len(clauses) == 1 else ''
    if not version or clauses[0].operator not in ('==', '===') or version.endswith('.*'):
        raise Fault("'%s' is not pinned to one version with '=='" % requirement)
    return version


def canonical(name):
    return re.sub(r'[-_.]+', '-', name).lower()


class Wheels:
    """The wheels of a directory, and which fit."""

    def __init__(self, directory, tags):
        self.directory = directory
        self.rank = {str(tag): place for place, tag in enumerate(tags)}
        self.named = {}
        for file in sorted(os.listdir(directory)) if directory and tags else []:
            parts = file[:-4].split('-')
            if file.endswith('.whl') and len(parts) in (5, 6):
                self.named.setdefault(canonical(parts[0]), []).append((file, parts))

    def ranked(self, parts):
        ranks = [self.rank.get('%s-%s-%s' % (python, abi, plat))
                 for python in parts[-3].split('.') for abi in parts[-2].split('.')
                 for plat in parts[-1].split('.')]
        return min([rank for rank in ranks if rank is not None] or [None])

    def find(self, name, hashes):
        """The best that has one of the hashes: its path and its own hash."""
        fitting = []
        for file, parts in self.named.get(canonical(name), []):
            rank = self.ranked(parts)
            if rank is not None:
                fitting.append((rank, file))
        for _, file in sorted(fitting):
            path = os.path.join(self.directory, file)
            with open(path, 'rb') as stream:
                content = stream.read()
            for algorithm in sorted(hashes):
                if algorithm not in hashlib.algorithms_guaranteed:
                    continue
                digest = hashlib.new(algorithm, content).hexdigest()
                if digest in hashes[algorithm]:
                    return path, algorithm + ':' + digest
        return '', ''


class Packaging:
    """What reads requirements, loaded when the first needs it."""

    def __init__(self, wheels):
        self.wheels = wheels
        self.modules = None

    def load(self):
        self.modules = self.modules or load(self.wheels, ('requirements', 'markers'),
                                            lambda *_: True)
        return self.modules

    def marker(self, text):
        return self.load()[1].Marker(text)

    def requirement(self, text):
        module = self.load()[0]
        try:
            return module.Requirement(text)
        except module.InvalidRequirement:
            raise Fault("'%s' is not a requirement with a version" % text)


def read_requirement(text, packaging, environment):
    """(name, version, URL) of a line without its hashes; what it does not have is None. Nothing
    where its marker says that it is not for the ENVIRONMENT."""
    plain = PLAIN_PIN.match(text)
    if plain:
        return plain.group(1), plain.group(2), None
    bare = re.match(r'[A-Za-z][A-Za-z0-9+.-]*://', text)
    if bare:
        url, _, marker = text.partition(' ;')
        marker = packaging.marker(marker) if marker else None
    else:
        found = packaging.requirement(text)
        marker = found.marker
    if marker and not marker.evaluate(dict(environment, extra='')):
        return None
    if bare:
        return None, None, url.strip()
    return found.name, None if found.url else pinned_version(found), found.url


def requirement_row(line, packaging, target, wheels, unhashed):
    text, hashes = split_hashes(line)
    flat = ','.join('%s:%s' % (algorithm, digest) for algorithm in sorted(hashes)
                    for digest in hashes[algorithm])
    found = read_requirement(text, packaging, target['environment'])
    if not found:
        return None
    name, version, url = found
    shown = name or url
    if not flat and not unhashed and not (url and re.match('(git|hg|svn|bzr)[+]', url)):
        raise Fault("'%s' has no hash; the option 'allow-unhashed' takes it without" % shown)
    if not url:
        path, found = wheels.find(name, hashes) if flat else ('', '')
        return row('wheel' if path else 'pin', canonical(name), version, found or flat,
                   os.path.basename(path), path=path)
    return url_row(canonical(name or ''), url, hashes, flat)


def url_row(name, url, hashes, flat):
    vcs = re.match('(git|hg|svn|bzr)[+]([^#]*)@([0-9a-f]{40})(#.*)?$', url)
    if vcs:
        if not name:
            raise Fault("'%s' does not say which project it is: write 'NAME @ URL'" % url)
        return row('vcs', name, url=url, direct_url=direct(vcs.group(2), vcs_info={
            'vcs': vcs.group(1), 'commit_id': vcs.group(3)}))
    if re.match('(git|hg|svn|bzr)[+]', url):
        raise Fault("'%s' does not name a commit with '@' and its hash" % url)
    plain = url.split('#')[0]
    file = os.path.basename(plain.split('?')[0])
    is_wheel = file.endswith('.whl')
    if not name and is_wheel:
        name = canonical(file.split('-')[0])
    if not name:
        raise Fault("'%s' does not say which project it is: write 'NAME @ URL'" % url)
    one = {algorithm: digests[0] for algorithm, digests in hashes.items() if len(digests) == 1}
    version = file.split('-')[1] if is_wheel else ''
    return row('wheel' if is_wheel else 'source', name, version, flat, file, url,
               direct_url=direct(plain, archive_info=archive_info(one)))


def select_requirements(text, options, target):
    if options['extra'] or options['group']:
        raise Fault('extras and groups are of a pylock.toml, and this is none')
    packaging = Packaging(options['wheel'])
    tags = []
    if options['wheel-dir']:
        try:
            tags = tags_of(target, load(options['wheel'], ('tags',), lambda _: True)[0])
        except Exception:  # none, or older than tags: then pip looks through the directory
            pass
    wheels = Wheels(''.join(options['wheel-dir'][-1:]), tags)
    rows, seen = [], {}
    for number, line in logical_lines(text):
        try:
            if line.startswith('-'):
                if re.split('[ =]', line)[0] not in KNOWN_OPTIONS:
                    raise Fault("'%s' has no place in a lock" % line.split()[0])
                if line != '--require-hashes':
                    rows.append(row('option', url=line))
                continue
            found = requirement_row(line, packaging, target, wheels, options['unhashed'])
        except Fault as fault:
            raise Fault('line %d: %s' % (number, fault))
        if not found:
            continue
        name = found.split('\t')[1]
        if seen.setdefault(name, found) != found:
            raise Fault("line %d: '%s' is there twice" % (number, name))
        if found not in rows:
            rows.append(found)
    return rows


def select(lock, arguments):
    options = {key: [] for key in (
        'wheel', 'extra', 'group', 'unhashed', 'wheel-dir', 'target')}
    for argument in arguments:
        key, _, value = argument.partition('=')
        options[key].append(value)
    target = json.loads(options['target'][0]) if options['target'] else describe()
    try:
        text = sys.stdin.buffer.read().decode('utf-8')
        if lock.endswith('.toml'):
            rows = select_pylock(lock, text, options, target)
        else:
            rows = select_requirements(text, options, target)
    except UnicodeDecodeError:
        raise Fault('it is not UTF-8')
    for line in rows:
        sys.stdout.buffer.write(os.fsencode(line + '\n'))


def main():
    try:
        if sys.argv[1] == 'describe':
            print(json.dumps(describe()))
        else:
            select(sys.argv[2], sys.argv[3:])
    except NoPackaging:
        sys.exit(NO_PACKAGING)
    except Fault as fault:
        sys.stderr.buffer.write(str(fault).encode('utf-8', 'backslashreplace') + b'\n')
        sys.exit(1)


main()
