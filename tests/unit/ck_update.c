/* SPDX-License-Identifier: MIT */
/* The commit in place: what is there is brought up to date. */
#include "tests/unit/check.h"
#include "tests/unit/faults.h"
#include "tests/unit/making.h"
#include "tests/unit/tree.h"

#include "core/fsat.h"
#include "core/installed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define SITE "lib/python3.11/site-packages/"

static void assert_done(int rc)
{
	ck_assert_msg(rc == 0, "%s", making_err.msg ? making_err.msg : "failed without a word");
}

static void assert_refused(int rc, const char *why)
{
	ck_assert_int_lt(rc, 0);
	ck_assert_msg(strstr(making_err.msg, why) != NULL, "%s", making_err.msg);
}

static int publish(void)
{
	int rc = making_publish("e");

	if (rc < 0)
		vb_commit_end(&making_run);
	return rc;
}

static int finish(int rc)
{
	return rc < 0 ? rc : making_finish();
}

static int update(const char *flags, const char *mark)
{
	return making_create("e", flags, mark);
}

static int update_package(const char *version, bool versioned)
{
	making_start("");
	making_plan(11, "new");
	making_package(version, versioned);
	return finish(publish());
}

/* As `python -m venv` leaves it, with something of its user's. */
static void put_venv(void)
{
	tree_put("e/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n");
	tree_put("e/.gitignore", "# Created by venv\n*\n");
	tree_put("e/bin/activate", "old");
	tree_put("e/bin/Activate.ps1", "old");
	tree_put("e/bin/pip", "pip");
	tree_link("e/bin/python", "python3");
	tree_link("e/bin/python3", "/usr/bin/python3");
	tree_dir("e/include");
	tree_link("e/lib64", "lib");
	tree_put("e/" SITE "mine.py", "mine");
}

START_TEST(what_is_the_same_stays_and_the_rest_is_swapped)
{
	unsigned long cfg, activate, site;

	assert_done(update("", "one"));
	cfg = tree_inode("e/pyvenv.cfg");
	activate = tree_inode("e/bin/activate");
	site = tree_inode("e/" SITE);
	tree_put("e/share/mine", "mine");
	assert_done(update("", "two"));
	ck_assert_str_eq(tree_text("e/bin/activate"), "two");
	ck_assert_uint_eq(tree_inode("e/pyvenv.cfg"), cfg);
	ck_assert_uint_eq(tree_inode("e/" SITE), site);
	ck_assert_uint_ne(tree_inode("e/bin/activate"), activate);
	ck_assert_str_eq(tree_text("e/share/mine"), "mine");
	ck_assert_str_eq(tree_list("e"),
		"bin/ bin/activate bin/python bin/python3.11 lib/ "
		"lib/python3.11/ lib/python3.11/site-packages/ lib64 pyvenv.cfg share/ share/mine");
}
END_TEST

START_TEST(an_environment_of_venv_becomes_ours)
{
	put_venv();
	assert_done(update("", "new"));
	ck_assert_str_eq(tree_list("e"),
		"bin/ bin/activate bin/pip bin/python bin/python3.11 "
		"include/ lib/ lib/python3.11/ lib/python3.11/site-packages/ " SITE
		"mine.py lib64 pyvenv.cfg");
	ck_assert_str_eq(tree_text("e/bin/python"), "-> /usr/bin/python3");
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
}
END_TEST

START_TEST(a_foreign_file_in_the_way_is_named_before_anything_changes)
{
	const char *before;

	tree_put("e/notes", "mine");
	tree_put("e/bin/activate", "mine");
	before = tree_dump("");
	assert_refused(update("", "new"), "/e/bin/activate' is in the way");
	ck_assert_str_eq(tree_dump(""), before);
	assert_done(update("f", "new"));
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
	ck_assert_str_eq(tree_text("e/notes"), "mine");
}
END_TEST

START_TEST(what_is_no_environment_gets_ours_added)
{
	tree_put("e/notes", "mine");
	tree_put("e/bin/activate", "new");
	tree_put("e/bin/tool", "mine");
	assert_done(update("", "new"));
	ck_assert_str_eq(tree_list("e"),
		"bin/ bin/activate bin/python bin/python3.11 bin/tool lib/ "
		"lib/python3.11/ lib/python3.11/site-packages/ lib64 notes pyvenv.cfg");
}
END_TEST

