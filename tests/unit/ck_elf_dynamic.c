/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/elf_dynamic.h"
#include "core/fsat.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

static struct vb_arena *arena;

static void setup(void)
{
	arena = vb_arena_new();
}

static void teardown(void)
{
	vb_arena_free(arena);
}

static struct vb_elf_dynamic read_plugin(const char *name)
{
	const char *path = vb_arena_printf(arena, "%s/%s.so", VB_PLUGINDIR, name);
	vb_auto_fd fd = open(path, O_RDONLY | O_CLOEXEC);
	vb_auto_err err = VB_ERR_INIT;
	struct vb_elf_dynamic dynamic;

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(vb_elf_read_dynamic(arena, fd, path, &dynamic, &err), 0);
	return dynamic;
}

static bool has(const struct vb_elf_dynamic *dynamic, const char *name, bool is_defined)
{
	for (size_t i = 0; i < dynamic->symbol_count; i++)
		if (dynamic->symbols[i].is_defined == is_defined &&
			!strcmp(dynamic->symbols[i].name, name))
			return true;
	return false;
}

START_TEST(symbols_are_found)
{
	struct vb_elf_dynamic good = read_plugin("good");
	struct vb_elf_dynamic more = read_plugin("bad/exports-more");
	struct vb_elf_dynamic imports = read_plugin("bad/imports-host");

	ck_assert(has(&good, "venvb_plugin", true));
	ck_assert(has(&more, "venvb_plugin", true));
	ck_assert(has(&more, "bad_global", true));
	ck_assert(!has(&good, "bad_global", true));
	ck_assert(has(&imports, "json_null", false));
}
END_TEST

START_TEST(stack_is_seen)
{
	ck_assert(!read_plugin("good").has_executable_stack);
	ck_assert(read_plugin("bad/stack-executable").has_executable_stack);
	ck_assert(!read_plugin("good").has_writable_code);
	ck_assert(!read_plugin("good").has_text_relocations);
}
END_TEST

/* Whatever is damaged, only what is in the file is read. */
START_TEST(damage_is_survived)
{
	const char *path = vb_arena_printf(arena, "%s/good.so", VB_PLUGINDIR);
	vb_auto_buf data = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_fsat_read(AT_FDCWD, path, 1024 * 1024, false, &data, &err), 0);
	for (size_t i = 64; i < data.len; i += 7) {
		vb_auto_fd fd = memfd_create("object", MFD_CLOEXEC);
		struct vb_arena *own = vb_arena_new();
		struct vb_elf_dynamic dynamic;
		char before = data.data[i];

		data.data[i] = (char)~before;
		ck_assert_int_eq(vb_fsat_write_all(fd, "object", data.data, data.len, &err), 0);
		data.data[i] = before;
		ck_assert_int_eq(vb_elf_read_dynamic(own, fd, "object", &dynamic, &err), 0);
		vb_arena_free(own);
	}
}
END_TEST

Suite *suite_elf_dynamic(void)
{
	Suite *suite = suite_create("elf dynamic");
	TCase *tc = tcase_create("objects");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, symbols_are_found);
	tcase_add_test(tc, stack_is_seen);
	tcase_add_test(tc, damage_is_survived);
	suite_add_tcase(suite, tc);
	return suite;
}
