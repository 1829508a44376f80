/* SPDX-License-Identifier: MIT */
/* The table of facts, its cache, and what the real interpreters at hand say against it. */
#include "tests/unit/check.h"

#include "core/facts.h"
#include "core/fsat.h"
#include "core/json.h"
#include "core/path.h"
#include "core/process.h"
#include "tests/unit/interpreter.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char *const three_names[] = {"python", "python3", "python3.13", NULL};

static const struct vb_interp example = {
	.executable = "/usr/bin/python3.13",
	.home = "/usr/bin",
	.base_prefix = "/usr",
	.base_exec_prefix = "/usr",
	.real_executable = "/usr/bin/python3.13",
	.implementation = "CPython",
	.major = 3,
	.minor = 13,
	.micro = 1,
	.releaselevel = "candidate",
	.serial = 2,
	.is_64bit = true,
	.cache_tag = "cpython-313",
	.platform = "linux-x86_64",
	.bytecode_magic = "f30d0d0a",
	.scripts = "bin",
	.purelib = "lib/python3.13/site-packages",
	.platlib = "lib64/python3.13/site-packages",
	.include = "include",
	.data = "",
	.names = three_names,
	.lib64_link = true,
};

START_TEST(facts_have_public_names)
{
	static const char *const values[][2] = {
		{"version", "3.13.1"},
		{"version-info", "3.13.1.candidate.2"},
		{"executable", "/usr/bin/python3.13"},
		{"minor", "13"},
		{"libpython", ""},
		{"is-64bit", "yes"},
		{"debug", "no"},
		{"names", "python,python3,python3.13"},
		{"data", ""},
	};

	for (size_t i = 0; i < VB_COUNT(values); i++)
		ck_assert_str_eq(vb_interp_fact(&example, values[i][0], world.arena), values[i][1]);
	ck_assert_ptr_null(vb_interp_fact(&example, "no-such-fact", world.arena));
	for (size_t i = 0; vb_interp_fact_names[i]; i++)
		ck_assert_msg(
			vb_interp_fact(&example, vb_interp_fact_names[i], world.arena) != NULL,
			"%s", vb_interp_fact_names[i]);
}
END_TEST

START_TEST(every_fact_survives_json)
{
	json_auto_t *json = vb_facts_to_json(&example), *again = NULL;
	struct vb_interp interp;
	vb_auto_err err = VB_ERR_INIT;

	/* All names but "version" and "version-info" are members, and there are no others. */
	for (size_t i = 2; vb_interp_fact_names[i]; i++)
		ck_assert_ptr_nonnull(json_object_get(json, vb_interp_fact_names[i]));
	ck_assert_int_eq(vb_facts_from_json(json, world.arena, &interp, &err), 0);
	ck_assert(vb_facts_is_complete(&interp));
	again = vb_facts_to_json(&interp);
	ck_assert(json_equal(json, again));
	for (size_t i = 0; vb_interp_fact_names[i]; i++)
		ck_assert_str_eq(vb_interp_fact(&interp, vb_interp_fact_names[i], world.arena),
			vb_interp_fact(&example, vb_interp_fact_names[i], world.arena));
}
END_TEST

static const char *const hostile[] = {
	"{\"executable\": \"python\"}",
	"{\"executable\": \"/usr/bin/py\\nhome = /x\"}",
	"{\"home\": 1}",
	"{\"purelib\": \"/usr/lib\"}",
	"{\"purelib\": \"lib/../../..\"}",
	"{\"scripts\": \"..\"}",
	"{\"names\": [\"../python\"]}",
	"{\"names\": [\"\"]}",
	"{\"names\": [1]}",
	"{\"names\": []}",
	"{\"names\": \"python\"}",
	"{\"major\": -1}",
	"{\"minor\": 99999999999}",
	"{\"micro\": \"1\"}",
	"{\"debug\": 1}",
	"{\"soabi\": []}",
	"{\"wheel-dir\": \"wheels\"}",
};

START_TEST(nonsense_is_refused)
{
	json_auto_t *json = NULL;
	struct vb_interp interp;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_json_parse(hostile[_i], strlen(hostile[_i]), "x", &json, &err), 0);
	ck_assert_msg(vb_facts_from_json(json, world.arena, &interp, &err) < 0, "%s", hostile[_i]);
}
END_TEST

static void assert_found(const char *started)
{
	const char *now;

	ck_assert_str_eq(world_find("python3"), "a/bin/python3.31");
	now = world_started();
	ck_assert_msg(!strcmp(now, started), "started '%s' and not '%s'", now, started);
}

