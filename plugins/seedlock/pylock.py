# SPDX-License-Identifier: MIT
# pylock.toml (PEP 751).


def plain_url(package, url):
    """What pip reads in a file of requirements as this URL and nothing else: it expands ${NAME}
    there, and ends at a blank."""
    if not re.match('[A-Za-z][A-Za-z0-9+.-]*://', url):
        raise Fault("package '%s': '%s' is not a URL" % (package.name, url))
    return quote(url.split('#')[0], safe="!&'()*+,/:;=?@[]~%")


def vcs_row(lock, package, source):
    url = plain_url(package, source.url or file_url(path_to(lock, source.path)))
    if source.type not in ('git', 'hg', 'svn', 'bzr'):
        raise Fault("package '%s': '%s' is no version control that pip knows" % (
            package.name, source.type))
    if not re.match(FULL_COMMIT + '$', source.commit_id):
        raise Fault("package '%s': '%s' is not the full hash of a commit" % (
            package.name, source.commit_id))
    info = {'vcs': source.type, 'commit_id': source.commit_id}
    if source.requested_revision:
        info['requested_revision'] = source.requested_revision
    more = {'subdirectory': source.subdirectory} if source.subdirectory else {}
    return row('vcs', package.name, package.version,
               url=fragment('%s+%s@%s' % (source.type, url, source.commit_id),
                            source.subdirectory),
               direct_url=direct(source.url or url, vcs_info=info, **more))


def directory_row(lock, package, source):
    if source.editable:
        raise Fault("package '%s' is editable: install it with 'pip install --no-deps -e' "
                    'when the environment is there, and take it out of the lock' % package.name)
    path = path_to(lock, os.path.join(source.path, source.subdirectory or ''))
    if not os.path.exists(path):
        raise Fault("package '%s': there is no '%s'" % (package.name, path))
    return row('tree', package.name, package.version, path=path,
               direct_url=direct(file_url(path), dir_info={}))


def file_row(lock, package, source, kind):
    """Of a wheel, a source distribution, or an archive, which may be either."""
    strong = check_hashes("package '%s'" % package.name, list(source.hashes.items()))
    hashes = {algorithm: digests[0] for algorithm, digests in strong.items()}
    path = path_to(lock, source.path) if source.path else ''
    url = plain_url(package, source.url) if source.url else ''
    subdirectory = getattr(source, 'subdirectory', None)
    direct_url = ''
    if kind == 'PackageArchive':
        more = {'subdirectory': subdirectory} if subdirectory else {}
        direct_url = direct(source.url or file_url(path), archive_info=archive_info(hashes), **more)
        file = os.path.basename((source.url or path).split('#')[0].split('?')[0])
    else:
        file = source.filename
    is_wheel = kind == 'PackageWheel' or file.endswith('.whl')
    if not url and not os.path.exists(path) and kind != 'PackageWheel':
        raise Fault("package '%s': there is no '%s'" % (package.name, path))
    if 'sha256' in strong:
        strong = {'sha256': strong['sha256']}
    return row('wheel' if is_wheel else 'source', package.name, package.version, flat(strong),
               os.path.basename(file), fragment(url, subdirectory) if url else '', path,
               direct_url)


def pylock_row(lock, package, source):
    kind = type(source).__name__
    if kind == 'PackageVcs':
        return vcs_row(lock, package, source)
    if kind == 'PackageDirectory':
        return directory_row(lock, package, source)
    return file_row(lock, package, source, kind)


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
