/* SPDX-License-Identifier: MIT */
/* The table that a hook gets: every function, used as meant and misused. */
#include "tests/unit/host_fixture.h"
#include "tests/unit/tree.h"

#include "core/path.h"

#include <sys/stat.h>
#include <unistd.h>

#define OK(call) ck_assert_int_eq((call), VENVB_OK)
#define INVALID(call) ck_assert_int_eq((call), VENVB_INVALID)
#define NONE(call) ck_assert_int_eq((call), VENVB_NONE)
#define FAILED(call) ck_assert_int_eq((call), VENVB_FAILED)
#define DENIED(call) ck_assert_int_eq((call), VENVB_DENIED)

#define HOOK(name)                                                                                 \
	static int32_t name(const struct venvb_api *api, struct venvb_run *run,                    \
		VB_UNUSED const struct venvb_event *event)

static void run_hook(const char *stage, const char *moment, venvb_hook_fn *hook)
{
	fixture_add_hook("acme", stage, moment, hook);
	fixture_finish("");
	fixture_call(stage, moment);
}

/* --- the plan ------------------------------------------------------------------------------- */

HOOK(add_nodes)
{
	OK(api->dir_add(run, "etc", 3));
	OK(api->file_add(run, "etc/pip.conf-and-more", 12, "a\0b", 3, 0));
	OK(api->file_add(run, "bin/tool", VENVB_NUL, "#!", VENVB_NUL, VENVB_ADD_EXECUTABLE));
	OK(api->file_add(run, "secret", VENVB_NUL, NULL, 0, VENVB_ADD_PRIVATE));
	OK(api->link_add(run, "lib64", VENVB_NUL, "lib", VENVB_NUL, 0));
	OK(api->copy_add(run, "bin/copy", VENVB_NUL, "/bin/sh", VENVB_NUL, 0));
	OK(api->file_add(run, "secret", VENVB_NUL, "x", 1, VENVB_ADD_REPLACE));
	FAILED(api->file_add(run, "secret", VENVB_NUL, "y", 1, 0));
	OK(api->remove(run, "bin/tool", VENVB_NUL));
	NONE(api->remove(run, "bin/tool", VENVB_NUL));
	return VENVB_OK;
}

START_TEST(adds_and_removes_nodes)
{
	const struct vb_node *node;

	run_hook("dirs", "after", add_nodes);
	node = vb_plan_find(fixture_run.plan, "etc/pip.conf");
	ck_assert_ptr_nonnull(node);
	ck_assert_uint_eq(node->len, 3);
	ck_assert_mem_eq(node->data, "a\0b", 4);
	ck_assert_str_eq(node->who.name, "acme");
	node = vb_plan_find(fixture_run.plan, "secret");
	ck_assert_int_eq(node->access, VB_PLAIN);
	ck_assert_str_eq(node->data, "x");
	ck_assert_str_eq(vb_plan_find(fixture_run.plan, "bin/copy")->data, "/bin/sh");
	ck_assert_ptr_null(vb_plan_find(fixture_run.plan, "bin/tool"));
}
END_TEST

HOOK(misuse_nodes)
{
	const uint32_t both = VENVB_ADD_EXECUTABLE | VENVB_ADD_PRIVATE;
	uint64_t node = 7;
	const char *text;

	INVALID(api->dir_add(run, NULL, 3));
	INVALID(api->dir_add(run, NULL, VENVB_NUL));
	FAILED(api->dir_add(run, "", 0));
	INVALID(api->dir_add(run, "a\0b", 3));
	FAILED(api->dir_add(run, "a/../b", VENVB_NUL));
	INVALID(api->dir_add(run, "a", UINT64_MAX - 1));
	INVALID(api->file_add(run, "f", 1, NULL, 1, 0));
	INVALID(api->file_add(run, "f", 1, "", 0, 1U << 31));
	INVALID(api->file_add(run, "f", 1, "", 0, both));
	INVALID(api->link_add(run, "l", 1, "", 0, 0));
	INVALID(api->link_add(run, "l", 1, "x", 1, VENVB_ADD_EXECUTABLE));
	INVALID(api->copy_add(run, "c", 1, "bin/sh", VENVB_NUL, 0));
	INVALID(api->find(run, "f", 1, NULL));
	NONE(api->find(run, "f", 1, &node));
	ck_assert_uint_eq(node, 7);
	INVALID(api->next(run, NULL));
	INVALID(api->node_text(run, 0, VENVB_NODE_PATH, &text, NULL));
	INVALID(api->node_text(run, UINT64_MAX, VENVB_NODE_PATH, &text, NULL));
	return VENVB_OK;
}

