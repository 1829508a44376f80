/* SPDX-License-Identifier: MIT */
/* The plugin seedpip, called by a host made for it: what it looks for, runs and adds. */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/fsat.h"
#include "core/specifier.h"
#include "core/version.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <venvb/plugin.h>

struct pair {
	const char *name, *value;
};

/* What the host says, and what it was told. */
static struct pair options[8], facts[8], requests[8];
static struct pair planned[2];
static struct vb_buf added, logged, reason, ran;
static const char *pip_leaves[4]; /* files that the fake pip makes in --dest */
static int pip_status;
static const char *pip_errors;

static struct vb_arena *arena;
static char directory[64];

static int32_t find(
	const struct pair *pairs, const char *name, const char **ret_value, uint64_t *ret_len)
{
	for (; pairs->name; pairs++) {
		if (strcmp(pairs->name, name) != 0)
			continue;
		*ret_value = pairs->value;
		*ret_len = strlen(pairs->value);
		return VENVB_OK;
	}
	return VENVB_NONE;
}

static void say(struct pair *pairs, const char *name, const char *value)
{
	while (pairs->name && strcmp(pairs->name, name) != 0)
		pairs++;
	*pairs = (struct pair){name, value};
}

static void take_line(struct venvb_run *run, int32_t level, const char *text, uint64_t len)
{
	(void)run;
	(void)len;
	vb_buf_addf(&logged, "%d %s\n", (int)level, text);
}

static int32_t take_reason(struct venvb_run *run, const char *text, uint64_t len)
{
	(void)run;
	(void)len;
	vb_buf_adds(&reason, text);
	return VENVB_FAILED;
}

static int32_t request(struct venvb_run *run, const char *name, uint64_t len,
	const char **ret_value, uint64_t *ret_len)
{
	(void)run;
	(void)len;
	return find(requests, name, ret_value, ret_len);
}

static int32_t fact(struct venvb_run *run, const char *name, uint64_t len, const char **ret_value,
	uint64_t *ret_len)
{
	(void)run;
	(void)len;
	return find(facts, name, ret_value, ret_len);
}

static int32_t option(struct venvb_run *run, const char *name, uint64_t len, uint32_t index,
	const char **ret_value, uint64_t *ret_len)
{
	(void)run;
	(void)len;
	(void)index;
	return find(options, name, ret_value, ret_len);
}

static int32_t add_wheel(struct venvb_run *run, const char *path, uint64_t len, uint32_t flags)
{
	(void)run;
	(void)len;
	vb_buf_addf(&added, "%s%s%s\n", strrchr(path, '/') + 1,
		flags & VENVB_WHEEL_REQUESTED ? " requested" : "",
		flags & VENVB_WHEEL_VERSIONED ? " versioned" : "");
	return VENVB_OK;
}

static int32_t next_package(struct venvb_run *run, uint64_t *package)
{
	(void)run;
	if (*package == VB_COUNT(planned) || !planned[*package].name)
		return VENVB_NONE;
	++*package;
	return VENVB_OK;
}

static int32_t package_text(struct venvb_run *run, uint64_t package, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	(void)run;
	*ret_text =
		what == VENVB_PACKAGE_NAME ? planned[package - 1].name : planned[package - 1].value;
	*ret_len = strlen(*ret_text);
	return VENVB_OK;
}

static int32_t compare(struct venvb_run *run, const char *a, uint64_t a_len, const char *b,
	uint64_t b_len, int32_t *ret_order)
{
	vb_auto_err err = VB_ERR_INIT;

	(void)run;
	(void)a_len;
	(void)b_len;
	return vb_version_compare(a, b, ret_order, &err) < 0 ? VENVB_FAILED : VENVB_OK;
}

static int32_t within(struct venvb_run *run, const char *version, uint64_t version_len,
	const char *specifier, uint64_t specifier_len, int32_t *ret_within)
{
	vb_auto_err err = VB_ERR_INIT;
	bool is_within = false;

	(void)run;
	(void)version_len;
	(void)specifier_len;
	if (vb_version_within(version, specifier, &is_within, &err) < 0)
		return VENVB_FAILED;
	*ret_within = is_within;
	return VENVB_OK;
}

static int32_t new_program(
	struct venvb_run *run, const char *path, uint64_t len, uint64_t *ret_program)
{
	(void)run;
	(void)len;
	vb_buf_adds(&ran, path);
	*ret_program = 1;
	return VENVB_OK;
}

static int32_t add_argument(struct venvb_run *run, uint64_t program, const char *text, uint64_t len)
{
	(void)run;
	(void)program;
	(void)len;
	vb_buf_addf(&ran, " %s", text);
	return VENVB_OK;
}

static int32_t set_variable(struct venvb_run *run, uint64_t program, const char *name,
	uint64_t name_len, const char *value, uint64_t value_len)
{
	(void)run;
	(void)program;
	(void)name_len;
	(void)value_len;
	vb_buf_addf(&ran, " %s=%s", name, value);
	return VENVB_OK;
}

