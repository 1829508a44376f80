# SPDX-License-Identifier: MIT
# What is printed of a package: hashes, URLs, columns.

# Those that pip, too, takes for strong, and how many digits they have.
DIGITS = {'sha256': 64, 'sha384': 96, 'sha512': 128}
FULL_COMMIT = '[0-9a-f]{40}'


def check_hashes(shown, pairs):
    """The strong ones of PAIRS (algorithm, digest), a list for each algorithm."""
    strong = {}
    for algorithm, digest in pairs:
        algorithm, digest = algorithm.lower(), digest.lower()
        if algorithm not in DIGITS:
            continue
        if not re.match('[0-9a-f]{%d}$' % DIGITS[algorithm], digest):
            raise Fault("%s: '%s' is no %s, which has %d hexadecimal digits" % (
                shown, digest, algorithm, DIGITS[algorithm]))
        strong.setdefault(algorithm, []).append(digest)
    if pairs and not strong:
        raise Fault('%s has no hash but %s, and only %s are taken' % (
            shown, ', '.join(sorted({pair[0] for pair in pairs})), ', '.join(sorted(DIGITS))))
    return strong


def flat(hashes):
    return ','.join('%s:%s' % (algorithm, digest) for algorithm in sorted(hashes)
                    for digest in hashes[algorithm])


def path_to(lock, path):
    if '://' in path:
        raise Fault("'%s' is not a path" % path)
    return os.path.normpath(os.path.join(os.path.dirname(lock), path))


def file_url(path):
    return 'file://' + quote(os.fsencode(os.path.abspath(path)))


def without_secrets(url, vcs):
    """As direct_url.json has it: names of variables may stay, and the user that git is for ssh."""
    scheme, mark, rest = url.partition('://')
    authority = re.match('[^/?#]*', rest).group()
    user = authority.rpartition('@')[0]
    variable = '[$][{][A-Za-z0-9_-]+[}]'
    if re.match('%s(:%s)?$' % (variable, variable), user) or (vcs == 'git' and user == 'git'):
        return url
    return scheme + mark + authority.rpartition('@')[2] + rest[len(authority):]


def direct(url, **more):
    """direct_url.json (PEP 610)."""
    url = without_secrets(url, more.get('vcs_info', {}).get('vcs'))
    return json.dumps(dict(more, url=url), sort_keys=True)


def archive_info(hashes):
    if not hashes:
        return {}
    first = 'sha256' if 'sha256' in hashes else sorted(hashes)[0]
    return {'hash': first + '=' + hashes[first], 'hashes': dict(hashes)}


def fragment(url, subdirectory):
    return url + '#subdirectory=' + quote(subdirectory) if subdirectory else url


def column(text):
    text = '' if text is None else str(text)
    if re.search('[\x00-\x1f\x7f]', text):
        raise Fault('%r has a control character' % text)
    return text


def row(kind, name='', version='', hashes='', file='', url='', path='', direct_url=''):
    return '\t'.join(map(column, (kind, name, version, hashes, file, url, path, direct_url)))


def canonical(name):
    return re.sub(r'[-_.]+', '-', name).lower()