START_TEST(refuses_bad_arguments)
{
	run_hook("dirs", "after", misuse_nodes);
}
END_TEST

static void expect_text(const struct venvb_api *api, struct venvb_run *run, uint64_t node,
	uint32_t what, const char *expected)
{
	const char *text = NULL;
	uint64_t len = 0;

	OK(api->node_text(run, node, what, &text, &len));
	ck_assert_str_eq(text, expected);
	ck_assert_uint_eq(len, strlen(expected));
}

HOOK(visit)
{
	vb_auto_buf seen = VB_BUF_INIT;
	uint64_t node = 0, found, number;
	const char *text;

	OK(api->file_add(run, "b/x", VENVB_NUL, "bytes", VENVB_NUL, VENVB_ADD_EXECUTABLE));
	OK(api->link_add(run, "c", VENVB_NUL, "b", VENVB_NUL, 0));
	while (api->next(run, &node) == VENVB_OK) {
		OK(api->node_text(run, node, VENVB_NODE_PATH, &text, NULL));
		OK(api->node_number(run, node, VENVB_NODE_KIND, &number));
		vb_buf_addf(&seen, "%s=%ju ", text, (uintmax_t)number);
		OK(api->find(run, text, VENVB_NUL, &found));
		if (number != VENVB_NODE_LINK)
			ck_assert_uint_eq(found, node);
	}
	ck_assert_ptr_nonnull(strstr(seen.data, "b=1 b/x=2 c=3 "));
	OK(api->find(run, "c/x", VENVB_NUL, &node));
	expect_text(api, run, node, VENVB_NODE_PATH, "b/x");
	expect_text(api, run, node, VENVB_NODE_CONTENT, "bytes");
	expect_text(api, run, node, VENVB_NODE_OWNER, "acme");
	OK(api->node_number(run, node, VENVB_NODE_MODE, &number));
	ck_assert_uint_eq(number, 0777);
	NONE(api->node_text(run, node, 99, &text, NULL));
	NONE(api->node_number(run, node, 99, &number));
	NONE(api->node_number(run, node, VENVB_NODE_PACKAGE, &number));
	OK(api->find(run, "b", VENVB_NUL, &node));
	NONE(api->node_text(run, node, VENVB_NODE_CONTENT, &text, NULL));
	OK(api->node_text(run, node, VENVB_NODE_PATH, NULL, NULL));
	/* A directory that is there already is no edit. */
	OK(api->dir_add(run, "b", VENVB_NUL));
	OK(api->node_text(run, node, VENVB_NODE_PATH, &text, NULL));
	OK(api->dir_add(run, "a", VENVB_NUL));
	INVALID(api->node_text(run, node, VENVB_NODE_PATH, &text, NULL));
	INVALID(api->node_number(run, node, VENVB_NODE_KIND, &number));
	INVALID(api->next(run, &node));
	OK(api->find(run, "b", VENVB_NUL, &node));
	OK(api->remove(run, "a", VENVB_NUL));
	INVALID(api->next(run, &node));
	return VENVB_OK;
}

START_TEST(visits_and_finds_nodes)
{
	run_hook("dirs", "after", visit);
}
END_TEST

static int render(const struct vb_plan *plan, void *user, struct vb_buf *out, struct vb_err *err)
{
	(void)user;
	(void)err;
	vb_buf_adds(out, vb_plan_prompt(plan));
	return 0;
}

HOOK(look_up_rendered)
{
	uint64_t node;

	OK(api->prompt_set(run, "early", VENVB_NUL));
	OK(api->find(run, "late", VENVB_NUL, &node));
	expect_text(api, run, node, VENVB_NODE_CONTENT, "early");
	OK(api->prompt_set(run, "later", VENVB_NUL));
	expect_text(api, run, node, VENVB_NODE_CONTENT, "later");
	return VENVB_OK;
}

START_TEST(renders_what_is_looked_up)
{
	const struct vb_actor stage = {"cfg", VB_TIER_CORE};
	const struct vb_node spec = {.path = "late", .kind = VB_FILE, .render = render};
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add(fixture_run.plan, &stage, &spec, 0, &err), 0);
	run_hook("cfg", "after", look_up_rendered);
}
END_TEST