START_TEST(no_directory_is_overwritten_or_followed)
{
	tree_put("e/notes", "");
	tree_dir("e/bin/activate");
	assert_refused(update("f", "new"), "is a directory");
	ck_assert_int_eq(rmdir(tree_path("e/bin/activate")), 0);
	ck_assert_int_eq(rmdir(tree_path("e/bin")), 0);
	tree_dir("outside");
	tree_link("e/bin", "../outside");
	assert_refused(update("", "new"), "/e/bin' is in the way");
	assert_done(update("f", "new"));
	ck_assert_str_eq(tree_list("outside"), "");
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
}
END_TEST

START_TEST(a_real_lib64_stays)
{
	put_venv();
	ck_assert_int_eq(unlink(tree_path("e/lib64")), 0);
	tree_put("e/lib64/x", "x");
	assert_done(update("", "new"));
	ck_assert_str_eq(tree_list("e/lib64"), "x");
}
END_TEST

static void put_receipt(const char *path)
{
	tree_put("e/venvb-receipt.json",
		vb_arena_printf(tree_arena,
			"{\"receipt\": 1, \"files\": [{\"path\": \"etc\", \"kind\": \"dir\"},"
			"{\"path\": \"bin/activate\", \"kind\": \"file\"},"
			"{\"path\": \"bin/python\", \"kind\": \"link\"},"
			"{\"path\": \"pyvenv.cfg\", \"kind\": \"file\"},"
			"{\"path\": \"../outside/x\", \"kind\": \"file\"},"
			"{\"path\": \"/etc/passwd\", \"kind\": \"file\"},"
			"{\"path\": \"venvb-receipt.json\", \"kind\": \"file\"},"
			"{\"path\": \"%s\", \"kind\": \"file\"}]}",
			path));
}

START_TEST(no_other_directory_stands_for_a_link)
{
	const struct vb_actor actor = {"test", VB_TIER_CORE};

	put_venv();
	tree_put("e/etc/conf", "mine");
	making_start("");
	making_plan(11, "new");
	ck_assert_int_eq(vb_plan_add_link(making_run.plan, &actor, "etc", "/tmp", &making_err), 0);
	assert_refused(finish(publish()), "/e/etc' is a directory");
	ck_assert_str_eq(tree_text("e/etc/conf"), "mine");
}
END_TEST

static mode_t update_private(mode_t mode)
{
	const struct vb_actor actor = {"test", VB_TIER_CORE};
	const struct vb_node spec = {.path = "etc/secret",
		.kind = VB_FILE,
		.access = VB_PRIVATE,
		.data = "s3cret",
		.len = strlen("s3cret")};
	struct stat st;

	ck_assert_int_eq(chmod(tree_path("e/etc/secret"), mode), 0);
	making_start("f");
	making_plan(11, "new");
	ck_assert_int_eq(vb_plan_add(making_run.plan, &actor, &spec, 0, &making_err), 0);
	assert_done(finish(publish()));
	ck_assert_int_eq(stat(tree_path("e/etc/secret"), &st), 0);
	return st.st_mode & 0777;
}

START_TEST(a_private_file_does_not_stay_readable)
{
	unsigned long inode;

	put_venv();
	tree_put("e/etc/secret", "s3cret");
	ck_assert_int_eq(update_private(0644), 0600);
	inode = tree_inode("e/etc/secret");
	ck_assert_int_eq(update_private(0400), 0400);
	ck_assert_uint_eq(tree_inode("e/etc/secret"), inode);
}
END_TEST

START_TEST(what_the_receipt_lists_and_nobody_plans_goes)
{
	put_venv();
	put_receipt("etc/deep/old.conf");
	tree_put("outside/x", "");
	tree_put("e/etc/deep/old.conf", "");
	tree_put("e/etc/mine.conf", "");
	assert_done(update("", "new"));
	ck_assert_str_eq(tree_list("e/etc"), "mine.conf");
	ck_assert(tree_has("outside/x"));
	/* Not in this receipt, so not ours. */
	ck_assert(tree_has("e/bin/Activate.ps1"));
}
END_TEST

