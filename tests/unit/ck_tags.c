/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/interp.h"
#include "core/process.h"
#include "core/tags.h"
#include "tests/unit/pythons.h"

static const struct vb_libc glibc = {2, 31};

/* clang-format off */
static const struct vb_interp cpython313 = {
	.implementation = "CPython", .major = 3, .minor = 13, .is_64bit = true,
	.soabi = "cpython-313-x86_64-linux-gnu", .platform = "linux-x86_64",
};
static const struct vb_interp threaded = {
	.implementation = "CPython", .major = 3, .minor = 13, .is_64bit = true,
	.free_threaded = true, .soabi = "cpython-313t-x86_64-linux-gnu", .platform = "linux-x86_64",
};
static const struct vb_interp debug = {
	.implementation = "CPython", .major = 3, .minor = 11, .is_64bit = true, .debug = true,
	.soabi = "cpython-311d-x86_64-linux-gnu", .platform = "linux-x86_64",
};
static const struct vb_interp cpython36 = {
	.implementation = "CPython", .major = 3, .minor = 6, .is_64bit = false,
	.soabi = "cpython-36m-i386-linux-gnu", .platform = "linux-x86_64",
};
static const struct vb_interp musl = {
	.implementation = "CPython", .major = 3, .minor = 12, .is_64bit = true,
	.soabi = "cpython-312-aarch64-linux-musl", .platform = "linux-aarch64",
};
static const struct vb_interp pypy = {
	.implementation = "PyPy", .major = 3, .minor = 10, .is_64bit = true,
	.soabi = "pypy310-pp73", .platform = "linux-x86_64",
};
static const struct vb_interp graal = {
	.implementation = "GraalVM", .major = 3, .minor = 11, .is_64bit = true,
	.soabi = "graalpy240-311-native-x86_64-linux", .platform = "linux-x86_64",
};

static const struct {
	const struct vb_interp *interp;
	const char *tag;
	bool fits;
} cases[] = {
	{&cpython313, "py3-none-any", true},
	{&cpython313, "py2.py3-none-any", true},
	{&cpython313, "py2-none-any", false},
	{&cpython313, "py38-none-any", true},
	{&cpython313, "py313-none-any", true},
	{&cpython313, "py314-none-any", false},
	{&cpython313, "py3-none-linux_x86_64", true},
	{&cpython313, "py3-none-manylinux_2_28_x86_64", true},
	{&cpython313, "py3-none-manylinux_2_32_x86_64", false},
	{&cpython313, "py3-none-manylinux_3_0_x86_64", false},
	{&cpython313, "py3-none-manylinux_2_28_aarch64", false},
	{&cpython313, "py3-none-manylinux_x86_64", false},
	{&cpython313, "py3-none-manylinux_2_x86_64", false},
	{&cpython313, "cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64", true},
	{&cpython313, "cp313-cp313-win_amd64.linux_x86_64", true},
	{&cpython313, "cp313-cp313-linux_i686", false},
	{&cpython313, "cp313-cp313-any", false},
	{&cpython313, "cp313-cp313t-linux_x86_64", false},
	{&cpython313, "cp313-none-any", true},
	{&cpython313, "cp3-none-any", false},
	{&cpython313, "cp312-none-any", false},
	{&cpython313, "cp312-cp312-linux_x86_64", false},
	{&cpython313, "cp32-abi3-manylinux1_x86_64", true},
	{&cpython313, "cp313-abi3-linux_x86_64", true},
	{&cpython313, "cp314-abi3-linux_x86_64", false},
	{&cpython313, "py3-abi3-linux_x86_64", false},
	{&cpython313, "cp313-cp313-musllinux_1_1_x86_64", false},
	{&cpython313, "pp310-pypy310_pp73-linux_x86_64", false},
	{&cpython313, "", false},
	{&cpython313, "py3", false},
	{&cpython313, "py3-none", false},
	{&cpython313, "py3-none-", false},
	{&cpython313, "--", false},
	{&cpython313, "py-none-any", false},
	{&cpython313, "py3x-none-any", false},
	{&cpython313, "py399999999999-none-any", false},
	{&threaded, "py3-none-any", true},
	{&threaded, "cp313-cp313t-linux_x86_64", true},
	{&threaded, "cp313-cp313-linux_x86_64", false},
	{&threaded, "cp38-abi3-linux_x86_64", false},
	{&debug, "cp311-cp311d-linux_x86_64", true},
	{&debug, "cp311-cp311-linux_x86_64", true},
	{&cpython36, "cp36-cp36m-manylinux1_i686", true},
	{&cpython36, "cp36-cp36m-manylinux1_x86_64", false},
	{&cpython36, "cp36-cp36-linux_i686", false},
	{&musl, "cp312-cp312-musllinux_1_2_aarch64", true},
	{&musl, "cp312-cp312-musllinux_1_3_aarch64", false},
	{&musl, "cp312-cp312-manylinux_2_17_aarch64", false},
	{&musl, "cp312-cp312-linux_aarch64", true},
	{&pypy, "pp310-pypy310_pp73-manylinux2010_x86_64", true},
	{&pypy, "pp310-pypy310_pp73-manylinux_2_31_x86_64", true},
	{&pypy, "pp39-pypy39_pp73-linux_x86_64", false},
	{&pypy, "pp3-none-any", true},
	{&pypy, "py3-none-any", true},
	{&pypy, "cp310-abi3-linux_x86_64", false},
	{&graal, "py3-none-any", true},
	{&graal, "cp311-cp311-linux_x86_64", false},
};
/* clang-format on */