HOOK(edit_late)
{
	uint64_t node = 0;

	INVALID(api->dir_add(run, "late", VENVB_NUL));
	INVALID(api->remove(run, "early", VENVB_NUL));
	INVALID(api->key_set(run, "a", 1, "b", 1));
	INVALID(api->key_remove(run, "a", 1));
	INVALID(api->prompt_set(run, "a", 1));
	INVALID(api->variable_set(run, "A", 1, "b", 1, VENVB_VARIABLE_SET));
	INVALID(api->variable_remove(run, "A", 1));
	INVALID(api->wheel_add(run, "/x.whl", VENVB_NUL, 0));
	INVALID(api->request_set(run, "copies", VENVB_NUL, "yes", VENVB_NUL));
	INVALID(api->interpreter_choose(run, "3", 1));
	OK(api->find(run, "early", VENVB_NUL, &node));
	return VENVB_OK;
}

static const struct {
	const char *stage, *moment;
} late[] = {{"check", "check"}, {"commit", "after"}};

START_TEST(edits_nothing_once_the_plan_is_closed)
{
	const struct vb_actor stage = {"dirs", VB_TIER_CORE};
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_add_dir(fixture_run.plan, &stage, "early", &err), 0);
	ck_assert_int_eq(vb_plan_close(fixture_run.plan, &err), 0);
	run_hook(late[_i].stage, late[_i].moment, edit_late);
}
END_TEST

/* --- policies ------------------------------------------------------------------------------- */

HOOK(rule)
{
	OK(api->file_add(run, "etc/rule", VENVB_NUL, "1", 1, 0));
	OK(api->key_set(run, "rule", VENVB_NUL, "1", 1));
	OK(api->prompt_set(run, "ruled", VENVB_NUL));
	OK(api->variable_set(run, "RULE", VENVB_NUL, "1", 1, VENVB_VARIABLE_SET));
	OK(api->request_set(run, "copies", VENVB_NUL, "yes", VENVB_NUL));
	OK(api->request_set(run, "prompt", VENVB_NUL, "ruled", VENVB_NUL));
	return VENVB_OK;
}

HOOK(revolt)
{
	DENIED(api->file_add(run, "etc/rule", VENVB_NUL, "2", 1, VENVB_ADD_REPLACE));
	DENIED(api->remove(run, "etc/rule", VENVB_NUL));
	DENIED(api->remove(run, "etc", VENVB_NUL));
	DENIED(api->key_set(run, "rule", VENVB_NUL, "2", 1));
	DENIED(api->key_remove(run, "rule", VENVB_NUL));
	DENIED(api->prompt_set(run, "free", VENVB_NUL));
	DENIED(api->variable_set(run, "RULE", VENVB_NUL, "2", 1, VENVB_VARIABLE_SET));
	DENIED(api->variable_remove(run, "RULE", VENVB_NUL));
	DENIED(api->request_set(run, "prompt", VENVB_NUL, "free", VENVB_NUL));
	return api->request_set(run, "copies", VENVB_NUL, "no", VENVB_NUL);
}

START_TEST(keeps_what_a_policy_set)
{
	fixture_add_hook_at(VB_TIER_SYSTEM, "rebel", "resolve", "before", revolt);
	fixture_add_hook_at(VB_TIER_POLICY, "law", "resolve", "before", rule);
	fixture_finish("");
	fixture_call_fails("resolve", "before", VB_EDENIED,
		"plugin 'rebel': before resolve: 'copies' was set by the policy 'law' and cannot "
		"be "
		"changed");
	ck_assert(fixture_run.request.copies);
	ck_assert_str_eq(vb_plan_prompt(fixture_run.plan), "ruled");
	ck_assert_str_eq(vb_plan_key(fixture_run.plan, "rule"), "1");
}
END_TEST

/* --- values --------------------------------------------------------------------------------- */

HOOK(set_values)
{
	const char *value = NULL;
	uint64_t len = 0;

	OK(api->key_set(run, "colour-of-it", 6, "green and blue", 5));
	OK(api->key(run, "COLOUR", VENVB_NUL, &value, &len));
	ck_assert_str_eq(value, "green");
	ck_assert_uint_eq(len, 5);
	FAILED(api->key_set(run, "colour", VENVB_NUL, "a\nhome = /", VENVB_NUL));
	INVALID(api->key_set(run, "colour", VENVB_NUL, "a\0b", 3));
	OK(api->key(run, "colour", VENVB_NUL, NULL, NULL));
	OK(api->key_remove(run, "colour", VENVB_NUL));
	NONE(api->key(run, "colour", VENVB_NUL, &value, NULL));
	NONE(api->key_remove(run, "colour", VENVB_NUL));
	OK(api->prompt_set(run, "\xff $(x)", VENVB_NUL));
	OK(api->prompt(run, &value, &len));
	ck_assert_str_eq(value, "\xff $(x)");
	OK(api->variable_set(run, "PATH_OF_IT", VENVB_NUL, "/x", 2, VENVB_VARIABLE_PREPEND));
	FAILED(api->variable_set(run, "A-B", VENVB_NUL, "/x", 2, VENVB_VARIABLE_SET));
	INVALID(api->variable_set(run, "A", VENVB_NUL, "/x", 2, 3));
	return VENVB_OK;
}