/* What may change behind a record. */
static void touch_executable(void)
{
	const struct timespec times[2] = {{1, 0}, {1, 0}};

	ck_assert_int_eq(utimensat(AT_FDCWD, world_path("a/bin/python3.31"), times, 0), 0);
}

/* The modification time is restored, as packages and images of containers do. */
static void replace_executable(void)
{
	struct timespec times[2];
	struct stat st;

	ck_assert_int_eq(stat(world_path("a/bin/python3.31"), &st), 0);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	world_interpreter("a", "3.31.2");
	ck_assert_int_eq(utimensat(AT_FDCWD, world_path("a/bin/python3.31"), times, 0), 0);
}

static void add_ensurepip(void)
{
	world_write("a/lib/python3.31/ensurepip/_bundled/pip.whl", "", 0644);
}

static void add_wheels(void)
{
	world_write("a/wheels/pip.whl", "", 0644);
}

static void (*const changes[])(void) = {
	touch_executable,
	replace_executable,
	add_ensurepip,
	add_wheels,
};

START_TEST(a_record_holds_until_something_changes)
{
	world_interpreter("a", "3.31.2");
	assert_found("a/bin/python3.31");
	assert_found("");
	changes[_i]();
	assert_found("a/bin/python3.31");
	assert_found("");
}
END_TEST

static const char *record_path(void)
{
	const char *program = world_path("a/bin/python3");

	return vb_arena_printf(world.arena, "cache/facts/%s.json",
		vb_cache_key(world.arena, program, strlen(program)));
}

static const char *const damaged[] = {
	"",
	"{",
	"[]",
	"{\"format\": 1}",
	"nonsense",
	"{\"format\": 1, \"path\": 1, \"watched\": [[]]}",
};

START_TEST(a_damaged_record_is_written_anew)
{
	world_interpreter("a", "3.31.2");
	assert_found("a/bin/python3.31");
	world_write(record_path(), damaged[_i], 0600);
	assert_found("a/bin/python3.31");
	assert_found("");
}
END_TEST

START_TEST(a_record_that_is_not_ours_is_none)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const char *path;

	world_interpreter("a", "3.31.2");
	assert_found("a/bin/python3.31");
	path = world_path(record_path());
	ck_assert_int_eq(vb_fsat_read(AT_FDCWD, path, 65536, false, &text, &err), 0);

	/* Huge, through a link, somebody else's. */
	ck_assert_int_eq(truncate(path, 1 << 20), 0);
	assert_found("a/bin/python3.31");
	world_write("record", text.data, 0600);
	world_link(world_path("record"), record_path());
	assert_found("a/bin/python3.31");
	if (!geteuid()) {
		ck_assert_int_eq(chown(path, 12345, 12345), 0);
		assert_found("a/bin/python3.31");
	}
	assert_found("");
}
END_TEST

START_TEST(without_a_cache_it_is_asked_each_time)
{
	const char *path = world.cache->path;

	world_interpreter("a", "3.31.2");
	world.cache->path = NULL;
	assert_found("a/bin/python3.31");
	assert_found("a/bin/python3.31");
	world.cache->path = path;
}
END_TEST

START_TEST(a_cache_that_cannot_be_written_does_no_harm)
{
	world_interpreter("a", "3.31.2");
	world_write("cache/facts", "in the way", 0600);
	assert_found("a/bin/python3.31");
	assert_found("a/bin/python3.31");
}
END_TEST

/* --- the real ones ------------------------------------------------------------------------- */

static char *real_path, *real_root;

static void remember_machine(void)
{
	const char *path = getenv("PATH"), *root = getenv("PYENV_ROOT"), *home = getenv("HOME");

	real_path = strdup(path ? path : "/usr/bin:/bin");
	if (asprintf(&real_root, "%s%s", root ? root : home ? home : "", root ? "" : "/.pyenv") < 0)
		vb_oom();
	world_setup();
}

static void forget_machine(void)
{
	world_teardown();
	free(real_path);
	free(real_root);
}

