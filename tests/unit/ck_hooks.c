/* SPDX-License-Identifier: MIT */
/* Which hooks are called, in which order, and what their results come to. */
#include "tests/unit/host_fixture.h"

#include <pthread.h>

static struct vb_buf called = VB_BUF_INIT;

/* --- results -------------------------------------------------------------------------------- */

static int32_t result;

static int32_t give_result(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)api;
	(void)run;
	(void)event;
	return result;
}

static const struct {
	int32_t result;
	int code;
	const char *message;
} results[] = {
	{VENVB_FAILED, VB_EFAIL, "plugin 'acme': after cfg: failed without a reason"},
	{VENVB_DENIED, VB_EDENIED, "plugin 'acme': after cfg: denied without a reason"},
	{VENVB_NONE, VB_EFAIL, "plugin 'acme': after cfg: failed without a reason"},
	{VENVB_INVALID, VB_EPLUGIN, "plugin 'acme': after cfg: failed without a reason"},
	{-77, VB_EFAIL, "plugin 'acme': after cfg: failed without a reason"},
	{7, VB_EPLUGIN, "plugin 'acme': after cfg: returned 7, which is no result"},
};

START_TEST(names_who_failed_and_where)
{
	result = results[_i].result;
	fixture_add_hook("acme", "cfg", "after", give_result);
	fixture_finish("");
	fixture_call("cfg", "before");
	fixture_call_fails("cfg", "after", results[_i].code, results[_i].message);
}
END_TEST

static int32_t fail_twice(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	ck_assert_str_eq(event->stage, "packages");
	ck_assert_str_eq(event->moment, "before");
	ck_assert(VENVB_HAS(event, moment));
	ck_assert(VENVB_HAS(api, scratch));
	ck_assert_int_eq(api->fail(run, "first", VENVB_NUL), VENVB_FAILED);
	return api->fail(run, "no such\nindex!", 13);
}

START_TEST(tells_the_reason_of_a_failure)
{
	fixture_add_hook("acme", "packages", "before", fail_twice);
	fixture_finish("");
	fixture_call_fails(
		"packages", "before", VB_EFAIL, "plugin 'acme': before packages: no such index");
}
END_TEST

static int32_t return_what_a_call_returned(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *value;
	uint64_t len;

	(void)event;
	return api->key(run, "colour", VENVB_NUL, &value, &len);
}

static int32_t return_another_code(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	return_what_a_call_returned(api, run, event);
	return VENVB_FAILED;
}

START_TEST(keeps_the_reason_of_a_failed_call_for_its_code)
{
	fixture_add_hook("acme", "cfg", "before", return_what_a_call_returned);
	fixture_add_hook("other", "cfg", "after", return_another_code);
	fixture_finish("");
	fixture_call_fails("cfg", "before", VB_EFAIL,
		"plugin 'acme': before cfg: pyvenv.cfg has no key 'colour'");
	fixture_call_fails(
		"cfg", "after", VB_EFAIL, "plugin 'other': after cfg: failed without a reason");
}
END_TEST

static int32_t fail_and_succeed(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	api->fail(run, "not so bad", VENVB_NUL);
	return VENVB_OK;
}

static int32_t deny_and_succeed(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	api->deny(run, "never", VENVB_NUL);
	return VENVB_OK;
}

START_TEST(a_denial_stands_whatever_is_returned)
{
	fixture_add_hook("mild", "dirs", "after", fail_and_succeed);
	fixture_add_hook("acme", "link", "after", deny_and_succeed);
	fixture_finish("");
	fixture_call("dirs", "after");
	fixture_call_fails("link", "after", VB_EDENIED, "plugin 'acme': after link: never");
}
END_TEST

/* --- check and failed ----------------------------------------------------------------------- */

static int32_t deny_twice(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	api->deny(run, "too old", VENVB_NUL);
	return api->deny(run, "too far away", VENVB_NUL);
}

static int32_t deny_once(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	return api->deny(run, "", 0);
}

START_TEST(reports_all_denials_of_check_together)
{
	result = VENVB_FAILED;
	fixture_add_hook("one", "check", "check", deny_twice);
	fixture_add_hook("two", "check", "check", give_result);
	fixture_add_hook("three", "check", "check", deny_once);
	fixture_finish("");
	fixture_call_fails("check", "check", VB_EDENIED,
		"plugin 'one': check: too old\n"
		"plugin 'one': check: too far away\n"
		"plugin 'two': check: failed without a reason\n"
		"plugin 'three': check: denied without a reason");
}
END_TEST

