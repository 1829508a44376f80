/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/image.h"
#include "core/plan.h"

static const struct vb_actor stage = {"dirs", VB_TIER_CORE};
static const struct vb_actor plugin = {"acme", VB_TIER_FILE};
static const struct vb_actor policy = {"rules", VB_TIER_POLICY};

static struct vb_arena *arena;
static struct vb_plan *plan;

static void set_up(void)
{
	arena = vb_arena_new();
	plan = vb_plan_new(arena);
}

static void tear_down(void)
{
	vb_arena_free(arena);
}

/* Sorted, parents before children, every parent a dir. */
static void assert_invariants(void)
{
	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		const struct vb_node *node = vb_plan_visit(plan, i);
		char *slash, *parent;

		ck_assert_ptr_null(
			(void *)(uintptr_t)vb_plan_path_fault(node->path, strlen(node->path)));
		if (i && !node->package)
			ck_assert_int_lt(
				vb_plan_path_compare(vb_plan_visit(plan, i - 1)->path, node->path),
				0);
		parent = vb_arena_str(arena, node->path);
		slash = strrchr(parent, '/');
		if (!slash)
			continue;
		*slash = '\0';
		ck_assert_ptr_nonnull(vb_plan_find(plan, parent));
		ck_assert_int_eq(vb_plan_find(plan, parent)->kind, VB_DIR);
	}
	ck_assert_ptr_null(vb_plan_visit(plan, vb_plan_count(plan)));
}

static void add_text(const struct vb_actor *who, const char *path, const char *text, int expected)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add_text(plan, who, path, text, &err), expected);
	assert_invariants();
}

static const struct {
	const char *path;
	size_t len;
	const char *fault;
} faults[] = {
	{"a", 1, NULL},
	{"a/b.c/d", 7, NULL},
	{"...", 3, NULL},
	{".a/..b", 6, NULL},
	{"-x", 2, NULL},
	{"", 0, "it is empty"},
	{"/a", 2, "it is absolute"},
	{"a//b", 4, "it has an empty component"},
	{"a/", 2, "it has an empty component"},
	{".", 1, "it holds '.'"},
	{"a/./b", 5, "it holds '.'"},
	{"..", 2, "it holds '..'"},
	{"a/..", 4, "it holds '..'"},
	{"a\0b", 3, "it holds a NUL"},
	{".venvb-out", 10, "names that begin with '.venvb-' are venvb's own"},
	{".venvb-out/x", 12, "names that begin with '.venvb-' are venvb's own"},
	{"a/.venvb-out", 12, NULL},
	{".venvb", 6, NULL},
};

START_TEST(path_faults)
{
	const char *fault = vb_plan_path_fault(faults[_i].path, faults[_i].len);

	if (faults[_i].fault)
		ck_assert_str_eq(fault, faults[_i].fault);
	else
		ck_assert_ptr_null((void *)(uintptr_t)fault);
}
END_TEST

START_TEST(order_is_by_component)
{
	ck_assert_int_lt(vb_plan_path_compare("a", "a/b"), 0);
	ck_assert_int_lt(vb_plan_path_compare("a/b", "a-b"), 0);
	ck_assert_int_lt(vb_plan_path_compare("a/z", "a b"), 0);
	ck_assert_int_gt(vb_plan_path_compare("b", "a\xff"), 0);
	ck_assert_int_eq(vb_plan_path_compare("a/b", "a/b"), 0);
}
END_TEST

START_TEST(parents_are_implied_and_owned_by_who_names_them)
{
	vb_auto_err err = VB_ERR_INIT;

	add_text(&plugin, "etc/acme/rc", "x", 0);
	ck_assert(vb_plan_find(plan, "etc")->implied);
	ck_assert_int_eq(vb_plan_add_dir(plan, &stage, "etc", &err), 0);
	ck_assert(!vb_plan_find(plan, "etc")->implied);
	ck_assert_str_eq(vb_plan_find(plan, "etc")->who.name, "dirs");
	ck_assert_int_eq(vb_plan_add_dir(plan, &plugin, "etc", &err), 0);
	ck_assert_str_eq(vb_plan_find(plan, "etc")->who.name, "dirs");
}
END_TEST