/* Asks in other words than the query does, and checks that what is recorded works. */
static void compare(const struct vb_interp *interp)
{
	static const char question[] =
		"import importlib.util, os, platform, struct, sys, sysconfig\n"
		"name = 'venv' if 'venv' in sysconfig.get_scheme_names() else 'posix_prefix'\n"
		"v = {'base': '', 'platbase': '', 'installed_base': '', 'installed_platbase': ''}\n"
		"print('.'.join(map(str, sys.version_info)))\n"
		"print(platform.python_implementation())\n"
		"print(sys.base_prefix)\n"
		"print(sysconfig.get_path('purelib', name, v).lstrip('/'))\n"
		"print(sysconfig.get_path('platlib', name, v).lstrip('/'))\n"
		"print(sysconfig.get_path('scripts', name, v).lstrip('/'))\n"
		"print(os.path.basename(importlib.util.cache_from_source('x.py')).split('.')[1])\n"
		"print('yes' if struct.calcsize('P') == 8 else 'no')\n"
		"print(os.path.realpath(sys.executable))\n";
	static const char *const names[] = {"version-info", "implementation", "base-prefix",
		"purelib", "platlib", "scripts", "cache-tag", "is-64bit", "real-executable"};
	const char *const argv[] = {interp->executable, "-I", "-c", question, NULL};
	vb_auto_buf expected = VB_BUF_INIT, out = VB_BUF_INIT, errors = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	int status;

	for (size_t i = 0; i < VB_COUNT(names); i++)
		vb_buf_addf(&expected, "%s\n", vb_interp_fact(interp, names[i], world.arena));
	ck_assert_int_eq(vb_process_run(&(struct vb_process){.argv = argv, .cwd_fd = -1}, &out,
				 &errors, &status, &err),
		0);
	ck_assert_msg(!status, "%s: %s", interp->executable, errors.data);
	ck_assert_str_eq(out.data, expected.data);
}

static void check_interpreter(const char *path, size_t *count)
{
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_interp *interp, *again;
	struct vb_search search = world.search;
	const char *name;

	if (access(path, X_OK) < 0)
		return;
	if (vb_discover(&search, path, &interp, &err) < 0) {
		ck_assert_msg(
			strstr(err.msg, "too old") || strstr(err.msg, "a shim"), "%s", err.msg);
		return;
	}
	(*count)++;
	compare(interp);
	name = vb_path_base(interp->executable);
	ck_assert_msg(strchr(name, '.') != NULL, "%s has no versioned name", interp->executable);
	ck_assert_str_eq(vb_path_dir(world.arena, interp->executable), interp->home);
	ck_assert(!interp->libpython || access(interp->libpython, R_OK) == 0);
	/* Remembered, it is the same. */
	ck_assert_int_eq(vb_discover(&search, path, &again, &err), 0);
	for (size_t i = 0; vb_interp_fact_names[i]; i++)
		ck_assert_str_eq(vb_interp_fact(interp, vb_interp_fact_names[i], world.arena),
			vb_interp_fact(again, vb_interp_fact_names[i], world.arena));
}

START_TEST(real_interpreters_agree)
{
	static const char *const programs[] = {"python3", "pypy3"};
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = -1;
	const char *versions = vb_path_join(world.arena, real_root, "versions");
	const char *const *names;
	size_t count = 0;

	for (const char *at = real_path; *at;) {
		size_t len = strcspn(at, ":");

		for (size_t i = 0; i < VB_COUNT(programs); i++)
			check_interpreter(vb_path_join(world.arena,
						  vb_arena_dup(world.arena, at, len), programs[i]),
				&count);
		at += len + (at[len] == ':');
	}
	fd = open(versions, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || vb_fsat_list(world.arena, fd, versions, &names, NULL, &err) < 0)
		return;
	for (; *names; names++)
		check_interpreter(
			vb_arena_printf(world.arena, "%s/%s/bin/python", versions, *names), &count);
	ck_assert_uint_gt(count, 0);
}
END_TEST

Suite *suite_facts(void)
{
	Suite *suite = suite_create("facts");
	TCase *tcase = tcase_create("facts"), *real = tcase_create("interpreters");

	tcase_add_checked_fixture(tcase, world_setup, world_teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, facts_have_public_names);
	tcase_add_test(tcase, every_fact_survives_json);
	tcase_add_loop_test(tcase, nonsense_is_refused, 0, VB_COUNT(hostile));
	tcase_add_loop_test(tcase, a_record_holds_until_something_changes, 0, VB_COUNT(changes));
	tcase_add_loop_test(tcase, a_damaged_record_is_written_anew, 0, VB_COUNT(damaged));
	tcase_add_test(tcase, a_record_that_is_not_ours_is_none);
	tcase_add_test(tcase, without_a_cache_it_is_asked_each_time);
	tcase_add_test(tcase, a_cache_that_cannot_be_written_does_no_harm);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(real, remember_machine, forget_machine);
	tcase_set_timeout(real, 120);
	tcase_add_test(real, real_interpreters_agree);
	suite_add_tcase(suite, real);
	return suite;
}
