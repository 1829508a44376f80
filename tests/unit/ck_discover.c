/* SPDX-License-Identifier: MIT */
/* The fake interpreters have minor versions that do not exist, so that none of this machine, in
 * places that no variable moves (/opt/conda), is ever the better one. */
#include "tests/unit/check.h"

#include "core/path.h"
#include "tests/unit/interpreter.h"

static void set_path(const char *first, const char *second)
{
	setenv("PATH",
		vb_arena_printf(
			world.arena, "%s:%s:/usr/bin:/bin", world_path(first), world_path(second)),
		1);
}

static void assert_error(const char *what, const char *part)
{
	const char *found = world_find(what);

	ck_assert_msg(!strncmp(found, "error: ", 7), "%s: found %s", what, found);
	ck_assert_msg(strstr(found, part) != NULL, "%s: %s\nwithout: %s", what, found, part);
}

START_TEST(path_comes_first_and_in_order)
{
	world_interpreter("a", "3.31.2");
	world_interpreter("b", "3.32.1");
	world_interpreter("home/.pyenv/versions/3.33.1", "3.33.1");
	set_path("a/bin", "b/bin");
	ck_assert_str_eq(world_find(NULL), "a/bin/python3.31");
	ck_assert_str_eq(world_find("3"), "a/bin/python3.31");
	ck_assert_str_eq(world_find(">=3.31"), "a/bin/python3.31");
	ck_assert_str_eq(world_find("python3"), "a/bin/python3.31");
	ck_assert_str_eq(world_find("3.32"), "b/bin/python3.32");
	ck_assert_str_eq(world_find("py332"), "b/bin/python3.32");
	ck_assert_str_eq(world_find("python3.32"), "b/bin/python3.32");
	ck_assert_str_eq(world_find("3.32.1"), "b/bin/python3.32");
	ck_assert_str_eq(world_find(">=3.32,<3.33"), "b/bin/python3.32");
	ck_assert_str_eq(world_find("3.33"), "home/.pyenv/versions/3.33.1/bin/python3.33");
	ck_assert_str_eq(world_find("python3.33"), "home/.pyenv/versions/3.33.1/bin/python3.33");
}
END_TEST

START_TEST(starts_only_what_may_fit)
{
	world_interpreter("a", "3.31.2");
	world_interpreter("b", "3.32.1");
	world_interpreter("home/.pyenv/versions/3.33.1", "3.33.1");
	world_interpreter("home/.pyenv/versions/3.34.1", "3.34.1");
	world_interpreter("home/.pyenv/versions/3.34.5", "3.34.5");
	setenv("PATH",
		vb_arena_printf(world.arena, "%s:%s", world_path("a/bin"), world_path("b/bin")), 1);
	ck_assert_str_eq(world_find("3.34"), "home/.pyenv/versions/3.34.5/bin/python3.34");
	ck_assert_str_eq(world_started(), "home/.pyenv/versions/3.34.5/bin/python3.34");
	ck_assert_str_eq(world_find("3.34"), "home/.pyenv/versions/3.34.5/bin/python3.34");
	ck_assert_str_eq(world_started(), "");
	ck_assert_str_eq(world_find("3.32"), "b/bin/python3.32");
	ck_assert_str_eq(world_started(), "b/bin/python3.32");
	assert_error("3.35", "no Python 3.35 was found");
	ck_assert_str_eq(world_started(), "");
}
END_TEST