START_TEST(twice_is_an_error_unless_it_replaces)
{
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_node spec = {.path = "a", .kind = VB_FILE, .data = "2", .len = 1};

	add_text(&stage, "a", "1", 0);
	add_text(&plugin, "a", "2", -VB_EFAIL);
	ck_assert_int_eq(vb_plan_add(plan, &plugin, &spec, VB_PLAN_REPLACE, &err), 0);
	ck_assert_str_eq(vb_plan_find(plan, "a")->data, "2");
	add_text(&plugin, "a/b", "below a file", -VB_EFAIL);
}
END_TEST

START_TEST(paths_below_links_are_rewritten)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "lib64", "lib", &err), 0);
	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "deep/er", "../lib/x", &err), 0);
	add_text(&plugin, "lib64/python3/a", "1", 0);
	ck_assert_ptr_nonnull(vb_plan_find(plan, "lib/python3/a"));
	ck_assert_ptr_eq(
		vb_plan_find(plan, "lib64/python3/a"), vb_plan_find(plan, "lib/python3/a"));
	add_text(&plugin, "deep/er/b", "2", 0);
	ck_assert_ptr_nonnull(vb_plan_find(plan, "lib/x/b"));
}
END_TEST

START_TEST(links_that_leave_or_go_round_are_errors)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "out", "/usr", &err), 0);
	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "up", "../..", &err), 0);
	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "a", "b", &err), 0);
	ck_assert_int_eq(vb_plan_add_link(plan, &stage, "b", "a", &err), 0);
	add_text(&plugin, "out/x", "", -VB_EFAIL);
	add_text(&plugin, "up/x", "", -VB_EFAIL);
	add_text(&plugin, "a/x", "", -VB_EFAIL);
}
END_TEST

START_TEST(removing_takes_what_is_below)
{
	vb_auto_err err = VB_ERR_INIT;

	add_text(&stage, "a/b/c", "", 0);
	add_text(&stage, "a-b", "", 0);
	ck_assert_int_eq(vb_plan_remove(plan, &plugin, "a", &err), 0);
	assert_invariants();
	ck_assert_ptr_null(vb_plan_find(plan, "a/b/c"));
	ck_assert_ptr_nonnull(vb_plan_find(plan, "a-b"));
	ck_assert_int_eq(vb_plan_remove(plan, &plugin, "a", &err), -VB_EFAIL);
}
END_TEST

START_TEST(what_a_policy_set_stays)
{
	struct vb_err err = VB_ERR_INIT;

	add_text(&policy, "etc/pip.conf", "1", 0);
	ck_assert_int_eq(vb_plan_remove(plan, &plugin, "etc", &err), -VB_EDENIED);
	ck_assert_str_eq(err.msg, "'etc' was set by the policy 'rules' and cannot be changed");
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_set_prompt(plan, &policy, "p", &err), 0);
	ck_assert_int_eq(vb_plan_set_prompt(plan, &plugin, "q", &err), -VB_EDENIED);
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_set_key(plan, &policy, "home", "/h", &err), 0);
	ck_assert_int_eq(vb_plan_set_key(plan, &stage, "HOME", "/i", &err), -VB_EDENIED);
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_set_var(plan, &policy, "A", "1", VB_VAR_SET, &err), 0);
	ck_assert_int_eq(vb_plan_set_var(plan, &plugin, "A", "2", VB_VAR_SET, &err), -VB_EDENIED);
	vb_err_done(&err);
	ck_assert_str_eq(vb_plan_prompt(plan), "p");
	ck_assert_str_eq(vb_plan_key(plan, "home"), "/h");
}
END_TEST

