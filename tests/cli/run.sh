#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin run: programs as hooks, the examples, and programs that mean ill.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
examples=$top_srcdir/plugins/run/examples
mkdir hooks && cp "$examples"/* hooks && chmod -R go-w hooks

# hook NAME: a program of that name from standard input
hook() {
	{
		echo '#!/bin/sh'
		cat
	} >"hooks/$1"
	chmod 755 "hooks/$1"
}
# create MOMENT PROGRAM [ARGUMENT]...: a run with that program
create() {
	moment=$1 program=$2
	shift 2
	run create -q -p "$python" --without-pip "--plugin=run,$moment=hooks/$program" "$@" env
}
# refused MESSAGE: what is said when all is as usual in after packages, and nothing is left
refused() {
	expect 1 '' "venvb: plugin 'run': after packages: $1"
	ok 'and nothing is left' test ! -e env
}
edits() {
	hook edits <<END
cat >/dev/null
cat <<'EDITS'
$1
EDITS
END
}

# Without an option it does nothing.
run create -q -p "$python" --without-pip --plugin=run env
expect 0 '' ''
rm -rf env

# The examples.
create after-packages notice.sh
expect 0 '' ''
ok 'a file is added' test "$(cat env/etc/notice)" = 'Made at ACME. Questions: #python'
run exec env -- printenv PIP_REQUIRE_VIRTUALENV
expect 0 1 ''
run explain env etc/notice
expect 0 'plugin run  etc/notice' ''
rm -rf env
run create -p "$python" --without-pip --plugin=run,after-packages=hooks/notice.sh env
ok 'what it says' test "$(grep -v activate tmp/errors)" = "venvb: plugin 'run': see etc/notice in env"
rm -rf env
create check require.py --set run.arguments=pip
expect 3 '' "venvb: plugin 'run': check: the package pip is required here"
create check require.py --set run.arguments=pip,,x --plugin=run,arguments=pip,arguments=Zope.Interface
expect_status 3
ok 'all reasons' test "$(wc -l <tmp/errors)" -ge 2
run create -q -p "$python" --plugin=run,check=hooks/require.py,arguments=PIP env
expect 0 '' ''
rm -rf env
edits '[{"edit": "file", "path": "pip.conf", "content": "[global]\nindex-url = http://example.org/\n"}]'
create after-packages edits --plugin=run,check=hooks/no-http.sh,contents=65536
expect 3 '' "venvb: plugin 'run': check: 'WORK/hooks/no-http.sh': an index is named by http://; use https://"
create after-packages edits --plugin=run,check=hooks/no-http.sh
expect 0 '' ''
rm -rf env

# What it reads.
hook look <<'END'
cat >"$0.$HOOK_MOMENT-$HOOK_STAGE.json"
env | grep ^HOOK_ | sort >"$0.env"
END
for moment in before-resolve after-packages check after-commit; do
	create $moment look --prompt=shop
	expect 0 '' ''
	rm -rf env
done
json() {
	"$python" -c "import json; d = json.load(open('hooks/look.$1.json')); print(($2))"
}
ok 'before the interpreter is known' test "$(json before-resolve \
	'd["protocol"], d["stage"], d["moment"], d["interpreter"], d["dry-run"]')" = \
	"(1, 'resolve', 'before', None, False)"
ok 'the request' test "$(json after-packages \
	'd["request"]["prompt"], d["request"]["copies"]["origin"], d["action"]')" = \
	"({'value': 'shop', 'origin': 'command-line'}, 'builtin', 'create')"
ok 'the target' test "$(json check-check 'd["target"], d["name"], d["prompt"]')" = \
	"('$work/env', 'env', 'shop')"
ok 'the plugins' test "$(json check-check '[p["tier"] for p in d["plugins"] if p["name"] == "run"]')" = \
	"['system']"
ok 'the keys' test "$(json check-check \
	'[k["value"] for k in d["keys"] if k["name"] == "include-system-site-packages"]')" = "['false']"
ok 'the plan' test "$(json check-check '[n for n in d["plan"] if n["path"] == "pyvenv.cfg"]')" = \
	"[{'path': 'pyvenv.cfg', 'kind': 'file', 'mode': '0666', 'by': 'cfg'}]"
ok 'the target of a link' test -n "$(json check-check \
	'[n["target"] for n in d["plan"] if n["path"] == "bin/python"][0]')"
ok 'the facts' test "$(json after-commit 'd["interpreter"]["purelib"].startswith("lib/python")')" = True
ok 'variables for those who read no JSON' test "$(sed -n 's/^HOOK_TARGET=//p; s/^HOOK_STAGE=//p' \
	hooks/look.env)" = "commit
$work/env"
create after-commit look --dry-run
ok 'no program after commit in a dry run' test ! -e env
rm -f hooks/look.after-commit.json
create after-packages look --dry-run
ok 'a dry run is named so' test "$(json after-packages 'd["dry-run"]')" = True
create after-commit look --dry-run
ok 'and has no after commit' test ! -e hooks/look.after-commit.json

# Every edit.
: >source
edits '[
  {"edit": "dir", "path": "d"},
  {"edit": "file", "path": "f", "content": {"base64": "AP8="}, "executable": true},
  {"edit": "file", "path": "p", "content": "old", "private": true},
  {"edit": "file", "path": "p", "content": "new", "private": true, "replace": true},
  {"edit": "link", "path": "l", "target": "p"},
  {"edit": "copy", "path": "c", "source": "'"$work"'/source"},
  {"edit": "dir", "path": "gone"}, {"edit": "remove", "path": "gone"},
  {"edit": "key", "name": "acme", "value": "1"},
  {"edit": "key", "name": "away", "value": "1"}, {"edit": "key-remove", "name": "away"},
  {"edit": "prompt", "text": "acme"},
  {"edit": "variable", "name": "V", "value": "/v", "how": "prepend"},
  {"edit": "variable", "name": "W", "value": "w"}, {"edit": "variable-remove", "name": "W"},
  {"edit": "log", "text": "a word", "level": "warning"}
]'
create after-packages edits
expect 0 '' "venvb: warning: plugin 'run': a word"
ok 'files' test "$(od -An -tx1 env/f | tr -d ' ') $(cat env/p) $(readlink env/l)" = '00ff new p'
ok 'modes' test "$(stat -c %a env/f env/p | tr '\n' ' ')" = '755 600 '
ok 'the rest' test -d env/d -a -e env/c -a ! -e env/gone
ok 'keys' test "$(grep -c '^acme = 1$\|^away' env/pyvenv.cfg)" = 1
# shellcheck disable=SC2016 # theirs
run exec env -- sh -c 'echo "$VIRTUAL_ENV_PROMPT $V ${W-}"'
expect 0 'acme /v ' ''
rm -rf env
edits '[{"edit": "request", "name": "prompt", "value": "asked"}]'
create after-resolve edits
expect 0 '' ''
ok 'the request is changed' grep -q "^prompt = 'asked'$" env/pyvenv.cfg
rm -rf env

# Edits that are wrong.
wrong() {
	edits "$1"
	create after-packages edits
	refused "'WORK/hooks/edits' printed $2"
}
wrong 'hello' "what is no JSON (line 1: '[' or '{' expected near 'hello'): expected an array of edits, or nothing"
wrong '{"edit": "dir", "path": "d"}' 'JSON that is no array of edits'
wrong '["dir"]' 'as edit 1 what is no object'
wrong '[{"path": "d"}]' 'an edit 1 without a member "edit" that says which: dir, file, link, copy, remove, key, key-remove, prompt, variable, variable-remove, request, wheel, log, deny'
wrong '[{"edit": "dir", "path": "d"}, {"edit": "chmod"}]' 'an edit 2 that is not known, "chmod"; known are: dir, file, link, copy, remove, key, key-remove, prompt, variable, variable-remove, request, wheel, log, deny'
wrong '[{"edit": "file", "path": "f"}]' 'an edit 1 (file) without the member "content"'
wrong '[{"edit": "file", "path": "f", "content": "", "mode": 7}]' 'an edit 1 (file) whose member "mode" is not known'
wrong '[{"edit": "file", "path": "f", "content": 7}]' 'an edit 1 (file) whose member "content" is neither a string nor {"base64": "..."}'
wrong '[{"edit": "file", "path": "f", "content": {"base64": "A"}}]' 'an edit 1 (file) whose member "content" is neither a string nor {"base64": "..."}'
wrong '[{"edit": "file", "path": "f", "content": "", "private": 1}]' 'an edit 1 (file) whose member "private" is neither true nor false'
wrong '[{"edit": "log", "text": "f", "level": "loud"}]' 'an edit 1 (log) whose member "level" is none of the words that it may be'
wrong '[{"edit": "remove", "path": "nothing"}]' 'an edit 1 (remove) that cannot be made: there is no such thing'
wrong '[{"edit": "request", "name": "prompt", "value": "x"}]' 'an edit 1 (request) that cannot be made: it is wrong, or not allowed at this moment'
edits '[{"edit": "file", "path": "../out", "content": ""}]'
create after-packages edits
expect_status 1
ok 'no path leads out' test ! -e out -a ! -e env
edits '[{"edit": "deny", "reason": "one"}, {"edit": "deny", "reason": "two"}]'
create check edits
expect 3 '' "venvb: plugin 'run': check: one
venvb: plugin 'run': check: two"

# How programs end.
hook ends <<'END'
echo "this and" >&2
echo "that" >&2
exit "$1"
END
create after-packages ends --set run.arguments=7
refused "'WORK/hooks/ends' ended with exit status 7: this and that"
create after-packages ends --set run.arguments=3
expect 3 '' "venvb: plugin 'run': after packages: 'WORK/hooks/ends': this and that"
create after-commit ends --set run.arguments=1
expect_status 1
ok 'a failure behind the commit undoes it' test ! -e env
hook silent </dev/null
echo 'exit 3' >>hooks/silent
create check silent
expect 3 '' "venvb: plugin 'run': check: 'WORK/hooks/silent': denied without a reason"
hook fails <<'END'
echo "failed: $HOOK_TARGET" >&2
END
run create -p "$python" --without-pip --plugin=run,after-packages=hooks/ends,arguments=7,failed=hooks/fails env
expect 1 '' "venvb: plugin 'run': failed: WORK/env
venvb: plugin 'run': after packages: 'WORK/hooks/ends' ended with exit status 7: this and that"

# Programs that mean ill.
hook much <<'END'
while :; do echo '[                                                                      '; done
END
create after-packages much
refused "running 'WORK/hooks/much': it printed more than 1048576 bytes"
hook hangs <<'END'
exec tail -f /dev/null
END
create after-packages hangs --set run.timeout=1
refused "running 'WORK/hooks/hangs': it did not end within 1 s"
hook closes <<'END'
exec <&-
END
create after-packages closes
expect 0 '' ''
rm -rf env
hook crashes <<'END'
kill -s SEGV $$
END
create after-packages crashes
refused "'WORK/hooks/crashes' ended with exit status 139 (128 and signal 11)"
hook writes <<'END'
mkdir -p "$HOOK_TARGET" && echo mine >"$HOOK_TARGET/mine"
exit 1
END
create after-packages writes
expect 1 '' "venvb: warning: plugin 'run': after packages: the target 'WORK/env' was made while its hook ran, and is left as it is now; a plugin edits the plan, and writes only to its scratch directory
venvb: plugin 'run': after packages: 'WORK/hooks/writes' ended with exit status 1"
ok 'what it wrote itself is its own' test "$(ls env)" = mine
rm -rf env
printf '[\000]' >hooks/nul
hook garbage <<'END'
head -c 65536 /dev/zero
END
create after-packages garbage
expect_status 1
ok 'garbage is named' grep -q "'$work/hooks/garbage' printed what is no JSON" tmp/errors
hook deep <<'END'
head -c 100000 /dev/zero | tr '\0' '['
END
create after-packages deep
expect_status 1
ok 'depth is named' grep -q "'$work/hooks/deep' printed what is no JSON" tmp/errors

# Which programs are run.
create after-packages nothing
expect_status 1
ok 'one that is missing is named' grep -q "$work/hooks/nothing" tmp/errors
cp hooks/closes hooks/plain && chmod -x hooks/plain
create after-packages plain
expect_status 1
ok 'one that cannot be executed is named' grep -q "$work/hooks/plain" tmp/errors
mkdir 'hooks/a b=c' && cp hooks/notice.sh 'hooks/a b=c/it;s' && chmod -R go-w hooks
env -i PATH="$PATH" HOME="$work/home" "$venvb" create -q -p "$python" --without-pip \
	--set "run.after-packages=hooks/a b=c/it;s" --plugin=run env >tmp/output 2>tmp/errors
ok 'a path with blanks and equals signs is one' test -e env/etc/notice
rm -rf env
run VENVB_RUN__AFTER_PACKAGES=hooks/notice.sh create -q -p "$python" --without-pip --plugin=run env
expect 0 '' ''
rm -rf env
run VENVB_RUN__AFTER_PACKAGES=x create -q -p "$python" --without-pip --plugin=run env
expect_status 1
rm -rf env
if test "$(id -u)" != 0; then chmod o+w hooks/closes; else chown 65534 hooks/closes; fi
create after-packages closes
expect_status 1
ok 'one that others may change is not run' grep -q "$work/hooks/closes" tmp/errors
mkdir project
cat >project/venvb.json <<'END'
{"plugins": {"run": {"enable": true, "after-packages": "x"}}}
END
run create -q -p "$python" --without-pip project/.venv
expect_status 2
ok 'a project cannot ask for programs' test ! -e project/.venv

run plugin check "$top_builddir/plugins/.libs/run.so"
expect_status 0
finish
