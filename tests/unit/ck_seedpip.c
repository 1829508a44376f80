/* SPDX-License-Identifier: MIT */
/* The plugin seedpip in the test kit's host: what it looks for, runs and adds. */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/fsat.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <venvb/test.h>

static struct venvb_test *host;
static struct vb_arena *arena;
static char directory[64];

static void touch(const char *folder, const char *name)
{
	vb_auto_buf path = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	vb_buf_addf(&path, "%s/%s", directory, folder);
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, path.data, 0777, &err), 0);
	vb_buf_addf(&path, "/%s", name);
	ck_assert_int_eq(vb_fsat_replace(AT_FDCWD, path.data, 0666, "", 0, &err), 0);
}

/* A wheel that pip would leave in the directory that it is told to download to. */
static void fetch(const char *name)
{
	vb_auto_buf path = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	vb_buf_addf(&path, "%s/%s", venvb_test_scratch(host), name);
	ck_assert_int_eq(vb_fsat_replace(AT_FDCWD, path.data, 0666, "", 0, &err), 0);
}

static void setup(void)
{
	arena = vb_arena_new();
	snprintf(directory, sizeof(directory), "/tmp/ck_seedpip.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	host = venvb_test_new(&venvb_plugin);
	venvb_test_request(host, "target", "/x/env");
	venvb_test_fact(host, "version", "3.13.0");
	venvb_test_fact(host, "executable", "/base/bin/python3.13");
	venvb_test_fact(host, "base-prefix", "/base");
	venvb_test_fact(host, "ensurepip-dir", vb_arena_printf(arena, "%s/bundled", directory));
}

static void teardown(void)
{
	vb_auto_err err = VB_ERR_INIT;

	venvb_test_free(host);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
	vb_arena_free(arena);
}

static int32_t call(void)
{
	return venvb_test_call(host, "packages", "after");
}

/* Nothing of what an earlier call has added is planned any more. */
static void forget(void)
{
	venvb_test_api(host)->remove(venvb_test_other(host), "lib", VENVB_NUL);
}

static void expect(int32_t code, const char *wheels)
{
	ck_assert_msg(call() == code, "%s", venvb_test_reason(host));
	ck_assert_str_eq(venvb_test_wheels(host), wheels);
}

START_TEST(bundled_newest)
{
	touch("bundled", "pip-22.0.4-py3-none-any.whl");
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	touch("bundled", "pip-9.0.1-py2.py3-none-any.whl");
	touch("bundled", "pip-99-py2-none-any.whl");
	touch("bundled", "pip-98-cp313-cp313-linux_x86_64.whl");
	touch("bundled", "pip_tools-97-py3-none-any.whl");
	touch("bundled", "pip-96.tar.gz");
	touch("bundled", "setuptools-65.5.0-py3-none-any.whl");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n");
	ck_assert_str_eq(venvb_test_programs(host), "");
	ck_assert_str_eq(venvb_test_log(host), "");
}
END_TEST

START_TEST(prereleases_come_last)
{
	touch("bundled", "pip-98.0.dev3-py3-none-any.whl");
	touch("bundled", "pip-99.0rc1-py3-none-any.whl");
	expect(VENVB_OK, "pip-99.0rc1-py3-none-any.whl requested\n");
	forget();
	touch("bundled", "pip-22.0-py3-none-any.whl");
	touch("bundled", "pip-22.1.post1+abc-py3-none-any.whl");
	expect(VENVB_OK, "pip-22.1.post1+abc-py3-none-any.whl requested\n");
	forget();
	venvb_test_option(host, "pip", ">=23.0b1");
	expect(VENVB_OK, "pip-99.0rc1-py3-none-any.whl requested versioned\n");
}
END_TEST

/* Each is what a directory shows first on some file system. */
START_TEST(names_without_a_version_are_passed_by)
{
	static const char *const names[] = {"pip-x-py3-none-any.whl", "pip-..-py3-none-any.whl",
		"pip-1_0-py3-none-any.whl", "pip-new-py3-none-any.whl",
		"pip-zz9-py3-none-any.whl"};

	for (size_t i = 0; i < VB_COUNT(names); i++)
		touch("bundled", names[i]);
	expect(VENVB_FAILED, "");
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n");
	forget();
	venvb_test_option(host, "pip", ">=20");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested versioned\n");
}
END_TEST

START_TEST(setuptools_below_3_12)
{
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	touch("bundled", "setuptools-65.5.0-py3-none-any.whl");
	venvb_test_fact(host, "version", "3.11.7");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n"
			 "setuptools-65.5.0-py3-none-any.whl requested\n");
	forget();
	venvb_test_option(host, "setuptools", "no");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n");
}
END_TEST

