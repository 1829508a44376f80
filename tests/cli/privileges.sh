#!/bin/sh
# SPDX-License-Identifier: MIT
# With raised privileges (set-user-ID, set-group-ID, file capabilities) nothing that the caller could
# have prepared is believed: no variable, no file at home, none in the current directory.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
test "$(id -u)" = 0 || skip_all 'only root can make a program with raised privileges'
as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
as_nobody true 2>/dev/null || skip_all 'setpriv cannot become another user here'

# --- programs ------------------------------------------------------------------------------------
chmod 755 "$work" tmp
mkdir programs
for kind in plain user group capable; do
	cp "$venvb" "programs/$kind"
done
cp "$(command -v id)" programs/id
chmod 755 programs programs/*
chmod 4755 programs/user programs/id
chgrp 1 programs/group && chmod 2755 programs/group
test "$(as_nobody programs/id -u)" = 0 ||
	skip_all 'the temporary directory is on a file system that raises no privileges'
kinds=user
can_reach=no # whether the tree that was built is everybody's to read
as_nobody test -r "$top_builddir/tests/plugins/installed" && can_reach=yes
test "$can_reach" = no || kinds='user group'
setcap cap_dac_override+ep programs/capable 2>/dev/null && kinds="$kinds capable"
echo "# kinds: $kinds"

# --- what the caller has prepared ----------------------------------------------------------------
mkdir -p home/.config/venvb home/.local/share/venvb/plugins home/bin home/tmp home/cache here marks
plugin=$top_builddir/tests/plugins/.libs/good.so
cp "$plugin" home/.local/share/venvb/plugins/stranger.so
cp "$plugin" here/
printf '#!/bin/sh\necho ran >>%s/marks/python\n' "$work" >home/bin/python3
for name in python python3 python3.11; do
	cp home/bin/python3 "here/$name"
done
chmod 755 home/bin/python3 here/python*
echo '{"prompt": "stolen by the user file"}' >home/.config/venvb/config.json
echo '{"prompt": "stolen by the named file"}' >home/named.json
prepare_project() {
	echo '{"prompt": "stolen by the project"}' >here/venvb.json
}
prepare_project
chmod 1777 marks here
chown -R 65534:65534 home here/*

# hostile KIND ARGUMENT...: in `here`, with all variables pointing at that.
one_more=
hostile() {
	program=$work/programs/$1
	shift
	# shellcheck disable=SC2086 # one word, or none
	(cd here && as_nobody env -i HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config" \
		XDG_DATA_HOME="$work/home/.local/share" XDG_CACHE_HOME="$work/home/cache" \
		TMPDIR="$work/home/tmp" PATH="$work/home/bin:.:$PATH" SHELL=/bin/sh \
		PYTHONHOME="$work/home" PYTHONPATH="$work/home" PYENV_ROOT="$work/home" \
		LD_LIBRARY_PATH="$work/home" LC_ALL=C.UTF-8 $one_more "$program" "$@" \
		>"$work/tmp/output" 2>"$work/tmp/errors" </dev/null)
	status=$?
}
says() {
	grep -q "$1" "$work/tmp/output" "$work/tmp/errors"
}
says_not() {
	! says "$1" || { sed 's/^/# /' "$work/tmp/output" "$work/tmp/errors"; return 1; }
}
untouched() {
	test -z "$(find marks home/tmp home/cache -mindepth 1)" && test ! -e home/.cache
}

# --- each of these is believed without raised privileges, so that the rest proves something ------
if test "$can_reach" = yes; then
	hostile plain config
	ok 'without: the project is believed' says 'stolen by the project'
	rm here/venvb.json
	hostile plain config
	ok 'without: the user file is believed' says 'stolen by the user file'
	one_more=VENVB_CONFIG=$work/home/named.json
	hostile plain config
	ok 'without: the file that a variable names is believed' says 'stolen by the named file'
	one_more=VENVB_PROMPT=stolen-by-a-variable
	hostile plain config
	ok 'without: a variable is believed' says stolen-by-a-variable
	one_more=
	hostile plain plugin list
	ok 'without: there is a plugin of the user' says stranger
	hostile plain create -q --no-plugin=seedpip env
	ok 'without: what PATH leads to is run' test -s marks/python
	rm -rf marks/* home/.cache home/cache/* home/tmp/* here/env
	prepare_project
fi

# --- and with them not ---------------------------------------------------------------------------
for kind in $kinds; do
	for one_more in "VENVB_CONFIG=$work/home/named.json" VENVB_PROMPT=stolen-by-a-variable \
		VENVB_UNKNOWN=x VENVB_LINK_MODE=nonsense "VENVB_CACHE_DIR=$work/home/cache"; do
		hostile "$kind" config
		ok "$kind, ${one_more%%=*}: config" test "$status" = 0
		ok "$kind, ${one_more%%=*}: nothing is believed" says_not 'stolen\|nonsense'
		ok "$kind, ${one_more%%=*}: nothing is said" test ! -s tmp/errors
	done
	one_more=
	hostile "$kind" plugin list
	ok "$kind: no plugin of the user" says_not stranger
	for plugin in good ./good.so "$work/here/good.so" \
		"$work/home/.local/share/venvb/plugins/stranger.so" stranger; do
		hostile "$kind" create -q "--plugin=$plugin" --trust-plugin --no-plugin=seedpip \
			--python="$python" env
		case $plugin in
		good) ok "$kind: the plugin that is installed" says_not "$work/home" ;;
		*)
			ok "$kind: --plugin=${plugin#"$work/"} is refused" test "$status" = 2
			ok "$kind: --plugin=${plugin#"$work/"} leaves nothing" test ! -e here/env
			;;
		esac
		rm -rf here/env
	done
	hostile "$kind" create -q --no-plugin=seedpip env
	ok "$kind: what PATH leads to is not run" untouched
	rm -rf here/env
done
hostile user create -q --python="$python" env
ok 'an environment is made' test "$status" = 0
ok 'with nothing of the caller in it' eval '! grep -q stolen here/env/pyvenv.cfg here/env/bin/activate'
ok 'nor anything written to his directories' untouched
finish