START_TEST(sets_keys_prompt_and_variables)
{
	const struct vb_var *var;

	run_hook("cfg", "before", set_values);
	ck_assert_uint_eq(vb_plan_var_count(fixture_run.plan), 1);
	var = vb_plan_var_at(fixture_run.plan, 0);
	ck_assert_str_eq(var->name, "PATH_OF_IT");
	ck_assert_int_eq(var->how, VB_VAR_PREPEND);
}
END_TEST

/* The members of the table that visit and tell, of one kind of thing. */
struct telling {
	int32_t (*next)(struct venvb_run *run, uint64_t *number);
	int32_t (*text)(struct venvb_run *run, uint64_t number, uint32_t what, const char **ret,
		uint64_t *ret_len);
};

/* All that is told of all of them, numbers 1 to 3, must be EXPECTED. */
static void expect_all(struct venvb_run *run, const struct telling *telling, const char *expected)
{
	vb_auto_buf seen = VB_BUF_INIT;
	uint64_t number = 0, len;
	const char *text;

	while (telling->next(run, &number) == VENVB_OK) {
		for (uint32_t what = 1; what <= 3; what++) {
			OK(telling->text(run, number, what, &text, &len));
			ck_assert_uint_eq(len, strlen(text));
			vb_buf_addf(&seen, "%s ", text);
		}
		NONE(telling->text(run, number, 99, &text, NULL));
		NONE(telling->text(run, number, 0, &text, NULL));
		OK(telling->text(run, number, 1, NULL, NULL));
	}
	NONE(telling->next(run, &number));
	ck_assert_str_eq(seen.len ? seen.data : "", expected);
	number++;
	INVALID(telling->next(run, &number));
	INVALID(telling->next(run, NULL));
	INVALID(telling->text(run, 0, 1, &text, NULL));
}

HOOK(visit_keys)
{
	const struct telling keys = {api->key_next, api->key_text};
	uint64_t key = 0;
	const char *text;

	NONE(api->key_next(run, &key));
	OK(api->key_set(run, "home", VENVB_NUL, "/usr", VENVB_NUL));
	OK(api->key_next(run, &key));
	OK(api->key_set(run, "HOME", VENVB_NUL, "/opt", VENVB_NUL));
	OK(api->key_text(run, key, VENVB_KEY_VALUE, &text, NULL));
	ck_assert_str_eq(text, "/opt");
	OK(api->key_set(run, "acme", VENVB_NUL, "", 0));
	INVALID(api->key_text(run, key, VENVB_KEY_NAME, &text, NULL));
	INVALID(api->key_next(run, &key));
	expect_all(run, &keys, "home /opt acme acme  acme ");
	OK(api->key_remove(run, "Acme", VENVB_NUL));
	expect_all(run, &keys, "home /opt acme ");
	return VENVB_OK;
}

START_TEST(visits_keys)
{
	run_hook("cfg", "before", visit_keys);
}
END_TEST

HOOK(visit_variables)
{
	const struct telling variables = {api->variable_next, api->variable_text};
	uint64_t variable = 0, number = 7;
	const char *text;

	OK(api->variable_set(run, "A", 1, "x", 1, VENVB_VARIABLE_APPEND));
	OK(api->variable_next(run, &variable));
	NONE(api->variable_number(run, variable, VENVB_VARIABLE_NAME, &number));
	ck_assert_uint_eq(number, 7);
	OK(api->variable_number(run, variable, VENVB_VARIABLE_HOW, &number));
	ck_assert_uint_eq(number, VENVB_VARIABLE_APPEND);
	OK(api->variable_set(run, "A", 1, "w", 1, VENVB_VARIABLE_APPEND));
	OK(api->variable_text(run, variable, VENVB_VARIABLE_VALUE, &text, NULL));
	ck_assert_str_eq(text, "x:w");
	FAILED(api->variable_set(run, "A", 1, "y", 1, VENVB_VARIABLE_PREPEND));
	OK(api->variable_set(run, "A", 1, "y", 1, VENVB_VARIABLE_SET));
	OK(api->variable_set(run, "A", 1, "z", 1, VENVB_VARIABLE_PREPEND));
	OK(api->variable_number(run, variable, VENVB_VARIABLE_HOW, &number));
	ck_assert_uint_eq(number, VENVB_VARIABLE_SET);
	NONE(api->variable_text(run, variable, VENVB_VARIABLE_HOW, &text, NULL));
	INVALID(api->variable_number(run, variable, VENVB_VARIABLE_HOW, NULL));
	OK(api->variable_set(run, "B", 1, "z", 1, VENVB_VARIABLE_SET));
	INVALID(api->variable_number(run, variable, VENVB_VARIABLE_HOW, &number));
	expect_all(run, &variables, "A z:y acme B z acme ");
	NONE(api->variable_remove(run, "a", 1));
	OK(api->variable_remove(run, "A", 1));
	NONE(api->variable_remove(run, "A", 1));
	expect_all(run, &variables, "B z acme ");
	return VENVB_OK;
}

