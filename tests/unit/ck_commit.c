/* SPDX-License-Identifier: MIT */
/* The commit beside a target and inside it; in place is ck_update.c. */
#include "tests/unit/check.h"
#include "tests/unit/faults.h"
#include "tests/unit/making.h"
#include "tests/unit/tree.h"

#include "core/fsat.h"
#include "core/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define WHOLE                                                                                      \
	"bin/ bin/activate bin/python bin/python3.11 lib/ lib/python3.11/ "                        \
	"lib/python3.11/site-packages/ lib64 pyvenv.cfg"

static void assert_done(int rc)
{
	ck_assert_msg(rc == 0, "%s", making_err.msg ? making_err.msg : "failed without a word");
}

static void assert_refused(int rc, const char *why)
{
	ck_assert_int_lt(rc, 0);
	ck_assert_msg(strstr(making_err.msg, why) != NULL, "%s", making_err.msg);
}

static mode_t mode_of(const char *rel)
{
	struct stat st;

	ck_assert_int_eq(stat(tree_path(rel), &st), 0);
	return st.st_mode & 07777;
}

/* An environment with something of its own in it. */
static void put_old(void)
{
	tree_put("e/pyvenv.cfg", "home = /old\n");
	tree_put("e/bin/python", "old");
	tree_put("e/bin/tool", "old tool");
	tree_put("e/lib/python3.8/site-packages/x.py", "");
	tree_link("e/lib64", "lib");
}
#define OLD                                                                                        \
	"bin/ bin/python bin/tool lib/ lib/python3.8/ lib/python3.8/site-packages/ "               \
	"lib/python3.8/site-packages/x.py lib64 pyvenv.cfg"