START_TEST(an_installation_is_the_newest_final_one)
{
	world_interpreter("home/.pyenv/versions/3.32.9", "3.32.9");
	world_interpreter("home/.pyenv/versions/3.32.10", "3.32.10");
	world_interpreter("home/.pyenv/versions/3.33.0t", "3.33.0t");
	world_interpreter("home/.pyenv/versions/3.34.0rc1", "3.34.0rc1");
	world_interpreter("home/.pyenv/versions/pypy3.35-7.3", "pypy3.35.1");
	ck_assert_str_eq(world_find(">=3.30"), "home/.pyenv/versions/3.32.10/bin/python3.32");
	ck_assert_str_eq(world_find("3.32.9"), "home/.pyenv/versions/3.32.9/bin/python3.32");
	ck_assert_str_eq(world_find("3.33t"), "home/.pyenv/versions/3.33.0t/bin/python3.33t");
	ck_assert_str_eq(world_find("3.34.0rc1"), "home/.pyenv/versions/3.34.0rc1/bin/python3.34");
	ck_assert_str_eq(world_find(">=3.34rc1"), "home/.pyenv/versions/3.34.0rc1/bin/python3.34");
	ck_assert_str_eq(world_find("pypy3.35"), "home/.pyenv/versions/pypy3.35-7.3/bin/pypy3.35");
	assert_error("3.33", "no Python 3.33 was found");
	assert_error("3.34", "3.34.0rc1");
	assert_error("3.35", "pypy3.35-7.3");
}
END_TEST

START_TEST(a_path_is_not_bound_by_what_is_usual)
{
	world_interpreter("a", "3.34.0rc1");
	ck_assert_str_eq(world_find(world_path("a/bin/python3")), "a/bin/python3.34");
	ck_assert_str_eq(world_find("../../../a"), "a/bin/python3.34");
	ck_assert_str_eq(world_find("../../../a/bin/"), "a/bin/python3.34");
	ck_assert_str_eq(world_find("python3"), "a/bin/python3.34");
	assert_error(NULL, "is the pre-release 3.34.0rc1");
	assert_error("./none", "No such file");
	assert_error("./.keep", "cannot be executed");
	assert_error(".", "no program '.' is on PATH");
	assert_error("./", "holds no interpreter");
}
END_TEST

START_TEST(all_managers_are_searched)
{
	world_interpreter("home/.local/share/uv/python/cpython-3.31.1-linux-x86_64-gnu", "3.31.1");
	world_interpreter("home/.asdf/installs/python/3.32.1", "3.32.1");
	world_interpreter("home/.local/share/mise/installs/python/3.33.1", "3.33.1");
	world_interpreter("home/miniforge3/envs/one", "3.34.2");
	world_write("home/miniforge3/envs/one/conda-meta/python-3.34.2-h0_0.json", "{}", 0644);
	world_write("home/miniforge3/envs/one/conda-meta/python-dateutil-2.0-0.json", "{}", 0644);
	world_interpreter("elsewhere", "3.35.1");
	world_write("elsewhere/conda-meta/python-3.35.1-h0_0.json", "{}", 0644);
	world_write("home/.conda/environments.txt",
		vb_arena_printf(world.arena, "/none\n%s\n", world_path("elsewhere")), 0644);
	ck_assert_str_eq(vb_path_base(world_find("3.31")), "python3.31");
	ck_assert_str_eq(vb_path_base(world_find("3.32")), "python3.32");
	ck_assert_str_eq(vb_path_base(world_find("3.33")), "python3.33");
	ck_assert_str_eq(world_find("3.34"), "home/miniforge3/envs/one/bin/python3.34");
	ck_assert_str_eq(world_find("3.35"), "elsewhere/bin/python3.35");
	world_started();
	assert_error("3.36", "no Python 3.36 was found");
	ck_assert_str_eq(world_started(), "");
	/* Moved by its variable. */
	world_interpreter("uv/cpython-3.36.1-linux-x86_64-gnu", "3.36.1");
	world_set("UV_PYTHON_INSTALL_DIR", "uv");
	ck_assert_str_eq(vb_path_base(world_find("3.36")), "python3.36");
}
END_TEST

static void make_shim(const char *rel)
{
	world_write(rel, "#!/bin/sh\necho SHIM >>\"$VB_TEST_LOG\"\n", 0755);
}

