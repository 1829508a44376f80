/* SPDX-License-Identifier: MIT */
/* The host itself: its table, the calling of hooks, and a whole run. */
#include "host.h"

#include <stdlib.h>

const struct venvb_api vtest_api = {
	.size = sizeof(struct venvb_api),
	.major = VENVB_MAJOR,
	.minor = VENVB_MINOR,
	.log = vtest_api_log,
	.progress = vtest_api_progress,
	.fail = vtest_api_fail,
	.deny = vtest_api_deny,
	.request = vtest_api_request,
	.request_origin = vtest_api_request_origin,
	.request_set = vtest_api_request_set,
	.fact = vtest_api_fact,
	.interpreter_choose = vtest_api_interpreter_choose,
	.option = vtest_api_option,
	.plugin_enabled = vtest_api_plugin_enabled,
	.plugin_next = vtest_api_plugin_next,
	.plugin_text = vtest_api_plugin_text,
	.dir_add = vtest_api_dir_add,
	.file_add = vtest_api_file_add,
	.link_add = vtest_api_link_add,
	.copy_add = vtest_api_copy_add,
	.remove = vtest_api_remove,
	.find = vtest_api_find,
	.next = vtest_api_next,
	.node_text = vtest_api_node_text,
	.node_number = vtest_api_node_number,
	.key = vtest_api_key,
	.key_set = vtest_api_key_set,
	.key_remove = vtest_api_key_remove,
	.key_next = vtest_api_key_next,
	.key_text = vtest_api_key_text,
	.prompt = vtest_api_prompt,
	.prompt_set = vtest_api_prompt_set,
	.variable_set = vtest_api_variable_set,
	.variable_remove = vtest_api_variable_remove,
	.variable_next = vtest_api_variable_next,
	.variable_text = vtest_api_variable_text,
	.variable_number = vtest_api_variable_number,
	.wheel_add = vtest_api_wheel_add,
	.package_next = vtest_api_package_next,
	.package_text = vtest_api_package_text,
	.version_compare = vtest_api_version_compare,
	.version_within = vtest_api_version_within,
	.builtin = vtest_api_builtin,
	.trusted = vtest_api_trusted,
	.program_new = vtest_api_program_new,
	.program_argument = vtest_api_program_argument,
	.program_variable = vtest_api_program_variable,
	.program_clean = vtest_api_program_clean,
	.program_input = vtest_api_program_input,
	.program_time_limit = vtest_api_program_time_limit,
	.program_run = vtest_api_program_run,
	.program_text = vtest_api_program_text,
	.memory = vtest_api_memory,
	.state = vtest_api_state,
	.scratch = vtest_api_scratch,
	.wheel_new = vtest_api_wheel_new,
	.wheel_set = vtest_api_wheel_set,
	.wheel_find = vtest_api_wheel_find,
	.wheel_plan = vtest_api_wheel_plan,
	.interpreter_find = vtest_api_interpreter_find,
	.recall = vtest_api_recall,
	.remember = vtest_api_remember,
};

static const char *const stages[] = {
	"resolve", "dirs", "cfg", "link", "scripts", "packages", "check", "commit", "run"};

struct venvb_test *venvb_test_new(const struct venvb_plugin *plugin)
{
	struct venvb_test *test = calloc(1, sizeof(*test));

	if (!test)
		vtest_misuse("no memory for a host");
	test->plugin = plugin;
	test->self = (struct venvb_run){.test = test, .actor = plugin->name, .function = ""};
	test->other = (struct venvb_run){.test = test,
		.actor = "other",
		.stage = PACKAGES,
		.moment = "after",
		.active = true,
		.is_other = true,
		.function = ""};
	vtest_init_settings(test);
	vtest_take_part(test, &(struct peer){plugin->name, plugin->version, "file"});
	test->prompt = ".venv";
	return test;
}

void venvb_test_free(struct venvb_test *test)
{
	if (!test)
		return;
	for (size_t i = 0; i < test->program_count; i++) {
		vtest_clear(&test->programs[i].line);
		vtest_clear(&test->programs[i].arguments);
		vtest_clear(&test->programs[i].input);
	}
	vtest_clear(&test->self.denials);
	vtest_clear(&test->other.denials);
	vtest_clear(&test->reason);
	vtest_clear(&test->log);
	vtest_clear(&test->ran);
	vtest_clear(&test->tree);
	vtest_clear(&test->wheels);
	vtest_clear(&test->shown_variables);
	free(test->request.items);
	free(test->facts.items);
	free(test->options.items);
	free(test->peers);
	free(test->distrusted.items);
	free(test->keys.items);
	free(test->nodes);
	free(test->packages);
	free(test->variables);
	free(test->answers);
	free(test->programs);
	free(test->told);
	free(test->cached.items);
	free(test->interpreters.items);
	free(test->remembered.items);
	vtest_free_memory(test);
	free(test);
}

