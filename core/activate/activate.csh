# Activates a Python environment in csh and tcsh: "source bin/activate.csh".
# "deactivate" undoes all of it.

if ( $?_OLD_VIRTUAL_SAVED || $?_OLD_VIRTUAL_PATH ) then
	deactivate nondestructive
endif

# How a variable is put back is decided now, for each by an alias: later nothing can ask whether
# one is set without expanding it.
set _OLD_VIRTUAL_SAVED
foreach _virtual_name ( PATH PYTHONHOME VIRTUAL_ENV VIRTUAL_ENV_PROMPT@each-name@ @name@@end@ )
	eval 'set _virtual_value = $?'$_virtual_name
	if ( $_virtual_value ) then
		eval 'set _OLD_VIRTUAL_'$_virtual_name' = $'$_virtual_name':q'
		alias _virtual_undo_$_virtual_name 'setenv '$_virtual_name' $_OLD_VIRTUAL_'$_virtual_name':q; unset _OLD_VIRTUAL_'$_virtual_name
	else
		alias _virtual_undo_$_virtual_name 'unsetenv '$_virtual_name
	endif
end
alias _virtual_undo_prompt ''
alias deactivate '_virtual_undo_PATH; _virtual_undo_PYTHONHOME; _virtual_undo_VIRTUAL_ENV; _virtual_undo_VIRTUAL_ENV_PROMPT;@each-name@ _virtual_undo_@name@;@end@ _virtual_undo_prompt; unalias "_virtual_undo_*"; unset _OLD_VIRTUAL_SAVED; rehash; if ( "\!:*" != "nondestructive" ) unalias deactivate'

# Other characters than "!" may stand for the history: not in here.
if ( $?histchars ) then
	set _virtual_histchars = $histchars:q
endif
set histchars = ''
@each-set@
setenv @name@ @value@
@end@
@each-prepend@
set _virtual_value
if ( $?@name@ ) then
	set _virtual_value = $@name@:q
endif
if ( $%_virtual_value ) then
	setenv @name@ @value@:$_virtual_value:q
else
	setenv @name@ @value@
endif
@end@
@each-append@
set _virtual_value
if ( $?@name@ ) then
	set _virtual_value = $@name@:q
endif
if ( $%_virtual_value ) then
	setenv @name@ $_virtual_value:q':'@value@
else
	setenv @name@ @value@
endif
@end@
setenv VIRTUAL_ENV @target@
setenv VIRTUAL_ENV_PROMPT @prompt@
set _virtual_value
if ( $?PATH ) then
	set _virtual_value = $PATH:q
endif
if ( $%_virtual_value ) then
	setenv PATH @bin@:$_virtual_value:q
else
	setenv PATH @bin@
endif
unsetenv PYTHONHOME

# tcsh draws a variable behind %$ as it is; csh knows no such thing.
set _virtual_value
if ( $?VIRTUAL_ENV_DISABLE_PROMPT ) then
	set _virtual_value = $VIRTUAL_ENV_DISABLE_PROMPT:q
endif
if ( $?prompt && ! $%_virtual_value ) then
	set _OLD_VIRTUAL_PROMPT = $prompt:q
	alias _virtual_undo_prompt 'set prompt = $_OLD_VIRTUAL_PROMPT:q; unset _OLD_VIRTUAL_PROMPT _VIRTUAL_LABEL'
	set _VIRTUAL_LABEL = @label@
	if ( $?tcsh ) then
		set prompt = @open@'%$_VIRTUAL_LABEL'@close@$prompt:q
	else
		set prompt = @open@@label-plain@@close@$prompt:q
	endif
endif

unset histchars
if ( $?_virtual_histchars ) then
	set histchars = $_virtual_histchars:q
	unset _virtual_histchars
endif
unset _virtual_name _virtual_value
rehash
