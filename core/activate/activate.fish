# Activates a Python environment in fish: "source bin/activate.fish". "deactivate" undoes all of it.

if builtin functions -q deactivate
    if set -qg _OLD_VIRTUAL_SAVED; or set -qg _OLD_VIRTUAL_PATH
        deactivate nondestructive
    end
end

# _OLD_VIRTUAL_SAVED lists the global variables that there were, _OLD_VIRTUAL_EXPORTED those of them
# that were exported. A universal one shows again when the global one is erased.
function deactivate -d 'Leave the Python environment'
    if set -qg _OLD_VIRTUAL_SAVED
        for name in PATH PYTHONHOME VIRTUAL_ENV VIRTUAL_ENV_PROMPT@each-name@ @name@@end@
            set -l old _OLD_VIRTUAL_$name
            if contains -- $name $_OLD_VIRTUAL_EXPORTED
                set -gx $name $$old
            else if contains -- $name $_OLD_VIRTUAL_SAVED
                set -gu $name $$old
            else
                set -eg $name
            end
            set -eg $old
        end
        if builtin functions -q _old_virtual_fish_prompt
            builtin functions -e fish_prompt
            builtin functions -c _old_virtual_fish_prompt fish_prompt
            builtin functions -e _old_virtual_fish_prompt
        end
        set -eg _OLD_VIRTUAL_SAVED
        set -eg _OLD_VIRTUAL_EXPORTED
    end
    if test "$argv[1]" != nondestructive
        builtin functions -e deactivate
    end
    return 0
end

set -g _OLD_VIRTUAL_SAVED
set -g _OLD_VIRTUAL_EXPORTED
for _virtual_name in PATH PYTHONHOME VIRTUAL_ENV VIRTUAL_ENV_PROMPT@each-name@ @name@@end@
    if set -qg $_virtual_name
        set -a _OLD_VIRTUAL_SAVED $_virtual_name
        set -g _OLD_VIRTUAL_$_virtual_name $$_virtual_name
    end
    if set -qgx $_virtual_name
        set -a _OLD_VIRTUAL_EXPORTED $_virtual_name
    end
end
set -e _virtual_name

@each-set@
set -gx @name@ @value@
@end@
@each-prepend@
test -n "$@name@"; and set -gx @name@ @value@:"$@name@"; or set -gx @name@ @value@
@end@
@each-append@
test -n "$@name@"; and set -gx @name@ "$@name@":@value@; or set -gx @name@ @value@
@end@
set -gx VIRTUAL_ENV @target@
set -gx VIRTUAL_ENV_PROMPT @prompt@
set -gx PATH @bin@ $PATH
set -eg PYTHONHOME

if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and builtin functions -q fish_prompt
    builtin functions -c fish_prompt _old_virtual_fish_prompt
    function fish_prompt
        # First the prompt that was there, since it may show the status of the last command.
        set -l prompt (_old_virtual_fish_prompt | builtin string collect --no-trim-newlines)
        builtin printf '%s%s%s%s' @open@ @label@ @close@ "$prompt"
    end
end
true