START_TEST(no_link_is_followed_to_an_empty_directory)
{
	put_venv();
	put_receipt("etc/deep/old.conf");
	tree_put("e/etc/deep/old.conf", "");
	tree_dir("outside/deep");
	making_start("");
	making_plan(11, "new");
	assert_done(publish());
	ck_assert_int_eq(rename(tree_path("e/etc"), tree_path("etc")), 0);
	tree_link("e/etc", "../outside");
	assert_done(making_finish());
	ck_assert(tree_has("outside/deep"));
}
END_TEST

START_TEST(a_receipt_among_somebodys_work_is_not_believed)
{
	put_venv();
	put_receipt("src/work.c");
	tree_put("e/src/work.c", "");
	tree_put("e/setup.py", "");
	assert_done(update("", "new"));
	ck_assert(tree_has("e/src/work.c"));
	ck_assert(!tree_has("e/bin/Activate.ps1"));
}
END_TEST

START_TEST(a_broken_receipt_is_only_a_warning)
{
	put_venv();
	tree_put("e/venvb-receipt.json", "{");
	assert_done(update("", "new"));
	ck_assert_ptr_nonnull(strstr(making_said, "not believed"));
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
}
END_TEST

START_TEST(packages_of_another_version_are_left_behind)
{
	put_venv();
	tree_put("e/" SITE "six-1.16.0.dist-info/RECORD", "six.py,,\n");
	making_start("u");
	making_plan(12, "new");
	assert_done(finish(publish()));
	ck_assert_str_eq(tree_list("e/bin"), "activate pip python python3.12");
	ck_assert(tree_has("e/lib/python3.12/site-packages") && tree_has("e/" SITE "mine.py"));
	ck_assert_ptr_nonnull(
		strstr(making_said, "/e/lib/python3.11/site-packages': six 1.16.0\n"));
}
END_TEST

/* --- packages -------------------------------------------------------------------------- */

START_TEST(an_installed_package_stays)
{
	assert_done(update_package("1.0", false));
	ck_assert_str_eq(tree_text("e/bin/thing"), "1.0");
	assert_done(update_package("2.0", false));
	ck_assert_str_eq(tree_text("e/bin/thing"), "1.0");
	ck_assert(!tree_has("e/" SITE "thing/of_2.0.py"));
	ck_assert(!tree_has("e/" SITE "thing-2.0.dist-info"));
	ck_assert(tree_has("e/" SITE "thing-1.0.dist-info/RECORD"));
	assert_done(update("", "new"));
	ck_assert_str_eq(tree_text("e/bin/thing"), "1.0");
	ck_assert(tree_has("e/" SITE "thing-1.0.dist-info/METADATA"));
}
END_TEST

START_TEST(a_version_that_was_asked_for_replaces_it_whole)
{
	assert_done(update_package("1.0", false));
	tree_put("e/" SITE "thing/__pycache__/of_1.0.cpython-311.pyc", "");
	tree_put("e/" SITE "thing/__pycache__/__init__.cpython-311.pyc", "");
	tree_put("e/" SITE "thing/mine.txt", "mine");
	assert_done(update_package("2.0", true));
	ck_assert_str_eq(tree_list("e/" SITE),
		"thing/ thing/__init__.py thing/mine.txt thing/of_2.0.py thing-2.0.dist-info/ "
		"thing-2.0.dist-info/METADATA thing-2.0.dist-info/RECORD");
	ck_assert_str_eq(tree_text("e/" SITE "thing/__init__.py"), "2.0");
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
	assert_done(update_package("2.0", true));
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
}
END_TEST

/* As virtualenv writes it: with directories, and byte code that never was. */
START_TEST(a_record_may_list_more_than_files)
{
	assert_done(update_package("1.0", false));
	tree_put("e/" SITE "thing/__pycache__/mine.cpython-311.pyc", "");
	tree_put("e/" SITE "thing-1.0.dist-info/RECORD",
		"thing/__init__.py,,\nthing/of_1.0.py,,\nthing/__pycache__,,\n"
		"thing/of_1.0.cpython-311.pyc,,\nthing-1.0.dist-info/METADATA,,\n"
		"thing-1.0.dist-info/RECORD,,\n../../../bin/thing,,\n");
	tree_put("e/bin/thing", "mine");
	assert_done(update_package("1.0", false));
	ck_assert_str_eq(tree_text("e/bin/thing"), "mine");
	assert_done(update_package("2.0", true));
	ck_assert_str_eq(tree_list("e/" SITE),
		"thing/ thing/__init__.py thing/__pycache__/ "
		"thing/__pycache__/mine.cpython-311.pyc "
		"thing/of_2.0.py thing-2.0.dist-info/ thing-2.0.dist-info/METADATA "
		"thing-2.0.dist-info/RECORD");
}
END_TEST