START_TEST(decides)
{
	ck_assert_msg(vb_tag_fits(cases[_i].tag, cases[_i].interp, &glibc) == cases[_i].fits, "%s",
		cases[_i].tag);
}
END_TEST

/* As many combinations as a tag can have, and none that fits. */
START_TEST(combinations_are_not_tried_one_by_one)
{
	char tag[VB_TAG_MAX + 1];
	size_t len = sizeof(tag) - 1;

	for (size_t i = 0; i < len; i++)
		tag[i] = i == len / 3 || i == len / 3 * 2 ? '-' : i % 2 ? 'p' : '.';
	tag[len] = '\0';
	for (size_t i = 0; i < 100; i++)
		ck_assert(!vb_tag_fits(tag, &cpython313, &glibc));
	memcpy(tag, "py3.", 4);
	memcpy(strchr(tag, '-') + 1, "none.", 5);
	memcpy(strrchr(tag, '-') + 1, "any.", 4);
	ck_assert(vb_tag_fits(tag, &cpython313, &glibc));
}
END_TEST

/* Every tag that the reference implementation, as pip carries it, takes for real interpreters. */
static const char query[] =
	"import platform, sys, sysconfig\n"
	"try:\n"
	"    from pip._vendor.packaging import tags\n"
	"    taken = [str(tag) for tag in tags.sys_tags()]\n"
	"except ImportError:\n"
	"    sys.exit(3)\n"
	"print(platform.python_implementation(), sys.version_info[0], sys.version_info[1],\n"
	"    sysconfig.get_config_var('SOABI'), sysconfig.get_platform())\n"
	"print('\\n'.join(taken))\n";

static void assert_takes_all(const char *text, const char *python)
{
	char implementation[32], soabi[128], platform[128];
	struct vb_interp interp = {.is_64bit = sizeof(void *) == 8};
	struct vb_libc libc = vb_libc_of_machine();
	size_t count = 0;

	ck_assert_int_eq(sscanf(text, "%31s %d %d %127s %127s", implementation, &interp.major,
				 &interp.minor, soabi, platform),
		5);
	interp.implementation = implementation;
	interp.soabi = soabi;
	interp.platform = platform;
	text = strchr(text, '\n') + 1;
	for (; *text; text = strchr(text, '\n') + 1, count++) {
		char *tag = strndup(text, strcspn(text, "\n"));

		ck_assert_msg(vb_tag_fits(tag, &interp, &libc), "%s: %s", python, tag);
		free(tag);
	}
	ck_assert_uint_gt(count, 10);
}

START_TEST(takes_what_pip_takes)
{
	for (const char *const *python = test_pythons(); *python; python++) {
		const char *const argv[] = {*python, "-I", "-c", query, NULL};
		vb_auto_buf out = VB_BUF_INIT;
		vb_auto_err err = VB_ERR_INIT;
		int status = -1;

		ck_assert_int_eq(vb_process_run(&(struct vb_process){.argv = argv, .cwd_fd = -1},
					 &out, NULL, &status, &err),
			0);
		if (!status) /* else there is no pip, or one too old to have it */
			assert_takes_all(out.data, *python);
	}
}
END_TEST

START_TEST(describes)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_tags_describe(&cpython313, &glibc, &out);
	ck_assert_str_eq(out.data, "py3-none-any, cp313-cp313-linux_x86_64, abi3 up to cp313, "
				   "manylinux up to 2_31");
	vb_buf_clear(&out);
	vb_tags_describe(&pypy, &(struct vb_libc){0, 0}, &out);
	ck_assert_str_eq(out.data, "py3-none-any, pp310-pypy310_pp73-linux_x86_64");
}
END_TEST

Suite *suite_tags(void)
{
	Suite *suite = suite_create("tags");
	TCase *tcase = tcase_create("tags");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, combinations_are_not_tried_one_by_one);
	tcase_add_loop_test(tcase, decides, 0, VB_COUNT(cases));
	tcase_add_test(tcase, takes_what_pip_takes);
	tcase_add_test(tcase, describes);
	suite_add_tcase(suite, tcase);
	return suite;
}