START_TEST(visits_and_removes_variables)
{
	run_hook("scripts", "before", visit_variables);
	ck_assert_uint_eq(vb_plan_var_count(fixture_run.plan), 1);
}
END_TEST

/* --- the request ---------------------------------------------------------------------------- */

static void expect_request(
	const struct venvb_api *api, struct venvb_run *run, const char *name, const char *expected)
{
	const char *value = NULL;
	uint64_t len = 0;

	OK(api->request(run, name, VENVB_NUL, &value, &len));
	ck_assert_str_eq(value, expected);
	ck_assert_uint_eq(len, strlen(expected));
}

HOOK(use_request)
{
	const char *value;

	expect_request(api, run, "target", "/where/we/are/env");
	expect_request(api, run, "name", "env");
	expect_request(api, run, "action", "create");
	expect_request(api, run, "dry-run", "no");
	expect_request(api, run, "seed", "yes");
	NONE(api->request(run, "prompt", VENVB_NUL, &value, NULL));
	NONE(api->request(run, "colour", VENVB_NUL, &value, NULL));
	OK(api->request_set(run, "seed", VENVB_NUL, "newest", VENVB_NUL));
	expect_request(api, run, "seed", "newest");
	OK(api->request_origin(run, "seed", VENVB_NUL, &value, NULL));
	ck_assert_str_eq(value, "plugin");
	OK(api->request_origin(run, "copies", VENVB_NUL, &value, NULL));
	ck_assert_str_eq(value, "builtin");
	FAILED(api->request_set(run, "seed", VENVB_NUL, "maybe", VENVB_NUL));
	FAILED(api->request_set(run, "force", VENVB_NUL, "yes", VENVB_NUL));
	INVALID(api->request_set(run, "cache", VENVB_NUL, "no", VENVB_NUL));
	INVALID(api->request_set(run, "cache-dir", VENVB_NUL, "/tmp", VENVB_NUL));
	OK(api->request_set(run, "prompt", VENVB_NUL, ".", VENVB_NUL));
	OK(api->prompt(run, &value, NULL));
	ck_assert_str_eq(value, vb_path_base(fixture_run.cwd));
	OK(api->key_set(run, "Prompt", VENVB_NUL, "by key", VENVB_NUL));
	OK(api->prompt(run, &value, NULL));
	ck_assert_str_eq(value, "by key");
	NONE(api->request_set(run, "colour", VENVB_NUL, "red", VENVB_NUL));
	NONE(api->request_set(run, "target", VENVB_NUL, "/tmp", VENVB_NUL));
	INVALID(api->fact(run, "version", VENVB_NUL, &value, NULL));
	INVALID(api->interpreter_choose(run, "3", 1));
	return VENVB_OK;
}

START_TEST(reads_and_sets_the_request)
{
	run_hook("resolve", "before", use_request);
	ck_assert_int_eq(fixture_run.request.seed, VB_SEED_NEWEST);
	ck_assert_str_eq(fixture_run.request.source[VB_OPT_SEED], "acme");
}
END_TEST

/* --- plugins, packages, versions ------------------------------------------------------------ */

HOOK(ask_for_others)
{
	uint64_t package = 0;
	int32_t order = 7;
	const char *text;

	OK(api->plugin_enabled(run, "acme-and-more", 4));
	NONE(api->plugin_enabled(run, "other", VENVB_NUL));
	NONE(api->package_next(run, &package));
	INVALID(api->package_text(run, 1, VENVB_PACKAGE_NAME, &text, NULL));
	INVALID(api->wheel_add(run, "x.whl", VENVB_NUL, 0));
	INVALID(api->wheel_add(run, "/x.whl", VENVB_NUL, 1U << 31));
	OK(api->version_compare(run, "1.10", VENVB_NUL, "1.9", VENVB_NUL, &order));
	ck_assert_int_eq(order, 1);
	OK(api->version_compare(run, "1.0", VENVB_NUL, "1", VENVB_NUL, &order));
	ck_assert_int_eq(order, 0);
	FAILED(api->version_compare(run, "one", VENVB_NUL, "1", VENVB_NUL, &order));
	OK(api->version_within(run, "3.9", VENVB_NUL, ">=3.8,<4", VENVB_NUL, &order));
	ck_assert_int_eq(order, 1);
	INVALID(api->version_within(run, "3.9", VENVB_NUL, "", VENVB_NUL, NULL));
	return VENVB_OK;
}

