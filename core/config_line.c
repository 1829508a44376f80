/* SPDX-License-Identifier: MIT */
/* What the command line adds to the configuration. */
#include "core/config_layer.h"

#include "core/buf.h"
#include "core/option.h"
#include "core/path.h"
#include "core/url.h"

#include <fnmatch.h>

static struct vb_origin here(const char *cwd)
{
	return (struct vb_origin){VB_LAYER_COMMAND_LINE, "command line", cwd};
}

/* What stands before the next single comma, with ",," as a comma; *AT then stands behind it, or is
 * NULL at the end. */
static const char *next_part(struct vb_arena *arena, const char **at)
{
	vb_auto_buf part = VB_BUF_INIT;
	const char *text = *at;

	for (; *text; text++) {
		if (*text == ',' && *++text != ',') {
			*at = text;
			return vb_arena_dup(arena, part.data, part.len);
		}
		vb_buf_addch(&part, *text);
	}
	*at = NULL;
	return vb_arena_dup(arena, part.data, part.len);
}

/* A name, or the absolute path of what has a slash. */
static int identify(struct vb_arena *arena, const char *text, const char *cwd,
	const char **ret_name, struct vb_err *err)
{
	int rc = 0;

	if (!*text)
		return vb_err_set(err, VB_EUSAGE, "the name of a plugin is missing");
	if (strchr(text, '/')) {
		*ret_name = vb_path_absolute(arena, cwd, text);
		return 0;
	}
	if (!fnmatch("*.so", text, 0))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is a name without a slash, and plugins by name have no ending: for "
			"the "
			"file write ./%s",
			text, text);
	rc = vb_layer_check_name(text, err);
	if (rc == 0)
		*ret_name = text;
	return rc;
}

static const char *masked(struct vb_arena *arena, const char *text)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_url_add_masked(&out, text);
	return vb_arena_dup(arena, out.data, out.len);
}

static int set_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	const char *text, const char *cwd, struct vb_err *err)
{
	const char *equals = strchr(text, '=');
	struct vb_origin origin = here(cwd);
	struct vb_plugin_value value;

	if (!equals)
		return vb_err_set(err, VB_EUSAGE,
			"'%s' has no value: expected KEY=VALUE (and ',,' for a comma in a value)",
			masked(arena, text));
	value = vb_layer_single(
		arena, vb_arena_dup(arena, text, (size_t)(equals - text)), equals + 1);
	return vb_layer_plugin(config, arena, name, &value, &origin, err);
}

int vb_config_add_plugin(struct vb_config *config, struct vb_arena *arena, const char *text,
	const char *cwd, struct vb_err *err)
{
	const char *at = text, *name = NULL;
	struct vb_origin origin = here(cwd);
	int rc = identify(arena, next_part(arena, &at), cwd, &name, err);

	if (rc == 0)
		rc = vb_layer_enable(config, arena, name, true, &origin, err);
	while (rc == 0 && at) {
		const char *part = next_part(arena, &at);

		rc = set_plugin(config, arena, name, part, cwd, err);
	}
	return rc;
}

int vb_config_drop_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	const char *cwd, struct vb_err *err)
{
	struct vb_origin origin = here(cwd);
	int rc = identify(arena, name, cwd, &name, err);

	return rc < 0 ? rc : vb_layer_enable(config, arena, name, false, &origin, err);
}

int vb_config_set_option(struct vb_request *request, struct vb_arena *arena, int id,
	const char *value, const char *cwd, struct vb_err *err)
{
	struct vb_origin origin = here(cwd);

	return vb_layer_option(request, arena, id, value, &origin, err);
}

int vb_config_set(const struct vb_config_target *target, struct vb_arena *arena, const char *text,
	const char *cwd, struct vb_err *err)
{
	const char *equals = strchr(text, '=');
	const char *key = equals ? vb_arena_dup(arena, text, (size_t)(equals - text)) : NULL;
	const char *dot = key ? strrchr(key, '.') : NULL;
	const char *name;
	int id, rc;

	if (!equals)
		return vb_err_set(err, VB_EUSAGE,
			"'%s' sets nothing: expected NAME=VALUE or PLUGIN.KEY=VALUE",
			masked(arena, text));
	if (dot) {
		rc = identify(
			arena, vb_arena_dup(arena, key, (size_t)(dot - key)), cwd, &name, err);
		return rc < 0 ? rc
			      : set_plugin(target->config, arena, name,
					vb_arena_str(arena, text + (dot + 1 - key)), cwd, err);
	}
	id = vb_option_find(key);
	if (id < 0)
		return vb_layer_unknown(key, err);
	return vb_config_set_option(target->request, arena, id, equals + 1, cwd, err);
}

void vb_config_set_common(
	struct vb_config *config, struct vb_arena *arena, const char *key, const char *value)
{
	struct vb_plugin_value single = vb_layer_single(arena, key, value);

	for (size_t i = 0; i < config->common_count; i++)
		if (!strcmp(config->common[i].key, key))
			return;
	single.layer = VB_LAYER_COMMAND_LINE;
	single.source = "command line";
	single.base = "/";
	config->common = vb_layer_merge(arena, config->common, &config->common_count, &single);
}