static int32_t note(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)api;
	vb_buf_addf(
		&called, "%s %s %s;", run->plugin->plugin.actor.name, event->moment, event->stage);
	return VENVB_OK;
}

static int32_t note_and_fail(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	note(api, run, event);
	return api->fail(run, "cannot clean up", VENVB_NUL);
}

static void add_with_failed(const char *name, const char *stage, venvb_hook_fn *failed)
{
	const struct venvb_hook hooks[] = {
		{stage, "after", note, 0, 0},
		{"run", "failed", failed, 0, 0},
	};
	const struct venvb_plugin plugin = {
		VENVB_PLUGIN_HEAD(0),
		.name = name,
		.version = "1",
		.hooks = VENVB_ARRAY(hooks),
	};

	fixture_add(&plugin, VB_TIER_SYSTEM);
}

START_TEST(tells_those_backwards_who_were_called_that_the_run_failed)
{
	add_with_failed("one", "dirs", note);
	add_with_failed("two", "dirs", note_and_fail);
	add_with_failed("three", "commit", note);
	add_with_failed("four", "dirs", note);
	fixture_finish("");
	fixture_call("dirs", "after");
	vb_buf_clear(&called);
	fixture_call("run", "failed");
	ck_assert_str_eq(called.data, "four failed run;two failed run;one failed run;");
	ck_assert_str_eq(fixture_log.data, "0 plugin 'two': failed: cannot clean up\n");
	vb_buf_done(&called);
}
END_TEST

/* --- order ---------------------------------------------------------------------------------- */

START_TEST(calls_in_the_order_of_the_run_until_one_fails)
{
	result = VENVB_FAILED;
	fixture_add_hook_at(VB_TIER_FILE, "file", "dirs", "after", note);
	fixture_add_hook_at(VB_TIER_POLICY, "policy", "dirs", "after", note);
	fixture_add_hook_at(VB_TIER_USER, "user", "dirs", "after", give_result);
	fixture_add_hook_at(VB_TIER_SYSTEM, "system", "dirs", "after", note);
	fixture_finish("");
	fixture_call_fails(
		"dirs", "after", VB_EFAIL, "plugin 'user': after dirs: failed without a reason");
	ck_assert_str_eq(called.data, "policy after dirs;system after dirs;");
	ck_assert_str_eq(vb_host_plugin(fixture_run.host, 3)->actor.name, "file");
	ck_assert(vb_hooks_any(fixture_run.host, "dirs", "after"));
	ck_assert(!vb_hooks_any(fixture_run.host, "dirs", "before"));
	vb_buf_done(&called);
}
END_TEST

START_TEST(refuses_what_cannot_be_ordered)
{
	static const char *const names[] = {"two"};
	const struct venvb_plugin one = {VENVB_PLUGIN_HEAD(0), .name = "one", .version = "1",
		.before = VENVB_ARRAY(names), .after = VENVB_ARRAY(names)};

	fixture_add(&one, VB_TIER_USER);
	fixture_add_hook_at(VB_TIER_USER, "two", "dirs", "after", note);
	fixture_finish("two -> one -> two");
}
END_TEST

/* --- stages --------------------------------------------------------------------------------- */

static const struct {
	const char *stage, *moment;
} unknown[] = {
	{"moon", "after"},
	{"dirs", "during"},
	{"check", "replace"},
	{"commit", "replace"},
	{"commit", "before"},
	{"run", "after"},
};

START_TEST(refuses_a_required_hook_that_is_unknown)
{
	fixture_add_hook("acme", unknown[_i].stage, unknown[_i].moment, note);
	fixture_finish(vb_arena_printf(fixture_arena, "plugin 'acme': it needs a hook '%s' of '%s'",
		unknown[_i].moment, unknown[_i].stage));
}
END_TEST

START_TEST(leaves_out_another_with_a_note)
{
	const struct venvb_hook hooks[] = {{"moon", "full", note, 0, 0}};
	const struct venvb_plugin plugin = {
		VENVB_PLUGIN_HEAD(0), .name = "acme", .version = "1", .hooks = VENVB_ARRAY(hooks)};

	fixture_add(&plugin, VB_TIER_USER);
	fixture_finish("");
	ck_assert_ptr_nonnull(strstr(fixture_log.data, "its hook 'full' of 'moon' is left out"));
}
END_TEST

START_TEST(names_both_that_replace_a_stage)
{
	fixture_add_hook("one", "scripts", "replace", note);
	fixture_add_hook("two", "scripts", "replace", note);
	fixture_finish("the plugins 'one' and 'two' both replace 'scripts'");
}
END_TEST