START_TEST(a_package_with_something_missing_is_made_whole)
{
	assert_done(update_package("1.0", false));
	ck_assert_int_eq(unlink(tree_path("e/" SITE "thing/of_1.0.py")), 0);
	assert_done(update_package("1.0", false));
	ck_assert(tree_has("e/" SITE "thing/of_1.0.py"));
	/* Another version stays as its user left it. */
	ck_assert_int_eq(unlink(tree_path("e/bin/thing")), 0);
	assert_done(update_package("2.0", false));
	ck_assert(tree_has("e/" SITE "thing/of_1.0.py") && !tree_has("e/bin/thing"));
	assert_done(update_package("2.0", true));
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
	ck_assert_str_eq(tree_list("e/" SITE),
		"thing/ thing/__init__.py thing/of_2.0.py thing-2.0.dist-info/ "
		"thing-2.0.dist-info/METADATA thing-2.0.dist-info/RECORD");
}
END_TEST

START_TEST(a_script_of_the_package_left_behind_is_replaced)
{
	assert_done(update_package("1.0", false));
	making_start("u");
	making_plan(12, "new");
	making_package("2.0", false);
	assert_done(finish(publish()));
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
	ck_assert(tree_has("e/" SITE "thing-1.0.dist-info/RECORD"));
	ck_assert(tree_has("e/lib/python3.12/site-packages/thing-2.0.dist-info/RECORD"));
	ck_assert_ptr_nonnull(strstr(making_said, "left behind"));
}
END_TEST

START_TEST(a_file_where_the_package_goes_is_in_the_way)
{
	put_venv();
	tree_put("e/" SITE "thing/__init__.py", "mine");
	assert_refused(update_package("1.0", false), "thing/__init__.py' is in the way");
	ck_assert_str_eq(tree_text("e/" SITE "thing/__init__.py"), "mine");
}
END_TEST

START_TEST(an_odd_record_is_only_a_warning)
{
	put_venv();
	put_receipt("etc/old.conf");
	tree_put("e/etc/old.conf", "");
	tree_put("e/" SITE "six-1.16.0.dist-info/METADATA", "");
	tree_link("e/" SITE "six-1.16.0.dist-info/RECORD", "/dev/null");
	tree_put("e/" SITE "thing-1.0.dist-info/METADATA", "");
	tree_put("e/" SITE "thing-1.0.dist-info/RECORD", "");
	ck_assert_int_eq(truncate(tree_path("e/" SITE "thing-1.0.dist-info/RECORD"), 65 << 20), 0);
	assert_done(update_package("2.0", true));
	ck_assert(!tree_has("e/etc/old.conf") && !tree_has("e/bin/thing"));
	ck_assert_ptr_nonnull(strstr(making_said, "six-1.16.0.dist-info/RECORD' cannot be read"));
	ck_assert_ptr_nonnull(strstr(making_said, "thing-1.0.dist-info' has no RECORD that can"));
}
END_TEST

START_TEST(records_are_taken_apart)
{
	static const char text[] = "a.py,sha256=x,3\r\n\"b,\"\"c\"\".py\",,\n../../../bin/t,,\n"
				   "../../../../out,,\n/etc/passwd,,\n,,\na/../b,,\nlast";
	static const char *const expected[] = {"bin/t", "lib/python3.11/site-packages/a.py",
		"lib/python3.11/site-packages/b,\"c\".py", "lib/python3.11/site-packages/last"};
	struct vb_path_set files;

	vb_path_set_init(&files, tree_arena);
	vb_installed_parse(tree_arena, text, strlen(text), "lib/python3.11/site-packages", &files);
	for (size_t i = 0; i < VB_COUNT(expected); i++)
		ck_assert_pstr_eq(vb_path_set_at(&files, i), expected[i]);
	ck_assert_uint_eq(files.count, VB_COUNT(expected));
}
END_TEST

/* --- the way back ---------------------------------------------------------------------- */

