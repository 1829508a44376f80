#!/bin/sh
# SPDX-License-Identifier: MIT
# The program of the plugin seedlock on its own: what it prints of a line of a lock, or says of it.
. "${top_srcdir:?}/tests/cli/lib.sh"
script=$top_builddir/plugins/seedlock/script.py
python=$(command -v python3) || skip_all 'no python3'
"$python" "$top_srcdir/tests/wheels/make_lock.py" "$work" || exit 99
zero=$(printf %064d 0)
commit=$(printf %040d 7)

# printed LOCK OUTPUT ERRORS [KEY=VALUE]...: with the standard input as the lock.
printed() {
	cat >"$1"
	lock=$work/$1 output=$2 errors=$3
	shift 3
	# shellcheck disable=SC2094 # its name alone
	"$python" -I "$script" select "$lock" "$@" <"$lock" >tmp/output 2>tmp/errors
	for stream in output errors; do
		tr '\t' '|' <tmp/$stream | sed "s#$work#WORK#g" >tmp/$stream.plain
	done
	result=0
	compare tmp/output.plain "$output" output || result=1
	compare tmp/errors.plain "$errors" errors || result=1
	report $result "$(head -n 1 "$lock")"
}
# What a line with a URL is read by; pins are read without it.
wheel=
"$python" -I -c 'import packaging.requirements' 2>/dev/null ||
	wheel=wheel=$("$python" -c 'import ensurepip, glob
print(glob.glob(ensurepip.__path__[0] + "/_bundled/pip-*.whl")[0])') || skip_all 'no pip'
requirement() { # LINE OUTPUT ERRORS
	printf '%s\n' "$1" >tmp/line
	printed requirements.txt "$2" "$3" ${wheel:+"$wheel"} <tmp/line
}

# Hashes: those that are strong, and whole.
requirement "acme==1.0 --hash=sha256:$zero" "pin|acme|1.0|sha256:$zero||||" ''
requirement "acme==1.0 --hash=md5:00 --hash=sha256:$zero" "pin|acme|1.0|sha256:$zero||||" ''
requirement "acme==1.0 --hash=sha384:$zero$(printf %032d 0)" \
	"pin|acme|1.0|sha384:$zero$(printf %032d 0)||||" ''
requirement "acme==1.0 --hash=md5:00" '' \
	"line 1: 'acme' has no hash but md5, and only sha256, sha384, sha512 are taken"
requirement "acme==1.0 --hash=sha256:abc" '' \
	"line 1: 'acme': 'abc' is no sha256, which has 64 hexadecimal digits"
requirement "acme==1.0 --hash=sha512:$zero" '' \
	"line 1: 'acme': '$zero' is no sha512, which has 128 hexadecimal digits"
requirement "acme==1.0 --hash=sha256:g${zero#0}" '' \
	"line 1: 'acme': 'g${zero#0}' is no sha256, which has 64 hexadecimal digits"
requirement "acme==1.0 --config-settings=x=y --hash=sha256:$zero" '' \
	"line 1: '--config-settings=x=y' is not understood"

# Options: indexes by their names, places of links absolute, and no host that is trusted.
requirement '--index-url https://a.example/simple' \
	'option||||--index-url|--index-url https://a.example/simple||' ''
requirement '-i https://a.example/simple --pre' "option||||--index-url|--index-url \
https://a.example/simple||
option||||--pre|--pre||" ''
requirement '-f links' 'option||||--find-links|--find-links file://WORK/links||' ''
requirement '--find-links="a b"' 'option||||--find-links|--find-links file://WORK/a%20b||' ''
requirement '--find-links https://a.example/' \
	'option||||--find-links|--find-links https://a.example/||' ''
requirement '--trusted-host a.example' '' ''
requirement '--require-hashes' '' ''
requirement '--index-url' '' "line 1: '--index-url' wants a value"
requirement '-e .' '' "line 1: an editable project has no place in a lock: install it with 'pip \
install --no-deps -e' when the environment is there, and take the line out"
requirement '--index-url=https://a.example/ -r /etc/passwd' '' "line 1: '-r' has no place in a lock"
requirement "$(printf '\357\273\277')acme==1.0 --hash=sha256:$zero" "pin|acme|1.0|sha256:$zero||||" ''
requirement '-r other.txt' '' "line 1: '-r' has no place in a lock"

# What is kept of a user in direct_url.json: names of variables, and the user of git.
direct() { # URL IN-DIRECT-URL
	requirement "acme @ $1/acme-1.0-py3-none-any.whl --hash=sha256:$zero" "wheel|acme|1.0|\
sha256:$zero|acme-1.0-py3-none-any.whl|$1/acme-1.0-py3-none-any.whl||{\"archive_info\": {\"hash\": \
\"sha256=$zero\", \"hashes\": {\"sha256\": \"$zero\"}}, \"url\": \"$2/acme-1.0-py3-none-any.whl\"}" ''
}
direct https://a.example https://a.example
direct https://user:word@a.example https://a.example
direct 'https://user:pa$$word@a.example' https://a.example
direct https://user:p@ss@a.example https://a.example
direct 'https://${USER}:word@a.example' https://a.example
direct 'https://${USER}:${WORD}@a.example' 'https://${USER}:${WORD}@a.example'
direct 'https://${TOKEN}@a.example' 'https://${TOKEN}@a.example'
direct https://git@a.example https://a.example
requirement "acme @ git+ssh://git@a.example/acme@$commit" "vcs|acme||||\
git+ssh://git@a.example/acme@$commit||{\"url\": \"ssh://git@a.example/acme\", \"vcs_info\": \
{\"commit_id\": \"$commit\", \"vcs\": \"git\"}}" ''
requirement "acme @ git+ssh://git:word@a.example/acme@$commit" "vcs|acme||||\
git+ssh://git:word@a.example/acme@$commit||{\"url\": \"ssh://a.example/acme\", \"vcs_info\": \
{\"commit_id\": \"$commit\", \"vcs\": \"git\"}}" ''
requirement 'acme @ git+https://a.example/acme@main' '' \
	"line 1: 'git+https://a.example/acme@main' does not name a commit with '@' and its hash"

# A pylock.toml is a stranger's, too.
"$python" -c 'import tomllib' 2>/dev/null || finish
pylock() { # TABLE OUTPUT ERRORS
	printf '%s\n' "lock-version = '1.0'" "created-by = 'tests'" '[[packages]]' \
		"name = 'acme'" "version = '1.0'" "$1" >tmp/line
	printed pylock.toml "$2" "$3" "wheel=$(echo packaging/packaging-*.whl)" <tmp/line
}
wheel=acme-1.0-py3-none-any.whl
listed() { # URL HASHES OUTPUT ERRORS
	pylock "wheels = [{name = '$wheel', url = '$1', hashes = {$2}}]" "$3" "$4"
}
listed "https://a.example/\${HOME}/$wheel" "sha256 = '$zero'" \
	"wheel|acme|1.0|sha256:$zero|$wheel|https://a.example/%24%7BHOME%7D/$wheel||" ''
listed "https://a.example/$wheel --hash=sha256:1" "sha256 = '$zero'" \
	"wheel|acme|1.0|sha256:$zero|$wheel|https://a.example/$wheel%20--hash=sha256:1||" ''
listed "--index-url=https://a.example" "sha256 = '$zero'" '' \
	"package 'acme': '--index-url=https://a.example' is not a URL"
listed "https://a.example/$wheel" "md5 = '00', sha512 = '$zero$zero'" \
	"wheel|acme|1.0|sha512:$zero$zero|$wheel|https://a.example/$wheel||" ''
listed "https://a.example/$wheel" "sha256 = '$zero', sha512 = '$zero$zero'" \
	"wheel|acme|1.0|sha256:$zero|$wheel|https://a.example/$wheel||" ''
listed "https://a.example/$wheel" "sha256 = '00'" '' \
	"package 'acme': '00' is no sha256, which has 64 hexadecimal digits"
listed "https://a.example/$wheel" "md5 = '00'" '' \
	"package 'acme' has no hash but md5, and only sha256, sha384, sha512 are taken"
pylock "vcs = {type = 'git', url = 'https://a.example/acme', commit-id = 'main'}" '' \
	"package 'acme': 'main' is not the full hash of a commit"
pylock "vcs = {type = 'cvs', url = 'https://a.example/acme', commit-id = '$commit'}" '' \
	"package 'acme': 'cvs' is no version control that pip knows"
pylock "vcs = {type = 'git', url = 'ssh://git@a.example/acme', commit-id = '$commit'}" "vcs|acme|1.0\
|||git+ssh://git@a.example/acme@$commit||{\"url\": \"ssh://git@a.example/acme\", \"vcs_info\": \
{\"commit_id\": \"$commit\", \"vcs\": \"git\"}}" ''
pylock "archive = {path = 'https://a.example/$wheel', hashes = {sha256 = '$zero'}}" '' \
	"'https://a.example/$wheel' is not a path"
finish
