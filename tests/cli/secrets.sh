#!/bin/sh
# SPDX-License-Identifier: MIT
# A secret option and the user and password of a URL, said in each layer: they are nowhere in what
# is printed or written.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
venvb=$top_builddir/tests/venvb-policy
mkdir -p etc/venvb plugins home/.config/venvb
cp "$top_builddir/tests/plugins/good.so" plugins
echo '{"plugins": {"seedpip": {"enable": false}}}' >etc/venvb/config.json
secret=hunter2 url=https://hunter2:hunter2@host.example/x

# What is printed, and all that is written but the configuration itself.
# The file is what the plugin makes of its option.
clean() {
	ok "no secret is told by$ran" test -z "$(grep -ral --exclude=good hunter2 tmp env home/.cache 2>/dev/null)"
}
runs() {
	for command in "create -vv --python=$python env" "create --json --python=$python env" \
		"create -vv --dry-run --python=$python env" "create --json --dry-run --python=$python env" \
		config 'config --json' pipeline 'plugin show good' 'explain env' 'explain --json env'; do
		# shellcheck disable=SC2086 # words
		case $command in
		explain*) run $command ;;
		*) run $variables $command $switches ;;
		esac
		expect_status 0
		clean
	done
	ok 'the environment is there' test -e env/pyvenv.cfg
	rm -rf env
}
variables='' switches=''
for file in etc/venvb/config.json home/.config/venvb/config.json; do
	cp $file saved 2>/dev/null || echo '{}' >saved
	echo "{\"plugins\": {\"seedpip\": {\"enable\": false},
		\"good\": {\"enable\": true, \"token\": \"$secret\", \"text\": \"$url\"}}}" >$file
	runs
	cp saved $file
done
variables="VENVB_GOOD__ENABLE=yes VENVB_GOOD__TOKEN=$secret VENVB_GOOD__TEXT=$url"
runs
variables='' switches="--plugin=good,token=$secret,text=$url"
runs
switches="--plugin=good --set good.token=$secret --set=good.text=$url"
runs

# Mistakes with the very value.
wrong() {
	run "$@"
	expect_status 2
	clean
}
wrong "VENVB_LINK_MODE=$url" config
wrong create "--compile=$url" env
wrong create --plugin=good "--set=good.tokn=$secret" env
wrong create "--plugin=good,token=$secret,token=$secret" env
wrong create "--plugin=good,$url" env
wrong create "--set=$url" env
for text in "{\"plugins\": {\"good\": {\"token\": \"$secret\" \"x\"}}}" \
	"{\"plugins\": {\"good\": {\"token\" \"$secret\"}}}" "{\"python\": 3 \"$url\"}"; do
	echo "$text" >home/.config/venvb/config.json
	wrong config
done
# What a plugin repeats of an option that is no URL.
cp "$top_builddir/tests/plugins/seedpip.so" plugins && chmod go-w plugins/seedpip.so
run create --config=/dev/null --plugin=seedpip,pip=https://me:hunter2@host/simple repeated
expect_status 1
ok 'a plugin cannot repeat it' test -z "$(grep hunter2 tmp/errors tmp/output)"

# Variables: in the scripts that set them, and nowhere else.
cp "$top_builddir/tests/plugins/variables.so" plugins && chmod go-w plugins/variables.so
echo 'DATABASE=https://me:hunter2@host/db' >.env
run create --config=/dev/null --plugin=variables,env-file=.env held
expect_status 0
ok 'no receipt has a password' test "$(grep -rl hunter2 held | grep -v '^held/bin/[Aa]ctivate')" = ''
run exec held -- printenv DATABASE
expect 1 '' "venvb: the value of 'DATABASE' holds a password, which only the activation scripts of 'WORK/held' have: set it, or activate the environment"
run DATABASE=mine exec held -- printenv DATABASE
expect 0 mine ''
ok 'the scripts have it' test "$(. held/bin/activate && echo "$DATABASE")" = https://me:hunter2@host/db
finish