/* Everything an update can do: add, replace, take away, replace a package. */
static void put_all(void)
{
	ck_assert_int_eq(update_package("1.0", false), 0);
	tree_put("e/bin/activate.nu", "");
	tree_link("e/bin/python3.9", "python");
	tree_put("e/" SITE "thing/mine.txt", "mine");
	tree_put("e/" SITE "thing/__pycache__/of_1.0.cpython-311.pyc", "");
	tree_put("e/bin/activate", "old");
}

static void plan_all(void)
{
	making_start("");
	making_plan(11, "new");
	making_package("2.0", true);
	making_add("etc/new/conf", "");
}

static int update_with(enum fault fault, int nth)
{
	plan_all();
	faults_arm(fault, nth);
	return finish(publish());
}

static int update_all(void)
{
	return update_with(FAULT_NONE, 0);
}

static void assert_all_new(void)
{
	ck_assert_str_eq(tree_list("e"),
		"bin/ bin/activate bin/python bin/python3.11 bin/thing etc/ "
		"etc/new/ etc/new/conf lib/ lib/python3.11/ lib/python3.11/site-packages/ " SITE
		"thing/ " SITE "thing/__init__.py " SITE "thing/mine.txt " SITE
		"thing/of_2.0.py " SITE "thing-2.0.dist-info/ " SITE
		"thing-2.0.dist-info/METADATA " SITE "thing-2.0.dist-info/RECORD lib64 pyvenv.cfg");
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
	ck_assert_str_eq(tree_text("e/" SITE "thing/__init__.py"), "2.0");
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
}

/* An empty directory more is what a run may leave that came to the end but could not remove it,
 * or died in removing it. */
static void forgive_empty(void)
{
	rmdir(tree_path("e/" SITE "thing/__pycache__"));
}

static void clear_tree(void)
{
	vb_auto_err err = VB_ERR_INIT;

	vb_commit_end(&making_run);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path("e"), &err), 0);
}

START_TEST(undoing_swaps_back)
{
	const char *before;
	unsigned long inode;

	put_all();
	before = tree_dump("e");
	inode = tree_inode("e/bin/thing");
	plan_all();
	faults_arm(_i ? FAULT_OLD : FAULT_NONE, 0);
	assert_done(publish());
	ck_assert_str_eq(tree_text("e/bin/thing"), "2.0");
	tree_put("e/" SITE "from-a-hook", "");
	assert_done(making_undo());
	ck_assert_int_eq(unlink(tree_path("e/" SITE "from-a-hook")), 0);
	ck_assert_str_eq(tree_dump("e"), before);
	ck_assert_uint_eq(tree_inode("e/bin/thing"), inode);
	assert_done(update_all());
	assert_all_new();
}
END_TEST

/* Something takes the directory of scripts away before it can be put back. */
static void fail_to_undo(const char *why)
{
	vb_auto_err err = VB_ERR_INIT;

	plan_all();
	assert_done(publish());
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path("e/bin"), &err), 0);
	assert_refused(making_undo(), why);
}

START_TEST(what_cannot_be_put_back_is_kept_each_time)
{
	put_all();
	fail_to_undo("/e/.venvb-lost'");
	ck_assert_str_eq(tree_text("e/.venvb-lost/new/bin/activate"), "old");
	put_all();
	fail_to_undo("/e/.venvb-lost-2'");
	assert_done(update("", "newer"));
	ck_assert_str_eq(tree_text("e/.venvb-lost/new/bin/activate"), "old");
	ck_assert_str_eq(tree_text("e/.venvb-lost-2/new/bin/activate"), "old");
	/* A directory with nothing else in it is not empty. */
	ck_assert_int_eq(mkdir(tree_path("f"), 0755), 0);
	ck_assert_int_eq(rename(tree_path("e/.venvb-lost"), tree_path("f/.venvb-lost")), 0);
	assert_done(making_create("f", "", "new"));
	ck_assert_str_eq(tree_text("f/.venvb-lost/new/bin/activate"), "old");
}
END_TEST

