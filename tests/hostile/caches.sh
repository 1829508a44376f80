#!/bin/sh
# SPDX-License-Identifier: MIT
# Caches and environments that somebody spoilt; `make hostile` spoils all that there is.
cd "${top_builddir:?}" || exit 99
exec python3 -B "${top_srcdir:?}/tests/hostile/caches.py" --venvb=tests/venvb
