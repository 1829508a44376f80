# SPDX-License-Identifier: MIT
# Which file at hand is the wheel of a package, by its hashes.


class Digests:
    """Of one file, each computed once."""

    def __init__(self, path):
        with open(path, 'rb') as stream:
            self.content = stream.read()
        self.known = {}

    def get(self, algorithm):
        if algorithm not in self.known:
            self.known[algorithm] = hashlib.new(algorithm, self.content).hexdigest()
        return self.known[algorithm]

    def has_one_of(self, hashes):
        return any(self.get(algorithm) in hashes[algorithm] for algorithm in hashes)


class Directory:
    """The wheels of a directory."""

    def __init__(self, path, target, wheels):
        self.path, self.target, self.wheels = path, target, wheels
        self.ranks = None
        self.named = {}
        for file in sorted(os.listdir(path)) if path else []:
            parts = file[:-4].split('-')
            if file.endswith('.whl') and len(parts) in (5, 6):
                self.named.setdefault(canonical(parts[0]), []).append((file, parts))

    def rank(self, parts):
        """How well it fits: the less the better; None: not at all."""
        if parts[-2:] == ['none', 'any'] and 'py3' in parts[-3].split('.'):
            return sys.maxsize
        if self.ranks is None:
            try:
                tags = tags_of(self.target, load(self.wheels, ('tags',), lambda _: True)[0])
            except Exception:  # none, or a packaging from before there were tags
                tags = []
            self.ranks = {str(tag): place for place, tag in enumerate(tags)}
        if not self.ranks:
            return 0 if self.may_fit(parts) else None
        ranks = [self.ranks.get('%s-%s-%s' % (python, abi, plat))
                 for python in parts[-3].split('.') for abi in parts[-2].split('.')
                 for plat in parts[-1].split('.')]
        return min((rank for rank in ranks if rank is not None), default=None)

    def may_fit(self, parts):
        """As far as can be told without tags: the host looks closer at the one that is taken."""
        interpreter = 'cp%d%d' % tuple(self.target['version'])
        abis = {interpreter + self.target['abiflags'], 'abi3', 'none'}
        return (abis & set(parts[-2].split('.')) and parts[-1].startswith(('linux', 'many')) and
                parts[-1].endswith(self.target['environment']['platform_machine']) and
                (interpreter in parts[-3] or 'abi3' in parts[-2] or 'py3' in parts[-3]))

    def find(self, name, version, hashes):
        """The best that has one of the hashes, or is of the version if there are none: its path
        and its SHA-256."""
        fitting = [(self.rank(parts), file) for file, parts in self.named.get(name, [])]
        for _, file in sorted(pair for pair in fitting if pair[0] is not None):
            path = os.path.join(self.path, file)
            digests = Digests(path)
            if digests.has_one_of(hashes) if hashes else file.split('-')[1] == version:
                return path, digests.get('sha256')
        return None


def parse_hashes(text):
    hashes = {}
    for part in text.split(','):
        algorithm, _, digest = part.partition(':')
        hashes.setdefault(algorithm, []).append(digest)
    return hashes


def check_file(path, hashes):
    """A wheel that the lock itself places: the hashes are its own."""
    digests = Digests(path)
    if digests.has_one_of(hashes):
        return path, digests.get('sha256')
    algorithm = sorted(hashes)[0]
    raise Fault("'%s' is not the locked file: its %s is %s, and %s was locked" % (
        path, algorithm, digests.get(algorithm), ' or '.join(hashes[algorithm])))


def is_of_one_sha256(hashes):
    return len(hashes) == 1 and len(hashes.get('sha256', [])) == 1


def find(rows, options, target):
    """Rows of what was found. Of a wheel with one SHA-256 nothing is to be found out."""
    place = ''.join(options['wheel-dir'][-1:])
    directory = Directory(place, target, options['wheel'])
    for line in rows:
        kind, name, version, text, file, _, path, _ = line.split('\t')
        hashes = parse_hashes(text) if text else {}
        found = None
        if kind == 'pin':
            found = directory.find(name, version, hashes)
        elif text and kind == 'wheel' and not is_of_one_sha256(hashes):
            for candidate in (path, os.path.join(place, file) if place else ''):
                if candidate and os.path.exists(candidate) and not found:
                    found = check_file(candidate, hashes)
        if found:
            yield row('found', name, hashes='sha256:' + found[1], path=found[0])
