#!/bin/sh
# For "check", with contents=65536: no planned file names an index without encryption. What is in
# the plan is looked for as text; no JSON is taken apart.
if grep -q 'http://'; then
	echo "an index is named by http://; use https://" >&2
	exit 3
fi
