#!/bin/sh
# SPDX-License-Identifier: MIT
# Many runs at once on one target and on one cache; `make crowd` has more of them.
cd "${top_builddir:?}" || exit 99
exec python3 "${top_srcdir:?}/tests/crowd/crowd.py" --venvb=tests/venvb \
	--wheels="$top_srcdir/tests/strike"
