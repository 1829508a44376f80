/* SPDX-License-Identifier: MIT */
/* A run with a plan and a host whose plugins are those of the test itself. */
#ifndef VB_TESTS_HOST_FIXTURE_H
#define VB_TESTS_HOST_FIXTURE_H

#include "tests/unit/check.h"

#include "core/hooks.h"
#include "core/host.h"
#include "core/plan.h"

#undef fail /* Check's, an old name; the table has a member of that name */

extern struct vb_arena *fixture_arena;
extern struct vb_run fixture_run;
extern struct vb_buf fixture_log; /* "LEVEL TEXT\n" for each line */
extern struct vb_config fixture_config;

void fixture_setup(void);
void fixture_teardown(void);

/* A plugin of the host to be; the descriptor as a plugin has it. */
void fixture_add(const struct venvb_plugin *plugin, enum vb_tier tier);
/* A plugin with one hook. */
void fixture_add_hook(const char *name, const char *stage, const char *moment, venvb_hook_fn *call);
void fixture_add_hook_at(enum vb_tier tier, const char *name, const char *stage, const char *moment,
	venvb_hook_fn *call);
/* Options, order, hooks; "" or what is wrong must contain EXPECTED. */
void fixture_finish(const char *expected);

/* Calls the hooks, which must succeed; or fail with CODE and exactly MESSAGE. */
void fixture_call(const char *stage, const char *moment);
void fixture_call_fails(const char *stage, const char *moment, int code, const char *message);

/* Says of KEY in the configuration of the plugin NAME. */
void fixture_say(const char *name, const char *key, const char *value, enum vb_layer layer);

#endif
