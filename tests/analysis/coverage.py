#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds up what gcov counted below the working directory: coverage.py SRCDIR

One source is compiled into several programs: a line counts as reached when it was in any of them.
"""
import collections
import glob
import json
import os
import subprocess
import sys


def main():
    source = os.path.realpath(sys.argv[1])
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    functions = collections.defaultdict(dict)
    for data in glob.glob("**/*.gcda", recursive=True):
        told = subprocess.run(["gcov", "--json-format", "--stdout", data],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        for line in told.stdout.splitlines():
            for file in json.loads(line)["files"]:
                path = os.path.realpath(file["file"])
                name = os.path.relpath(path, source)
                if not name.startswith(("core/", "plugins/")) or not name.endswith(".c"):
                    continue
                for row in file["lines"]:
                    lines[name][row["line_number"]] += row["count"]
                for function in file["functions"]:
                    key = function["name"]
                    functions[name][key] = functions[name].get(key, 0) + \
                        function["execution_count"]
    total = reached = 0
    for name in sorted(lines):
        all_lines, hit = len(lines[name]), sum(1 for n in lines[name].values() if n)
        if name.startswith("core/"):
            total, reached = total + all_lines, reached + hit
        never = [f for f, n in sorted(functions[name].items()) if not n]
        print("%5.1f %% %4d of %4d  %s%s" % (100 * hit / all_lines, hit, all_lines, name,
                                            ": never " + ", ".join(never) if never else ""))
    print("%5.1f %% of the %d lines of core/" % (100 * reached / max(total, 1), total))


if __name__ == "__main__":
    main()
