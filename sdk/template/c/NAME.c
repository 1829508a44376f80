/*
 * @NAME@: a plugin of venvb. The header <venvb/plugin.h> is its whole contract, and
 * venvb-plugin(7) its guide. This one adds a file to every environment.
 */
#include <venvb/plugin.h>

static int32_t
add_file(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;
	uint64_t len;
	int32_t code = api->option(run, "text", VENVB_NUL, 0, &text, &len);

	(void)event;
	if (code < 0)
		return code; /* the host knows why, and says it */
	return api->file_add(run, "etc/@NAME@.txt", VENVB_NUL, text, len, 0);
}

static const struct venvb_option options[] = {
	{"text", "what the file says", "TEXT", "hello", NULL, VENVB_STRING, 0},
};

static const struct venvb_hook hooks[] = {
	{"dirs", "after", add_file, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "@NAME@",
	.version = "0.1",
	.summary = "adds etc/@NAME@.txt",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
