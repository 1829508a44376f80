/* SPDX-License-Identifier: MIT */
/*
 * The table that every hook gets, and its functions for saying something, for the plugin's own
 * options, and for the stage that a hook replaces.
 */
#include "core/host.h"
#include "core/url.h"

#include <ctype.h>

const struct venvb_api vb_api = {
	.size = sizeof(struct venvb_api),
	.major = VENVB_MAJOR,
	.minor = VENVB_MINOR,
	.log = vb_api_log,
	.progress = vb_api_progress,
	.fail = vb_api_fail,
	.deny = vb_api_deny,
	.request = vb_api_request,
	.request_origin = vb_api_request_origin,
	.request_set = vb_api_request_set,
	.fact = vb_api_fact,
	.interpreter_choose = vb_api_interpreter_choose,
	.option = vb_api_option,
	.plugin_enabled = vb_api_plugin_enabled,
	.plugin_next = vb_api_plugin_next,
	.plugin_text = vb_api_plugin_text,
	.dir_add = vb_api_dir_add,
	.file_add = vb_api_file_add,
	.link_add = vb_api_link_add,
	.copy_add = vb_api_copy_add,
	.remove = vb_api_remove,
	.find = vb_api_find,
	.next = vb_api_next,
	.node_text = vb_api_node_text,
	.node_number = vb_api_node_number,
	.key = vb_api_key,
	.key_set = vb_api_key_set,
	.key_remove = vb_api_key_remove,
	.key_next = vb_api_key_next,
	.key_text = vb_api_key_text,
	.prompt = vb_api_prompt,
	.prompt_set = vb_api_prompt_set,
	.variable_set = vb_api_variable_set,
	.variable_remove = vb_api_variable_remove,
	.variable_next = vb_api_variable_next,
	.variable_text = vb_api_variable_text,
	.variable_number = vb_api_variable_number,
	.wheel_add = vb_api_wheel_add,
	.package_next = vb_api_package_next,
	.package_text = vb_api_package_text,
	.version_compare = vb_api_version_compare,
	.version_within = vb_api_version_within,
	.builtin = vb_api_builtin,
	.trusted = vb_api_trusted,
	.program_new = vb_api_program_new,
	.program_argument = vb_api_program_argument,
	.program_variable = vb_api_program_variable,
	.program_clean = vb_api_program_clean,
	.program_input = vb_api_program_input,
	.program_time_limit = vb_api_program_time_limit,
	.program_run = vb_api_program_run,
	.program_text = vb_api_program_text,
	.memory = vb_api_memory,
	.state = vb_api_state,
	.scratch = vb_api_scratch,
	.wheel_new = vb_api_wheel_new,
	.wheel_set = vb_api_wheel_set,
	.wheel_find = vb_api_wheel_find,
	.wheel_plan = vb_api_wheel_plan,
	.interpreter_find = vb_api_interpreter_find,
	.recall = vb_api_recall,
	.remember = vb_api_remember,
};

/* One line: what would move the cursor of a terminal, or do worse, becomes a blank. */
static void flatten(struct vb_buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (iscntrl((unsigned char)text->data[i]))
			text->data[i] = ' ';
}

/* A line that a plugin gives for people to read; a missing one is as good as an empty one. */
static void add_line(struct venvb_run *call, const char *text, uint64_t len, struct vb_buf *out)
{
	vb_auto_buf line = VB_BUF_INIT;

	if (!vb_call_bytes(call, "the text", text, &len))
		return;
	vb_buf_add(&line, text, len);
	/* Whatever a plugin repeats of what it was given. */
	if (line.len && strstr(line.data, "://"))
		vb_url_add_masked(out, line.data);
	else
		vb_buf_add(out, text, len);
	flatten(out);
}

