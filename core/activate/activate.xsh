# Activates a Python environment in xonsh: "source bin/activate.xsh". "deactivate" undoes all of it.

if "_virtual_deactivate" in globals():
    _virtual_deactivate(["nondestructive"])


def _virtual_activate():
    env = __xonsh__.env

    def copy(value):
        return value if isinstance(value, str) or not hasattr(value, "append") else list(value)

    def join(*parts):
        """Text with text, or whatever xonsh holds as a list."""
        items = []
        for part in parts:
            items += [part] if isinstance(part, str) else map(str, part)
        as_text = all(isinstance(part, str) for part in parts)
        return ":".join(item for item in items if item) if as_text else items

    names = ["PATH", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"@each-name@, "@name@"@end@]
    old = {name: copy(env[name]) for name in names if name in env}

@each-set@
    env["@name@"] = @value@
@end@
@each-prepend@
    env["@name@"] = join(@value@, env.get("@name@", ""))
@end@
@each-append@
    env["@name@"] = join(env.get("@name@", ""), @value@)
@end@
    # xonsh itself draws what VIRTUAL_ENV_PROMPT says, unless VIRTUAL_ENV_DISABLE_PROMPT is set,
    # between two fields that its user may have chosen: they stay unless nothing is to be drawn.
    fields = env["PROMPT_FIELDS"]
    around = {"env_prefix": @open@, "env_postfix": @close@}
    around = {} if around["env_prefix"] else around
    old_around = {name: fields[name] for name in around if name in fields}
    fields.update(around)
    env["VIRTUAL_ENV"] = @target@
    env["VIRTUAL_ENV_PROMPT"] = @prompt@
    env["PATH"] = join(@bin@, env.get("PATH", []))
    if "PYTHONHOME" in env:
        del env["PYTHONHOME"]

    def deactivate(args):
        for name in names:
            if name in old:
                env[name] = old[name]
            elif name in env:
                del env[name]
        fields.update(old_around)
        globals().pop("_virtual_deactivate", None)
        if args != ["nondestructive"] and "deactivate" in aliases:
            del aliases["deactivate"]

    aliases["deactivate"] = deactivate
    return deactivate


_virtual_deactivate = _virtual_activate()
del _virtual_activate
