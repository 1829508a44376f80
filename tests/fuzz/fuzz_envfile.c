/* SPDX-License-Identifier: MIT */
/* The files of the plugin `variables`, which is linked in and runs in the host for tests. */
#include "tests/fuzz/fuzz.h"

#include <venvb/test.h>

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	struct venvb_test *test = venvb_test_new(&venvb_plugin);
	const char *dir;
	int fd = fuzz_directory(&dir);

	fuzz_put(fd, "input.env", data, len);
	venvb_test_option(test, "env-file", vb_arena_printf(arena, "%s/input.env", dir));
	HOLDS(venvb_test_create(test) != VENVB_INVALID);
	venvb_test_free(test);
}
