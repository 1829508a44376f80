/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"
#include "tests/unit/tree.h"

#include "core/target.h"

#include <sys/stat.h>

static struct vb_err err;
static struct vb_target target;

static void tear_down(void)
{
	vb_err_done(&err);
	tree_tear_down();
}

/* From the test's directory; CLEAR and FORCE as two letters. */
static int resolve(const char *arg, const char *flags)
{
	const struct vb_target_opts opts = {.arg = arg,
		.cwd = tree_path(""),
		.home_dir = tree_path("home"),
		.clear = strchr(flags, 'c'),
		.force = strchr(flags, 'f')};

	vb_err_done(&err);
	target = (struct vb_target){0};
	return vb_target_resolve(tree_arena, &opts, &target, &err);
}

static void assert_refused(const char *arg, const char *flags, const char *why)
{
	ck_assert_msg(resolve(arg, flags) < 0, "'%s' was not refused", arg);
	ck_assert_msg(strstr(err.msg, why) != NULL, "'%s': %s", arg, err.msg);
}

static void assert_path(const char *arg, const char *rel)
{
	ck_assert_msg(resolve(arg, "") == 0, "'%s': %s", arg, err.msg ? err.msg : "");
	ck_assert_str_eq(target.path, tree_path(rel));
}

START_TEST(resolves_what_was_typed)
{
	static const struct {
		const char *arg, *rel;
	} rows[] = {
		{"e", "e"},
		{"e/", "e"},
		{".", ""},
		{"./-x", "-x"},
		{"-x", "-x"},
		{"a/b/c", "a/b/c"},
		{"none/../e", "e"},
		{"dir/.//sub/../e", "dir/e"},
		{"to-dir", "dir"},
		{"to-dir/", "dir"},
		{"to-dir/../e", "e"},
		{"to-sub/../e", "dir/e"},
		{"to-to-dir/e", "dir/e"},
		{"e\\ \xff\"'$", "e\\ \xff\"'$"},
	};

	tree_dir("dir/sub");
	tree_link("to-dir", "dir");
	tree_link("to-sub", "dir/sub");
	tree_link("to-to-dir", tree_path("to-dir"));
	for (size_t i = 0; i < VB_COUNT(rows); i++)
		assert_path(rows[i].arg, rows[i].rel);
	ck_assert_int_eq(resolve("dir/e", ""), 0);
	ck_assert_str_eq(target.parent, tree_path("dir"));
	ck_assert_str_eq(target.name, "e");
	ck_assert_int_eq(target.state, VB_ABSENT);
	ck_assert(tree_has("to-dir"));
}
END_TEST

START_TEST(refuses_what_can_be_no_environment)
{
	tree_put("file", "");
	tree_put("dir/conda-meta/history", "");
	tree_link("dangling", "nowhere");
	tree_link("to-file", "file");
	tree_link("round", "round");
	tree_dir("home");
	tree_link("to-home", "home");
	tree_link("odd", tree_path("a:b"));
	tree_dir("a:b");
	assert_refused("", "", "empty");
	assert_refused("a:b", "", "':'");
	assert_refused("odd", "", "':'");
	assert_refused("a\nb", "", "line break");
	assert_refused("a\rb", "", "line break");
	assert_refused("/", "", "'/' cannot be");
	assert_refused("/..", "", "'/' cannot be");
	assert_refused("home", "", "home directory");
	assert_refused("to-home", "", "home directory");
	assert_refused("file", "", "not a directory");
	assert_refused("file/e", "", "not a directory");
	assert_refused("dangling", "", "does not exist");
	assert_refused("dangling/e", "", "does not exist");
	assert_refused("to-file", "", "not a directory");
	assert_refused("round", "", "symbolic links");
	assert_refused("dir", "", "conda");
}
END_TEST

START_TEST(follows_a_redirect_file)
{
	tree_put("p/.venv", "../envs/p");
	assert_path("p/.venv", "envs/p");
	ck_assert(target.redirected);
	tree_put("p/.venv", "../envs/q \r\n");
	assert_path("p/.venv", "envs/q");
	tree_put("p/.venv", tree_path("absolute\n"));
	assert_path("p/.venv", "absolute");
	tree_put("p/.venv", "../home");
	assert_refused("p/.venv", "", "home directory");
	tree_put("p/.venv", "two\nlines");
	assert_refused("p/.venv", "", "not one that names");
	tree_put("p/.venv", "\n");
	assert_refused("p/.venv", "", "not one that names");
	tree_put("p/.venv", ".venv");
	assert_refused("p/.venv", "", "not a directory");
	tree_put("p/.venv", "../envs:q");
	assert_refused("p/.venv", "", "':'");
	tree_put("p/other", "../envs/p");
	assert_refused("p/other", "", "not a directory");
}
END_TEST

START_TEST(takes_redirects_apart)
{
	ck_assert_str_eq(vb_target_redirect(tree_arena, " a b\t\n", 6), "a b");
	ck_assert_ptr_null(vb_target_redirect(tree_arena, "", 0));
	ck_assert_ptr_null(vb_target_redirect(tree_arena, " \n", 2));
	ck_assert_ptr_null(vb_target_redirect(tree_arena, "a\rb", 3));
	ck_assert_ptr_null(vb_target_redirect(tree_arena, "a\0", 2));
	ck_assert_ptr_null(vb_target_redirect(tree_arena, "a\0b", 3));
}
END_TEST

