#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal while an interpreter is being asked: nothing is left, and the program dies of it.
. "${top_srcdir:?}/tests/cli/lib.sh"

# Tells when it runs, and then waits for ever.
mkfifo started
cat >slow <<'END'
#!/bin/sh
echo >started
exec sleep 1000
END
chmod +x slow

# Who began with a signal ignored (nohup) has us ignore it, too.
signals=TERM
test "$(sh -c 'kill -s HUP $$; echo alive' 2>/dev/null)" = alive || signals='TERM HUP'
for signal in $signals; do
	env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/tmp" "$venvb" create -p ./slow \
		>tmp/output 2>tmp/errors &
	pid=$!
	read -r _ <started
	kill -s "$signal" "$pid"
	wait "$pid"
	result=$?
	ok "dies of SIG$signal" test "$(kill -l "$result")" = "$signal"
	sed 's/^/# /' tmp/errors
	ok 'says so' grep -qx 'venvb: .*interrupted' tmp/errors
	ok 'prints no result' test ! -s tmp/output
	ok 'leaves nothing' test "$(ls -A)" = "home
slow
started
tmp"
done
finish