START_TEST(a_shim_stands_for_its_choice)
{
	world_interpreter("home/.pyenv/versions/3.31.1", "3.31.1");
	world_interpreter("home/.pyenv/versions/3.32.1", "3.32.1");
	world_interpreter("home/.pyenv/versions/3.32.4", "3.32.4");
	world_interpreter("b", "3.33.1");
	make_shim("home/.pyenv/shims/python3");
	make_shim("home/.pyenv/shims/python3.32");
	set_path("home/.pyenv/shims", "b/bin");

	/* Nothing is chosen: the system's. */
	ck_assert_str_eq(world_find(NULL), "b/bin/python3.33");
	world_write("home/.pyenv/version", "3.31.1\n", 0644);
	ck_assert_str_eq(world_find(NULL), "home/.pyenv/versions/3.31.1/bin/python3.31");
	/* Its python3.32 stands for nothing then; the installation is found all the same. */
	ck_assert_str_eq(world_find("python3.32"), "home/.pyenv/versions/3.32.4/bin/python3.32");
	world_write("home/work/.python-version", "# mine\n3.32 3.31.1\n", 0644);
	ck_assert_str_eq(world_find(NULL), "home/.pyenv/versions/3.32.4/bin/python3.32");
	setenv("PYENV_VERSION", "python-3.32.1:3.31.1", 1);
	ck_assert_str_eq(world_find(NULL), "home/.pyenv/versions/3.32.1/bin/python3.32");
	ck_assert_str_eq(world_find("python3"), "home/.pyenv/versions/3.32.1/bin/python3.32");
	ck_assert_str_eq(world_find("../../.pyenv/shims/python3"),
		"home/.pyenv/versions/3.32.1/bin/python3.32");
	world_link(world_path("home/.pyenv/shims/python3"), "c/bin/py");
	ck_assert_str_eq(
		world_find(world_path("c/bin/py")), "home/.pyenv/versions/3.32.1/bin/python3.32");
	ck_assert_ptr_null(strstr(world_started(), "SHIM"));
}
END_TEST

START_TEST(a_shim_whose_choice_is_missing_is_an_error)
{
	world_interpreter("b", "3.33.1");
	world_interpreter("home/.pyenv/versions/3.31.1", "3.31.1");
	make_shim("home/.pyenv/shims/python3");
	set_path("home/.pyenv/shims", "b/bin");
	setenv("PYENV_VERSION", "3.39", 1);
	assert_error(NULL, "pyenv chooses 3.39 (PYENV_VERSION), which is not installed");
	assert_error("python3", "which is not installed");
	ck_assert_str_eq(world_find("3.33"), "b/bin/python3.33");
	/* A stranger's file names an installation, not a path. */
	unsetenv("PYENV_VERSION");
	world_write("home/work/deep/.python-version", "../../../b\n", 0644);
	assert_error(NULL, "which is not installed");
	ck_assert_str_eq(world_started(), "b/bin/python3.33");
}
END_TEST

START_TEST(shims_of_asdf_and_mise)
{
	world_interpreter("home/.asdf/installs/python/3.31.1", "3.31.1");
	world_interpreter("home/.local/share/mise/installs/python/3.32.1", "3.32.1");
	make_shim("home/.asdf/shims/python3");
	world_link("/bin/false", "home/.local/share/mise/shims/python3");
	set_path("home/.asdf/shims", "none");
	world_write("home/work/.tool-versions", "nodejs 20\npython 3.31.1 system\n", 0644);
	ck_assert_str_eq(world_find(NULL), "home/.asdf/installs/python/3.31.1/bin/python3.31");
	set_path("home/.local/share/mise/shims", "none");
	world_write("home/work/deep/mise.toml", "[tools]\nnode = '20'\npython = \"3.32\"\n", 0644);
	ck_assert_str_eq(
		world_find(NULL), "home/.local/share/mise/installs/python/3.32.1/bin/python3.32");
	ck_assert_ptr_null(strstr(world_started(), "SHIM"));
}
END_TEST

