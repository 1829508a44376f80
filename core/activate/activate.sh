# Activates a Python environment in sh, bash, zsh, ksh, mksh, dash and busybox sh.
# The shell has to read it itself: ". bin/activate". "deactivate" undoes all of it.

if [ -n "${ZSH_VERSION-}" ]; then
	_virtual_value=
	case ${ZSH_EVAL_CONTEXT-} in toplevel) _virtual_value=run ;; esac
elif [ -n "${BASH_VERSION-}" ]; then
	_virtual_value=
	case ${BASH_SOURCE-} in "$0") _virtual_value=run ;; esac
else
	_virtual_value=
	if [ "$0" -ef @script@ ]; then _virtual_value=run; fi
fi
if [ -n "$_virtual_value" ]; then
	printf '%s\n' "activate: to be sourced, not run: type '. ' before its name" >&2
	exit 33
fi

# The environment that is active in this shell, whoever made it, goes first.
unalias deactivate 2>/dev/null || :
if [ -n "${_OLD_VIRTUAL_PATH+x}${_OLD_VIRTUAL_SET+x}" ]; then
	case $(command -v deactivate || :) in deactivate) deactivate nondestructive || : ;; esac
fi

# _OLD_VIRTUAL_SET and _OLD_VIRTUAL_EXPORTED list the variables that were set, and exported.
deactivate () {
	if [ -n "${_OLD_VIRTUAL_SET+x}" ]; then
		for _virtual_name in PATH PYTHONHOME PS1 VIRTUAL_ENV VIRTUAL_ENV_PROMPT@each-name@ @name@@end@; do
			case $_OLD_VIRTUAL_EXPORTED in
			*" $_virtual_name "*) _virtual_value=exported ;;
			*) _virtual_value= ;;
			esac
			# A variable that was not exported stops being so when it is unset. zsh keeps
			# that of PATH, and the prompt was not exported here.
			case $_OLD_VIRTUAL_SET$_virtual_value:$_virtual_name in
			*" $_virtual_name "*exported:* | *" $_virtual_name "*:PS1) ;;
			*) unset "$_virtual_name" || : ;;
			esac
			case $_OLD_VIRTUAL_SET in
			*" $_virtual_name "*)
				eval "$_virtual_name=\$_OLD_VIRTUAL_$_virtual_name"
				if [ -n "${ZSH_VERSION-}" ] && [ -z "$_virtual_value" ]; then
					typeset -g +x "$_virtual_name"
				fi
				unset "_OLD_VIRTUAL_$_virtual_name" ;;
			esac
			if [ -n "$_virtual_value" ]; then export "$_virtual_name"; fi
		done
		if [ -n "${_OLD_VIRTUAL_PSVAR-}" ]; then
			eval 'if [ ${#psvar[@]} -eq $_OLD_VIRTUAL_PSVAR ]; then shift -p psvar; fi'
			unset _OLD_VIRTUAL_PSVAR
		fi
		unset _OLD_VIRTUAL_SET _OLD_VIRTUAL_EXPORTED _virtual_name _virtual_value
		unset _VIRTUAL_LABEL || :
		hash -r 2>/dev/null || :
	fi
	if [ "${1-}" != nondestructive ]; then unset -f deactivate; fi
}

_OLD_VIRTUAL_SET=' '
_OLD_VIRTUAL_EXPORTED=' '
for _virtual_name in PATH PYTHONHOME PS1 VIRTUAL_ENV VIRTUAL_ENV_PROMPT@each-name@ @name@@end@; do
	eval "_virtual_value=\${$_virtual_name+x}"
	if [ -n "$_virtual_value" ]; then
		_OLD_VIRTUAL_SET="$_OLD_VIRTUAL_SET$_virtual_name "
		eval "_OLD_VIRTUAL_$_virtual_name=\$$_virtual_name"
	else
		unset "_OLD_VIRTUAL_$_virtual_name" || :
	fi
	# What stands before the name says it: "declare -x", "typeset -x", "export".
	if [ -n "${BASH_VERSION-}${ZSH_VERSION-}${KSH_VERSION-}" ]; then
		_virtual_value=$(typeset -p "$_virtual_name" 2>/dev/null || :)
		_virtual_value=${_virtual_value%%"$_virtual_name"*}
	else
		case "
$(export -p)
" in
		*"
export $_virtual_name="* | *"
export $_virtual_name
"*) _virtual_value=x ;;
		*) _virtual_value= ;;
		esac
	fi
	case $_virtual_value in
	*x*) _OLD_VIRTUAL_EXPORTED="$_OLD_VIRTUAL_EXPORTED$_virtual_name " ;;
	esac
done

@each-set@
@name@=@value@
export @name@
@end@
@each-prepend@
@name@=@value@"${@name@:+:$@name@}"
export @name@
@end@
@each-append@
@name@="${@name@:+$@name@:}"@value@
export @name@
@end@
VIRTUAL_ENV=@target@
VIRTUAL_ENV_PROMPT=@prompt@
PATH=@bin@"${PATH:+:$PATH}"
export VIRTUAL_ENV VIRTUAL_ENV_PROMPT PATH
unset PYTHONHOME || :

# A shell may evaluate what it draws. What none gives a meaning stands in PS1 as it is; all else is
# behind a variable, or in zsh behind psvar, since nothing that is evaluated yields is evaluated.
if [ -z "${VIRTUAL_ENV_DISABLE_PROMPT-}" ]; then
	_virtual_value=@label-plain@
	if [ "$_virtual_value" != @label@ ]; then
		_virtual_value='${_VIRTUAL_LABEL-}'
		_VIRTUAL_LABEL=@label@
		if [ -n "${ZSH_VERSION-}" ]; then
			if [[ -o promptpercent ]]; then
				eval 'psvar+=("$_VIRTUAL_LABEL"); _OLD_VIRTUAL_PSVAR=${#psvar[@]}'
				_virtual_value="%${_OLD_VIRTUAL_PSVAR}v"
			fi
		elif [ -n "${BASH_VERSION-}" ]; then
			shopt -q promptvars || _virtual_value=@label-plain@
		elif [ -n "${KSH_VERSION-}" ]; then
			case $KSH_VERSION in
			*MIRBSD* | *LEGACY*) ;;
			*) _VIRTUAL_LABEL=@label-ksh@ ;;
			esac
		elif command -v '[[' >/dev/null 2>&1; then
			# busybox, which decodes backslashes last
			_VIRTUAL_LABEL=@label-busybox@
		fi
	fi
	PS1=@open@"$_virtual_value"@close@"${PS1-}"
fi

unset _virtual_name _virtual_value
hash -r 2>/dev/null || :
