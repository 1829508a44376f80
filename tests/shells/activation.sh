#!/bin/sh
# SPDX-License-Identifier: MIT
# Activation in the real shells (activation.py). VENVB_TEST_THOROUGH=1 tries more names.
set -u

command -v python3 >/dev/null || exit 77
# Nothing is written beside the sources.
PYTHONDONTWRITEBYTECODE=1 exec python3 "${top_srcdir:?}/tests/shells/activation.py" \
	"${top_builddir:?}/tests/shells/render"