START_TEST(knows_plugins_packages_and_versions)
{
	run_hook("packages", "after", ask_for_others);
}
END_TEST

HOOK(visit_plugins)
{
	const struct telling plugins = {api->plugin_next, api->plugin_text};

	expect_all(run, &plugins, "law 1 policy acme 1 system late 1 file ");
	return VENVB_OK;
}

START_TEST(visits_plugins_in_their_order)
{
	fixture_add_hook_at(VB_TIER_FILE, "late", "dirs", "before", visit_plugins);
	fixture_add_hook_at(VB_TIER_POLICY, "law", "dirs", "before", visit_plugins);
	run_hook("dirs", "after", visit_plugins);
}
END_TEST

/* --- trust ---------------------------------------------------------------------------------- */

/* Whether PATH, below the directory of the test, is trusted; if not, REASON is why. */
static void expect_trust(
	const struct venvb_api *api, struct venvb_run *run, const char *path, const char *reason)
{
	const char *whole = vb_arena_printf(fixture_arena, "%s/%s", tree_path(""), path);
	int32_t code = api->trusted(run, whole, VENVB_NUL);

	ck_assert_msg(code == (*reason ? VENVB_FAILED : VENVB_OK), "%s: %d %s", path, (int)code,
		run->reason.msg);
	ck_assert_msg(!*reason || strstr(run->reason.msg, reason), "%s: %s", path, run->reason.msg);
}

HOOK(trust)
{
	INVALID(api->trusted(run, "bin/sh", VENVB_NUL));
	INVALID(api->trusted(run, NULL, 1));
	expect_trust(api, run, "fine/rules", "");
	expect_trust(api, run, "fine", "");
	expect_trust(api, run, "./fine//../fine/rules", "");
	expect_trust(api, run, "fine/link", "");
	expect_trust(api, run, "to-fine/rules", "");
	expect_trust(api, run, "open", "it can be written by everyone");
	expect_trust(api, run, "open/rules", "/open' can be written by everyone");
	expect_trust(api, run, "open/link", "/open/link': '");
	expect_trust(api, run, "open/below/../../fine/rules", "/open' can be written by everyone");
	expect_trust(api, run, "fine/everybodys", "it can be written by everyone");
	expect_trust(api, run, "fine/absent", "No such file");
	expect_trust(api, run, "fine/round", "Too many levels");
	expect_trust(api, run, "fine/fifo", "is a FIFO, and not a file");
	expect_trust(api, run, "sticky/rules", "");
	expect_trust(api, run, "sticky", "it can be written by everyone");
	return api->trusted(run, tree_path("open"), VENVB_NUL);
}

static void make_trust_tree(void)
{
	static const char *const files[] = {
		"fine/rules", "fine/everybodys", "open/rules", "open/below/x", "sticky/rules"};

	for (size_t i = 0; i < VB_COUNT(files); i++)
		tree_put(files[i], "x");
	tree_link("fine/link", tree_path("fine/rules"));
	tree_link("to-fine", "fine");
	tree_link("open/link", "../fine/rules");
	tree_link("fine/round", "round");
	ck_assert_int_eq(mkfifo(tree_path("fine/fifo"), 0600), 0);
	ck_assert_int_eq(chmod(tree_path("open"), 0777), 0);
	ck_assert_int_eq(chmod(tree_path("fine/everybodys"), 0666), 0);
	ck_assert_int_eq(chmod(tree_path("sticky"), 01777), 0);
}

START_TEST(trusts_what_it_would_load_from)
{
	const char *reason;

	tree_set_up();
	make_trust_tree();
	fixture_add_hook("acme", "dirs", "after", trust);
	fixture_finish("");
	reason = vb_arena_printf(fixture_arena,
		"plugin 'acme': after dirs: '%s' is not to be trusted: it can be written by "
		"everyone; it must belong to root%s, and nobody else may write there",
		tree_path("open"), geteuid() ? " or to the owner of venvb" : "");
	fixture_call_fails("dirs", "after", VB_EFAIL, reason);
	tree_tear_down();
}
END_TEST

