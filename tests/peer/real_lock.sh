#!/bin/sh
# SPDX-License-Identifier: MIT
# A dozen packages that people use, out of a lock by seedlock and by pip: file by file the same
# (like_lock.py). Their wheels are downloaded once, by pip and from where pip is told to take them;
# hence this is no part of the suite. Run by `make peer-real`.
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
python=${PYTHON3:-python3}
wheels=$top_builddir/tests/peer/wheels
packages='requests numpy cffi lxml zope.interface zope.event botocore django jupyter_core
	pyyaml setuptools black'

if ! test -d "$wheels"; then
	# shellcheck disable=SC2086 # a word for each
	"$python" -m pip download -q --only-binary=:all: -d "$wheels.part" $packages
	mv "$wheels.part" "$wheels"
fi
PIP_CONFIG_FILE=/dev/null "$python" "$top_srcdir/tests/peer/like_lock.py" \
	"$top_builddir/tests/venvb" "$wheels"
echo "$(find "$wheels" -name '*.whl' | wc -l) packages: no difference"
