#!/bin/sh
# For "after-packages": a file in every environment, and a variable while it is active.
cat >/dev/null # what is not needed is read all the same
cat <<'END'
[
  {"edit": "file", "path": "etc/notice", "content": "Made at ACME. Questions: #python\n"},
  {"edit": "variable", "name": "PIP_REQUIRE_VIRTUALENV", "value": "1"}
]
END
echo "see etc/notice in $HOOK_NAME" >&2
