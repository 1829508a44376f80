#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb plugin list`, `show` and `new`.
. "${top_srcdir:?}/tests/cli/lib.sh"
plugins=$top_builddir/tests/plugins
users=home/.local/share/venvb/plugins

run plugin
expect 2 '' "venvb: the command is missing: 'venvb plugin list' lists plugins, 'venvb plugin --help' shows all commands"
run plugin lst
expect 2 '' "venvb: there is no command 'plugin lst': did you mean 'plugin list'?"
run plugin --help
expect 0 'Usage: venvb plugin COMMAND [OPTION]...

Commands:
  check                       try whether a plugin keeps the contract
  list                        list the plugins that are installed
  new                         begin a plugin of your own, from a template
  show                        show what a plugin is, and its options

Options:
  -h, --help                  show this text' ''

mkdir -p "$users"
cp "$plugins/good.so" "$users"
cp "$plugins/good.so" "$users/another.so"
cp "$plugins/deny.so" "$users/writable.so"
chmod a+w "$users/writable.so"
head -c 4000 "$plugins/good.so" >"$users/truncated.so"
run VENVB_GOOD__ENABLE=yes plugin list
expect_status 0
line() {
	grep "^$1 " tmp/output.plain | sed 's/  */ /g'
}
ok 'an enabled one' sh -c 'grep -q "^seedpip .* system  *enabled  *pip in every" tmp/output'
ok 'one that is not' test "$(line deny)" = 'deny 1 system -'
ok 'the higher tier first' test "$(line good)" = 'good 1.2.3 system enabled adds etc/good
good 1.2.3 user shadowed adds etc/good'
ok 'a broken one is a line' sh -c 'grep -q "^no-symbol .* system  *broken: .*does not export" tmp/output'
ok 'a truncated one' sh -c 'grep -q "^truncated .* user  *broken: .*is not whole" tmp/output'
ok 'one of another name' sh -c 'grep -q "^another .* user  *broken: .*must be called .good.so" tmp/output'
ok 'one that is not trusted' sh -c 'grep -q "^writable .* user  *not trusted: .*everyone" tmp/output'

run plugin show seedpip
expect_status 0
ok 'its name' grep -qx 'name      seedpip' tmp/output
ok 'its tier' grep -qx 'tier      system' tmp/output
ok 'that it is on' grep -qx 'enabled   yes (default)' tmp/output
ok 'its hooks' grep -qx 'hooks     after packages' tmp/output
run plugin show pipconf
ok 'what a switch takes' grep -q '^  uv=yes|no  ' tmp/output
mkdir -p home/.config/venvb
printf '{"plugins": {"good": {\n"text": "from a file", "token": "hidden"}}}\n' >home/.config/venvb/config.json
run plugin show good
expect 0 "name      good
version   1.2.3
summary   adds etc/good
licence   MIT
file      $plugins/good.so
tier      system
trusted   yes
enabled   no
hooks     after dirs
          after commit
          failed run
          after a-stage-of-the-future, which this venvb does not have: left out
options
  text=TEXT                   what the file says
                              string, default good, now from a file
                              (WORK/home/.config/venvb/config.json:2)
  token=TOKEN                 a secret
                              string, secret, now ***
                              (WORK/home/.config/venvb/config.json:2)" ''
rm -r home/.config
cp "$plugins/good.so" .
run plugin show ./good.so --plugin=./good.so,text=b
ok 'a file' grep -qx 'tier      file' tmp/output
ok 'with the values of the command line' grep -q 'now b (command line)' tmp/output
run plugin show ./good.so --json
ok 'json has the options' grep -q '"default": "good"' tmp/output
run plugin show absent
expect 1 '' "venvb: plugin 'absent': it is not installed: there is no '$plugins/absent.so' and no 'WORK/$users/absent.so'"
run plugin show no-symbol
expect_status 1
chmod a+w good.so
who='root or to you'
test "$(id -u)" != 0 || who=root
run plugin show ./good.so
expect 1 '' "venvb: plugin 'good.so': 'WORK/good.so' is not to be trusted: it can be written by everyone; it must belong to $who, and nobody else may write there (--trust-plugin accepts it as it is)"
run plugin show --trust-plugin ./good.so
expect_status 0

run plugin new Acme
expect 2 '' "venvb: 'Acme' cannot be the name of a plugin: expected lower-case letters and digits, with single '-' between"
for name in resolve packages commit venvb request builtin core; do
	run plugin new "$name"
	expect 2 '' "venvb: '$name' cannot be the name of a plugin: it is a name of venvb's own"
done
run plugin new -q good
expect 0 '' "venvb: warning: a plugin 'good' is installed already, as '$plugins/good.so'; it is found before one in your own directory: take another name, or enable yours by its path"
run plugin new -q writable
expect 0 '' "venvb: warning: a plugin 'writable' is installed already, as 'WORK/$users/writable.so'; yours is to take its place, or take another name"
run plugin new acme --lang=cobol
expect 2 '' "venvb: there is no template for 'cobol': expected c, c++, rust or zig"
run plugin new acme-tools
expect 0 'Created acme-tools; next:
  cd acme-tools && make && make check
  venvb plugin check ./acme-tools.so
  venvb create --plugin=./acme-tools.so .venv
  make install    # for yourself; then --plugin=acme-tools will do' ''
ok 'the name is put in' grep -q '"acme-tools"' acme-tools/acme-tools.c
ok 'and its place in no text' test -z "$(grep -r '@NAME' acme-tools)"
ok 'nor in the names of files' test -z "$(find acme-tools -name '*NAME*')"
cp -R acme-tools before
run plugin new acme-tools
expect 1 '' "venvb: 'acme-tools' is there already: name another directory behind the name"
ok 'nothing is overwritten' diff -r before acme-tools
for language in c++ rust zig; do
	run plugin new "--lang=$language" acme "in-$language"
	expect_status 0
	ok "$language: the name is put in" grep -rq acme "in-$language"
	ok "$language: everywhere" test -z "$(grep -r '@NAME' "in-$language")"
done
run plugin new acme absent/acme
expect 1 '' "venvb: making 'absent/acme': No such file or directory"

# What the template is, is a plugin that passes.
if ${CC:-cc} -shared -fPIC -fvisibility=hidden -Wl,-z,defs -I"$top_srcdir/include" \
	-o acme-tools/acme-tools.so acme-tools/acme-tools.c 2>tmp/cc; then
	chmod go-w acme-tools/acme-tools.so
	run plugin check acme-tools/acme-tools.so
	expect_status 0
fi
finish