START_TEST(what_cannot_be_kept_elsewhere_is_not_removed_either)
{
	put_all();
	tree_dir("e/.venvb-lost");
	for (int i = 2; i < 100; i++)
		tree_dir(vb_arena_printf(tree_arena, "e/.venvb-lost-%d", i));
	fail_to_undo("must be moved away");
	ck_assert_str_eq(tree_text("e/.venvb-new/new/bin/activate"), "old");
	assert_refused(update("", "newer"), "move it away");
	ck_assert_int_eq(rmdir(tree_path("e/.venvb-lost-42")), 0);
	assert_done(update("", "newer"));
	ck_assert_str_eq(tree_text("e/.venvb-lost-42/new/bin/activate"), "old");
	ck_assert_ptr_nonnull(strstr(making_said, "/e/.venvb-lost-42'"));
}
END_TEST

START_TEST(each_failing_call_changes_nothing)
{
	bool came = true;
	int failures = 0;

	for (int nth = 1; came; nth++) {
		const char *before;
		int rc;

		put_all();
		before = tree_dump("e");
		rc = update_with(FAULT_FAIL, nth);
		came = faults_disarm();
		failures += rc < 0;
		if (rc < 0 && !strstr(making_said, "left behind") && !tree_has("e/.venvb-lock"))
			ck_assert_msg(
				!strcmp(tree_dump("e"), before), "%d: %s", nth, tree_dump("e"));
		making_said = "";
		ck_assert_int_eq(update_all(), 0);
		forgive_empty();
		assert_all_new();
		clear_tree();
	}
	ck_assert_int_gt(failures, 30);
}
END_TEST

START_TEST(killed_at_any_call_the_next_run_completes_it)
{
	int status = FAULT_STATUS << 8, deaths = 0;

	for (int nth = 1; status == FAULT_STATUS << 8; nth++) {
		pid_t child;

		put_all();
		child = fork();
		if (!child)
			_exit(update_with(FAULT_DIE, nth) < 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		deaths++;
		ck_assert(tree_has("e/pyvenv.cfg") && tree_has("e/bin/python") &&
			  tree_has("e/bin/thing"));
		ck_assert_msg(update_all() == 0, "%d: %s", nth, making_err.msg);
		forgive_empty();
		assert_all_new();
		clear_tree();
	}
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(deaths, 30);
}
END_TEST

Suite *suite_update(void)
{
	Suite *suite = suite_create("update");
	TCase *tcase = tcase_create("update");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, making_set_up, making_tear_down);
	tcase_add_test(tcase, what_is_the_same_stays_and_the_rest_is_swapped);
	tcase_add_test(tcase, an_environment_of_venv_becomes_ours);
	tcase_add_test(tcase, a_foreign_file_in_the_way_is_named_before_anything_changes);
	tcase_add_test(tcase, what_is_no_environment_gets_ours_added);
	tcase_add_test(tcase, no_directory_is_overwritten_or_followed);
	tcase_add_test(tcase, a_real_lib64_stays);
	tcase_add_test(tcase, no_other_directory_stands_for_a_link);
	tcase_add_test(tcase, a_private_file_does_not_stay_readable);
	tcase_add_test(tcase, what_the_receipt_lists_and_nobody_plans_goes);
	tcase_add_test(tcase, no_link_is_followed_to_an_empty_directory);
	tcase_add_test(tcase, a_receipt_among_somebodys_work_is_not_believed);
	tcase_add_test(tcase, a_broken_receipt_is_only_a_warning);
	tcase_add_test(tcase, packages_of_another_version_are_left_behind);
	tcase_add_test(tcase, an_installed_package_stays);
	tcase_add_test(tcase, a_version_that_was_asked_for_replaces_it_whole);
	tcase_add_test(tcase, a_record_may_list_more_than_files);
	tcase_add_test(tcase, a_package_with_something_missing_is_made_whole);
	tcase_add_test(tcase, a_script_of_the_package_left_behind_is_replaced);
	tcase_add_test(tcase, a_file_where_the_package_goes_is_in_the_way);
	tcase_add_test(tcase, an_odd_record_is_only_a_warning);
	tcase_add_test(tcase, records_are_taken_apart);
	tcase_add_loop_test(tcase, undoing_swaps_back, 0, 2);
	tcase_add_test(tcase, what_cannot_be_put_back_is_kept_each_time);
	tcase_add_test(tcase, what_cannot_be_kept_elsewhere_is_not_removed_either);
	tcase_add_test(tcase, each_failing_call_changes_nothing);
	tcase_add_test(tcase, killed_at_any_call_the_next_run_completes_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