static void touch(const char *folder, const char *name)
{
	vb_auto_buf path = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	vb_buf_addf(&path, "%s/%s", directory, folder);
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, path.data, 0777, &err), 0);
	vb_buf_addf(&path, "/%s", name);
	ck_assert_int_eq(vb_fsat_replace(AT_FDCWD, path.data, 0666, "", 0, &err), 0);
}

static int32_t run_program(struct venvb_run *run, uint64_t program, int32_t *ret_status)
{
	(void)run;
	(void)program;
	for (size_t i = 0; i < VB_COUNT(pip_leaves) && pip_leaves[i]; i++)
		touch("scratch", pip_leaves[i]);
	*ret_status = pip_status;
	return VENVB_OK;
}

static int32_t program_text(struct venvb_run *run, uint64_t program, uint32_t stream,
	const char **ret_text, uint64_t *ret_len)
{
	(void)run;
	(void)program;
	(void)stream;
	*ret_text = pip_errors;
	*ret_len = strlen(pip_errors);
	return VENVB_OK;
}

static void *memory(struct venvb_run *run, uint64_t size)
{
	(void)run;
	return vb_arena_array(arena, size, 1);
}

static int32_t scratch(struct venvb_run *run, const char **ret_path, uint64_t *ret_len)
{
	(void)run;
	*ret_path = vb_arena_printf(arena, "%s/scratch", directory);
	*ret_len = strlen(*ret_path);
	return VENVB_OK;
}

static const struct venvb_api api = {
	.size = sizeof(api),
	.log = take_line,
	.fail = take_reason,
	.request = request,
	.fact = fact,
	.option = option,
	.wheel_add = add_wheel,
	.package_next = next_package,
	.package_text = package_text,
	.version_compare = compare,
	.version_within = within,
	.program_new = new_program,
	.program_argument = add_argument,
	.program_variable = set_variable,
	.program_run = run_program,
	.program_text = program_text,
	.memory = memory,
	.scratch = scratch,
};

static int32_t call(void)
{
	const struct venvb_hook *hook = venvb_plugin.hooks.items;
	const struct venvb_event event = {
		.size = sizeof(event), .stage = "packages", .moment = "after"};

	return hook->call(&api, NULL, &event);
}

static void setup(void)
{
	arena = vb_arena_new();
	added = logged = reason = ran = (struct vb_buf)VB_BUF_INIT;
	vb_buf_adds(&added, "");
	vb_buf_adds(&logged, "");
	vb_buf_adds(&reason, "");
	vb_buf_adds(&ran, "");
	memset(options, 0, sizeof(options));
	memset(facts, 0, sizeof(facts));
	memset(requests, 0, sizeof(requests));
	memset(planned, 0, sizeof(planned));
	memset(pip_leaves, 0, sizeof(pip_leaves));
	pip_status = 0;
	pip_errors = "";
	snprintf(directory, sizeof(directory), "/tmp/ck_seedpip.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	say(requests, "seed", "yes");
	say(requests, "dry-run", "no");
	say(requests, "target", "/x/env");
	say(facts, "version", "3.13.0");
	say(facts, "executable", "/base/bin/python3.13");
	say(facts, "base-prefix", "/base");
	say(facts, "ensurepip-dir", vb_arena_printf(arena, "%s/bundled", directory));
	say(facts, "wheel-dir", "");
}

static void teardown(void)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
	vb_buf_done(&added);
	vb_buf_done(&logged);
	vb_buf_done(&reason);
	vb_buf_done(&ran);
	vb_arena_free(arena);
}

static void expect(int32_t code, const char *wheels)
{
	ck_assert_int_eq(call(), code);
	ck_assert_str_eq(added.data, wheels);
	ck_assert_msg((code == VENVB_OK) == (reason.len == 0), "%s", reason.data);
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
	ck_assert_str_eq(ran.data, "");
	ck_assert_str_eq(logged.data, "");
}
END_TEST

START_TEST(setuptools_below_3_12)
{
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	touch("bundled", "setuptools-65.5.0-py3-none-any.whl");
	say(facts, "version", "3.11.7");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n"
			 "setuptools-65.5.0-py3-none-any.whl requested\n");
	vb_buf_clear(&added);
	say(options, "setuptools", "no");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n");
}
END_TEST

START_TEST(without_pip)
{
	touch("bundled", "pip-23.0.1-py3-none-any.whl");
	say(requests, "seed", "no");
	say(options, "pip", "24.2");
	expect(VENVB_OK, "");
}
END_TEST