START_TEST(classifies_what_is_there)
{
	static const struct {
		const char *cfg, *version, *home, *made_by;
	} rows[] = {
		{"home = /usr/bin\nversion = 3.11.2\n", "3.11.2", "/usr/bin", "venv"},
		{"home=/a\r\nversion_info = 3.13.0.final.0\nvirtualenv = 20\nhome=/b", "3.13.0",
			"/a", "virtualenv"},
		{"HOME =  /a b \nuv = 0.5\nversion_info = 3.12\n", "3.12", "/a b", "uv"},
		{"venvb = 0.1\nversion = 3.9.1\n", "3.9.1", NULL, "venvb"},
		{"", NULL, NULL, "venv"},
		{"version = x\nversion_info = 3\n=\n= =\n\xff\xfe = \xff\n", NULL, NULL, "venv"},
		{"version = 99999999999.1\n", NULL, NULL, "venv"},
	};

	tree_dir("e");
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert_int_eq(target.state, VB_EMPTY);
	tree_put("e/.venvb-lock", "");
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert_int_eq(target.state, VB_EMPTY);
	tree_put("e/x", "");
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert_int_eq(target.state, VB_FOREIGN);
	for (size_t i = 0; i < VB_COUNT(rows); i++) {
		tree_put("e/pyvenv.cfg", rows[i].cfg);
		ck_assert_int_eq(resolve("e", ""), 0);
		ck_assert_int_eq(target.state, VB_ENVIRONMENT);
		ck_assert_pstr_eq(target.version, rows[i].version);
		ck_assert_pstr_eq(target.home, rows[i].home);
		ck_assert_pstr_eq(target.made_by, rows[i].made_by);
	}
	ck_assert(!target.has_receipt);
	tree_put("e/venvb-receipt.json", "");
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert(target.has_receipt);
	unlink(tree_path("e/pyvenv.cfg"));
	ck_assert_int_eq(mkfifo(tree_path("e/pyvenv.cfg"), 0644), 0);
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert_int_eq(target.state, VB_ENVIRONMENT);
	ck_assert_ptr_null(target.version);
}
END_TEST

START_TEST(does_not_clear_what_holds_more)
{
	static const char *const kept[] = {
		".git/HEAD", ".hg/x", ".svn/x", "pyproject.toml", "setup.py", "setup.cfg", "x.py"};

	tree_put("e/notes", "");
	assert_refused("e", "c", "no pyvenv.cfg");
	ck_assert_int_eq(resolve("e", ""), 0);
	ck_assert_int_eq(resolve("e", "cf"), 0);
	tree_put("e/pyvenv.cfg", "");
	tree_put("e/etc/src/setup.py", "");
	ck_assert_int_eq(resolve("e", "c"), 0);
	for (size_t i = 0; i < VB_COUNT(kept); i++) {
		const char *dir = vb_arena_printf(tree_arena, "e%zu", i);

		tree_put(vb_arena_printf(tree_arena, "%s/pyvenv.cfg", dir), "");
		tree_put(vb_arena_printf(tree_arena, "%s/%s", dir, kept[i]), "");
		assert_refused(dir, "c", vb_arena_dup(tree_arena, kept[i], strcspn(kept[i], "/")));
		ck_assert_int_eq(resolve(dir, "cf"), 0);
	}
}
END_TEST

START_TEST(never_clears_what_is_above_us)
{
	tree_put("pyvenv.cfg", "");
	ck_assert_int_eq(resolve(".", "cf"), -VB_EUSAGE); /* the home directory is below */
	tree_dir("home");
	assert_refused("..", "cf", "never cleared");
	ck_assert_int_eq(resolve("..", ""), 0);
}
END_TEST

START_TEST(follows_no_link_that_others_left_in_a_shared_directory)
{
	if (geteuid() != 0)
		return;
	tree_dir("shared");
	tree_dir("dir");
	ck_assert_int_eq(chmod(tree_path("shared"), 01777), 0);
	tree_link("shared/link", tree_path("dir"));
	tree_put("shared/.venv", tree_path("dir"));
	assert_path("shared/link", "dir");
	assert_path("shared/.venv", "dir");
	ck_assert_int_eq(lchown(tree_path("shared/link"), 65534, 65534), 0);
	ck_assert_int_eq(lchown(tree_path("shared/.venv"), 65534, 65534), 0);
	assert_refused("shared/link", "", "not followed");
	assert_refused("shared/.venv", "", "not followed");
	assert_refused("shared/link/e", "", "not followed");
}
END_TEST

START_TEST(judges_versions)
{
	struct vb_target old = {.path = "/e", .state = VB_ENVIRONMENT, .version = "3.11.2"};

	ck_assert_int_eq(vb_target_check_version(&old, 3, 11, false, &err), 0);
	ck_assert_int_eq(vb_target_check_version(&old, 3, 12, true, &err), 0);
	ck_assert_int_eq(vb_target_check_version(&old, 3, 12, false, &err), -VB_EFAIL);
	ck_assert_ptr_nonnull(strstr(err.msg, "--clear"));
	ck_assert_ptr_nonnull(strstr(err.msg, "--upgrade"));
	old.version = NULL;
	ck_assert_int_eq(vb_target_check_version(&old, 3, 12, false, &err), 0);
}
END_TEST

Suite *suite_target(void)
{
	Suite *suite = suite_create("target");
	TCase *tcase = tcase_create("target");

	tcase_add_checked_fixture(tcase, tree_set_up, tear_down);
	tcase_add_test(tcase, resolves_what_was_typed);
	tcase_add_test(tcase, refuses_what_can_be_no_environment);
	tcase_add_test(tcase, follows_a_redirect_file);
	tcase_add_test(tcase, takes_redirects_apart);
	tcase_add_test(tcase, classifies_what_is_there);
	tcase_add_test(tcase, does_not_clear_what_holds_more);
	tcase_add_test(tcase, never_clears_what_is_above_us);
	tcase_add_test(tcase, follows_no_link_that_others_left_in_a_shared_directory);
	tcase_add_test(tcase, judges_versions);
	suite_add_tcase(suite, tcase);
	return suite;
}