START_TEST(an_environment_leads_to_its_base)
{
	world_interpreter("a", "3.31.2");
	world_environment("env", "a/bin");
	world_link(world_path("a/bin/python3"), "env/bin/python");
	world_link("python", "env/bin/python3");
	ck_assert_str_eq(world_find(world_path("env/bin/python3")), "a/bin/python3.31");
	ck_assert_str_eq(world_find(world_path("env")), "a/bin/python3.31");
	set_path("env/bin", "none");
	ck_assert_str_eq(world_find(NULL), "a/bin/python3.31");

	/* A copy, and an environment of an environment. */
	world_environment("copy", "a/bin");
	world_write("copy/bin/python", "#!/bin/sh\necho COPY >>\"$VB_TEST_LOG\"\n", 0755);
	ck_assert_str_eq(world_find(world_path("copy/bin/python")), "a/bin/python3.31");
	world_environment("nested", "copy/bin");
	world_link(world_path("copy/bin/python"), "nested/bin/python");
	ck_assert_str_eq(world_find(world_path("nested/bin/python")), "a/bin/python3.31");
	ck_assert_ptr_null(strstr(world_started(), "COPY"));

	world_environment("orphan", "gone/bin");
	world_link(world_path("gone/bin/python"), "orphan/bin/python");
	assert_error(world_path("orphan/"), "holds no interpreter");
	world_write("orphan/bin/python3", "#!/bin/sh\n", 0755);
	assert_error(world_path("orphan/bin/python3"), "whose base interpreter is gone");
	world_environment("loop", "loop/bin");
	world_write("loop/bin/python3", "#!/bin/sh\n", 0755);
	assert_error(world_path("loop/bin/python3"), "leads back to itself");
}
END_TEST

START_TEST(a_wrapper_is_asked_and_what_it_starts_is_recorded)
{
	world_interpreter("a", "3.31.2");
	world_interpreter("b", "3.32.2");
	world_write("wrap/bin/python3",
		vb_arena_printf(world.arena, "#!/bin/sh\nexec \"$(cat %s)\" \"$@\"\n",
			world_path("choice")),
		0755);
	set_path("wrap/bin", "none");
	world_write("choice", world_path("a/bin/python3"), 0644);
	ck_assert_str_eq(world_find(NULL), "a/bin/python3.31");
	/* What it leads to changes without it. */
	world_write("choice", world_path("b/bin/python3"), 0644);
	ck_assert_str_eq(world_find(NULL), "b/bin/python3.32");
	/* Into an environment, too. */
	world_environment("env", "a/bin");
	world_link(world_path("a/bin/python3"), "env/bin/python");
	world_write("choice", world_path("env/bin/python"), 0644);
	ck_assert_str_eq(world_find(NULL), "a/bin/python3.31");
}
END_TEST

START_TEST(home_is_resolved_as_far_as_the_landmark)
{
	world_interpreter("opt/python-3.31.2", "3.31.2");
	/* A link to the program alone is followed; one to the whole tree stays. */
	world_link("python-3.31.2", "opt/current");
	world_link(world_path("opt/current/bin/python3"), "usr/bin/py");
	ck_assert_str_eq(world_find(world_path("usr/bin/py")), "opt/current/bin/python3.31");
	/* A standard library that is not its own is no landmark. */
	world_write("usr/lib/python3.31/os.py", "", 0644);
	ck_assert_str_eq(world_find(world_path("usr/bin/py")), "opt/current/bin/python3.31");
	/* The versioned name must be the same file. */
	world_interpreter("b", "3.32.1");
	ck_assert_int_eq(rename(world_path("b/bin/python3.32"), world_path("b/bin/odd")), 0);
	world_write("b/bin/python3.32", "#!/bin/sh\n", 0755);
	ck_assert_str_eq(world_find(world_path("b/bin/odd")), "b/bin/odd");
}
END_TEST

static const struct {
	const char *script, *message;
} broken[] = {
	{"exit 0", "it ran, and did not answer"},
	{"echo no such module >&2; exit 3", "ended with status 3: no such module"},
	{"kill -SEGV $$", "ended with status 139"},
	{"echo 'Unknown option: -I' >&2; exit 2", "is too old: Python 3.6 or newer is needed"},
	{"printf '\\002venvb-facts\\002{\\003venvb-facts\\003'", "asking '"},
	{"printf '\\002venvb-facts\\002[]\\003venvb-facts\\003'", "asking '"},
	{"printf '\\002venvb-facts\\002{\"asked\": \"python\"}\\003venvb-facts\\003'",
		"sys.executable is not an absolute path"},
	{"printf '\\002venvb-facts\\002{\"error\": \"KeyError: 1\"}\\003venvb-facts\\003'",
		"KeyError: 1"},
	{"printf '\\002venvb-facts\\002{\"error\": \"utf-8\"}\\003venvb-facts\\003'", "not UTF-8"},
	{"while :; do echo garbage; done", "printed more than"},
};

