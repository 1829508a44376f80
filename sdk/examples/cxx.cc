// SPDX-License-Identifier: MIT
// In C++: a list of the planned packages, as etc/packages.txt.
#include <exception>
#include <string>
#include <venvb/plugin.h>

namespace {

struct failure {
	int32_t code;
};

void check(int32_t code)
{
	if (code < 0)
		throw failure{code};
}

std::string text_of(const venvb_api *api, venvb_run *run, uint64_t package, uint32_t what)
{
	const char *text;
	uint64_t len;

	check(api->package_text(run, package, what, &text, &len));
	return {text, static_cast<size_t>(len)};
}

std::string list(const venvb_api *api, venvb_run *run)
{
	std::string lines;

	for (uint64_t package = 0; api->package_next(run, &package) == VENVB_OK;)
		lines += text_of(api, run, package, VENVB_PACKAGE_NAME) +
			 "==" + text_of(api, run, package, VENVB_PACKAGE_VERSION) + "\n";
	return lines;
}

// No exception leaves a hook.
int32_t write(const venvb_api *api, venvb_run *run, const venvb_event *)
try {
	const std::string lines = list(api, run);

	return api->file_add(run, "etc/packages.txt", VENVB_NUL, lines.data(), lines.size(), 0);
} catch (const failure &failed) {
	return failed.code;
} catch (const std::exception &error) {
	return api->fail(run, error.what(), VENVB_NUL);
}

const venvb_hook hooks[] = {
	{"packages", "after", write, VENVB_HOOK_REQUIRED, 0},
};

const char *const after[] = {"seedpip", "seeder"};

} // namespace

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0), "cxx", "1.0", "lists the packages of an environment", "MIT",
	{nullptr, 0, 0},      // options
	VENVB_ARRAY(hooks),
	{nullptr, 0, 0},      // runs before these
	VENVB_ARRAY(after),   // runs after these
};
