# SPDX-License-Identifier: MIT
"""A locked project of some fifty packages, beside the floor and beside its peers.

The project's wheels are downloaded once, by pip and from where pip is told to take them; then
nothing asks an index. Lock, link mode and file system are the same for all. Run by `make bench`.
"""
import glob
import hashlib
import os
import subprocess

import bench
import floorlist

PROJECT = """django djangorestframework celery[redis] psycopg[binary] gunicorn whitenoise pillow
    requests sentry-sdk django-filter django-cors-headers django-debug-toolbar drf-spectacular
    django-environ django-storages boto3 markdown pytest-django lxml""".split()
LIMIT = 1.6


class Locked(bench.Bench):
    """The wheels, the lock of them, and who makes an environment of it."""

    def find_peers(self):
        super().find_peers()
        home = os.path.join(self.options.builddir, "tests", "bench")
        self.wheels = os.path.join(home, "wheels")
        pip = os.path.join(home, "download", "bin", "pip")
        if not glob.glob(os.path.join(self.wheels, "*.whl")):
            subprocess.run([self.options.python, "-m", "venv", os.path.dirname(
                os.path.dirname(pip))], check=True)
            subprocess.run([pip, "download", "-q", "--only-binary=:all:", "-d", self.wheels,
                            *PROJECT], check=True)
        self.lock = os.path.join(home, "requirements.txt")
        with open(self.lock, "w", encoding="ascii") as out:
            for wheel in sorted(glob.glob(os.path.join(self.wheels, "*.whl"))):
                name, version = os.path.basename(wheel).split("-")[:2]
                with open(wheel, "rb") as stream:
                    digest = hashlib.sha256(stream.read()).hexdigest()
                out.write("%s==%s --hash=sha256:%s\n" % (name, version, digest))
        print("%d packages" % len(os.listdir(self.wheels)))

    def locked(self):
        return self.venvb("--without-pip", "--plugin=seedlock,file=%s,wheel-dir=%s" % (
            self.lock, self.wheels))

    def uv_cases(self, name, variables):
        if "uv" not in self.peers:
            return []
        script = ('"$0" venv -q --offline -p "$1" "$2" && VIRTUAL_ENV=$2 exec "$0" pip sync -q '
                  '--offline --no-index --find-links "$3" --require-hashes "$4"')
        return [bench.case(name, ["/bin/sh", "-c", script, self.peers["uv"], self.options.python,
                                  "{env}", self.wheels, self.lock], variables)]

    def pip_cases(self):
        script = ('"$0" -m venv "$1" && exec "$1/bin/pip" install -q --no-deps --no-index '
                  '--no-compile --disable-pip-version-check --require-hashes --find-links "$2" '
                  '-r "$3"')
        return [bench.case("pip install", ["/bin/sh", "-c", script, self.options.python, "{env}",
                                           self.wheels, self.lock])]

    def warm(self, place, mode):
        ours = self.cache(place, link_mode=mode)
        for _ in range(2):
            env = place.new()
            bench.spawn([part.replace("{env}", env) for part in self.locked()],
                        dict(place.environ, **ours))
        images = [image for image in floorlist.images(place.path("cache"))]
        listing = place.path("locked-%s.list" % mode)
        floorlist.write(listing, env, images, mode)
        floor = "floor, " + mode
        cases = [bench.case(floor, self.floor("create", listing, *images)),
                 bench.case("venvb", self.locked(), ours)]
        cases += self.uv_cases("uv venv, uv pip sync", {
            "UV_CACHE_DIR": place.path("uv-" + mode),
            "UV_LINK_MODE": "hardlink" if mode == "hardlink" else "copy"})
        medians = self.show(place, "locked, warm, " + mode, cases, floor)
        self.judge("warm, %s, to the floor" % mode, place, medians, "venvb", floor, LIMIT)
        self.judge("warm, %s, to uv" % mode, place, medians, "venvb", "uv venv, uv pip sync", 1)
        count = self.programs_started(place, self.locked(), ours)
        self.verdict("programs started when warm", place, str(count), "0",
                     None if count is None else count == 0)

    def cold(self, place, mode):
        cases = self.uv_cases("uv venv, uv pip sync", {
            "UV_CACHE_DIR": "{env}.cache",
            "UV_LINK_MODE": "hardlink" if mode == "hardlink" else "copy"})
        cases.append(bench.case("venvb", self.locked(), {"VENVB_CACHE_DIR": "{env}.cache",
                                                         "VENVB_LINK_MODE": mode}))
        if mode == "copy":
            cases += self.pip_cases()
        medians = self.show(place, "locked, cold, " + mode, cases, "venvb")
        self.judge("cold, %s, to uv" % mode, place, medians, "venvb", "uv venv, uv pip sync", 1)

    def measure_all(self, place):
        for mode in ("hardlink", "copy"):
            self.warm(place, mode)
        self.options.rounds = min(self.options.rounds, 7)
        for mode in ("hardlink", "copy"):
            self.cold(place, mode)


if __name__ == "__main__":
    Locked(bench.parse(__doc__)).run()
