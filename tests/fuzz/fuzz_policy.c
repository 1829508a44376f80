/* SPDX-License-Identifier: MIT */
/*
 * What the plugin `policy` makes of a planned pip.conf or pyvenv.cfg that somebody else wrote. It
 * is linked in and runs in the host for tests. A file without the line that is asked for passes
 * never.
 */
#include "tests/fuzz/fuzz.h"

#include <venvb/test.h>

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	struct venvb_test *test = venvb_test_new(&venvb_plugin);
	const struct venvb_api *api = venvb_test_api(test);
	bool is_pip = len && *data == 'p';
	int32_t code;

	(void)arena;
	venvb_test_option(test, is_pip ? "pip-conf" : "forbid",
		is_pip ? "global.index-url=https://index.example/simple" : "system-site-packages");
	api->file_add(venvb_test_other(test), is_pip ? "pip.conf" : "pyvenv.cfg", VENVB_NUL,
		len ? data + 1 : "", len ? len - 1 : 0, VENVB_ADD_REPLACE);
	code = venvb_test_call(test, "check", "check");
	HOLDS(code == VENVB_OK || code == VENVB_DENIED || code == VENVB_FAILED);
	if (is_pip && !memmem(data, len, "index.example", strlen("index.example")))
		HOLDS(code != VENVB_OK);
	venvb_test_free(test);
}
