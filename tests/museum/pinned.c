/* SPDX-License-Identifier: MIT */
/* What contract 1.1 brought: a wheel by its hash, an interpreter, memory across runs. */
#include <string.h>
#include <venvb/plugin.h>

static int32_t
tell(const struct venvb_api *api, struct venvb_run *run, uint64_t wheel)
{
	static const struct {
		uint32_t what;
		const char *text;
	} texts[] = {
		{VENVB_WHEEL_NAME, "pinned"},
		{VENVB_WHEEL_VERSION, "1.0"},
		{VENVB_WHEEL_SHA256,
			"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
		{VENVB_WHEEL_SOURCE, "https://example.com/pinned-1.0-py3-none-any.whl"},
		{VENVB_WHEEL_DIRECT_URL, "{}"},
	};
	int32_t code = VENVB_OK;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]) && code == VENVB_OK; i++)
		code = api->wheel_set(run, wheel, texts[i].what, texts[i].text, VENVB_NUL);
	return code;
}

/* Planned though nobody has it: in a dry run that is so. */
static int32_t
plan_wheel(const struct venvb_api *api, struct venvb_run *run)
{
	uint64_t wheel;
	int32_t code = api->wheel_new(run, &wheel);

	if (code == VENVB_OK)
		code = tell(api, run, wheel);
	if (code == VENVB_OK && api->wheel_find(run, wheel) != VENVB_NONE)
		code = api->fail(run, "the cache has what there is not", VENVB_NUL);
	if (code == VENVB_OK)
		code = api->wheel_plan(run, wheel,
			VENVB_WHEEL_REQUESTED | VENVB_WHEEL_VERSIONED | VENVB_WHEEL_LOCKED |
				VENVB_WHEEL_OVERLAYS | VENVB_WHEEL_ABSENT);
	return code;
}

static int32_t
seed(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;
	uint64_t package = 0, len;
	int32_t code = plan_wheel(api, run);

	(void)event;
	if (code == VENVB_OK)
		code = api->package_next(run, &package);
	if (code == VENVB_OK)
		code = api->interpreter_find(run, "3", VENVB_NUL, &text, &len);
	if (code == VENVB_OK)
		code = api->remember(run, "key", VENVB_NUL, "text", VENVB_NUL);
	if (code == VENVB_OK && api->recall(run, "another key", VENVB_NUL, &text, &len) != VENVB_NONE)
		code = api->fail(run, "it recalls what nobody remembers", VENVB_NUL);
	if (code == VENVB_OK)
		code = api->package_text(run, package, VENVB_PACKAGE_NAME, &text, &len);
	return code == VENVB_OK ? api->file_add(run, "etc/pinned", VENVB_NUL, text, len, 0) : code;
}

static const struct venvb_hook hooks[] = {{"packages", "after", seed, VENVB_HOOK_REQUIRED, 0}};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(1), "pinned", "1.0", "what contract 1.1 brought", "MIT",
	{NULL, 0, 0}, VENVB_ARRAY(hooks), {NULL, 0, 0}, {NULL, 0, 0},
};
