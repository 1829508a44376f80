#!/bin/sh
# SPDX-License-Identifier: MIT
# Plugins as they were compiled long ago load, and do what they did.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
museum=$top_srcdir/tests/museum

# visit TEXT: a plugin of the museum, by the text beside it.
visit() {
	name=$(sed -n 's/^plugin: //p' "$1")
	options=$(sed -n 's/^options: //p' "$1")
	rm -rf visited && mkdir visited
	# As it is trusted, whatever modes a checkout has.
	install -m 644 "${1%.txt}.so" "visited/$name.so"
	ok "$name is what was added" grep -qx \
		"object: SHA-256 $(sha256sum "visited/$name.so" | cut -d' ' -f1)" "$1"
	run create -p "$python" --dry-run --json --without-pip \
		"--plugin=./visited/$name.so$options" env
	expect_status 0
	"$python" -c '
import json, re, sys
plan = json.load(open(sys.argv[2]))
assert sys.argv[1] in [plugin["name"] for plugin in plan["plugins"]]
for node in plan["plan"]:
    if node["by"] == sys.argv[1]:
        print("adds:", re.sub(r"python\d+\.\d+", "pythonX.Y", node["path"]))
' "$name" "$work/tmp/output" >tmp/adds
	sed -n '/^adds: /p' "$1" >tmp/added
	ok "$name plans what it planned" cmp tmp/added tmp/adds
}

# The way into it, with a plugin of today.
cat >acme.c <<'END'
#include <venvb/plugin.h>
static int32_t
add(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *name;

	(void)event;
	api->option(run, "name", VENVB_NUL, 0, &name, NULL);
	return api->file_add(run, name, VENVB_NUL, "", 0, 0);
}
static const struct venvb_option options[] = {
	{"name", "of the file", "NAME", NULL, NULL, VENVB_STRING, 0}};
static const struct venvb_hook hooks[] = {{"dirs", "after", add, VENVB_HOOK_REQUIRED, 0}};
const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0), "acme", "1", "", "", VENVB_ARRAY(options), VENVB_ARRAY(hooks),
	{NULL, 0, 0}, {NULL, 0, 0},
};
END
add() {
	env top_builddir="$top_builddir" HOME="$work/home" "$museum/add.sh" -d "$work/new" \
		acme.c name=etc/acme >tmp/log 2>&1
}
ok 'a plugin is added' add
ok 'with what it does' grep -qx 'adds: etc/acme' new/*/*/acme.txt
cp -R new kept
add
ok 'it is not replaced' diff -r new kept
for text in new/*/*/*.txt "$museum"/*/"$(uname -m)"/*.txt; do
	if test -e "$text"; then visit "$text"; fi
done
finish