const struct venvb_api *venvb_test_api(struct venvb_test *test)
{
	(void)test;
	return &vtest_api;
}

struct venvb_run *venvb_test_other(struct venvb_test *test)
{
	return &test->other;
}

const char *venvb_test_reason(struct venvb_test *test)
{
	return vtest_string(&test->reason);
}

/* What venvb would make of it: a denial stands, a code that a call gave brings its reason. */
static int32_t judge(struct venvb_test *test, int32_t result)
{
	const struct venvb_run *run = &test->self;

	if (run->denials.len) {
		vtest_addf(&test->reason, "%s%s", test->reason.len ? "\n" : "", run->denials.data);
		return VENVB_DENIED;
	}
	if (result == VENVB_OK)
		return VENVB_OK;
	if (result > 0)
		vtest_addf(&test->reason, "returned %d, which is no result", (int)result);
	else
		vtest_addf(&test->reason, "%s",
			run->code == result      ? run->reason
			: result == VENVB_DENIED ? "denied without a reason"
						 : "failed without a reason");
	if (result > 0 || result == VENVB_INVALID)
		return VENVB_INVALID;
	return result == VENVB_DENIED ? VENVB_DENIED : VENVB_FAILED;
}

static int32_t call_hook(struct venvb_test *test, const struct venvb_hook *hook, enum stage stage)
{
	const struct venvb_event event = {sizeof(event), 0, hook->stage, hook->moment};
	struct venvb_run *run = &test->self;
	int32_t result;

	vtest_clear(&run->denials);
	*run = (struct venvb_run){.test = test,
		.actor = test->plugin->name,
		.stage = stage,
		.moment = hook->moment,
		.active = true,
		.function = ""};
	result = hook->call(&vtest_api, run, &event);
	run->active = false;
	return judge(test, result);
}

static enum stage find_stage(const char *name)
{
	for (size_t i = 0; i < VTEST_COUNT(stages); i++)
		if (!strcmp(stages[i], name))
			return (enum stage)i;
	vtest_misuse("there is no stage '%s'", name);
}

static int32_t call_hooks(struct venvb_test *test, enum stage stage, const char *moment)
{
	const struct venvb_array *hooks = &test->plugin->hooks;
	int32_t code = VENVB_NONE;

	for (uint32_t i = 0; i < hooks->count; i++) {
		const struct venvb_hook *hook =
			(const void *)((const char *)hooks->items + (size_t)i * hooks->stride);

		if (strcmp(hook->stage, stages[stage]) != 0 || strcmp(hook->moment, moment) != 0)
			continue;
		test->called = true;
		code = call_hook(test, hook, stage);
		if (code < 0 && stage != CHECK)
			break;
	}
	return code;
}

int32_t venvb_test_call(struct venvb_test *test, const char *stage, const char *moment)
{
	enum stage at = find_stage(stage);

	vtest_clear(&test->reason);
	test->resolved = at != RESOLVE || !strcmp(moment, "after");
	return call_hooks(test, at, moment);
}

/* A moment without hooks is as good as one that went well. */
static int32_t call_moment(struct venvb_test *test, enum stage stage, const char *moment)
{
	int32_t code = call_hooks(test, stage, moment);

	return code == VENVB_NONE ? VENVB_OK : code;
}

static int32_t run_stage(struct venvb_test *test, enum stage stage)
{
	int32_t code = call_moment(test, stage, "before");

	if (code == VENVB_OK)
		code = call_hooks(test, stage, "replace");
	if (code == VENVB_NONE)
		code = vtest_builtin(test, stage);
	if (code == VENVB_OK && stage == RESOLVE && !test->resolved) {
		vtest_addf(&test->reason, "it has not chosen an interpreter");
		code = VENVB_INVALID;
	}
	return code < 0 ? code : call_moment(test, stage, "after");
}

int32_t venvb_test_create(struct venvb_test *test)
{
	int32_t code = VENVB_OK;

	vtest_clear(&test->reason);
	test->resolved = test->called = false;
	for (enum stage stage = RESOLVE; code == VENVB_OK && stage < CHECK; stage++)
		code = run_stage(test, stage);
	if (code == VENVB_OK)
		code = call_moment(test, CHECK, "check");
	if (code == VENVB_OK && !vtest_is_dry_run(test))
		code = call_moment(test, COMMIT, "after");
	if (code < 0 && test->called) {
		struct text reason = test->reason;

		test->reason = (struct text){0};
		call_hooks(test, RUN, "failed");
		vtest_clear(&test->reason);
		test->reason = reason;
	}
	return code;
}
