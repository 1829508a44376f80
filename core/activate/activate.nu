# Activates a Python environment in nushell: "overlay use bin/activate.nu".
# "deactivate" hides the overlay, and with it all that was set.

export-env {
    let target = @target@
    let prompt = @prompt@
    $env.VIRTUAL_ENV = $target
    $env.VIRTUAL_ENV_PROMPT = $prompt
}

export alias deactivate = overlay hide activate
