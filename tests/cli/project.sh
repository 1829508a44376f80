#!/bin/sh
# SPDX-License-Identifier: MIT
# A project's venvb.json is a stranger's: each way in which a repository that somebody cloned could
# try to run code, reach a path or a URL, or loosen a lock is refused with one line that names the
# file and the line, and nothing is written.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
venvb=$top_builddir/tests/venvb-policy
mkdir -p etc/venvb plugins repo/sub elsewhere
cp "$top_builddir/tests/plugins/good.so" "$top_builddir/tests/plugins/deny.so" plugins
printf '{"plugins": {"seedpip": {"enable": false}},\n "lock": ["copies", "good.text"]}\n' \
	>etc/venvb/config.json
cp "$top_builddir/tests/plugins/good.so" repo/evil.so

# refused TEXT MESSAGE [ARGUMENT]...: what stands on line 2 of the file, and what is said of it.
refused() {
	text=$1 message=$2
	shift 2
	printf '{\n%b\n}\n' "$text" >repo/venvb.json
	run create "$@" repo/env
	expect 2 '' "venvb: WORK/repo/venvb.json:2: $message"
	ok 'nothing is written' test "$(ls -A repo)" = 'evil.so
sub
venvb.json'
}
closed() {
	refused "\"$1\": $2" "a project's file may not set '$1': set it in your own configuration or on the command line"
}

closed cache-dir '"/tmp/x"'
closed cache false
closed link-mode '"hardlink"'
closed hook-timeout 0
closed seed '"no"'
closed compile '"always"'
closed check-image false
for name in clear upgrade force dry-run; do
	refused "\"$name\": true" "only the command line may set '$name'"
done
for path in ./sub/python /bin/sh sub/python ../x sub evil.so; do
	refused "\"python\": \"$path\"" \
		"'python' is '$path': a project's file may only name a version, such as \"3.12\" or \">=3.11\""
done
for path in ./evil.so /bin/x.so ../x evil.so Evil a..b; do
	refused "\"plugins\": {\"$path\": {\"enable\": true}}" \
		"'$path' cannot be the name of a plugin: expected lower-case letters, digits and '-'"
done
refused '"plugins": {"deny": {"enable": true}}' \
	"a project's file may not enable the plugin 'deny': enable it in your own configuration or on the command line"
refused '"plugins": {"good": {"enable": true, "token": "x"}}' \
	"plugin 'good': a project's file may not set the option 'token': set it in your own configuration or on the command line"
refused '"lock": ["python"]' "only the system's file may lock values"
refused '"copies": true' \
	"'copies' is 'yes', but /proc/self/cwd/etc/venvb/config.json:2 locks it at 'no'"
refused '"plugins": {"good": {"enable": true, "text": "other"}}' \
	"plugin 'good': the option 'text' is 'other', but /proc/self/cwd/etc/venvb/config.json:2 locks it at 'good'"
refused '"config": "/etc/passwd"' "there is no option 'config'"
refused '"VENVB_PYTHON": "./x"' "there is no option 'VENVB_PYTHON'"
refused '"policy": {}' "there is no option 'policy'"
refused '"plugin-dir": "."' "there is no option 'plugin-dir'"

# What is no configuration at all; nothing of a file that it leads to is told.
strange() {
	run create repo/env
	expect 2 '' "venvb: $1"
	ok 'nothing is written' test ! -e repo/env
	rm -rf repo/venvb.json
}
head -c 100000 /dev/zero | tr '\0' '[' >repo/venvb.json
strange 'WORK/repo/venvb.json:1: maximum parsing depth reached'
truncate -s 2M repo/venvb.json
strange "reading 'WORK/repo/venvb.json': larger than 1048576 bytes"
mkfifo repo/venvb.json
strange "reading 'WORK/repo/venvb.json': not a regular file"
mkdir repo/venvb.json
strange "reading 'WORK/repo/venvb.json': not a regular file"
for target in /etc/shadow /etc/passwd /dev/zero ../elsewhere/x; do
	ln -s "$target" repo/venvb.json
	strange "WORK/repo/venvb.json: it is a symbolic link, and a project's file is not read through one"
done
echo 'root:x:0:0:secret' >repo/venvb.json
strange "WORK/repo/venvb.json:1: '[' or '{' expected"
printf '\357\273\277{}' >repo/venvb.json
strange 'WORK/repo/venvb.json:1: it begins with a byte order mark: expected plain UTF-8, save it without'
printf '{"prompt": "\377"}' >repo/venvb.json
strange 'WORK/repo/venvb.json:1: unable to decode byte 0xff'

# Only the one beside the environment: none further up, none in the environment itself.
echo '{"cache-dir": "/x"}' >venvb.json
mkdir elsewhere/target && echo '{"cache-dir": "/x"}' >elsewhere/target/venvb.json
run create --dry-run -q --python="$python" repo/env
expect_status 0
run create --dry-run -q --python="$python" elsewhere/target
expect_status 0
# Through a link it is the file beside where the environment will be.
ln -s ../elsewhere/target repo/link
echo '{"cache-dir": "/x"}' >elsewhere/venvb.json
run create --python="$python" repo/link
expect 2 '' "venvb: WORK/elsewhere/venvb.json:1: a project's file may not set 'cache-dir': set it in your own configuration or on the command line"

# A prompt is text: never run, and no control character reaches the terminal.
rm -f repo/link elsewhere/venvb.json venvb.json
printf '%s' '{"prompt": "\u001b]0;x\u0007$(touch ran)`touch ran`;touch ran"}' >repo/venvb.json
run create -q --python="$python" repo/env
expect_status 0
ok 'no escape sequence is printed' test -z "$(tr -cd '\033\007' <tmp/output)$(tr -cd '\033\007' <tmp/errors)"
# shellcheck disable=SC2016 # the other shell's
sh -c '. repo/env/bin/activate && : "$PS1" && deactivate' >/dev/null 2>&1
ok 'it is not run' test ! -e ran -a ! -e repo/ran
finish