START_TEST(without_pip)
{
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	venvb_test_request(host, "seed", "no");
	venvb_test_option(host, "pip", "24.2");
	expect(VENVB_OK, "");
}
END_TEST

START_TEST(directories_in_order)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	touch("distribution", "pip-23.0.1-py3-none-any.whl");
	touch("mine", "wheel-0.43.0-py3-none-any.whl");
	venvb_test_fact(host, "wheel-dir", vb_arena_printf(arena, "%s/distribution", directory));
	venvb_test_option(host, "wheel-dir", vb_arena_printf(arena, "%s/mine", directory));
	venvb_test_option(host, "wheel", "yes");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n"
			 "wheel-0.43.0-py3-none-any.whl requested\n");
	forget();
	venvb_test_option(host, "pip", "24.2");
	expect(VENVB_OK, "pip-24.2-py3-none-any.whl requested versioned\n"
			 "wheel-0.43.0-py3-none-any.whl requested\n");
	ck_assert_str_eq(venvb_test_programs(host), "");
	venvb_test_option(host, "wheel-dir", vb_arena_printf(arena, "%s/absent", directory));
	ck_assert_int_eq(call(), VENVB_FAILED);
	ck_assert_ptr_nonnull(strstr(venvb_test_reason(host), "is not a directory"));
}
END_TEST

START_TEST(version_is_fetched)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_option(host, "pip", ">=20,<24");
	venvb_test_option(host, "index-url", "https://me:secret@index/simple");
	fetch("pip-23.3.2-py3-none-any.whl");
	venvb_test_answer(host, 0, NULL, NULL);
	expect(VENVB_OK, "pip-23.3.2-py3-none-any.whl requested versioned\n");
	ck_assert_str_eq(venvb_test_programs(host),
		vb_arena_printf(arena,
			"PIP_REQUIRE_VIRTUALENV=0 PIP_INDEX_URL=https://me:secret@index/simple "
			"/base/bin/python3.13 -I "
			"%s/bundled/pip-24.2-py3-none-any.whl/pip --disable-pip-version-check "
			"download --no-deps --only-binary=:all: --dest %s pip>=20,<24\n",
			directory, venvb_test_scratch(host)));
	ck_assert_ptr_null(strstr(venvb_test_log(host), "secret"));
}
END_TEST

START_TEST(newest_is_fetched)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	touch("bundled", "setuptools-65.5.0-py3-none-any.whl");
	venvb_test_fact(host, "version", "3.10.1");
	venvb_test_request(host, "seed", "newest");
	venvb_test_option(host, "setuptools", "65.5.0");
	fetch("pip-99.0-py3-none-any.whl");
	venvb_test_answer(host, 0, NULL, NULL);
	expect(VENVB_OK, "pip-99.0-py3-none-any.whl requested versioned\n"
			 "setuptools-65.5.0-py3-none-any.whl requested versioned\n");
}
END_TEST

START_TEST(dry_run_fetches_nothing)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_request(host, "seed", "newest");
	venvb_test_request(host, "dry-run", "yes");
	expect(VENVB_OK, "");
	ck_assert_str_eq(venvb_test_programs(host), "");
	ck_assert_ptr_nonnull(strstr(venvb_test_log(host), "would fetch pip, with "));
}
END_TEST

