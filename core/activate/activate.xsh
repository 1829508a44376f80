# Activates a Python environment in xonsh: "source bin/activate.xsh". "deactivate" undoes all of it.

def _virtual_activate():
    from os import pathsep

    env = __xonsh__.env
    names = ["PATH", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"@each-name@, "@name@"@end@]

    if "_OLD_VIRTUAL_VALUES" in __xonsh__.ctx:
        aliases["deactivate"](["nondestructive"])
    old = {name: env[name] for name in names if name in env}
    old = {name: list(value) if isinstance(value, EnvPath) else value for name, value in old.items()}


_virtual_activate()
del _virtual_activate
