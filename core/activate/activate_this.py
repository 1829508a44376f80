"""Activates the environment in the interpreter that runs this file.

    exec(open(path).read(), {"__file__": path})    or    runpy.run_path(path)
"""


def _activate():
    import os
    import site
    import sys

    target = @target@
    environ = os.environ

    def join(first, second):
        return os.pathsep.join(part for part in (first, second) if part)

@each-set@
    environ["@name@"] = @value@
@end@
@each-prepend@
    environ["@name@"] = join(@value@, environ.get("@name@"))
@end@
@each-append@
    environ["@name@"] = join(environ.get("@name@"), @value@)
@end@
    environ["VIRTUAL_ENV"] = target
    environ["VIRTUAL_ENV_PROMPT"] = @prompt@
    environ["PATH"] = join(@bin@, environ.get("PATH"))
    environ.pop("PYTHONHOME", None)

    # What the environment brings comes before what was there.
    length = len(sys.path)
    for path in dict.fromkeys(map(os.path.realpath, (@purelib@, @platlib@))):
        site.addsitedir(path)
    sys.path[:] = sys.path[length:] + sys.path[:length]
    sys.real_prefix = sys.prefix
    sys.prefix = target


_activate()
del _activate
