/* SPDX-License-Identifier: MIT */
#include "tests/unit/host_fixture.h"

#include "core/option.h"

enum { MOST_PLUGINS = 16, MOST_VALUES = 16 };

struct vb_arena *fixture_arena;
struct vb_run fixture_run;
struct vb_buf fixture_log;
struct vb_config fixture_config;
static struct vb_plugin_config configs[MOST_PLUGINS];
static struct vb_plugin_value values[MOST_PLUGINS][MOST_VALUES];
static struct vb_log sink;

static void keep_line(void *user, enum vb_level level, const char *text)
{
	(void)user;
	vb_buf_addf(&fixture_log, "%u %s\n", (unsigned)level, text);
}

void fixture_setup(void)
{
	static char cwd[] = "/where/we/are";

	fixture_arena = vb_arena_new();
	fixture_log = (struct vb_buf)VB_BUF_INIT;
	sink = (struct vb_log){.level = VB_DEBUG, .line = keep_line};
	fixture_run = (struct vb_run){
		.arena = fixture_arena,
		.log = &sink,
		.plan = vb_plan_new(fixture_arena),
		.host = vb_host_empty(fixture_arena, &sink, MOST_PLUGINS),
		.cwd = cwd,
		.umask = 022,
	};
	memset(configs, 0, sizeof(configs));
	memset(values, 0, sizeof(values));
	fixture_config = (struct vb_config){.plugins = configs};
	vb_option_defaults(&fixture_run.request, fixture_arena);
	fixture_run.request.target = "/where/we/are/env";
	fixture_run.request.name = "env";
}

void fixture_teardown(void)
{
	vb_host_done(fixture_run.host);
	vb_buf_done(&fixture_log);
	vb_arena_free(fixture_arena);
}

void fixture_add(const struct venvb_plugin *plugin, enum vb_tier tier)
{
	const struct vb_descriptor_source source = {
		.data = plugin,
		.available = sizeof(*plugin),
		.file = vb_arena_printf(fixture_arena, "/x/%s.so", plugin->name),
		.name = plugin->name,
	};
	struct vb_descriptor descriptor;
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_descriptor_read(fixture_arena, &source, &descriptor, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
	vb_host_add(fixture_run.host, &descriptor, tier, source.file);
}

void fixture_add_hook_at(enum vb_tier tier, const char *name, const char *stage, const char *moment,
	venvb_hook_fn *call)
{
	const struct venvb_hook hooks[] = {{stage, moment, call, VENVB_HOOK_REQUIRED, 0}};
	const struct venvb_plugin plugin = {
		VENVB_PLUGIN_HEAD(0),
		.name = name,
		.version = "1",
		.hooks = VENVB_ARRAY(hooks),
	};

	fixture_add(&plugin, tier);
}

void fixture_add_hook(const char *name, const char *stage, const char *moment, venvb_hook_fn *call)
{
	fixture_add_hook_at(VB_TIER_SYSTEM, name, stage, moment, call);
}

void fixture_finish(const char *expected)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_host_finish(fixture_run.host, &fixture_config, &err);

	if (!*expected) {
		ck_assert_msg(rc == 0, "%s", err.msg);
		return;
	}
	ck_assert_int_lt(rc, 0);
	ck_assert_msg(strstr(err.msg, expected), "%s", err.msg);
}

void fixture_call(const char *stage, const char *moment)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_hooks_call(&fixture_run, stage, moment, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
}

void fixture_call_fails(const char *stage, const char *moment, int code, const char *message)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_hooks_call(&fixture_run, stage, moment, &err);

	ck_assert_int_lt(rc, 0);
	ck_assert_str_eq(err.msg, message);
	ck_assert_int_eq(rc, -code);
}

static struct vb_plugin_config *find_config(const char *name)
{
	for (size_t i = 0; i < fixture_config.plugin_count; i++)
		if (!strcmp(configs[i].name, name))
			return &configs[i];
	ck_assert_uint_lt(fixture_config.plugin_count, MOST_PLUGINS);
	configs[fixture_config.plugin_count] = (struct vb_plugin_config){
		.name = name,
		.enabled = true,
		.values = values[fixture_config.plugin_count],
	};
	return &configs[fixture_config.plugin_count++];
}

void fixture_say(const char *name, const char *key, const char *value, enum vb_layer layer)
{
	struct vb_plugin_config *config = find_config(name);
	const char **list = vb_arena_array(fixture_arena, 1, sizeof(*list));

	ck_assert_uint_lt(config->value_count, MOST_VALUES);
	list[0] = value;
	values[config - configs][config->value_count++] = (struct vb_plugin_value){
		.key = key,
		.values = list,
		.count = 1,
		.layer = layer,
		.source = "file:7",
		.base = "/base",
	};
}
