#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin `policy`: each rule kept and broken, mistakes in rules, and what users and plugins may
# try against them.
program='venvb-policy'
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
rules=etc/venvb/policy.d
file=/proc/self/cwd/etc/venvb/policy.d/site.json
mkdir -p "$rules" plugins
for name in good policy rebel seedpip; do
	cp "$top_builddir/tests/plugins/$name.so" plugins || exit 99
done
chmod go-w plugins/*
version=$("$python" -c 'import platform; print(platform.python_version())')
minor=${version%.*}
real=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')

# rule 'NAME: VALUE'...
rule() {
	printf '{"plugin": "policy", "options": {%s}}\n' "$1" >"$rules/site.json"
}
create() {
	run create -q -p "$python" --without-pip "$@"
}
# allowed RULE [ARGUMENT]...; the environment is env unless it is named last
allowed() {
	rule "$1"
	shift
	create "$@" env
	expect_status 0
	rm -rf env
}
# denied RULE NAME WHAT [ARGUMENT]...
denied() {
	rule "$1"
	name=$2 what=$3
	shift 3
	create "$@" env
	expect 3 '' "venvb: policy '$file': plugin 'policy': check: rule '$name': $what"
	ok 'nothing is written' test ! -e env
}
mistaken() {
	rule "$1"
	create env
	expect 1 '' "venvb: policy '$file': plugin 'policy': before resolve: the rule $2"
}

here="the interpreter is Python $version"
allowed '"python": [">=3"]'
allowed '"python": ["<3", ">=3"]'
allowed "\"python\": \"==$minor.*\""
rule '"python": ["<3", ">=4"]'
create env
expect_status 3
ok 'what is and what is allowed' grep -q "rule 'python': $here (.*); allowed: <3 or >=4\$" tmp/errors
allowed "\"minimum\": [\"$version\"]"
allowed '"minimum": ["2.7.99"]'
rule "\"minimum\": [\"$minor.99\"]"
create env
expect_status 3
ok 'the least patch' grep -q "rule 'minimum': .*; of Python $minor at least $minor.99 is allowed\$" tmp/errors
allowed '"implementations": ["cpython", "PyPy"]'
denied '"implementations": ["Jython"]' implementations 'the interpreter is CPython; allowed: Jython'
allowed "\"interpreters-in\": [\"/nowhere\", \"${real%/*}\"]"
rule "\"interpreters-in\": [\"${real%?}\"]"
create env
expect_status 3
ok 'by components' grep -q "rule 'interpreters-in': .*; allowed: those below" tmp/errors
# A link from an allowed directory does not make an interpreter one of its own.
mkdir base && ln -s "$python" base/python3
rule "\"interpreters-in\": [\"$work/base\"]"
run create -p "$work/base/python3" --without-pip env
expect_status 3

denied '"forbid": ["copies"]' forbid "'copies' is 'yes' (command-line); use --no-copies" --copies
denied '"forbid": ["system-site-packages"], "contact": "it@acme.example"' forbid \
	"'system-site-packages' is 'yes' (command-line); use --no-system-site-packages. Ask it@acme.example" \
	--system-site-packages
rule '"forbid": ["system-site-packages"]'
run VENVB_SYSTEM_SITE_PACKAGES=yes create -p "$python" --without-pip env
expect_status 3
echo '{"system-site-packages": true}' >venvb.json
create env
expect_status 3
rm venvb.json
allowed '"forbid": ["copies"]'
allowed '"require": ["copies=yes"]' --copies
denied '"require": ["copies=yes"]' require "'copies' is 'no' (builtin); it must be 'yes'"
rule '"force": ["copies=yes"]'
run create -p "$python" --without-pip --no-copies env
expect_status 0
ok 'it is told' grep -q "rule 'force': 'copies' is 'yes' here; 'no' was asked for" tmp/errors
ok 'it is forced' test ! -L env/bin/python
rm -rf env

denied '"packages": ["pip>=1"]' packages "pip is not planned; 'pip>=1' is required"
rule '"packages": ["pip>=1"]'
run create -q -p "$python" env
expect_status 0
rm -rf env
rule '"packages": ["Pip>=1000"]'
run create -q -p "$python" env
expect_status 3
rule '"packages-forbidden": ["pip"]'
run create -q -p "$python" env
expect_status 3
allowed '"plugins-required": ["seedpip"]'
denied '"plugins-required": ["good"]' plugins-required "the plugin 'good' takes no part; use --plugin=good"
allowed '"plugins-required": ["good>=1.2"]' --plugin=good -q -q
denied '"plugins-required": ["good>=2"]' plugins-required "the plugin 'good' is 1.2.3; 'good>=2' is required" --plugin=good -q -q
denied '"plugins-forbidden": ["rebel"]' plugins-forbidden "the plugin 'rebel' 1 takes part; use --no-plugin=rebel" --plugin=rebel
cp plugins/rebel.so .
allowed '"plugins-from": ["system"]' --plugin=rebel
denied '"plugins-from": ["system"]' plugins-from "the plugin 'rebel' is of the tier 'file'; allowed: system" --plugin=./rebel.so

# Places: resolved, by components.
mkdir -p place placebo
ln -s "$work" place/out
in="\"places\": [\"$work/place\"]"
outside() {
	rule "$in"
	create "$1"
	expect 3 '' "venvb: policy '$file': plugin 'policy': check: rule 'places': the environment would be in 'WORK/$2'; allowed: below WORK/place"
}
rule "$in"
create place/env
expect_status 0
create .//place/./env
expect_status 0
outside env env
outside placebo/env placebo/env
outside place/../env env
outside place//../env env
outside place/out/env env
outside PLACE/env PLACE/env
ln -s "$work/other" dangling
create place/../dangling
ok 'a dangling link' test "$status" != 0
mkdir other && ln -s "$work/other" place/link
outside place/link other
echo "$work/other" >place/redirect
create place/redirect
ok 'a redirect file' test "$status" != 0
outside place place
ln -s "$work/place" in
create in/env
expect_status 0
# HOME is not what ~ is.
rule '"places": ["~/nowhere-at-all"]'
mkdir -p home/nowhere-at-all
create home/nowhere-at-all/env
expect_status 3
rm -rf place placebo other dangling in

denied '"names": [".venv", "py-*"]' names "the environment would be called 'env'; allowed: .venv, py-*"
rule '"names": [".venv", "py-*"]'
create py-3
expect_status 0
ln -s "$work/real" py-link
mkdir real
create py-link
expect 3 '' "venvb: policy '$file': plugin 'policy': check: rule 'names': the environment would be called 'real'; allowed: .venv, py-*"
rm -rf py-3 py-link real

secret='"pip-conf": ["global.index-url=https://me:hunter2@pypi.acme.example/"]'
denied "$secret" pip-conf "pip.conf has no global.index-url; global.index-url must be 'https://***@pypi.acme.example/'"
create --dry-run --json env
ok 'secrets are not shown' test -z "$(grep -r hunter2 tmp home)"

# All at once.
rule '"names": ["x"], "places": ["/nowhere"], "forbid": ["copies"]'
create --copies env
ok 'all violations' test "$(grep -c "^venvb: policy '$file': plugin 'policy': check: rule" tmp/errors)" = 3

# An environment from before there were rules.
rm -f "$rules/site.json"
create --system-site-packages old
rule '"names": ["new"], "forbid": ["system-site-packages"]'
for option in '' --upgrade --clear --dry-run; do
	# shellcheck disable=SC2086 # none or one
	create $option old
	expect_status 3
done

# Mistakes in the rules.
mistaken '"python": ["3.12"]' "'python' has '3.12': expected a range of versions, as '>=3.11,<3.14'"
mistaken '"minimum": ["3.12"]' "'minimum' has '3.12': expected a version of three numbers, as '3.12.4'"
mistaken '"interpreters-in": ["opt"]' "'interpreters-in' has 'opt': expected an absolute path, or '~' or '~/…'"
mistaken '"places": ["/srv/../etc"]' "'places' has '/srv/../etc': expected a path without '.' and '..'"
mistaken '"places": [""]' "'places' has '': expected an absolute path, or '~' or '~/…'"
mistaken '"force": ["copies"]' "'force' has 'copies': expected NAME=VALUE, as 'link-mode=copy'"
mistaken '"forbid": ["copy"]' "'forbid' has 'copy': expected the name of an option of venvb before the '='"
mistaken '"require": ["copies=maybe"]' "'require' has 'copies=maybe': expected yes or no behind the '='"
mistaken '"packages": ["pip=>24"]' "'packages' has 'pip=>24': expected a name, or a name and a range, as 'pip>=24'"
mistaken '"plugins-from": ["home"]' "'plugins-from' has 'home': expected policy, system, user or file"
mistaken '"pip-conf": ["index-url=x"]' "'pip-conf' has 'index-url=x': expected SECTION.KEY=VALUE, as 'global.index-url=https://pypi.acme.example/simple'"
rule '"places": []'
create env
expect 2 '' "venvb: $file:1: plugin 'policy': the list 'places' is empty, which says nothing: leave it out"
rule '"force": ["link-mode=cpoy"]'
create env
expect_status 2
rule '"force": ["clear=no"]'
create env
expect_status 2

# Rules from elsewhere.
rule '"names": ["x"]'
create --set policy.names=env env
expect 2 '' "venvb: command line: the plugin 'policy' is a policy: only '$file' may set its options"
create --no-plugin=policy env
expect_status 2
run 'VENVB_POLICY__NAMES=["env"]' create -p "$python" env
expect_status 2
run plugin show policy
ok 'show has the rules in force' grep -qxF "                              ($file)" tmp/output
rm "$rules/site.json"
create --dry-run --plugin=policy --set policy.names=x env
expect 3 '' "venvb: plugin 'policy': check: rule 'names': the environment would be called 'env'; allowed: x"

# Plugins of other tiers: what a policy set stays, and what was forbidden is found.
try() {
	run create -q -q -p "$python" --without-pip --plugin=rebel,how="$1" env
}
held() {
	try "$1"
	expect "$2" '' "venvb: $3"
	ok "$1: nothing is written" test ! -e env
}
echo '{"plugin": "good"}' >"$rules/good.json"
held remove 3 "plugin 'rebel': after packages: 'etc/good' was set by the policy 'good' and cannot be changed"
held replace 3 "plugin 'rebel': after packages: 'etc/good' was set by the policy 'good' and cannot be changed"
try remove-above
expect_status 3
try at-check
expect_status 4
ok 'nothing is written' test ! -e env
rm "$rules/good.json"
rule '"force": ["link-mode=copy"]'
held option 3 "plugin 'rebel': before resolve: 'link-mode' was set by the policy 'policy' and cannot be changed"
held option-late 3 "plugin 'rebel': after resolve: 'link-mode' was set by the policy 'policy' and cannot be changed"
rule '"forbid": ["system-site-packages"]'
for how in key keys; do
	try "$how"
	expect_status 3
	ok "$how: it is found in the plan" grep -q "rule 'forbid': 'system-site-packages' is 'yes'" tmp/errors
done
rule "\"interpreters-in\": [\"${real%/*}\"]"
for how in link program; do
	try "$how"
	expect_status 3
	ok "$how: it is found in the plan" grep -q "rule 'interpreters-in': 'bin/python' would be" tmp/errors
done
# By programs that edit the plan.
cp "$top_builddir/tests/plugins/run.so" plugins && chmod go-w plugins/run.so
# edited MOMENT EDIT PATTERN: what it does is found.
edited() {
	printf '#!/bin/sh\ncat <<"END"\n[%s]\nEND\n' "$2" >edit.sh && chmod 755 edit.sh
	create "--plugin=run,$1=./edit.sh" env
	expect_status 3
	ok "found: edit $1 $3" grep -q "$3" tmp/errors
}
rule '"forbid": ["system-site-packages"]'
key=include-system-site-packages
open="rule 'forbid': 'system-site-packages' is 'yes'"
edited after-cfg "{\"edit\": \"key-remove\", \"name\": \"$key\"}" "$open"
for text in 'home = /usr\rinclude-system-site-packages = true\r' 'home = /usr\n'; do
	edited after-cfg "{\"edit\": \"file\", \"path\": \"pyvenv.cfg\", \"content\": \"$text\", \"replace\": true}" "$open"
done
printf 'home = /usr\ninclude-system-site-packages = true\n' >false
edited after-cfg "{\"edit\": \"copy\", \"path\": \"pyvenv.cfg\", \"source\": \"$work/false\", \"replace\": true}" "$open"
edited after-cfg '{"edit": "link", "path": "pyvenv.cfg", "target": "include-system-site-packages = false", "replace": true}' "$open"
rule "\"interpreters-in\": [\"${real%/*}\"]"
edited after-link "{\"edit\": \"link\", \"path\": \"bin/python\", \"target\": \"other\", \"replace\": true}, {\"edit\": \"link\", \"path\": \"bin/other\", \"target\": \"/bin/sh\"}" \
	"rule 'interpreters-in': 'bin/python' would be '/.*sh'"
edited after-cfg '{"edit": "key", "name": "home", "value": "/nonexistent/bin"}' "has 'home = /nonexistent/bin', not 'home = "
rule '"pip-conf": ["global.index-url=https://good.example/"]'
good='[global]\nindex-url = https://good.example/\n'
for text in "${good}[install]\\n  index-url = https://evil.example/\\n" \
	"$good# x\\r[install]\\rindex-url = https://evil.example/\\n" \
	'[global]]\nindex-url = https://good.example/\n'; do
	edited after-cfg "{\"edit\": \"file\", \"path\": \"pip.conf\", \"content\": \"$text\"}" 'pip.conf has a line that is not plain'
done
edited after-cfg "{\"edit\": \"file\", \"path\": \"pip.conf\", \"content\": \"${good}[DEFAULT]\\nindex-url = https://evil.example/\\n\"}" \
	"pip.conf has DEFAULT.index-url = 'https://evil.example/'"
edited after-cfg '{"edit": "link", "path": "pip.conf", "target": "[global]"}' 'pip.conf has no global.index-url'
ok 'nothing of all that is written' test ! -e env

# What was kept before there was a rule comes back only if the rule allows it.
rm "$rules"/*.json
create --system-site-packages env
expect 0 '' ''
create --clear --keep env
expect 0 '' ''
rule '"forbid": ["system-site-packages"]'
run undo env
expect 3 '' "venvb: policy '$file': plugin 'policy': check: rule 'forbid': 'system-site-packages' is 'yes' (command-line); use --no-system-site-packages"
ok 'nothing is put back' grep -q '^include-system-site-packages = false' env/pyvenv.cfg
rule '"forbid": ["copies"]'
run undo env
expect_status 0
run verify env
expect 0 'good      WORK/env' ''
rule '"forbid": ["system-site-packages"]'
run verify env
expect_status 3
ok 'what the policies would not allow today is told' grep -q "^denied .*rule 'forbid'" tmp/output
mv env/venvb-receipt.json kept.json
sed 's#"receipt": 1#"receipt": 2#' kept.json >env/venvb-receipt.json
run verify env
expect_status 1
ok 'what cannot be judged is not allowed' grep -q 'whether the policies of today allow' tmp/errors
mv kept.json env/venvb-receipt.json
ok 'what is allowed is put back' grep -q '^include-system-site-packages = true' env/pyvenv.cfg
finish
