# SPDX-License-Identifier: MIT
"""venvb beside the floor and beside its peers: one run, commands alternated, medians, ratios.

Absolute times belong to a machine, so none is judged here. Every run gets a directory of its
own, nothing is deleted while something is measured, and all commands see the same bare
environment. Run by `make bench`, which says where the programs are.
"""
import argparse
import collections
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import floorlist

Case = collections.namedtuple("Case", "name argv variables prepare")


def case(name, argv, variables=None, prepare=None):
    return Case(name, [str(part) for part in argv], variables or {}, prepare)


class Place:
    """A directory on some file system, with caches of its own, so that links into them work."""

    def __init__(self, parent):
        self.root = tempfile.mkdtemp(prefix="venvb-bench-", dir=parent)
        self.serial = 0
        home = os.path.join(self.root, "home")
        os.mkdir(home)
        self.environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"}
        self.filesystem = subprocess.run(["df", "--output=fstype", self.root],
                                         stdout=subprocess.PIPE,
                                         universal_newlines=True).stdout.split()[-1]
        # Spreads directories over block groups: deleted inodes are not in the way then.
        subprocess.run(["chattr", "+T", self.root], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def new(self):
        """A path that does not exist, in a directory of its own."""
        self.serial += 1
        directory = os.path.join(self.root, "r%d" % self.serial)
        os.mkdir(directory)
        return os.path.join(directory, "env")

    def path(self, name):
        return os.path.join(self.root, name)

    def close(self):
        subprocess.run(["rm", "-rf", self.root])


def spawn(argv, environ):
    """Runs a program to its end; returns the seconds it took."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
             (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, environ, file_actions=quiet)
    status = os.waitpid(pid, 0)[1]
    elapsed = time.perf_counter() - start
    if status:
        raise RuntimeError("%s: status %#x" % (" ".join(argv), status))
    return elapsed


def run_once(place, one):
    env = place.new()
    if one.prepare:
        one.prepare(env)
    argv = [part.replace("{env}", env) for part in one.argv]
    variables = {name: value.replace("{env}", env) for name, value in one.variables.items()}
    return spawn(argv, dict(place.environ, **variables))


def measure(place, cases, rounds):
    """Medians by name. A case that fails is left out, with a line that says so."""
    good = []
    for one in cases:
        try:
            run_once(place, one)
            run_once(place, one)
            good.append(one)
        except (RuntimeError, OSError) as error:
            print("  left out: %s: %s" % (one.name, error), file=sys.stderr)
    times = collections.defaultdict(list)
    for _ in range(rounds):
        for one in good:
            times[one.name].append(run_once(place, one))
    return {name: statistics.median(values) for name, values in times.items()}


class Bench:
    def __init__(self, options):
        self.options = options
        self.budget = []
        self.peers = {}

    # --- what is run -----------------------------------------------------------------------

    def venvb(self, *more):
        return [self.options.venvb, "create", "-q", "-p", self.options.python] + \
            list(more) + ["{env}"]

    def floor(self, action, listing, *images):
        return [self.options.floor, action, listing, "{env}"] + list(images)

    def cache(self, place, **settings):
        variables = {"VENVB_CACHE_DIR": place.path("cache")}
        variables.update(("VENVB_" + name.upper(), value) for name, value in settings.items())
        return variables

    def make(self, place, env, *more, **settings):
        argv = [part.replace("{env}", env) for part in self.venvb(*more)]
        spawn(argv, dict(place.environ, **self.cache(place, **settings)))

    # --- the parts ---------------------------------------------------------------------------

    def unseeded(self, place):
        env = place.new()
        self.make(place, env, "--without-pip")
        listing = place.path("unseeded.list")
        floorlist.write(listing, env, [])
        cases = [
            case("empty process", [self.options.floor]),
            case("floor", self.floor("create", listing)),
            case("venvb", self.venvb("--without-pip"), self.cache(place)),
        ] + self.peer_cases(place, "unseeded")
        medians = self.show(place, "unseeded, warm", cases)
        self.judge("1 unseeded, warm", place, medians, "venvb", "floor", 1.3)

    def seeded(self, place):
        for _ in range(3):  # unpacks; compiles; uses
            env = place.new()
            self.make(place, env, compile="always", link_mode="copy")
        images = floorlist.images(place.path("cache"))
        cases, modes = [case("empty process", [self.options.floor])], ("hardlink", "copy")
        for mode in modes:
            listing = place.path(mode + ".list")
            floorlist.write(listing, env, images, mode)
            cases += [
                case("floor, " + mode, self.floor("create", listing, *images)),
                case("venvb, %s, unchecked" % mode, self.venvb(),
                     self.cache(place, link_mode=mode, check_image="no")),
                case("venvb, " + mode, self.venvb(), self.cache(place, link_mode=mode)),
            ]
        medians = self.show(place, "seeded with byte code, warm",
                            cases + self.peer_cases(place, "seeded"), "floor, hardlink")
        for mode in modes:
            floor = "floor, " + mode
            self.judge("2 seeded, %s, unchecked" % mode, place, medians,
                       "venvb, %s, unchecked" % mode, floor, 1.25)
            self.judge("2 seeded, %s, checked" % mode, place, medians, "venvb, " + mode, floor, 1.6)
        self.cold(place, env, images, medians)
        self.clear(place, images)

    def cold(self, place, env, images, warm):
        """The interpreter is known, no wheel has been unpacked yet."""
        wheels = floorlist.bundled_wheels(self.options.python, env)
        if len(wheels) != 1:
            print("  left out: cold: %d wheels, the floor inflates one" % len(wheels))
            return
        plain = [image for image in images if "/bytecode/" not in image]
        listing = place.path("cold.list")
        floorlist.write(listing, env, plain, "hardlink", byte_code=False)
        image = "{env}.image"

        def know_interpreter(env):
            variables = dict(place.environ, VENVB_CACHE_DIR=env + ".cache")
            spawn([self.options.venvb, "create", "-q", "-p", self.options.python, "--without-pip",
                   env + ".first"], variables)

        cases = [
            case("floor: inflate, write, link",
                 [self.options.inflate, wheels[0], image] + self.floor("create", listing, image)),
            case("venvb", self.venvb(), {"VENVB_CACHE_DIR": "{env}.cache",
                                         "VENVB_LINK_MODE": "hardlink"}, know_interpreter),
            case("venvb, interpreter unknown too", self.venvb(),
                 {"VENVB_CACHE_DIR": "{env}.cache", "VENVB_LINK_MODE": "hardlink"}),
        ]
        medians = self.show(place, "seeded, cold", cases, "floor: inflate, write, link")
        self.judge("3 cold", place, medians, "venvb", "floor: inflate, write, link", 1.3)
        both = {"cold": medians.get("venvb"), "warm": warm.get("venvb, hardlink")}
        self.judge("3 cold to warm", place, both, "cold", "warm", 5)

    def clear(self, place, images):
        """A seeded environment in the place of another."""
        def prepare(env):
            self.make(place, env, link_mode="hardlink")

        cases = [
            case("floor: exchange, delete",
                 self.floor("clear", place.path("hardlink.list"), *images), None, prepare),
            case("venvb --clear", self.venvb("--clear"), self.cache(place, link_mode="hardlink"),
                 prepare),
        ]
        medians = self.show(place, "over a seeded environment", cases, "floor: exchange, delete")
        self.judge("6 --clear", place, medians, "venvb --clear", "floor: exchange, delete", 1.3)

    def programs_started(self, place, argv, variables):
        """How many programs a command starts besides itself; None without strace."""
        strace = shutil.which("strace")
        if not strace:
            return None
        log = place.path("strace.log")
        argv = [strace, "-f", "-qq", "-e", "trace=execve", "-o", log] + \
            [part.replace("{env}", place.new()) for part in argv]
        spawn(argv, dict(place.environ, **variables))
        with open(log) as lines:
            return sum("execve(" in line and "= 0" in line for line in lines) - 1

    def interpreters_started(self, place):
        """Programs started by runs with a new cache, and with a warm one."""
        variables = dict(self.cache(place), VENVB_CACHE_DIR=place.path("empty-cache"))
        counts = [self.programs_started(place, self.venvb("--without-pip"), variables)
                  for _ in range(2)]
        self.verdict("4 programs started for a new interpreter, then again", place,
                     "%s, %s" % tuple(counts), "1, 0",
                     None if None in counts else counts == [1, 0])

    def many(self, place):
        """What an environment costs when there are ten, and when there are a thousand."""
        one = case("venvb", self.venvb(), self.cache(place, link_mode="hardlink"))

        def median_of_next(count):
            return statistics.median(run_once(place, one) for _ in range(count))

        median_of_next(10)
        few = median_of_next(40)
        for _ in range(self.options.many - 50):
            run_once(place, one)
        medians = {"few": few, "many": median_of_next(40)}
        self.judge("5 the %dth to the 10th" % self.options.many, place, medians, "many", "few",
                   1.15)

    def two_at_once(self, place):
        one = case("venvb", self.venvb(), self.cache(place, link_mode="hardlink"))
        count = 60

        def several(how_many, paths):
            for _ in range(how_many):
                env = paths.pop()
                spawn([part.replace("{env}", env) for part in one.argv],
                      dict(place.environ, **one.variables))

        def elapsed(threads):
            paths = [place.new() for _ in range(count)]
            workers = [threading.Thread(target=several, args=(count // threads, paths))
                       for _ in range(threads)]
            start = time.perf_counter()
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            return time.perf_counter() - start

        gain = statistics.median(elapsed(1) / elapsed(2) for _ in range(5))
        self.verdict("5 throughput of two at once", place, "%.2f" % gain, "at least 1.5",
                     gain >= 1.5)

    def plugins(self, place):
        """What one more plugin costs beside opening its file, and what a call of a hook does."""
        count, hooks = 16, 1000

        def build(name, hooks):
            path = place.path(name + ".so")
            subprocess.run(self.options.cc.split() + [
                "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-I", self.options.include,
                '-DNAME="%s"' % name, "-DHOOKS=%d" % hooks, "-o", path,
                os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugin.c")], check=True)
            return path

        several = [build("bench%d" % number, 1) for number in range(count)]
        many = build("many", hooks)
        more = ["--plugin=" + path for path in several]
        medians = measure(place, [
            case("empty", [self.options.floor]),
            case("opened", [self.options.floor, "open"] + several),
            case("none", self.venvb("--without-pip"), self.cache(place)),
            case("one", self.venvb("--without-pip", more[0]), self.cache(place)),
            case("several", self.venvb("--without-pip", *more), self.cache(place)),
            case("many hooks", self.venvb("--without-pip", "--plugin=" + many),
                 self.cache(place)),
        ], self.options.rounds)
        if len(medians) < 6:
            return
        each = {"venvb": (medians["several"] - medians["one"]) / (count - 1),
                "opened": (medians["opened"] - medians["empty"]) / count}
        self.judge("7 one more plugin to dlopen and dlsym", place, each, "venvb", "opened", 1.5)
        call = (medians["many hooks"] - medians["one"]) / hooks * 1e6
        self.verdict("7 a call of a hook", place, "%.2f us" % call, "under 1 us", call < 1)

    # --- the peers ---------------------------------------------------------------------------

    def find_peers(self):
        """virtualenv and uv from PATH, else installed into an environment made for them."""
        self.peers["venv"] = self.options.python
        home = os.path.join(self.options.builddir, "tests", "bench", "peers")
        for name in ("virtualenv", "uv"):
            found = shutil.which(name)
            installed = os.path.join(home, "bin", name)
            if not found and not os.path.exists(installed) and not self.options.no_install:
                environ = {name: value for name, value in os.environ.items()
                           if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
                subprocess.run([self.options.python, "-m", "venv", home], env=environ)
                subprocess.run([os.path.join(home, "bin", "pip"), "install", "-q", "virtualenv",
                                "uv"], env=environ)
            if found or os.path.exists(installed):
                self.peers[name] = found or installed
            else:
                print("  left out: %s is not here" % name, file=sys.stderr)

    def peer_cases(self, place, kind):
        python, cases = self.options.python, []
        uv, virtualenv = self.peers.get("uv"), self.peers.get("virtualenv")
        if uv and kind == "unseeded":
            cases.append(case("uv venv", [uv, "venv", "-q", "-p", python, "{env}"]))
        elif uv:
            # Fills uv's cache; certificates and the index are the user's own.
            subprocess.run([uv, "venv", "-q", "--seed", "-p", python, place.new()],
                           env=dict(os.environ, HOME=place.environ["HOME"]))
            cases.append(case("uv venv --seed --offline",
                              [uv, "venv", "-q", "--seed", "--offline", "-p", python, "{env}"]))
        if virtualenv:
            seed = ["--no-seed"] if kind == "unseeded" else ["--no-periodic-update"]
            cases.append(case(" ".join(["virtualenv"] + seed),
                              [virtualenv, "-q", "-p", python] + seed + ["{env}"]))
        seed = ["--without-pip"] if kind == "unseeded" else []
        cases.append(case(" ".join(["python -m venv"] + seed),
                          [python, "-m", "venv"] + seed + ["{env}"]))
        return cases

    # --- what is said ------------------------------------------------------------------------

    def show(self, place, title, cases, unit="floor"):
        slow = [one for one in cases if one.name == "python -m venv"]
        medians = measure(place, [one for one in cases if one not in slow], self.options.rounds)
        medians.update(measure(place, slow, min(3, self.options.rounds)))
        print("\n%s (%s)" % (title, place.filesystem), flush=True)
        if unit not in medians:
            return {}
        for name, median in medians.items():
            print("  %-36s %9.2f" % (name, median / medians[unit]))
        print("  (1.00 was %.2f ms here)" % (medians[unit] * 1000))
        return medians

    def judge(self, line, place, medians, name, floor, limit):
        if not medians.get(name) or not medians.get(floor):
            self.verdict(line, place, "-", "at most %.2f" % limit, None)
            return
        ratio = medians[name] / medians[floor]
        self.verdict(line, place, "%.2f" % ratio, "at most %.2f" % limit, ratio <= limit)

    def verdict(self, line, place, value, limit, met):
        word = {True: "met", False: "MISSED", None: "not measured"}[met]
        self.budget.append("  %-54s %-7s %-13s %s" %
                           ("%s (%s)" % (line, place.filesystem), value, limit, word))

    def measure_all(self, place):
        self.unseeded(place)
        self.seeded(place)
        self.interpreters_started(place)
        self.plugins(place)
        self.two_at_once(place)
        self.many(place)

    def run(self):
        self.find_peers()
        print("%s, as %s, %d rounds; ratios" % (
            self.options.python, "root" if os.geteuid() == 0 else "a user", self.options.rounds))
        places = []
        for parent in self.options.places:
            if os.path.isdir(parent) and os.access(parent, os.W_OK):
                places.append(Place(parent))
        try:
            for place in places:
                self.measure_all(place)
            print("\nbudget")
            print("\n".join(self.budget), flush=True)
        finally:
            print("\ndeleting what was made", file=sys.stderr, flush=True)
            for place in places:
                place.close()


def parse(description):
    """The options of a benchmark."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--venvb", required=True)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--inflate", required=True)
    parser.add_argument("--builddir", default=".")
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--include", required=True, help="where venvb/plugin.h is")
    parser.add_argument("--python", default=None, help="the base interpreter")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument("--no-install", action="store_true", help="peers: only those on PATH")
    parser.add_argument("--places", nargs="*", default=[tempfile.gettempdir(), "/dev/shm"])
    options = parser.parse_args()
    options.python = os.path.realpath(options.python or shutil.which("python3"))
    for name in ("venvb", "floor", "inflate", "builddir", "include"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    return options


if __name__ == "__main__":
    Bench(parse(__doc__)).run()