START_TEST(makes_one_where_nothing_is)
{
	assert_done(making_create("e", "", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
	ck_assert_str_eq(tree_text("e/lib64"), "-> lib");
	ck_assert_int_eq(mode_of("e"), 0755);
	ck_assert_int_eq(mode_of("e/bin/activate"), 0644);
	assert_done(making_create("a/b/c", "c", "new"));
	ck_assert_str_eq(tree_list("a/b/c"), WHOLE);
	ck_assert_str_eq(tree_list("elsewhere"), "");
	ck_assert(!tree_has(".e.venvb-lock") && !tree_has("a/b/.c.venvb-lock"));
}
END_TEST

START_TEST(undoes_what_was_published)
{
	making_start("");
	making_plan(11, "new");
	assert_done(making_publish("a/b/c"));
	ck_assert_str_eq(tree_list("a/b/c"), WHOLE);
	ck_assert(tree_has("a/b/.c.venvb-lock"));
	assert_done(making_undo());
	ck_assert_str_eq(tree_list(""), "elsewhere/");
}
END_TEST

/* The plan cannot be written: a copy of what does not exist. */
static int fail_to_write(const char *arg, const char *flags)
{
	const struct vb_actor actor = {"test", VB_TIER_CORE};
	const struct vb_node spec = {
		.path = "lib/copy", .kind = VB_COPY, .data = "/none/x", .len = 7};
	int rc;

	making_start(flags);
	making_plan(11, "new");
	ck_assert_int_eq(vb_plan_add(making_run.plan, &actor, &spec, 0, &making_err), 0);
	rc = making_publish(arg);
	vb_commit_end(&making_run);
	return rc;
}

START_TEST(a_plan_that_cannot_be_written_changes_nothing)
{
	assert_refused(fail_to_write("a/b/c", ""), "'/none/x'");
	ck_assert_str_eq(tree_list(""), "elsewhere/");
	tree_dir("e");
	assert_refused(fail_to_write("e", ""), "'/none/x'");
	ck_assert_str_eq(tree_list(""), "e/ elsewhere/");
	put_old();
	assert_refused(fail_to_write("e", "c"), "'/none/x'");
	ck_assert_str_eq(tree_list("e"), OLD);
}
END_TEST

START_TEST(an_empty_directory_keeps_its_mode_and_owner)
{
	tree_dir("e");
	ck_assert_int_eq(chmod(tree_path("e"), 0710), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(chown(tree_path("e"), 65534, 65534), 0);
	assert_done(making_create("e", "", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_int_eq(mode_of("e"), 0710);
	ck_assert_str_eq(
		tree_list(""), vb_arena_printf(tree_arena, "e/ %s elsewhere/",
				       "e/bin/ e/bin/activate e/bin/python e/bin/python3.11 e/lib/ "
				       "e/lib/python3.11/ "
				       "e/lib/python3.11/site-packages/ e/lib64 e/pyvenv.cfg"));
	if (geteuid() == 0) {
		struct stat st;

		ck_assert_int_eq(stat(tree_path("e"), &st), 0);
		ck_assert_uint_eq(st.st_uid, 65534);
	}
}
END_TEST

START_TEST(undoing_gives_the_empty_directory_back)
{
	unsigned long inode;

	tree_dir("e");
	inode = tree_inode("e");
	making_start("");
	making_plan(11, "new");
	assert_done(making_publish("e"));
	ck_assert_uint_ne(tree_inode("e"), inode);
	assert_done(making_undo());
	ck_assert_uint_eq(tree_inode("e"), inode);
	ck_assert_str_eq(tree_list(""), "e/ elsewhere/");
}
END_TEST

START_TEST(clearing_exchanges)
{
	put_old();
	making_start("c");
	making_plan(11, "new");
	assert_done(making_publish("e"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_str_eq(tree_list(".e.venvb-new"), OLD);
	assert_done(making_finish());
	ck_assert(!tree_has(".e.venvb-new"));
	making_start("c");
	making_plan(11, "newer");
	assert_done(making_publish("e"));
	assert_done(making_undo());
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
	ck_assert(!tree_has(".e.venvb-new"));
}
END_TEST

START_TEST(clearing_is_refused_again_under_the_lock)
{
	tree_put("e/x", "");
	assert_refused(making_create("e", "c", "new"), "no pyvenv.cfg");
	ck_assert_str_eq(tree_list("e"), "x");
	assert_done(making_create("e", "cf", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
}
END_TEST

START_TEST(the_link_to_a_directory_stays)
{
	tree_dir("real");
	tree_link("e", "real");
	assert_done(making_create("e", "", "new"));
	ck_assert_str_eq(tree_text("e"), "-> real");
	ck_assert_str_eq(tree_list("real"), WHOLE);
}
END_TEST

START_TEST(the_redirect_file_stays)
{
	tree_put("p/.venv", "../far/e\n");
	assert_done(making_create("p/.venv", "", "new"));
	ck_assert_str_eq(tree_text("p/.venv"), "../far/e\n");
	ck_assert_str_eq(tree_list("far/e"), WHOLE);
}
END_TEST

START_TEST(a_long_name_is_no_obstacle)
{
	char name[256] = "";

	memset(name, 'n', 255);
	assert_done(making_create(name, "", "new"));
	assert_done(making_create(name, "c", "newer"));
	ck_assert_str_eq(tree_list(name), WHOLE);
	rename(tree_path(name), tree_path("e"));
	ck_assert_str_eq(tree_list("elsewhere"), "");
	ck_assert(strlen(tree_list("")) < 400);
}
END_TEST

START_TEST(leftovers_of_a_dead_run_go)
{
	tree_put(".e.venvb-new/lib/x", "");
	tree_put(".e.venvb-lock", "");
	tree_put("e/.venvb-new/lib/x", "");
	tree_put("e/.venvb-gone/lib/x", "");
	assert_done(making_create("e", "", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert(!tree_has(".e.venvb-new") && !tree_has(".e.venvb-lock"));
}
END_TEST

START_TEST(leftovers_of_others_are_named)
{
	if (geteuid() != 0)
		return;
	tree_put(".e.venvb-new/lib/x", "");
	ck_assert_int_eq(chown(tree_path(".e.venvb-new"), 65534, 65534), 0);
	assert_refused(making_create("e", "", "new"), "/.e.venvb-new' was left by");
	ck_assert(tree_has(".e.venvb-new/lib/x"));
	ck_assert(!tree_has(".e.venvb-lock") && !tree_has("e"));
}
END_TEST

/* --- inside --------------------------------------------------------------------------- */

/* Standing in the target, so that it cannot be replaced. */
static int publish_inside(const char *flags, const char *mark)
{
	making_start(flags);
	making_run.cwd = vb_arena_str(tree_arena, tree_path("e"));
	making_plan(11, mark);
	return making_publish("e");
}

START_TEST(the_current_directory_is_filled_from_inside)
{
	unsigned long inode;

	tree_dir("e");
	inode = tree_inode("e");
	assert_done(publish_inside("", "new"));
	ck_assert_str_eq(tree_list("e/bin"), "activate python python3.11");
	assert_done(making_finish());
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_uint_eq(tree_inode("e"), inode);
}
END_TEST

START_TEST(the_current_directory_is_cleared_from_inside)
{
	unsigned long inode;

	put_old();
	inode = tree_inode("e");
	assert_done(publish_inside("c", "new"));
	ck_assert(tree_has("e/.venvb-out/bin/tool") && !tree_has("e/bin/tool"));
	assert_done(making_finish());
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_uint_eq(tree_inode("e"), inode);
}
END_TEST

START_TEST(undoing_puts_everything_back_inside)
{
	put_old();
	assert_done(publish_inside("c", "new"));
	tree_put("e/lib/python3.11/site-packages/from-a-hook", "");
	tree_put("e/share/from-a-hook", "");
	assert_done(making_undo());
	ck_assert_str_eq(tree_list("e"), OLD);
	ck_assert_str_eq(tree_text("e/bin/python"), "old");
	ck_assert_str_eq(tree_text("e/pyvenv.cfg"), "home = /old\n");
}
END_TEST

START_TEST(a_mark_is_needed_to_put_back)
{
	put_old();
	tree_put("e/.venvb-out/x", "");
	tree_put("e/precious", "");
	assert_refused(publish_inside("c", "new"), "'/");
	vb_commit_end(&making_run);
	ck_assert_ptr_nonnull(strstr(making_err.msg, ".venvb-out' was not left here by venvb"));
	ck_assert(tree_has("e/precious") && tree_has("e/pyvenv.cfg") && tree_has("e/.venvb-out/x"));
	ck_assert_int_eq(rename(tree_path("e/.venvb-out"), tree_path("e/.venvb-old")), 0);
	assert_refused(publish_inside("c", "new"), ".venvb-old");
	ck_assert(tree_has("e/precious") && tree_has("e/.venvb-old/x"));
}
END_TEST

/* --- file systems ---------------------------------------------------------------------- */

START_TEST(without_an_exchange_it_goes_inside)
{
	put_old();
	faults_arm(FAULT_OLD, 0);
	assert_done(making_create("new", "", "new"));
	ck_assert_str_eq(tree_list("new"), WHOLE);
	assert_done(making_create("e", "c", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert(!tree_has(".e.venvb-new"));
	tree_dir("empty");
	assert_done(making_create("empty", "", "new"));
	ck_assert_str_eq(tree_list("empty"), WHOLE);
	faults_disarm();
}
END_TEST

static void clear_inside(void)
{
	assert_done(making_create("e", "c", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	making_start("c");
	making_plan(11, "newer");
	assert_done(making_publish("e"));
	assert_done(making_undo());
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_str_eq(tree_text("e/bin/activate"), "new");
	ck_assert(!tree_has(".e.venvb-new"));
}

START_TEST(a_mount_point_is_filled_from_inside)
{
	tree_dir("e");
	if (!tree_can_mount() || mount("tmpfs", tree_path("e"), "tmpfs", 0, NULL) < 0)
		return;
	assert_done(making_create("e", "", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	clear_inside();
	ck_assert_int_eq(umount(tree_path("e")), 0);
}
END_TEST

START_TEST(a_signal_is_heard_between_two_ways)
{
	const char *before;

	put_old();
	before = tree_dump("");
	vb_interrupt_catch();
	faults_arm(FAULT_SIGNAL, 0);
	ck_assert_int_eq(making_create("e", "c", "new"), -VB_ESIGNAL);
	faults_disarm();
	ck_assert_str_eq(tree_dump(""), before);
}
END_TEST

/* As if a plugin had closed FD, and somebody else had opened REL. */
static void take_over(int fd, const char *rel)
{
	vb_auto_fd other = open(tree_path(rel), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ck_assert_int_eq(dup2(other, fd), fd);
}

START_TEST(nothing_is_done_by_the_descriptors_of_others)
{
	tree_dir("p");
	tree_put("other/.e.venvb-lock", "");
	tree_put("other/.e.venvb-new/file", "");
	making_start("");
	making_plan(11, "new");
	assert_done(making_publish("p/e"));
	take_over(making_run.commit->parent.fd, "other");
	ck_assert_int_eq(rename(tree_path("p"), tree_path("q")), 0);
	assert_refused(making_finish(), "a plugin closed venvb's descriptor");
	ck_assert_str_eq(tree_list("other"), ".e.venvb-lock .e.venvb-new/ .e.venvb-new/file");
}
END_TEST

START_TEST(a_parent_that_cannot_be_listed_is_opened_again)
{
	bool is_root = geteuid() == 0;

	tree_dir("other");
	tree_dir("p");
	if (is_root) {
		ck_assert_int_eq(chown(tree_path("p"), 65534, 65534), 0);
		ck_assert_int_eq(setresuid(65534, 65534, 0), 0);
	}
	ck_assert_int_eq(chmod(tree_path("p"), 0300), 0);
	making_start("");
	making_plan(11, "new");
	assert_done(making_publish("p/e"));
	take_over(making_run.commit->parent.fd, "other");
	assert_done(making_finish());
	ck_assert_int_eq(chmod(tree_path("p"), 0700), 0);
	ck_assert_str_eq(tree_list("p/e"), WHOLE);
	if (is_root)
		ck_assert_int_eq(setresuid(0, 0, 0), 0);
}
END_TEST

START_TEST(what_is_mounted_in_it_survives_clearing)
{
	put_old();
	tree_dir("e/src");
	tree_put("precious/deep/file", "mine");
	if (!tree_can_mount() ||
		mount(tree_path("precious"), tree_path("e/src"), NULL, MS_BIND, NULL) < 0)
		return;
	assert_done(making_create("e", "c", "new"));
	ck_assert_str_eq(tree_list("e"), WHOLE);
	ck_assert_ptr_nonnull(strstr(making_said, "left behind"));
	ck_assert_str_eq(tree_text("precious/deep/file"), "mine");
	ck_assert_int_eq(umount(tree_path(".e.venvb-new/src")), 0);
}
END_TEST

START_TEST(a_lower_layer_of_overlayfs_is_cleared_entry_by_entry)
{
	struct stat before, after;

	put_old();
	tree_dir("l");
	ck_assert_int_eq(rename(tree_path("e"), tree_path("l/e")), 0);
	tree_dir("u");
	tree_dir("w");
	tree_dir("m");
	if (!tree_can_mount() ||
		mount("overlay", tree_path("m"), "overlay", 0,
			vb_arena_printf(tree_arena, "lowerdir=%s,upperdir=%s,workdir=%s",
				tree_path("l"), tree_path("u"), tree_path("w"))) < 0)
		return;
	ck_assert_int_eq(chmod(tree_path("m/e/lib"), 0750), 0);
	ck_assert_int_eq(stat(tree_path("m/e/lib"), &before), 0);
	making_start("c");
	making_plan(11, "new");
	assert_done(making_publish("m/e"));
	ck_assert(tree_has("m/e/bin/activate") && !tree_has("m/e/bin/tool"));
	assert_done(making_undo());
	ck_assert_str_eq(tree_list("m/e"), OLD);
	ck_assert_int_eq(stat(tree_path("m/e/lib"), &after), 0);
	ck_assert_uint_eq(after.st_mode, before.st_mode);
	ck_assert_int_eq(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	assert_done(making_create("m/e", "c", "new"));
	ck_assert_str_eq(tree_list("m/e"), WHOLE);
	ck_assert_int_eq(umount(tree_path("m")), 0);
}
END_TEST

START_TEST(a_parent_that_cannot_be_written_to)
{
	bool is_root = geteuid() == 0;

	tree_dir("p/e");
	if (is_root)
		ck_assert_int_eq(chown(tree_path("p/e"), 65534, 65534), 0);
	ck_assert_int_eq(chmod(tree_path("p"), 0555), 0);
	if (is_root)
		ck_assert_int_eq(setresuid(65534, 65534, 0), 0);
	assert_done(making_create("p/e", "", "new"));
	ck_assert_str_eq(tree_list("p/e"), WHOLE);
	assert_done(making_create("p/e", "c", "newer"));
	ck_assert_str_eq(tree_text("p/e/bin/activate"), "newer");
	ck_assert_str_eq(tree_list("p/e"), WHOLE);
	assert_refused(making_create("p/other", "", "new"), "cannot be made in");
	assert_refused(making_create("p/other/x", "", "new"), "making directory");
	if (is_root)
		ck_assert_int_eq(setresuid(0, 0, 0), 0);
	ck_assert_int_eq(chmod(tree_path("p"), 0755), 0);
}
END_TEST

START_TEST(a_directory_that_cannot_be_written_to)
{
	if (geteuid() != 0)
		return;
	put_old();
	ck_assert_int_eq(setresuid(65534, 65534, 0), 0);
	assert_refused(making_create("e", "c", "new"), "cannot be written to");
	ck_assert_int_eq(setresuid(0, 0, 0), 0);
	ck_assert_str_eq(tree_list("e"), OLD);
}
END_TEST

/* --- faults ---------------------------------------------------------------------------- */

static void put_nothing(void)
{
}

static void put_empty(void)
{
	tree_dir("e");
}

/* The ways from a state of the target to an environment. */
static const struct scenario {
	void (*put)(void);
	const char *flags;
	bool inside;
	const char *before; /* what tree_list shows of the target */
} scenarios[] = {
	{put_nothing, "", false, ""},
	{put_empty, "", false, ""},
	{put_old, "c", false, OLD},
	{put_empty, "", true, ""},
	{put_old, "c", true, OLD},
};

static int create(const struct scenario *scenario, const char *flags)
{
	int rc;

	making_start(flags);
	if (scenario->inside)
		making_run.cwd = vb_arena_str(tree_arena, tree_path("e"));
	making_plan(11, "new");
	rc = making_publish("e");
	if (rc == 0)
		return making_finish();
	vb_commit_end(&making_run);
	return rc;
}

static bool is_old_or_new(const struct scenario *scenario)
{
	const char *now = tree_list("e");

	return !strcmp(now, scenario->before) || !strcmp(now, WHOLE);
}

static void clear_tree(void)
{
	vb_auto_err err = VB_ERR_INIT;

	vb_commit_end(&making_run);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path("e"), &err), 0);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path(".e.venvb-new"), &err), 0);
}

START_TEST(each_failing_call_leaves_old_or_new)
{
	const struct scenario *scenario = &scenarios[_i];
	bool came = true;
	int failures = 0;

	for (int nth = 1; came; nth++) {
		int rc;

		scenario->put();
		faults_arm(FAULT_FAIL, nth);
		rc = create(scenario, scenario->flags);
		came = faults_disarm();
		failures += rc < 0;
		if (rc < 0)
			ck_assert_msg(strstr(making_err.msg, strerror(EIO)) != NULL, "%d: %s", nth,
				making_err.msg);
		/* What could not be removed stays, out of sight. */
		ck_assert_int_eq(create(scenario, "c"), 0);
		ck_assert_str_eq(tree_list("e"), WHOLE);
		clear_tree();
	}
	ck_assert_int_gt(failures, 10);
}
END_TEST

START_TEST(each_failing_call_changes_nothing_before_the_end)
{
	const struct scenario *scenario = &scenarios[_i];
	bool came = true;

	for (int nth = 1; came; nth++) {
		bool left;
		int rc;

		scenario->put();
		faults_arm(FAULT_FAIL, nth);
		rc = create(scenario, scenario->flags);
		came = faults_disarm();
		left = strstr(making_said, "left behind") || tree_has("e/.venvb-lock");
		making_said = "";
		if (!left)
			ck_assert_msg(!strcmp(tree_list("e"), rc < 0 ? scenario->before : WHOLE),
				"%d: %s", nth, tree_list("e"));
		clear_tree();
	}
}
END_TEST

START_TEST(killed_at_any_call_the_next_run_completes_it)
{
	const struct scenario *scenario = &scenarios[_i];
	int status = FAULT_STATUS << 8, deaths = 0;

	for (int nth = 1; status == FAULT_STATUS << 8; nth++) {
		pid_t child;

		scenario->put();
		child = fork();
		if (!child) {
			faults_arm(FAULT_DIE, nth);
			_exit(create(scenario, scenario->flags) < 0);
		}
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		deaths++;
		if (!scenario->inside)
			ck_assert_msg(is_old_or_new(scenario), "%d: %s", nth, tree_list("e"));
		/* A run that comes to nothing puts back what the dead one moved. */
		ck_assert_int_lt(fail_to_write("e", "cf"), 0);
		ck_assert_msg(is_old_or_new(scenario), "%d: %s", nth, tree_list("e"));
		ck_assert_int_eq(create(scenario, "c"), 0);
		ck_assert_str_eq(tree_list("e"), WHOLE);
		ck_assert(!tree_has(".e.venvb-new") && !tree_has(".e.venvb-lock"));
		clear_tree();
	}
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(deaths, 10);
}
END_TEST

Suite *suite_commit(void)
{
	Suite *suite = suite_create("commit");
	TCase *tcase = tcase_create("commit");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, making_set_up, making_tear_down);
	tcase_add_test(tcase, makes_one_where_nothing_is);
	tcase_add_test(tcase, undoes_what_was_published);
	tcase_add_test(tcase, a_plan_that_cannot_be_written_changes_nothing);
	tcase_add_test(tcase, an_empty_directory_keeps_its_mode_and_owner);
	tcase_add_test(tcase, undoing_gives_the_empty_directory_back);
	tcase_add_test(tcase, clearing_exchanges);
	tcase_add_test(tcase, clearing_is_refused_again_under_the_lock);
	tcase_add_test(tcase, the_link_to_a_directory_stays);
	tcase_add_test(tcase, the_redirect_file_stays);
	tcase_add_test(tcase, a_long_name_is_no_obstacle);
	tcase_add_test(tcase, leftovers_of_a_dead_run_go);
	tcase_add_test(tcase, leftovers_of_others_are_named);
	tcase_add_test(tcase, the_current_directory_is_filled_from_inside);
	tcase_add_test(tcase, the_current_directory_is_cleared_from_inside);
	tcase_add_test(tcase, undoing_puts_everything_back_inside);
	tcase_add_test(tcase, a_mark_is_needed_to_put_back);
	tcase_add_test(tcase, without_an_exchange_it_goes_inside);
	tcase_add_test(tcase, a_mount_point_is_filled_from_inside);
	tcase_add_test(tcase, a_signal_is_heard_between_two_ways);
	tcase_add_test(tcase, nothing_is_done_by_the_descriptors_of_others);
	tcase_add_test(tcase, a_parent_that_cannot_be_listed_is_opened_again);
	tcase_add_test(tcase, what_is_mounted_in_it_survives_clearing);
	tcase_add_test(tcase, a_lower_layer_of_overlayfs_is_cleared_entry_by_entry);
	tcase_add_test(tcase, a_parent_that_cannot_be_written_to);
	tcase_add_test(tcase, a_directory_that_cannot_be_written_to);
	tcase_add_loop_test(tcase, each_failing_call_leaves_old_or_new, 0, VB_COUNT(scenarios));
	tcase_add_loop_test(
		tcase, each_failing_call_changes_nothing_before_the_end, 0, VB_COUNT(scenarios));
	tcase_add_loop_test(
		tcase, killed_at_any_call_the_next_run_completes_it, 0, VB_COUNT(scenarios));
	suite_add_tcase(suite, tcase);
	return suite;
}