void vb_api_log(struct venvb_run *run, int32_t level, const char *text, uint64_t len)
{
	vb_auto_buf line = VB_BUF_INIT;

	if (!vb_call_begin(run, "log"))
		return;
	if (level < VENVB_LOG_WARNING || level > VENVB_LOG_DEBUG)
		level = VENVB_LOG_DEBUG;
	if (!run->host->log || (int32_t)run->host->log->level < level)
		return;
	add_line(run, text, len, &line);
	vb_log(run->host->log, (enum vb_level)level, "plugin '%s': %s",
		run->plugin->plugin.actor.name, line.data);
}

void vb_api_progress(
	struct venvb_run *run, const char *text, uint64_t len, uint64_t done, uint64_t total)
{
	vb_auto_buf line = VB_BUF_INIT;

	if (!vb_call_begin(run, "progress"))
		return;
	if (!run->host->log || (!run->host->log->progress && run->host->log->level < VB_DEBUG))
		return;
	add_line(run, text, len, &line);
	vb_log_progress(run->host->log, line.data, done, total);
	if (run->host->log->level < VB_DEBUG)
		return;
	vb_buf_addf(&line, " %ju", (uintmax_t)done);
	if (total)
		vb_buf_addf(&line, " of %ju", (uintmax_t)total);
	vb_log(run->host->log, VB_DEBUG, "plugin '%s': %s", run->plugin->plugin.actor.name,
		line.data);
}

int32_t vb_api_fail(struct venvb_run *run, const char *text, uint64_t len)
{
	vb_auto_buf line = VB_BUF_INIT;

	if (!vb_call_begin(run, "fail"))
		return VENVB_FAILED;
	add_line(run, text, len, &line);
	vb_err_done(&run->reason);
	vb_err_set(&run->reason, VB_EFAIL, "%s", line.len ? line.data : "failed without a reason");
	run->code = VENVB_FAILED;
	return VENVB_FAILED;
}

int32_t vb_api_deny(struct venvb_run *run, const char *text, uint64_t len)
{
	vb_auto_buf line = VB_BUF_INIT;

	if (!vb_call_begin(run, "deny"))
		return VENVB_DENIED;
	add_line(run, text, len, &line);
	if (!line.len)
		vb_buf_adds(&line, "denied without a reason");
	vb_buf_add(&run->denials, line.data, line.len + 1);
	return VENVB_DENIED;
}

static const struct vb_host_option *find_option(
	const struct vb_host_plugin *plugin, const char *name)
{
	for (size_t i = 0; i < plugin->descriptor.option_count; i++)
		if (!strcmp(plugin->options[i].declared.name, name))
			return &plugin->options[i];
	return NULL;
}

int32_t vb_api_option(struct venvb_run *run, const char *name, uint64_t name_len, uint32_t index,
	const char **ret_value, uint64_t *ret_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	const struct vb_host_option *option;

	if (!vb_call_begin(run, "option") ||
		!vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	option = find_option(run->plugin, wanted.data);
	if (!option)
		return vb_call_invalid(run, "the plugin declares no option '%s'", wanted.data);
	if (index >= option->count)
		return vb_call_none(run,
			index ? "the option '%s' has no more values" : "the option '%s' is not set",
			wanted.data);
	return vb_call_give(
		run, option->values[index], strlen(option->values[index]), ret_value, ret_len);
}

int32_t vb_api_builtin(struct venvb_run *run)
{
	struct vb_actor self;
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	if (!vb_call_begin(run, "builtin"))
		return VENVB_INVALID;
	if (run->moment != VB_MOMENT_REPLACE)
		return vb_call_invalid(run, "only a hook that replaces a stage has a built-in");
	if (run->builtin_called)
		return vb_call_invalid(run, "it was called before, and works once");
	run->builtin_called = true;
	if (!run->stage->builtin)
		return VENVB_OK;
	self = (struct vb_actor){run->stage->name, VB_TIER_CORE};
	vb_call_begin_work(run);
	rc = run->stage->builtin(run->run, &self, &err);
	vb_call_end_work();
	return vb_call_result(run, rc, &err);
}
