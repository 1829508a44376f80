/* SPDX-License-Identifier: MIT */
/* Wheels of one's own in every environment: --plugin=seeder,wheel=/srv/wheels/acme-1.0-….whl */
#include <string.h>
#include <venvb/plugin.h>

static int32_t
seed(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *wanted, *path;
	int32_t code = api->request(run, "seed", VENVB_NUL, &wanted, NULL);
	uint32_t index = 0;

	(void)event;
	if (code < 0)
		return code;
	if (!strcmp(wanted, "no")) /* --without-pip: a seeder obeys it */
		return VENVB_OK;
	while ((code = api->option(run, "wheel", VENVB_NUL, index++, &path, NULL)) == VENVB_OK)
		if ((code = api->wheel_add(run, path, VENVB_NUL, VENVB_WHEEL_REQUESTED)) < 0)
			return code;
	return code == VENVB_NONE ? VENVB_OK : code; /* behind the last */
}

static const struct venvb_option options[] = {
	{"wheel", "a wheel to install, by its absolute path; repeatable", "FILE", NULL, NULL,
		VENVB_LIST, 0},
};

static const struct venvb_hook hooks[] = {
	{"packages", "after", seed, VENVB_HOOK_REQUIRED, 0},
};

/* What both know is seeded by whoever comes first: let seedpip. */
static const char *const after[] = {"seedpip"};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "seeder",
	.version = "1.0",
	.summary = "installs wheels into new environments",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
	.after = VENVB_ARRAY(after),
};
