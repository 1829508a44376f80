# SPDX-License-Identifier: MIT
"""Scenarios in the languages of shells that do not read sh: each says only "done" in the end.

ONE and TWO stand for the activation scripts of two environments.
"""

NUSHELL = {
    "leaves nothing": """
def state [] { $env | columns | where $it not-in [CURRENT_FILE FILE_PWD] | sort | str join ' ' }
let before = state
overlay use ONE
deactivate
if (state) != $before { print $"left (state)" }
if 'deactivate' in (scope aliases | get name) { print 'deactivate is left' }
if 'put-before' in (scope commands | get name) { print 'put-before is left' }
print done
""",
    "keeps the prompt": """
def drawn [] { let prompt = $env.PROMPT_COMMAND; if ($prompt | describe) == closure { do $prompt } else { $prompt } }
def is [what: string, wanted: string] { if $what != $wanted { print $"'($what)', not '($wanted)'" } }
$env.PROMPT_COMMAND = {|| 'old> ' }
overlay use ONE
is (drawn) '(one) old> '
overlay use TWO
is (drawn) '(two) old> '
deactivate
is (drawn) 'old> '
$env.PROMPT_COMMAND = 'text> '
overlay use ONE
is (drawn) '(one) text> '
deactivate
is (drawn) 'text> '
$env.VIRTUAL_ENV_DISABLE_PROMPT = '1'
overlay use ONE
is (drawn) 'text> '
is $env.VIRTUAL_ENV_PROMPT one
deactivate
is (drawn) 'text> '
print done
""",
    "keeps kinds of values": """
$env.PREPENDED = [a b]
$env.APPENDED = [c]
overlay use ONE
if $env.PREPENDED != [x a b] { print $env.PREPENDED }
if $env.APPENDED != [c y] { print $env.APPENDED }
if ($env.PATH | first) != ($env.VIRTUAL_ENV + '/bin') { print $env.PATH }
deactivate
if $env.PREPENDED != [a b] { print $env.PREPENDED }
if $env.APPENDED != [c] { print $env.APPENDED }
$env.PATH = '/usr/bin:/bin'
overlay use TWO
if $env.PATH != ($env.VIRTUAL_ENV + '/bin:/usr/bin:/bin') { print $env.PATH }
deactivate
if $env.PATH != '/usr/bin:/bin' { print $env.PATH }
print done
""",
    "stays where it is": """
overlay use ONE
cd /
deactivate
if $env.PWD != '/' { print $env.PWD }
print done
""",
}

XONSH = {
    "leaves nothing": """
def state():
    fields = $PROMPT_FIELDS
    return {name: fields[name] for name in fields}, dict(${...}.detype()), set(aliases), set(globals())
before = after = None
before = state()
source ONE
deactivate
after = state()
for one, other in zip(before, after):
    if one != other:
        print("left", [(name, other) for name in one ^ other] if isinstance(one, set) else
            [(name, one.get(name), other.get(name)) for name in {*one, *other} if one.get(name) != other.get(name)])
print("done")
""",
    "keeps the prompt": """
def drawn(wanted):
    # Of this prompt: newer releases keep what a field was.
    getattr($PROMPT_FIELDS, "reset", lambda: None)()
    shown = __xonsh__.shell.prompt_formatter("{env_name}old> ")
    if shown != wanted:
        print(repr(shown), "not", repr(wanted))
drawn("old> ")
source ONE
drawn("(one) old> ")
source TWO
drawn("(two) old> ")
$PROMPT_FIELDS["env_prefix"] = lambda: "["
$PROMPT_FIELDS["env_postfix"] = "] "
drawn("[two] old> ")
$VIRTUAL_ENV_DISABLE_PROMPT = "1"
drawn("old> ")
$VIRTUAL_ENV_DISABLE_PROMPT = ""
drawn("[two] old> ")
deactivate
drawn("old> ")
$PROMPT_FIELDS["env_name"] = "mine "
source ONE
deactivate
drawn("mine old> ")
del $PROMPT_FIELDS["env_name"]
source ONE
drawn("[one] old> ")
deactivate
if "env_name" in $PROMPT_FIELDS:
    print("env_name is left")
print("done")
""",
    "keeps kinds of values": """
kinds = type($PATH), list($PATH)
source ONE
if not isinstance($PATH, kinds[0]) or list($PATH) != [$VIRTUAL_ENV + "/bin", *kinds[1]]:
    print($PATH)
deactivate
if (type($PATH), list($PATH)) != kinds:
    print($PATH)
$PATH = ["$THERE/bin", "~", *kinds[1]]
$THERE = "/a"
source ONE
if $PATH[1] != "/a/bin":
    print($PATH)
deactivate
$THERE = "/b"
if $PATH[:2] != ["/b/bin", $HOME]:
    print("a path was expanded: ", $PATH)
$FOO = 1
source ONE
deactivate
if $FOO != 1:
    print(repr($FOO))
print("done")
""",
}