START_TEST(what_does_not_answer_is_refused)
{
	world_write("a/bin/python3",
		vb_arena_printf(world.arena, "#!/bin/sh\n%s\n", broken[_i].script), 0755);
	assert_error(world_path("a/bin/python3"), broken[_i].message);
	/* In a search it is passed over. */
	world_interpreter("b", "3.31.1");
	set_path("a/bin", "b/bin");
	ck_assert_str_eq(world_find(NULL), "b/bin/python3.31");
}
END_TEST

START_TEST(chatter_does_no_harm)
{
	world_interpreter("a", "3.31.2");
	world_write("wrap/python",
		vb_arena_printf(world.arena,
			"#!/bin/sh\n"
			"echo hello; printf '\\002venvb-facts\\002'; echo '{}'\n"
			"%s \"$@\"\necho bye\necho oops >&2\nexit 1\n",
			world_path("a/bin/python3")),
		0755);
	ck_assert_str_eq(world_find(world_path("wrap/python")), "a/bin/python3.31");
}
END_TEST

START_TEST(a_base_must_be_utf8)
{
	world_interpreter("a\xff", "3.31.2");
	assert_error(world_path("a\xff/bin/python3"), "is not UTF-8");
	ck_assert_str_eq(world_started(), "");
	/* An environment there is no base. */
	world_interpreter("a", "3.31.2");
	world_environment("e\xff", "a/bin");
	world_link(world_path("a/bin/python3"), "e\xff/bin/python3");
	ck_assert_str_eq(world_find(world_path("e\xff/bin/python3")), "a/bin/python3.31");
}
END_TEST

START_TEST(nothing_found_says_what_and_where)
{
	const char *path, *expected;

	world_interpreter("a", "3.31.2");
	world_interpreter("home/.pyenv/versions/3.33.1", "3.33.1");
	path = world_path("a/bin");
	setenv("PATH", path, 1);
	expected = vb_arena_printf(world.arena,
		"error: no Python 3.38 was found: looked for python3.38, python3, python on PATH"
		" (%s), then in the installations of pyenv, uv, asdf, mise and conda; found"
		" instead: %s/python3 is 3.31, ",
		path, path);
	ck_assert_msg(
		!strncmp(world_find("3.38"), expected, strlen(expected)), "%s", world_find("3.38"));
	assert_error("3.38", world_path("home/.pyenv/versions/3.33.1"));
	assert_error("frob", "no program 'frob' is on PATH");
	assert_error("3.x", "neither a version");
}
END_TEST

Suite *suite_discover(void)
{
	Suite *suite = suite_create("discover");
	TCase *tcase = tcase_create("discover");

	tcase_add_checked_fixture(tcase, world_setup, world_teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, path_comes_first_and_in_order);
	tcase_add_test(tcase, starts_only_what_may_fit);
	tcase_add_test(tcase, an_installation_is_the_newest_final_one);
	tcase_add_test(tcase, a_path_is_not_bound_by_what_is_usual);
	tcase_add_test(tcase, all_managers_are_searched);
	tcase_add_test(tcase, a_shim_stands_for_its_choice);
	tcase_add_test(tcase, a_shim_whose_choice_is_missing_is_an_error);
	tcase_add_test(tcase, shims_of_asdf_and_mise);
	tcase_add_test(tcase, an_environment_leads_to_its_base);
	tcase_add_test(tcase, a_wrapper_is_asked_and_what_it_starts_is_recorded);
	tcase_add_test(tcase, home_is_resolved_as_far_as_the_landmark);
	tcase_add_loop_test(tcase, what_does_not_answer_is_refused, 0, VB_COUNT(broken));
	tcase_add_test(tcase, chatter_does_no_harm);
	tcase_add_test(tcase, a_base_must_be_utf8);
	tcase_add_test(tcase, nothing_found_says_what_and_where);
	suite_add_tcase(suite, tcase);
	return suite;
}
