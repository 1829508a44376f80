# SPDX-License-Identifier: MIT
# Requirements that are pinned and have hashes.

# The options that a lock may have: how many words follow.
KNOWN_OPTIONS = {
    '--index-url': 1, '--extra-index-url': 1, '--find-links': 1, '--trusted-host': 1,
    '--only-binary': 1, '--no-binary': 1, '--use-feature': 1,
    '--no-index': 0, '--pre': 0, '--prefer-binary': 0, '--require-hashes': 0,
}
SHORT_OPTIONS = {'-i': '--index-url', '-f': '--find-links'}
# One of these has hashes required of everything anyway; the other would trust a host that the user
# does not.
DROPPED_OPTIONS = ('--require-hashes', '--trusted-host')


# A pin that means the same to whoever reads it: packaging is not loaded for it.
PLAIN_PIN = re.compile(
    r'([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?) *== *([A-Za-z0-9](?:[A-Za-z0-9.!+_-]*))$')


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
    """(the line without its hashes, (algorithm, digest)...)."""
    option = r'\s--hash(?:=|\s+)(\S*)'
    pairs = [tuple(value.partition(':')[::2]) for value in re.findall(option, line)]
    rest = re.sub(option, '', line)
    if re.search(r'\s--', rest):
        raise Fault("'%s' is not understood" % re.search(r'\s(--\S*)', rest).group(1))
    return rest.strip(), pairs


def link_to(lock, value):
    """A place of links, absolute: pip looks beside its own file of requirements."""
    if re.match('[A-Za-z][A-Za-z0-9+.-]*:', value) or '${' in value:
        return value
    return file_url(path_to(lock, value))


def option_rows(lock, line):
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Fault("'%s': %s" % (line, error))
    while words:
        name, equals, value = words.pop(0).partition('=')
        if name[:2] in SHORT_OPTIONS and name[:2] != name:
            name, equals, value = name[:2], '=', name[2:] + equals + value
        name = SHORT_OPTIONS.get(name, name)
        if name in ('-e', '--editable'):
            raise Fault("an editable project has no place in a lock: install it with 'pip install "
                        "--no-deps -e' when the environment is there, and take the line out")
        if name not in KNOWN_OPTIONS:
            raise Fault("'%s' has no place in a lock" % name)
        if KNOWN_OPTIONS[name] and not equals:
            if not words:
                raise Fault("'%s' wants a value" % name)
            value = words.pop(0)
        if name == '--find-links':
            value = link_to(lock, value)
        if name not in DROPPED_OPTIONS:
            yield row('option', file=name, url=name + (
                ' ' + shlex.quote(value) if KNOWN_OPTIONS[name] else ''))


def pinned_version(requirement):
    clauses = list(requirement.specifier)
    version = clauses[0].version if len(clauses) == 1 else ''
    if not version or clauses[0].operator not in ('==', '===') or version.endswith('.*'):
        raise Fault("'%s' is not pinned to one version with '=='" % requirement)
    return version


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


def requirement_row(line, packaging, environment, unhashed):
    text, pairs = split_hashes(line)
    found = read_requirement(text, packaging, environment)
    if not found:
        return None
    name, version, url = found
    hashes = check_hashes("'%s'" % (name or url), pairs)
    if not hashes and not unhashed and not (url and re.match('(git|hg|svn|bzr)[+]', url)):
        raise Fault("'%s' has no hash; the option 'allow-unhashed' takes it without" % (
            name or url))
    if url:
        return url_row(canonical(name or ''), url, hashes)
    return row('pin', canonical(name), version, flat(hashes))


def url_row(name, url, hashes):
    vcs = re.match('(git|hg|svn|bzr)[+]([^#]*)@(%s)(#.*)?$' % FULL_COMMIT, url)
    unnamed = Fault("'%s' does not say which project it is: write 'NAME @ URL'" % url)
    if vcs:
        if not name:
            raise unnamed
        return row('vcs', name, url=url, direct_url=direct(vcs.group(2), vcs_info={
            'vcs': vcs.group(1), 'commit_id': vcs.group(3)}))
    if re.match('(git|hg|svn|bzr)[+]', url):
        raise Fault("'%s' does not name a commit with '@' and its hash" % url)
    plain = url.split('#')[0]
    file = os.path.basename(plain.split('?')[0])
    is_wheel = file.endswith('.whl')
    name = name or (canonical(file.split('-')[0]) if is_wheel else '')
    if not name:
        raise unnamed
    one = {algorithm: digests[0] for algorithm, digests in hashes.items() if len(digests) == 1}
    return row('wheel' if is_wheel else 'source', name, file.split('-')[1] if is_wheel else '',
               flat(hashes), file, url, direct_url=direct(plain, archive_info=archive_info(one)))


def line_rows(lock, line, packaging, environment, unhashed):
    if line.startswith('-'):
        return list(option_rows(lock, line))
    found = requirement_row(line, packaging, environment, unhashed)
    return [found] if found else []


def select_requirements(lock, text, options, target):
    if options['extra'] or options['group']:
        raise Fault('extras and groups are of a pylock.toml, and this is none')
    packaging = Packaging(options['wheel'])
    rows, seen = [], {}
    for number, line in logical_lines(text):
        try:
            found = line_rows(lock, line, packaging, target['environment'], options['unhashed'])
        except Fault as fault:
            raise Fault('line %d: %s' % (number, fault))
        for line in found:
            kind, name = line.split('\t')[:2]
            if kind != 'option' and seen.setdefault(name, line) != line:
                raise Fault("line %d: '%s' is there twice" % (number, name))
            if kind == 'option' or line not in rows:
                rows.append(line)
    return rows