START_TEST(failures)
{
	static const struct {
		const char *errors, *expected;
	} rows[] = {
		{"ERROR: one\nERROR: No matching distribution found for pip==99\n",
			"fetching pip==99: pip says: No matching distribution found for pip==99"},
		{"WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: no\n",
			"fetching pip==99: the index cannot be reached: connection broken by "
			"'NewConnectionError'"},
		{"Traceback", "fetching pip==99: pip ended with status 7; -v shows what it said"},
	};

	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_option(host, "pip", "99");
	venvb_test_answer(host, 7, NULL, rows[_i].errors);
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(venvb_test_reason(host), rows[_i].expected);
}
END_TEST

START_TEST(not_a_version)
{
	static const char *const values[] = {
		"newest", "24.2 --index-url=evil", "@ https://evil/pip.whl", ">=1 ; x"};

	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_option(host, "pip", values[_i]);
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(venvb_test_programs(host), "");
	ck_assert_ptr_nonnull(strstr(venvb_test_reason(host), "option 'pip': '"));
}
END_TEST

START_TEST(nothing_at_hand)
{
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(venvb_test_reason(host),
		"Python 3.13 (/base/bin/python3.13) comes without a wheel of pip: name a directory "
		"that has one with the option 'wheel-dir', or leave pip out with --without-pip");
	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_option(host, "wheel", "yes");
	expect(VENVB_FAILED, "");
	ck_assert_ptr_nonnull(
		strstr(venvb_test_reason(host), "no wheel of wheel at hand: name its version"));
}
END_TEST

START_TEST(planned_is_left)
{
	static const char planned[] = "Pip-23.1-py3-none-any.whl\n";

	touch("bundled", "pip-24.2-py3-none-any.whl");
	ck_assert_int_eq(venvb_test_api(host)->wheel_add(venvb_test_other(host),
				 "/x/Pip-23.1-py3-none-any.whl", VENVB_NUL, 0),
		VENVB_OK);
	expect(VENVB_OK, planned);
	venvb_test_option(host, "pip", "23.1.0");
	expect(VENVB_OK, planned);
	venvb_test_option(host, "pip", "24.2");
	expect(VENVB_FAILED, planned);
	ck_assert_str_eq(venvb_test_reason(host),
		"Pip 23.1 is planned already, but Pip==24.2 was asked for");
}
END_TEST

START_TEST(strange_path)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	venvb_test_request(host, "target", "/x/caf\xc3\xa9 \xf0\x9f\x90\x8d");
	ck_assert_int_eq(call(), VENVB_OK);
	ck_assert_str_eq(venvb_test_log(host), "");
	forget();
	venvb_test_request(host, "target", "/x/caf\xe9");
	ck_assert_int_eq(call(), VENVB_OK);
	ck_assert_ptr_nonnull(strstr(venvb_test_log(host), "not UTF-8"));
}
END_TEST

Suite *suite_seedpip(void)
{
	Suite *suite = suite_create("seedpip");
	TCase *tests = tcase_create("seedpip");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, bundled_newest);
	tcase_add_test(tests, prereleases_come_last);
	tcase_add_test(tests, names_without_a_version_are_passed_by);
	tcase_add_test(tests, setuptools_below_3_12);
	tcase_add_test(tests, without_pip);
	tcase_add_test(tests, directories_in_order);
	tcase_add_test(tests, version_is_fetched);
	tcase_add_test(tests, newest_is_fetched);
	tcase_add_test(tests, dry_run_fetches_nothing);
	tcase_add_loop_test(tests, failures, 0, 3);
	tcase_add_loop_test(tests, not_a_version, 0, 4);
	tcase_add_test(tests, nothing_at_hand);
	tcase_add_test(tests, planned_is_left);
	tcase_add_test(tests, strange_path);
	suite_add_tcase(suite, tests);
	return suite;
}
