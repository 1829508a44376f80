#!/bin/sh
# SPDX-License-Identifier: MIT
# Hostile wheels, a table of them and one that is cut and changed; `make hostile` changes it more.
cd "${top_builddir:?}" || exit 99
exec python3 -B "${top_srcdir:?}/tests/hostile/wheels.py" --venvb=tests/venvb --unpack=venvb-unpack
