# Activates a Python environment in xonsh: "source bin/activate.xsh". "deactivate" undoes all of it.

if "_virtual_deactivate" in globals():
    _virtual_deactivate(["nondestructive"])


def _virtual_activate():
    env = __xonsh__.env

    class Verbatim(str):
        """An item of a path in which xonsh expands neither variables nor tildes."""

        def __contains__(self, part):
            return part != "$" and str.__contains__(self, part)

        def partition(self, separator):
            return str.partition(self, separator) if separator != "=" else (self, "", "")

        def startswith(self, prefix, *where):
            return prefix != "~" and str.startswith(self, prefix, *where)

        def __reduce__(self):
            return str, (str(self),)

    def is_list(value):
        return hasattr(value, "append") and not isinstance(value, str)

    def items(value):
        return list(value) if is_list(value) else [value] if value else []

    def put(name, *parts):
        """Text where there was text, or whatever xonsh makes of it: it holds paths as lists."""
        as_items = any(map(is_list, parts))
        whole = [str(item) for part in parts for item in items(part)]
        text = ":".join(whole)
        env[name] = whole if as_items else text
        if is_list(env[name]):
            env[name] = [Verbatim(item) for item in (whole if as_items else text.split(":"))]

    names = ["PATH", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"@each-name@, "@name@"@end@]
    old = {name: env[name] for name in names if name in env}

@each-set@
    put("@name@", @value@)
@end@
@each-prepend@
    put("@name@", @value@, env.get("@name@", ""))
@end@
@each-append@
    put("@name@", env.get("@name@", ""), @value@)
@end@
    # xonsh would draw what VIRTUAL_ENV_PROMPT says, whatever it does to a terminal, and braces in
    # it might be colors. What stands around it is a choice of the user.
    fields = env["PROMPT_FIELDS"]
    label = @label@.replace("{", "{{").replace("}", "}}")
    bare = not @open@

    def around(name):
        value = fields[name] if name in fields else ""
        return str(value() if callable(value) else value)

    def env_name():
        if env.get("VIRTUAL_ENV_DISABLE_PROMPT"):
            return ""
        return label + @close@ if bare else around("env_prefix") + label + around("env_postfix")

    old_fields = {name: fields[name] for name in ["env_name"] if name in fields}
    fields["env_name"] = env_name
    env["VIRTUAL_ENV"] = @target@
    env["VIRTUAL_ENV_PROMPT"] = @prompt@
    put("PATH", @bin@, env.get("PATH", []))
    if "PYTHONHOME" in env:
        del env["PYTHONHOME"]

    def deactivate(args):
        for name in names:
            if name in old:
                env[name] = old[name]
            elif name in env:
                del env[name]
        fields.pop("env_name", None)
        fields.update(old_fields)
        globals().pop("_virtual_deactivate", None)
        if args != ["nondestructive"] and "deactivate" in aliases:
            del aliases["deactivate"]

    aliases["deactivate"] = deactivate
    return deactivate


_virtual_deactivate = _virtual_activate()
del _virtual_activate
