#!/bin/sh
# SPDX-License-Identifier: MIT
# The public header compiles alone, in every language that a plugin may be written in.
set -eu

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat >"$dir/plugin.c" <<'END'
#include <venvb/plugin.h>

static int32_t
greet(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	if (!VENVB_HAS(event, moment) || !VENVB_HAS(api, scratch))
		return api->fail(run, "too old", VENVB_NUL);
	return api->prompt_set(run, "acme", VENVB_NUL);
}

static const struct venvb_option options[] = {
	{"level", "how much", "N", "3", NULL, VENVB_NUMBER, VENVB_OPTION_PROJECT},
};

static const struct venvb_hook hooks[] = {
	{"cfg", "after", greet, VENVB_HOOK_REQUIRED, 0},
};

static const char *const after[] = {"other"};

#if defined(__cplusplus)
extern "C"
#endif
const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	"acme", "1.0", "the prompt of ACME", "MIT",
	VENVB_ARRAY(options), VENVB_ARRAY(hooks), {NULL, 0, 0}, VENVB_ARRAY(after),
};
END
cp "$dir/plugin.c" "$dir/plugin.cc"

tried=0
try() { # COMPILER SUFFIX STANDARD...
	compiler=$1 suffix=$2
	shift 2
	command -v "$compiler" >/dev/null || return 0
	for standard; do
		"$compiler" "-std=$standard" -I"${top_srcdir:?}/include" -pedantic -Wall -Wextra -Wshadow \
			-Wconversion -Werror -fvisibility=hidden -fPIC -c -o "$dir/plugin.o" \
			"$dir/plugin.$suffix" || {
			echo "$compiler -std=$standard does not take the header" >&2
			exit 1
		}
		nm "$dir/plugin.o" | grep -q ' [RD] venvb_plugin$' || {
			echo "$compiler -std=$standard does not export venvb_plugin" >&2
			exit 1
		}
		tried=$((tried + 1))
	done
}

try gcc c c99 c11 c17
try clang c c99 c11 c17
try g++ cc c++11 c++17 c++20
try clang++ cc c++11 c++17 c++20
[ "$tried" -gt 0 ] || exit 77