/* --- programs ------------------------------------------------------------------------------- */

static uint64_t foreign_program;

HOOK(run_cat)
{
	const char *text = NULL;
	uint64_t program, len = 0;
	int32_t status = -1;

	INVALID(api->program_new(run, "cat", VENVB_NUL, &program));
	OK(api->program_new(run, "/bin/cat", VENVB_NUL, &program));
	foreign_program = program;
	INVALID(api->program_text(run, program, VENVB_PROGRAM_OUTPUT, &text, &len));
	OK(api->program_input(run, program, "a\0b", 3));
	OK(api->program_argument(run, program, "-", VENVB_NUL));
	OK(api->program_argument(run, program, "/nowhere", VENVB_NUL));
	OK(api->program_run(run, program, &status));
	ck_assert_int_eq(status, 1);
	OK(api->program_text(run, program, VENVB_PROGRAM_OUTPUT, &text, &len));
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(text, "a\0b", 4);
	OK(api->program_text(run, program, VENVB_PROGRAM_ERRORS, &text, &len));
	ck_assert_ptr_nonnull(strstr(text, "/nowhere"));
	NONE(api->program_text(run, program, 3, &text, &len));
	INVALID(api->program_run(run, 0, &status));
	INVALID(api->program_run(run, program + 1, &status));
	return VENVB_OK;
}

HOOK(steal_program)
{
	int32_t status;

	INVALID(api->program_run(run, foreign_program, &status));
	return VENVB_OK;
}

START_TEST(runs_a_program_with_its_input)
{
	fixture_add_hook("other", "dirs", "after", steal_program);
	run_hook("dirs", "before", run_cat);
	fixture_call("dirs", "after");
}
END_TEST

HOOK(run_env)
{
	const char *text = NULL;
	uint64_t program;
	int32_t status;

	OK(api->program_new(run, "/usr/bin/env", VENVB_NUL, &program));
	OK(api->program_variable(run, program, "VENVB_TEST_SET", VENVB_NUL, "1 2", VENVB_NUL));
	OK(api->program_variable(run, program, "VENVB_TEST_GONE", VENVB_NUL, NULL, 0));
	INVALID(api->program_variable(run, program, "A=B", VENVB_NUL, "1", 1));
	INVALID(api->program_variable(run, program, "PIP_*", VENVB_NUL, NULL, 0));
	INVALID(api->program_variable(run, program, "", 0, "1", 1));
	OK(api->program_run(run, program, &status));
	ck_assert_int_eq(status, 0);
	OK(api->program_text(run, program, VENVB_PROGRAM_OUTPUT, &text, NULL));
	ck_assert_ptr_nonnull(strstr(text, "VENVB_TEST_SET=1 2\n"));
	ck_assert_ptr_nonnull(strstr(text, "VENVB_TEST_KEPT=1\n"));
	ck_assert_ptr_null(strstr(text, "VENVB_TEST_GONE"));
	return VENVB_OK;
}

START_TEST(gives_a_program_our_environment_as_changed)
{
	setenv("VENVB_TEST_GONE", "1", 1);
	setenv("VENVB_TEST_KEPT", "1", 1);
	setenv("VENVB_TEST_SET", "0", 1);
	run_hook("dirs", "after", run_env);
}
END_TEST

HOOK(run_clean)
{
	const char *text = NULL;
	uint64_t program;
	int32_t status;

	OK(api->program_new(run, "/usr/bin/env", VENVB_NUL, &program));
	OK(api->program_variable(run, program, "BEFORE", VENVB_NUL, "1", 1));
	OK(api->program_clean(run, program));
	OK(api->program_variable(run, program, "BEHIND", VENVB_NUL, "2", 1));
	INVALID(api->program_clean(run, program + 1));
	OK(api->program_run(run, program, &status));
	OK(api->program_text(run, program, VENVB_PROGRAM_OUTPUT, &text, NULL));
	ck_assert_str_eq(text, "BEFORE=1\nBEHIND=2\n");
	return VENVB_OK;
}

START_TEST(gives_a_program_nothing_of_our_environment)
{
	setenv("VENVB_TEST_KEPT", "1", 1);
	run_hook("dirs", "after", run_clean);
}
END_TEST

HOOK(run_sleep)
{
	uint64_t program;
	int32_t status = 7, code;

	OK(api->program_new(run, "/bin/sleep", VENVB_NUL, &program));
	for (int i = 0; i < 20; i++)
		OK(api->program_argument(run, program, "1000", VENVB_NUL));
	OK(api->program_time_limit(run, program, 20));
	code = api->program_run(run, program, &status);
	ck_assert_int_eq(status, 7);
	return code;
}

