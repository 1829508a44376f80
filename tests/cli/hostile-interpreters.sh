#!/bin/sh
# SPDX-License-Identifier: MIT
# Interpreters that print garbage, print without end, leave children that do, crash, or lie about
# themselves: one line and nothing made, or an environment and nothing beside it.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
mkdir -p bin place/below

# create WHAT: by bin/python3, somewhere with room above it for what leads out.
create() {
	before=$(find . -path ./tmp -prune -o -path ./place/below/env -prune -o -print | sort)
	set -- "$(printf '%s' "$1" | tr -d '\134' | cut -c1-60)"
	cd place/below || exit 99
	run create -q --no-plugin=seedpip --python="$work/bin/python3" --cache-dir="$work/cache" env
	cd "$work" || exit 99
	rm -rf cache
	result=1
	case $status in
	0) test -f place/below/env/pyvenv.cfg &&
		! grep -q '^home = /evil' place/below/env/pyvenv.cfg && result=0 ;;
	1) test "$(wc -l <tmp/errors)" = 1 && test ! -e place/below/env && result=0 ;;
	esac
	test "$result" = 0 || sed "s/^/# $status: /" tmp/errors
	report "$result" "$1: made, or one line"
	after=$(find . -path ./tmp -prune -o -path ./place/below/env -prune -o -print | sort)
	test "$before" = "$after" || echo "$after" | sed 's/^/# /'
	ok "$1: nothing elsewhere" test "$before" = "$after"
	ok "$1: nothing in the temporary directory" test -z "$(find tmp -name 'venvb*')"
	rm -rf place/below/env
}
refused() {
	create "$1"
	ok "$1: refused" test "$status" = 1
}

# --- what is none --------------------------------------------------------------------------------
while IFS='|' read -r name script; do
	printf '#!/bin/sh\n%s\n' "$script" >bin/python3
	chmod 755 bin/python3
	refused "$name"
done <<'END'
silent|exit 0
status|exit 77
crash|kill -SEGV $$
killed|kill -KILL $$
garbage|head -c 10000 /dev/urandom
zeros|head -c 100000 /dev/zero
escapes|printf '\033]0;x\007\033[31m' >&2; exit 1
endless|exec yes
endless, one line|exec cat /dev/zero
endless errors|exec yes >&2
both|yes & exec yes >&2
marks alone|printf '\002venvb-facts\002\003venvb-facts\003'
a mark|printf '\002venvb-facts\002{'
no object|printf '\002venvb-facts\002[1, 2]\003venvb-facts\003'
deep|printf '\002venvb-facts\002'; head -c 50000 /dev/zero | tr '\0' '['; printf '\003venvb-facts\003'
nothing in it|printf '\002venvb-facts\002{}\003venvb-facts\003'
END
head -c 5000 /dev/urandom >bin/python3
refused 'no program'
: >bin/python3
refused 'an empty program'
printf '#!%s/bin/python3\n' "$work" >bin/python3
refused 'its own interpreter'
rm bin/python3 && mkfifo bin/python3 && chmod 755 bin/python3
refused 'a pipe'
rm bin/python3 && ln -s python3 bin/python3
refused 'itself'
rm bin/python3 && mkdir bin/python3
refused 'a directory'
rmdir bin/python3

# --- children that outlive it --------------------------------------------------------------------
# They stay in the group, or leave it; they tell their numbers.
for way in '' setsid; do
	for exits in 0 1; do
		rm -f pid
		cat >bin/python3 <<END
#!/bin/sh
$way sh -c 'echo \$\$ >$work/pid; exec yes' &
while ! test -s $work/pid; do :; done
exit $exits
END
		chmod 755 bin/python3
		: >pid # made beforehand: it is not what is looked for
		refused "children that print, $way $exits"
		child=$(cat pid)
		while kill -0 "$child" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$child/status"; do
			: # its pipe is closed, so that this has an end
		done
		ok "children that print, $way $exits: they are gone" true
	done
done
rm -f pid

# --- lies ----------------------------------------------------------------------------------------
# liar SED: what the true one says, but for that.
liar() {
	rm -rf bin/python3
	cat >bin/python3 <<END
#!/bin/sh
'$python' "\$@" | sed -e 's#"asked": "[^"]*"#"asked": "$work/bin/python3"#' -e '$1'
END
	chmod 755 bin/python3
}
liar 's/nothing/nothing/'
create 'the truth'
ok 'the truth: is taken' test "$status" = 0
# That lies get through to us at all:
liar 's#"platform": "[^"]*"#"platform": "linux-lie"#'
create 'a harmless lie'
ok 'a harmless lie: is believed' test "$status" = 0
liar 's#"major": 3#"major": 4#'
refused 'a version of the future'
for key in scripts purelib platlib include data; do
	for value in '"../evil"' '"../../evil"' '"/tmp/evil"' '"lib/../../../evil"' '""' '"a\\nb"' \
		'"."' '".."' 'null' '3' '["x"]' '{"base64": "Li4vZXZpbA=="}'; do
		liar "s#\"$key\": \"[^\"]*\"#\"$key\": $value#"
		create "$key: $value"
		case $value in
		*evil*) ok "$key: refused" test "$status" = 1 ;;
		esac
	done
done
for value in '["../evil"]' '["python", "../../evil"]' '["/tmp/evil"]' '["a\\nb"]' '[""]' '[".."]' '[]' \
	'"python"' '[3]' 'null' '{}' '["pyvenv.cfg"]' '["activate"]'; do
	liar "s#\"names\": \[[^]]*\]#\"names\": $value#"
	create "names: $value"
	case $value in
	*evil*) ok "names: refused" test "$status" = 1 ;;
	esac
done
for key in asked base-prefix base-exec-prefix implementation cache-tag soabi platform releaselevel \
	stdlib bytecode-magic libpython wheel-dir; do
	for value in '"../evil"' '""' 'null' '-1' '[]' '"a\\nhome = /evil"' '"\\u0000"' '"\\ud800"' \
		"\"$(head -c 5000 /dev/zero | tr '\0' x)\""; do
		liar "s#\"$key\": \\(\"[^\"]*\"\\|null\\)#\"$key\": $value#"
		create "$key: $value"
	done
done
for key in major minor micro serial; do
	for value in -1 2 99999999999 1e300 '"3"' null true '[]'; do
		liar "s#\"$key\": [0-9]*#\"$key\": $value#"
		create "$key: $value"
	done
done
finish
