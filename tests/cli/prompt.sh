#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin prompt: what an active environment shows.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# The prompt that sh shows in the environment DIR.
shown() {
	sh -c '. "$1/bin/activate" && printf "%s" "$VIRTUAL_ENV_PROMPT"' sh "$1"
}

mkdir -p shop/.git shop/a/b
run create -q -p "$python" --without-pip --plugin=prompt shop/a/b/.venv
expect 0 '' ''
ok 'the project' test "$(shown shop/a/b/.venv)" = shop
ok 'in pyvenv.cfg too' grep -qx "prompt = 'shop'" shop/a/b/.venv/pyvenv.cfg
run create -q -p "$python" --without-pip '--plugin=prompt,format={name},,{python}' env
expect 0 '' ''
ok 'a template' test "$(shown env)" = \
	"env,$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
# What SHELL has as its prompt in the environment DIR; theirs was "% ".
drawn() {
	case $1 in
	tcsh) tcsh -fc "set prompt = '% '; source $2/bin/activate.csh; echo \$prompt:q \$_VIRTUAL_LABEL:q" ;;
	fish) fish -c "function fish_prompt; echo -n '% '; end
		source $2/bin/activate.fish; fish_prompt; echo" ;;
	xonsh) xonsh --no-rc -c "source $2/bin/activate.xsh
print(__xonsh__.shell.prompt_formatter('{env_name}% '))" ;;
	*) "$1" -c "PS1='% '; . $2/bin/activate; printf '%s\\n' \"\$PS1\"" ;;
	esac
}
run create -q -p "$python" --without-pip '--plugin=prompt,format=[{name}],parentheses=no' bare
expect 0 '' ''
ok 'a key for the scripts' grep -qx 'prompt-parentheses = no' bare/pyvenv.cfg
for shell in sh bash dash ksh zsh fish tcsh xonsh; do
	command -v $shell >/dev/null || continue
	inside=env,${python_version:=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
	with="($inside) % " without='[bare] % '
	test $shell = tcsh && with="(%\$_VIRTUAL_LABEL) %  $inside" \
		without='%$_VIRTUAL_LABEL %  [bare]'
	ok "$shell draws parentheses" test "$(drawn $shell env)" = "$with"
	ok "$shell draws none" test "$(drawn $shell bare)" = "$without"
done
run create -q -p "$python" --without-pip --prompt=mine --plugin=prompt given
expect 0 '' ''
ok 'a prompt of the command line stays' test "$(shown given)" = mine
run VENVB_PROMPT=theirs create -q -p "$python" --without-pip --plugin=prompt unsaid
expect 0 '' ''
ok 'one of the surroundings does not' test "$(shown unsaid)" = "$(basename "$work")"
mkdir '$(touch run)'
run create -q -p "$python" --without-pip --plugin=prompt '$(touch run)/env'
expect 0 '' ''
# shellcheck disable=SC2016 # nothing is to be evaluated
ok 'nothing in it is run' test "$(shown '$(touch run)/env')" = '$(touch run)'
ok 'indeed' test ! -e run
run create -q -p "$python" --without-pip '--plugin=prompt,format={nmae}' wrong
expect 1 '' "venvb: plugin 'prompt': before scripts: option 'format': there is no {nmae}: known are {host}, {implementation}, {name}, {project}, {python}, {user} and {version}"
ok 'and nothing is left' test ! -e wrong
finish