START_TEST(ends_a_program_at_its_time_limit)
{
	fixture_add_hook("acme", "dirs", "after", run_sleep);
	fixture_finish("");
	fixture_call_fails("dirs", "after", VB_EFAIL,
		"plugin 'acme': after dirs: running '/bin/sleep': it did not end within 0.02 s");
}
END_TEST

/* --- memory --------------------------------------------------------------------------------- */

struct state {
	int count;
	char *path;
};

HOOK(use_memory)
{
	struct state *state = api->state(run, sizeof(*state));
	char *memory = api->memory(run, 1000);
	const char *path = NULL, *again = NULL;
	struct stat st;
	uint64_t len;

	ck_assert_ptr_nonnull(state);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(memory[i], 0);
	ck_assert_ptr_null(api->memory(run, UINT64_MAX));
	ck_assert_ptr_null(api->state(run, sizeof(*state) + 1));
	OK(api->scratch(run, &path, &len));
	OK(api->scratch(run, &again, NULL));
	ck_assert_ptr_eq(path, again);
	ck_assert_uint_eq(len, strlen(path));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert(!state->path || !strcmp(state->path, path));
	state->path = memcpy(memory, path, len + 1);
	return ++state->count == 2 ? api->fail(run, state->path, VENVB_NUL) : VENVB_OK;
}

START_TEST(keeps_memory_and_a_directory_until_the_run_ends)
{
	vb_auto_err err = VB_ERR_INIT;
	const char *path;
	struct stat st;
	char *file;
	FILE *stream;

	run_hook("dirs", "after", use_memory);
	ck_assert_int_eq(vb_hooks_call(&fixture_run, "dirs", "after", &err), -VB_EFAIL);
	path = strchr(err.msg, '/');
	file = vb_arena_printf(fixture_arena, "%s/left", path);
	stream = fopen(file, "w");
	ck_assert_ptr_nonnull(stream);
	fclose(stream);
	vb_host_done(fixture_run.host);
	ck_assert_int_lt(stat(path, &st), 0);
}
END_TEST

/* --- saying something ----------------------------------------------------------------------- */

HOOK(talk)
{
	api->log(run, VENVB_LOG_WARNING, "look\x1b[2J out", VENVB_NUL);
	api->log(run, VENVB_LOG_VERBOSE, "quietly", 5);
	api->log(run, 99, NULL, VENVB_NUL);
	api->progress(run, "reading", VENVB_NUL, 3, 10);
	api->progress(run, "reading", VENVB_NUL, 4, 0);
	return VENVB_OK;
}

START_TEST(says_who_speaks)
{
	run_hook("dirs", "after", talk);
	ck_assert_str_eq(fixture_log.data, "0 plugin 'acme': look [2J out\n"
					   "2 plugin 'acme': quiet\n"
					   "3 plugin 'acme': \n"
					   "3 plugin 'acme': reading 3 of 10\n"
					   "3 plugin 'acme': reading 4\n");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, adds_and_removes_nodes);
	tcase_add_test(tcase, refuses_bad_arguments);
	tcase_add_test(tcase, visits_and_finds_nodes);
	tcase_add_test(tcase, renders_what_is_looked_up);
	tcase_add_loop_test(tcase, edits_nothing_once_the_plan_is_closed, 0, (int)VB_COUNT(late));
	tcase_add_test(tcase, keeps_what_a_policy_set);
	tcase_add_test(tcase, sets_keys_prompt_and_variables);
	tcase_add_test(tcase, visits_keys);
	tcase_add_test(tcase, visits_and_removes_variables);
	tcase_add_test(tcase, reads_and_sets_the_request);
	tcase_add_test(tcase, knows_plugins_packages_and_versions);
	tcase_add_test(tcase, visits_plugins_in_their_order);
	tcase_add_test(tcase, trusts_what_it_would_load_from);
	tcase_add_test(tcase, runs_a_program_with_its_input);
	tcase_add_test(tcase, gives_a_program_our_environment_as_changed);
	tcase_add_test(tcase, gives_a_program_nothing_of_our_environment);
	tcase_add_test(tcase, ends_a_program_at_its_time_limit);
	tcase_add_test(tcase, keeps_memory_and_a_directory_until_the_run_ends);
	tcase_add_test(tcase, says_who_speaks);
}

Suite *suite_host(void)
{
	Suite *suite = suite_create("host");
	TCase *tcase = tcase_create("host");

	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite;
}
