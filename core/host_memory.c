/* SPDX-License-Identifier: MIT */
/* What a plugin gets for as long as the run lasts: memory, its state, a directory. */
#include "core/host.h"

#include "core/fsat.h"
#include "core/guard.h"
#include "core/user_dirs.h"

#include <fcntl.h>

enum { MOST_MEMORY = 1024 * 1024 * 1024 };

void *vb_api_memory(struct venvb_run *run, uint64_t size)
{
	if (!vb_call_begin(run, "memory"))
		return NULL;
	if (size <= MOST_MEMORY)
		return vb_arena_alloc(run->run->arena, (size_t)size);
	vb_call_invalid(run, "%ju bytes are asked for, and at most %d are given", (uintmax_t)size,
		MOST_MEMORY);
	return NULL;
}

void *vb_api_state(struct venvb_run *run, uint64_t size)
{
	struct vb_host_plugin *plugin;

	if (!vb_call_begin(run, "state"))
		return NULL;
	plugin = run->plugin;
	if (size > MOST_MEMORY || (plugin->state && size != plugin->state_size)) {
		vb_call_invalid(run, "a size of %ju bytes is asked for, and %ju before",
			(uintmax_t)size, (uintmax_t)plugin->state_size);
		return NULL;
	}
	if (!plugin->state) {
		plugin->state = vb_arena_alloc(run->host->arena, (size_t)size);
		plugin->state_size = size;
	}
	return plugin->state;
}

int32_t vb_api_scratch(struct venvb_run *run, const char **ret_path, uint64_t *ret_len)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_host_plugin *plugin;

	if (!vb_call_begin(run, "scratch"))
		return VENVB_INVALID;
	plugin = run->plugin;
	if (!plugin->scratch) {
		const char *name =
			vb_arena_printf(run->host->arena, "venvb-%s", plugin->plugin.actor.name);
		int rc = vb_user_make_temporary(run->host->arena, name, &plugin->scratch, &err);

		if (rc < 0)
			return vb_call_result(run, rc, &err);
	}
	return vb_call_give(run, plugin->scratch, strlen(plugin->scratch), ret_path, ret_len);
}

void vb_host_done(struct vb_host *host)
{
	vb_guard_forget();
	for (size_t i = 0; i < host->count; i++) {
		vb_auto_err err = VB_ERR_INIT;
		const char *scratch = host->plugins[i]->scratch;

		host->plugins[i]->scratch = NULL;
		if (scratch && vb_fsat_remove_tree(AT_FDCWD, scratch, &err) < 0)
			vb_warn(host->log, "'%s' is left behind: %s", scratch, err.msg);
	}
}