START_TEST(keys_keep_their_place_and_hold_one_line)
{
	struct vb_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_set_key(plan, &stage, "home", "/a", &err), 0);
	ck_assert_int_eq(vb_plan_set_key(plan, &stage, "version", "3", &err), 0);
	ck_assert_int_eq(vb_plan_set_key(plan, &plugin, "Home", "/b", &err), 0);
	ck_assert_uint_eq(vb_plan_key_count(plan), 2);
	ck_assert_str_eq(vb_plan_key_at(plan, 0)->value, "/b");
	ck_assert_int_eq(vb_plan_set_key(plan, &plugin, "x", "a\nhome = /c", &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_set_key(plan, &plugin, "a=b", "c", &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_remove_key(plan, &plugin, "HOME", &err), 0);
	ck_assert_str_eq(vb_plan_key_at(plan, 0)->name, "version");
}
END_TEST

static int render_prompt(
	const struct vb_plan *of, void *user, struct vb_buf *out, struct vb_err *err)
{
	(void)user;
	(void)err;
	vb_buf_adds(out, vb_plan_prompt(of));
	return 0;
}

START_TEST(rendered_files_are_as_things_stand)
{
	struct vb_err err = VB_ERR_INIT;
	const struct vb_node spec = {.path = "p", .kind = VB_FILE, .render = render_prompt};

	ck_assert_int_eq(vb_plan_add(plan, &stage, &spec, 0, &err), 0);
	ck_assert_int_eq(vb_plan_set_prompt(plan, &plugin, "one", &err), 0);
	ck_assert_int_eq(vb_plan_render(plan, vb_plan_find(plan, "p"), &err), 0);
	ck_assert_str_eq(vb_plan_find(plan, "p")->data, "one");
	ck_assert_int_eq(vb_plan_set_prompt(plan, &plugin, "two", &err), 0);
	ck_assert_int_eq(vb_plan_close(plan, &err), 0);
	ck_assert_str_eq(vb_plan_find(plan, "p")->data, "two");
	ck_assert_int_eq(vb_plan_add_text(plan, &plugin, "late", "", &err), -VB_EPLUGIN);
	vb_err_done(&err);
}
END_TEST

static const struct vb_image_entry one_entries[] = {
	{.path = "one", .is_dir = true},
	{.path = "one/a.py", .size = 1, .sha256 = "A"},
	{.path = "shared.py", .size = 1, .sha256 = "S"},
};
static const struct vb_image_entry two_entries[] = {
	{.path = "one", .is_dir = true},
	{.path = "shared.py", .size = 1, .sha256 = "S"},
};
static const struct vb_image_entry bad_entries[] = {
	{.path = "shared.py", .size = 1, .sha256 = "T"},
};
static const struct vb_image one = {.entries = one_entries, .count = 3};
static const struct vb_image two = {.entries = two_entries, .count = 2};
static const struct vb_image bad = {.entries = bad_entries, .count = 1};

static int add_package_at(
	const char *root, const char *name, const struct vb_image *image, struct vb_err *err)
{
	const struct vb_package package = {
		.name = name, .version = "1", .root = root, .image = image};

	return vb_plan_add_package(plan, &plugin, &package, err);
}

static int add_package(const char *name, const struct vb_image *image, struct vb_err *err)
{
	return add_package_at("lib/site-packages", name, image, err);
}

START_TEST(packages_are_planned_once_and_share_only_equal_files)
{
	struct vb_err err = VB_ERR_INIT;

	ck_assert_int_eq(add_package("Two.Two", &two, &err), 0);
	ck_assert_int_eq(add_package("one", &one, &err), 0);
	ck_assert_str_eq(vb_plan_package(plan, 0)->name, "one");
	ck_assert_ptr_eq(vb_plan_find_package(plan, "two_two"), vb_plan_package(plan, 1));
	ck_assert_int_eq(add_package("TWO--two", &two, &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(add_package("bad", &bad, &err), 0);
	ck_assert_int_eq(vb_plan_close(plan, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "bad 1 and one 1 both bring 'lib/site-packages/shared.py', "
				  "with different content");
	vb_err_done(&err);
}
END_TEST

START_TEST(packages_below_a_link_are_where_it_leads)
{
	struct vb_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add_link(plan, &plugin, "lib64", "lib", &err), 0);
	ck_assert_int_eq(add_package("one", &one, &err), 0);
	ck_assert_int_eq(add_package_at("lib64/site-packages", "One", &one, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "one 1 is planned already, by acme");
	vb_err_done(&err);
	ck_assert_int_eq(add_package_at("lib64/site-packages", "bad", &bad, &err), 0);
	ck_assert_str_eq(vb_plan_find_package(plan, "bad")->root, "lib/site-packages");
	ck_assert_int_eq(vb_plan_close(plan, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "bad 1 and one 1 both bring 'lib/site-packages/shared.py', "
				  "with different content");
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_remove(plan, &plugin, "lib/site-packages", &err), 0);
	ck_assert_int_eq(add_package("one", &one, &err), 0);
	ck_assert_int_eq(add_package_at("lib64/site-packages", "two", &two, &err), 0);
	add_text(&plugin, "lib64/site-packages/shared.py", "", 0);
	ck_assert_int_eq(vb_plan_close(plan, &err), -VB_EFAIL);
	ck_assert_str_eq(
		err.msg, "'lib/site-packages/shared.py' is added by acme, and one 1 brings it too");
	vb_err_done(&err);
}
END_TEST

START_TEST(images_stand_behind_their_root_and_go_with_it)
{
	struct vb_err err = VB_ERR_INIT;

	ck_assert_int_eq(add_package("one", &one, &err), 0);
	ck_assert_int_eq(vb_plan_visit(plan, 1)->kind, VB_DIR);
	ck_assert_int_eq(vb_plan_visit(plan, 2)->kind, VB_IMAGE);
	ck_assert_int_eq(vb_plan_find(plan, "lib/site-packages")->kind, VB_DIR);
	add_text(&plugin, "lib/site-packages/one/b.py", "", 0);
	add_text(&plugin, "lib/site-packages/one/a.py", "", 0);
	ck_assert_int_eq(vb_plan_close(plan, &err), -VB_EFAIL);
	ck_assert_str_eq(
		err.msg, "'lib/site-packages/one/a.py' is added by acme, and one 1 brings it too");
	vb_err_done(&err);
	ck_assert_int_eq(vb_plan_remove(plan, &plugin, "lib", &err), 0);
	ck_assert_uint_eq(vb_plan_package_count(plan), 0);
	ck_assert_uint_eq(vb_plan_count(plan), 0);
}
END_TEST

Suite *suite_plan(void)
{
	Suite *suite = suite_create("plan");
	TCase *tcase = tcase_create("plan");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, path_faults, 0, (int)VB_COUNT(faults));
	tcase_add_test(tcase, order_is_by_component);
	tcase_add_test(tcase, parents_are_implied_and_owned_by_who_names_them);
	tcase_add_test(tcase, twice_is_an_error_unless_it_replaces);
	tcase_add_test(tcase, paths_below_links_are_rewritten);
	tcase_add_test(tcase, links_that_leave_or_go_round_are_errors);
	tcase_add_test(tcase, removing_takes_what_is_below);
	tcase_add_test(tcase, what_a_policy_set_stays);
	tcase_add_test(tcase, keys_keep_their_place_and_hold_one_line);
	tcase_add_test(tcase, rendered_files_are_as_things_stand);
	tcase_add_test(tcase, packages_are_planned_once_and_share_only_equal_files);
	tcase_add_test(tcase, packages_below_a_link_are_where_it_leads);
	tcase_add_test(tcase, images_stand_behind_their_root_and_go_with_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
