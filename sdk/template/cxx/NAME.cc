/*
 * @NAME@: a plugin of venvb. The header <venvb/plugin.h> is its whole contract, and
 * venvb-plugin(7) its guide. This one adds a file to every environment.
 */
#include <exception>
#include <string>
#include <venvb/plugin.h>

static int32_t
add_file(const venvb_api *api, venvb_run *run, const venvb_event *)
try {
	const char *text;
	uint64_t len;
	int32_t code = api->option(run, "text", VENVB_NUL, 0, &text, &len);

	if (code < 0)
		return code; /* the host knows why, and says it */
	std::string line = std::string(text, len) + "\n";
	return api->file_add(run, "etc/@NAME@.txt", VENVB_NUL, line.data(), line.size(), 0);
} catch (const std::exception &error) { /* none may leave a hook */
	return api->fail(run, error.what(), VENVB_NUL);
}

static const venvb_option options[] = {
	{"text", "what the file says", "TEXT", "hello", nullptr, VENVB_STRING, 0},
};

static const venvb_hook hooks[] = {
	{"dirs", "after", add_file, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	"@NAME@",              /* name */
	"0.1",                 /* version */
	"adds etc/@NAME@.txt", /* summary */
	"MIT",                 /* licence */
	VENVB_ARRAY(options),
	VENVB_ARRAY(hooks),
	{nullptr, 0, 0}, /* plugins that run after this one */
	{nullptr, 0, 0}, /* plugins that run before this one */
};
