#!/bin/sh
# SPDX-License-Identifier: MIT
# The help, and what happens to results that cannot be written.
. "${top_srcdir:?}/tests/cli/lib.sh"

run --help
expect 0 'Usage: venvb COMMAND [OPTION]...
Builds Python virtual environments.

Commands:
  config                      show each value of the configuration, and its
                              origin
  create                      make environments, or bring them up to date
  exec                        run a command in an environment
  explain                     say who put the files of an environment there
  inspect                     say what an environment is and how it is
  lock                        write down what an environment holds, to the hash
  pipeline                    show the stages with the hooks of the plugins
  plugin                      list, show, check and begin plugins
  remove                      remove environments
  undo                        put back what create --clear --keep replaced
  verify                      say what of an environment is not as it was made

Options:
  -h, --help                  show this text
  -V, --version               show the version

'\''venvb COMMAND --help'\'' tells what a command takes, venvb(1) all of it.' ''

run create --help
expect_status 0
for option in --system-site-packages --symlinks --copies --clear --keep --upgrade --without-pip --prompt \
	--upgrade-deps --without-scm-ignore-files --python --plugin --no-plugin --set --link-mode \
	--compile --cache-dir --no-cache --no-check-image --activators --hook-timeout --dry-run --force --quiet \
	--verbose --json --trust-plugin --always-copy --no-pip --no-setuptools --no-wheel --no-seed \
	--seed --download --no-download --no-periodic-update --no-vcs-ignore --allow-existing \
	--relocatable --from --trust-receipt; do
	ok "help names $option" grep -q -e " ${option}[ =[]" -e " $option\$" tmp/output
	ok "the manual names $option" grep -qF -e "$(echo "$option" | sed 's/^--//; s/-/\\-/g')" \
		"$top_srcdir/core/venvb.1"
done
ok 'help names the options of plugins' grep -q '^      pip=VERSION' tmp/output
ok 'no line is too long' test -z "$(grep -E '.{80}' tmp/output)"
run create -h --plugin=./absent.so
ok 'help is there without a plugin' grep -q 'options of plugins cannot be shown: ' tmp/output
expect_status 0

run lock --help
expect_status 0
for option in --output --format --strict --offline --trust-environment --seeded --cache-dir; do
	ok "help of lock names $option" grep -q -e " ${option}[ =[]" -e " $option\$" tmp/output
	ok "the manual names $option" grep -qF -e "$(echo "$option" | sed 's/^--//; s/-/\\-/g')" \
		"$top_srcdir/core/venvb.1"
done

closed() {
	env -i PATH="$PATH" HOME="$work/home" "$venvb" "$@" >&-
}
full() {
	env -i PATH="$PATH" HOME="$work/home" "$venvb" "$@" >/dev/full
}
closed --help 2>errors
ok 'closed standard output is an error' test $? = 1
ok 'and says so' grep -qx 'venvb: writing .standard output.: Bad file descriptor' errors
full --version 2>errors
ok 'full standard output is an error' test $? = 1
ok 'and says so' grep -qx 'venvb: writing .standard output.: No space left on device' errors
finish