START_TEST(directories_in_order)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	touch("distribution", "pip-23.0.1-py3-none-any.whl");
	touch("mine", "wheel-0.43.0-py3-none-any.whl");
	say(facts, "wheel-dir", vb_arena_printf(arena, "%s/distribution", directory));
	say(options, "wheel-dir", vb_arena_printf(arena, "%s/mine", directory));
	say(options, "wheel", "yes");
	expect(VENVB_OK, "pip-23.0.1-py3-none-any.whl requested\n"
			 "wheel-0.43.0-py3-none-any.whl requested\n");
	vb_buf_clear(&added);
	say(options, "pip", "24.2");
	expect(VENVB_OK, "pip-24.2-py3-none-any.whl requested versioned\n"
			 "wheel-0.43.0-py3-none-any.whl requested\n");
	ck_assert_str_eq(ran.data, "");
	say(options, "wheel-dir", vb_arena_printf(arena, "%s/absent", directory));
	ck_assert_int_eq(call(), VENVB_FAILED);
	ck_assert_ptr_nonnull(strstr(reason.data, "is not a directory"));
}
END_TEST

START_TEST(version_is_fetched)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	say(options, "pip", ">=20,<24");
	say(options, "index-url", "https://me:secret@index/simple");
	pip_leaves[0] = "pip-23.3.2-py3-none-any.whl";
	expect(VENVB_OK, "pip-23.3.2-py3-none-any.whl requested versioned\n");
	ck_assert_str_eq(ran.data,
		vb_arena_printf(arena,
			"/base/bin/python3.13 PIP_REQUIRE_VIRTUALENV=0 "
			"PIP_INDEX_URL=https://me:secret@index/simple -I "
			"%s/bundled/pip-24.2-py3-none-any.whl/pip --disable-pip-version-check "
			"download --no-deps --only-binary=:all: --dest %s/scratch pip>=20,<24",
			directory, directory));
	ck_assert_ptr_null(strstr(logged.data, "secret"));
}
END_TEST

START_TEST(newest_is_fetched)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	touch("bundled", "setuptools-65.5.0-py3-none-any.whl");
	say(facts, "version", "3.10.1");
	say(requests, "seed", "newest");
	say(options, "setuptools", "65.5.0");
	pip_leaves[0] = "pip-99.0-py3-none-any.whl";
	expect(VENVB_OK, "pip-99.0-py3-none-any.whl requested versioned\n"
			 "setuptools-65.5.0-py3-none-any.whl requested versioned\n");
}
END_TEST

START_TEST(dry_run_fetches_nothing)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	say(requests, "seed", "newest");
	say(requests, "dry-run", "yes");
	expect(VENVB_OK, "");
	ck_assert_str_eq(ran.data, "");
	ck_assert_ptr_nonnull(strstr(logged.data, "would fetch pip, with "));
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
	say(options, "pip", "99");
	pip_status = 7;
	pip_errors = rows[_i].errors;
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(reason.data, rows[_i].expected);
}
END_TEST

START_TEST(not_a_version)
{
	static const char *const values[] = {
		"newest", "24.2 --index-url=evil", "@ https://evil/pip.whl", ">=1 ; x"};

	touch("bundled", "pip-24.2-py3-none-any.whl");
	say(options, "pip", values[_i]);
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(ran.data, "");
	ck_assert_ptr_nonnull(strstr(reason.data, "option 'pip': '"));
}
END_TEST

START_TEST(nothing_at_hand)
{
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(reason.data,
		"Python 3.13 (/base/bin/python3.13) comes without a wheel of pip: name a directory "
		"that has one with the option 'wheel-dir', or leave pip out with --without-pip");
	vb_buf_clear(&reason);
	touch("bundled", "pip-24.2-py3-none-any.whl");
	say(options, "wheel", "yes");
	expect(VENVB_FAILED, "");
	ck_assert_ptr_nonnull(strstr(reason.data, "no wheel of wheel at hand: name its version"));
}
END_TEST

START_TEST(planned_is_left)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	planned[0] = (struct pair){"Pip", "23.1"};
	expect(VENVB_OK, "");
	say(options, "pip", "23.1.0");
	expect(VENVB_OK, "");
	say(options, "pip", "24.2");
	expect(VENVB_FAILED, "");
	ck_assert_str_eq(reason.data, "Pip 23.1 is planned already, but Pip==24.2 was asked for");
}
END_TEST

START_TEST(strange_path)
{
	touch("bundled", "pip-24.2-py3-none-any.whl");
	say(requests, "target", "/x/caf\xc3\xa9 \xf0\x9f\x90\x8d");
	ck_assert_int_eq(call(), VENVB_OK);
	ck_assert_str_eq(logged.data, "");
	say(requests, "target", "/x/caf\xe9");
	ck_assert_int_eq(call(), VENVB_OK);
	ck_assert_ptr_nonnull(strstr(logged.data, "not UTF-8"));
}
END_TEST

Suite *suite_seedpip(void)
{
	Suite *suite = suite_create("seedpip");
	TCase *tests = tcase_create("seedpip");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, bundled_newest);
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
