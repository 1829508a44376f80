#!/usr/bin/env python3
"""For "check": what must be in every environment, and which Python is too old.

Each argument is the name of a package that must be there, as in
--plugin=run,check=/etc/venvb/hooks/require.py,arguments=pip
"""
import json
import re
import sys


def normalize(name):
    return re.sub(r"[-_.]+", "-", name).lower()


run = json.load(sys.stdin)
there = {normalize(package["name"]) for package in run["packages"]}
reasons = [
    f"the package {name} is required here"
    for name in sys.argv[1:]
    if normalize(name) not in there
]
version = run["interpreter"]["version"]
if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < (3, 8):
    reasons.append(f"Python {version} is too old: 3.8 or newer is wanted")
json.dump([{"edit": "deny", "reason": reason} for reason in reasons], sys.stdout)
sys.exit(3 if reasons else 0)
