# SPDX-License-Identifier: MIT
"""The list that the floor program follows, taken from a finished environment (see floor.c)."""
import glob
import os
import re
import stat
import subprocess


def images(cache):
    """The directories of a cache that files are linked from."""
    found = []
    for directory, names, _ in os.walk(cache):
        if "files" in names:
            found.append(os.path.join(directory, "files"))
            names.remove("files")
    return sorted(found)


def bundled_wheels(python, env):
    """The wheels that came with the interpreter, of which the environment has the packages."""
    directory = subprocess.run(
        [python, "-I", "-c", "import ensurepip; print(ensurepip.__path__[0])"],
        stdout=subprocess.PIPE, universal_newlines=True).stdout.strip()
    wheels = []
    for info in glob.glob(os.path.join(env, "lib/python*/site-packages/*.dist-info")):
        name = os.path.basename(info)[:-len(".dist-info")]
        wheels += glob.glob(os.path.join(directory, "_bundled", name + "-*.whl"))
    return wheels


def tree(root):
    """(path relative to root, status) of everything below it, parents first."""
    for directory, names, files in os.walk(root):
        names.sort()
        for name in sorted(names + files):
            path = os.path.join(directory, name)
            yield os.path.relpath(path, root), os.lstat(path)


def taken_from(image_roots, byte_code):
    """Of each file that comes from an image: which image."""
    sources = {}
    for number, root in enumerate(image_roots):
        for path, status in tree(root):
            if stat.S_ISREG(status.st_mode) and (byte_code or not path.endswith(".pyc")):
                sources[path] = (number, status)
    return sources


def site_packages(env):
    return os.path.relpath(glob.glob(os.path.join(env, "lib", "*", "site-packages"))[0], env)


def write(listing, env, image_roots, mode="hardlink", byte_code=True):
    """Writes the list of what ENV is made of; MODE says how files get out of the images."""
    prefix = site_packages(env)
    sources = taken_from(image_roots, byte_code)
    plain, linked = [], {}
    for path, status in tree(env):
        below = os.path.relpath(path, prefix)
        if not byte_code and re.search(r"__pycache__|\.pyc$", path):
            continue
        if stat.S_ISDIR(status.st_mode):
            plain.append("D %s" % path)
        elif stat.S_ISLNK(status.st_mode):
            plain.append("L %s %s" % (path, os.readlink(os.path.join(env, path))))
        elif below in sources:
            linked.setdefault(sources[below][0], []).append((below, sources[below][1]))
        else:
            plain.append("F %o %d %s" % (stat.S_IMODE(status.st_mode), status.st_size, path))
    for number, files in sorted(linked.items()):
        plain.append("O %d %s" % (number, prefix))
        for path, status in files:
            plain.append("H " + path if mode == "hardlink" else "C %o %d %d %s" % (
                stat.S_IMODE(status.st_mode), status.st_size, status.st_mtime, path))
    with open(listing, "w") as out:
        out.write("\n".join(plain) + "\n")
