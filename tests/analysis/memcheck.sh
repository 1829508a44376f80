#!/bin/sh
# SPDX-License-Identifier: MIT
# memcheck.sh SRCDIR BUILDDIR [TEST...]: the unit tests and the black-box tests under valgrind, or
# only the tests named (tests/check, tests/cli/NAME.sh). Left out are those that only measure what
# valgrind changes: limits, signals at certain calls, what `plugin check` finds.
set -eu

srcdir=$1
mkdir -p "$2/memcheck"
cd "$2/memcheck"
shift 2
if ! command -v valgrind >/dev/null; then
	echo 'memcheck: valgrind is needed' >&2
	exit 1
fi
[ -e Makefile ] || "$srcdir/configure" --quiet CFLAGS='-g -O1'
make -s
# A run before may have put valgrind in front.
rm -f tests/venvb tests/venvb-policy
make -s tests/venvb tests/venvb-policy tests/check tests/plugins/installed
cat >valgrind <<'END'
#!/bin/sh
exec valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
	--errors-for-leak-kinds=definite --child-silent-after-fork=yes "$@"
END
chmod +x valgrind
for program in venvb venvb-policy; do
	mv "tests/$program" "tests/$program.real"
	printf '#!/bin/sh\nexec %s/valgrind %s/tests/%s.real "$@"\n' "$PWD" "$PWD" "$program" \
		>"tests/$program"
	chmod +x "tests/$program"
done

top_srcdir=$srcdir top_builddir=$PWD
export top_srcdir top_builddir
if [ $# -eq 0 ]; then
	set -- tests/check
	for script in "$srcdir"/tests/cli/*.sh; do
		case ${script##*/} in
		lib.sh | plugin-check*.sh | misbehave.sh | signals.sh | museum.sh) ;;
		*) set -- "$@" "tests/cli/${script##*/}" ;;
		esac
	done
fi
bad=0
for test; do
	case $test in
	*.sh) sh "$srcdir/$test" >log 2>&1 && status=0 || status=$? ;;
	*) CK_TIMEOUT_MULTIPLIER=40 ./valgrind "$test" >log 2>&1 && status=0 || status=$? ;;
	esac
	case $status in
	0) echo "memcheck: $test: clean" ;;
	77) echo "memcheck: $test: skipped" ;;
	*)
		grep -v '^ok\|^Running' log | tail -n 60
		echo "memcheck: $test: see above"
		bad=1
		;;
	esac
done
exit "$bad"
