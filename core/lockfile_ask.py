# SPDX-License-Identifier: MIT
"""Where an index has the wheels of which packages are installed.

Reads from standard input a JSON array of {"name", "version", "record"} (the path of the installed
RECORD), lets pip download each, and prints an object: by name {"file", "sha256", "url", "wheel",
"same"} or {"error"}. It runs on every Python from 3.6 on.
"""
import base64
import csv
import glob
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from urllib.parse import unquote, urlsplit, urlunsplit


def pip_command():
    try:
        import pip  # noqa: F401
        return [sys.executable, '-I', '-m', 'pip']
    except ImportError:
        pass
    import ensurepip
    import sysconfig
    places = [os.path.join(os.path.dirname(ensurepip.__file__), '_bundled'),
              sysconfig.get_config_var('WHEEL_PKG_DIR')]
    for place in filter(None, places):
        for wheel in sorted(glob.glob(os.path.join(place, 'pip-*.whl'))):
            return [sys.executable, '-I', os.path.join(wheel, 'pip')]
    raise ImportError('pip')


def download(pip, wanted, directory):
    """What pip says when it fails, else None; and where it found files."""
    log = os.path.join(directory, 'log')
    done = subprocess.run(
        pip + ['--disable-pip-version-check', '--no-input', '-q', '--log', log, 'download',
               '--no-deps', '--prefer-binary', '--dest', directory]
        + ['%s==%s' % (item['name'], item['version']) for item in wanted],
        env=dict(os.environ, PIP_REQUIRE_VIRTUALENV='0', PIP_NO_PYTHON_VERSION_WARNING='1'),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    urls = {}
    try:
        with open(log, encoding='utf-8', errors='replace') as lines:
            for url in re.findall(r'Found link (https?://\S+)', lines.read()):
                parts = urlsplit(url)
                host = parts.netloc.rpartition('@')[2]
                name = unquote(parts.path.rpartition('/')[2])
                urls[name] = urlunsplit((parts.scheme, host, parts.path, parts.query, ''))
    except OSError:
        pass
    if not done.returncode:
        return None, urls
    errors = [line for line in done.stderr.decode('utf-8', 'replace').splitlines()
              if line.startswith('ERROR: ')]
    text = errors[-1][7:] if errors else 'pip ended with status %d' % done.returncode
    return text, urls


def rows_of(text):
    rows = {}
    for row in csv.reader(io.StringIO(text)):
        if len(row) >= 2 and row[1].startswith('sha256='):
            rows[row[0]] = row[1]
    return rows


def is_same(wheel, record):
    """Whether the files of the wheel are those that are installed."""
    with open(record, encoding='utf-8', newline='') as stream:
        installed = rows_of(stream.read())
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            top = name.split('/')[0]
            if name.endswith('/') or top.endswith('.data'):
                continue
            if top.endswith('.dist-info') and name.count('/') == 1 and os.path.basename(name) in (
                    'RECORD', 'INSTALLER', 'REQUESTED', 'direct_url.json', 'RECORD.jws',
                    'RECORD.p7s'):
                continue
            digest = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest())
            if installed.get(name) != 'sha256=' + digest.rstrip(b'=').decode():
                return False
    return True


def canonical(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def look(directory, wanted, urls, found):
    for file in sorted(os.listdir(directory)):
        path = os.path.join(directory, file)
        for item in wanted:
            stem = file[:-4].split('-')[0] if file.endswith('.whl') else re.sub(
                r'-%s\.(tar\.gz|zip|tar\.bz2|tgz)$' % re.escape(item['version']), '', file)
            if file == 'log' or canonical(stem) != item['name']:
                continue
            with open(path, 'rb') as stream:
                digest = hashlib.sha256(stream.read()).hexdigest()
            wheel = file.endswith('.whl')
            found[item['name']] = {
                'file': file, 'sha256': digest, 'url': urls.get(file), 'wheel': wheel,
                'same': is_same(path, item['record']) if wheel else True}


def ask(pip, wanted, found):
    directory = tempfile.mkdtemp()
    try:
        error, urls = download(pip, wanted, directory)
        if error and len(wanted) > 1:
            # One that no index has must not hide the others.
            for item in wanted:
                ask(pip, [item], found)
            return
        if error:
            found[wanted[0]['name']] = {'error': error}
        else:
            look(directory, wanted, urls, found)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    wanted = json.loads(sys.stdin.buffer.read().decode('utf-8'))
    found = {}
    try:
        ask(pip_command(), wanted, found)
    except ImportError:
        found = {item['name']: {'error': 'there is no pip to ask an index by'} for item in wanted}
    print(json.dumps(found))


main()
