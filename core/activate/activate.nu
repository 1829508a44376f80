# Activates a Python environment in nushell: "overlay use bin/activate.nu".
# "deactivate" hides the overlay, and with it all that was set here.

# A variable may be a list, as PATH is, or text.
def put-before [value: string, old: any] {
    if ($old | describe --detailed | get type) == list {
        $old | prepend $value
    } else {
        [$value $old] | where {|part| $part | is-not-empty } | str join ':'
    }
}

def put-behind [value: string, old: any] {
    if ($old | describe --detailed | get type) == list {
        $old | append $value
    } else {
        [$old $value] | where {|part| $part | is-not-empty } | str join ':'
    }
}

export-env {
    # What there was before this overlay came into use, which it may have done for another
    # environment. Neither a record nor null is passed on to programs; hide-env has no effect in
    # an overlay that was hidden once.
    # Where it is not an argument or an item, a text with "=" in it is a command to some releases.
    let names = [PATH PROMPT_COMMAND@each-name@ @name@@end@]
    let old = $env._OLD_VIRTUAL? | default {}
    load-env $old
    $env._OLD_VIRTUAL = ($names | reduce --fold {} {|name, saved|
        $saved | insert $name (if $name in $env { $env | get $name })
    })

@each-set@
    load-env {@name@: @value@}
@end@
@each-prepend@
    $env.@name@ = put-before @value@ $env.@name@?
@end@
@each-append@
    $env.@name@ = put-behind @value@ $env.@name@?
@end@
    load-env {VIRTUAL_ENV: @target@, VIRTUAL_ENV_PROMPT: @prompt@}
    $env.PATH = put-before @bin@ $env.PATH?
    if 'PYTHONHOME' in $env { $env.PYTHONHOME = null }

    if ($env.VIRTUAL_ENV_DISABLE_PROMPT? | is-empty) {
        let label = [@open@ @label@ @close@] | str join
        let old_prompt = $env.PROMPT_COMMAND? | default ''
        $env.PROMPT_COMMAND = {||
            let rest = if ($old_prompt | describe) == closure { do $old_prompt } else { $old_prompt }
            $'($label)($rest)'
        }
    }
}

export alias deactivate = overlay hide activate --keep-env [PWD]
