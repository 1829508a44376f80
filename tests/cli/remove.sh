#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb remove`: only what is an environment, and all that is named or nothing.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

make_one() {
	run create -q -p "$python" --without-pip "$1"
	expect 0 '' ''
}

make_one a
make_one 'b b'
mkdir c && touch c/mine
run remove a 'b b' c
expect 1 '' "venvb: 'WORK/c' has no pyvenv.cfg, so it is no environment and is left as it is (--force overrules that)"
ok 'then nothing is removed' test -d a -a -d 'b b'
run remove a 'b b'
expect 0 'Removed a
Removed b b' ''
ok 'they are gone' test ! -e a -a ! -e 'b b'
run remove a
expect 1 '' "venvb: 'WORK/a' does not exist"
run remove
expect 2 '' 'venvb: it is not said of what: expected ENV_DIR...'
run remove --force --json c
expect 0 '[
  {
    "environment": "WORK/c"
  }
]' ''

# Links and redirect files lead to environments, and are none.
make_one real
ln -s real link
echo real >.venv
run remove link
expect 2 '' "venvb: 'link' is a symbolic link to 'WORK/real': name that, or remove the link"
run remove .venv
expect 2 '' "venvb: '.venv' is a file that leads to 'WORK/real': name that, or remove the file"
ok 'neither is followed' test -d real -a -L link -a -f .venv

# A project is more than an environment, and whoever stands in one would stand nowhere.
touch real/pyproject.toml
run remove real
expect 1 '' "venvb: 'WORK/real' holds more than an environment ('pyproject.toml') and is left as it is (--force overrules that)"
rm real/pyproject.toml
cd real || exit 99
run remove --force .
expect 2 '' "venvb: 'WORK/real' is the current directory; change to another one first"
cd bin || exit 99
run remove --force ..
expect 2 '' "venvb: 'WORK/real' is the current directory; change to another one first"
cd "$work" || exit 99
run remove home
expect 2 '' "venvb: 'WORK/home' is your home directory, which cannot be an environment"
run remove /
expect 2 '' "venvb: '/' cannot be an environment"

# One that venv made, and what was kept beside one.
"$python" -m venv --without-pip theirs
run create -q -p "$python" --without-pip --clear --keep theirs
expect 0 '' ''
run remove theirs
expect 0 'Removed theirs' ''
ok 'nothing is left beside' test -z "$(find . -name '.*venvb*')"
finish