static int32_t call_builtin_twice(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	ck_assert_int_eq(api->builtin(run), VENVB_OK);
	return api->builtin(run);
}

static int32_t call_builtin(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	return api->builtin(run);
}

START_TEST(runs_the_builtin_of_a_replaced_stage_once)
{
	vb_auto_err err = VB_ERR_INIT;
	bool replaced = true;

	fixture_add_hook("acme", "packages", "replace", call_builtin_twice);
	fixture_add_hook("other", "packages", "after", call_builtin);
	fixture_finish("");
	ck_assert_int_eq(vb_hooks_replace(&fixture_run, "scripts", &replaced, &err), 0);
	ck_assert(!replaced);
	ck_assert_int_eq(vb_hooks_replace(&fixture_run, "packages", &replaced, &err), -VB_EPLUGIN);
	ck_assert(replaced);
	ck_assert_str_eq(err.msg,
		"plugin 'acme': replace packages: builtin: it was called before, and works once");
	fixture_call_fails("packages", "after", VB_EPLUGIN,
		"plugin 'other': after packages: builtin: only a hook that replaces a stage has a "
		"built-in");
}
END_TEST

START_TEST(wants_an_interpreter_of_who_replaces_resolve)
{
	vb_auto_err err = VB_ERR_INIT;
	bool replaced;

	fixture_add_hook("acme", "resolve", "replace", note);
	fixture_finish("");
	ck_assert_int_eq(vb_hooks_replace(&fixture_run, "resolve", &replaced, &err), -VB_EPLUGIN);
	ck_assert_ptr_nonnull(strstr(err.msg, "has not chosen an interpreter"));
	vb_buf_done(&called);
}
END_TEST

/* --- handles -------------------------------------------------------------------------------- */

static const struct venvb_api *kept_api;
static struct venvb_run *kept_run;

static void *call_from_a_thread(void *run)
{
	ck_assert_int_eq(kept_api->key_set(run, "a", 1, "b", 1), VENVB_INVALID);
	return NULL;
}

static int32_t keep_handle(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	pthread_t thread;

	(void)event;
	kept_api = api;
	kept_run = run;
	ck_assert_int_eq(pthread_create(&thread, NULL, call_from_a_thread, run), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	return api->key_set(run, "a", 1, "b", 1);
}

START_TEST(a_handle_is_good_in_its_hook_alone)
{
	const char *value = "untouched";

	fixture_add_hook("acme", "cfg", "after", keep_handle);
	fixture_finish("");
	fixture_call("cfg", "after");
	ck_assert_str_eq(vb_plan_key(fixture_run.plan, "a"), "b");
	ck_assert_int_eq(kept_api->key(kept_run, "a", 1, &value, NULL), VENVB_INVALID);
	ck_assert_str_eq(value, "untouched");
	ck_assert_int_eq(kept_api->fail(kept_run, "x", 1), VENVB_FAILED);
	ck_assert_int_eq(kept_api->deny(NULL, "x", 1), VENVB_DENIED);
	ck_assert_ptr_null(kept_api->memory(kept_run, 1));
	kept_api->log(kept_run, VENVB_LOG_WARNING, "x", 1);
	ck_assert_str_eq(fixture_log.data, "");
}
END_TEST

Suite *suite_hooks(void)
{
	Suite *suite = suite_create("hooks");
	TCase *tcase = tcase_create("hooks");

	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_loop_test(tcase, names_who_failed_and_where, 0, (int)VB_COUNT(results));
	tcase_add_test(tcase, tells_the_reason_of_a_failure);
	tcase_add_test(tcase, keeps_the_reason_of_a_failed_call_for_its_code);
	tcase_add_test(tcase, a_denial_stands_whatever_is_returned);
	tcase_add_test(tcase, reports_all_denials_of_check_together);
	tcase_add_test(tcase, tells_those_backwards_who_were_called_that_the_run_failed);
	tcase_add_test(tcase, calls_in_the_order_of_the_run_until_one_fails);
	tcase_add_test(tcase, refuses_what_cannot_be_ordered);
	tcase_add_loop_test(
		tcase, refuses_a_required_hook_that_is_unknown, 0, (int)VB_COUNT(unknown));
	tcase_add_test(tcase, leaves_out_another_with_a_note);
	tcase_add_test(tcase, names_both_that_replace_a_stage);
	tcase_add_test(tcase, runs_the_builtin_of_a_replaced_stage_once);
	tcase_add_test(tcase, wants_an_interpreter_of_who_replaces_resolve);
	tcase_add_test(tcase, a_handle_is_good_in_its_hook_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}
