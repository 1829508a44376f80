#!/bin/sh
# SPDX-License-Identifier: MIT
# What the SDK lists is what there is: the facts, in the guide and in the manual page; the members of
# the host table, in Rust's copy of it; and the functions that the guide says may be called when.
set -eu

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
: "${top_srcdir:?}"
sdk=$top_srcdir/sdk

same() { # WHAT
	diff "$dir/true" "$dir/listed" || {
		echo "sdk-lists: $1: above, < is what there is, > is what is listed" >&2
		exit 1
	}
}

# Backquoted names of the first column of a section's table, one a line.
first_column() { # SECTION
	sed -n "/^### $1\$/,/^##* /p" "$sdk/README.md" | sed -n 's/^| \(`[^|]*\) |.*/\1/p' |
		tr ' ' '\n' | tr -d '`'
}

{
	printf 'version\nversion-info\n'
	sed -n 's/^	FACT("\([^"]*\)".*/\1/p' "$top_srcdir/core/facts.c"
} | sort >"$dir/true"
test "$(wc -l <"$dir/true")" -gt 20
first_column Facts | sort >"$dir/listed"
same "facts in README.md"
sed -n '/^\.SH FACTS/,/^\.SH OPTIONS/s/^\.BR //p' "$sdk/venvb-plugin.7" |
	sed 's/", "/ /g; s/\\-/-/g' | tr -s ' ' '\n' | sort >"$dir/listed"
same "facts in venvb-plugin.7"

sed -n '/^struct venvb_api {/,/^};/s/.*(\*\([a-z_]*\))(.*/\1/p' \
	"$top_srcdir/include/venvb/plugin.h" >"$dir/true"
test "$(wc -l <"$dir/true")" -gt 40
sed -n '/^pub struct Api {/,/^}/s/^    pub \([a-z_]*\): unsafe .*/\1/p' \
	"$sdk/template/rust/venvb.rs" >"$dir/listed"
same "the host table in venvb.rs"

sed 's/^program_.*/program_*/' "$dir/true" | sort -u >"$dir/listed"
mv "$dir/listed" "$dir/true"
first_column "What may be called when" | sort -u >"$dir/listed"
same "functions in README.md"
