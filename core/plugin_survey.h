/* SPDX-License-Identifier: MIT */
/*
 * A look at a plugin that nobody has enabled, for `venvb plugin`: found and judged by the rules of
 * trust here, loaded in a process of its own, since loading it runs its code. What comes back is
 * JSON, and as trustworthy as the plugin.
 */
#ifndef VB_PLUGIN_SURVEY_H
#define VB_PLUGIN_SURVEY_H

#include "core/command.h"
#include "core/plugin.h"
#include "core/policy.h"

/* What the commands of `venvb plugin` look with. */
struct vb_survey {
	const struct vb_create *command;
	struct vb_arena *arena;
	struct vb_host_opts places; /* as in a run */
	struct vb_request request;
	struct vb_config config;
	int time_limit_ms;
	struct vb_policy *policies; /* those that are as they should be */
	size_t policy_count;
};

/* Reads the configuration, as a run in the current directory would have it, and the options of
 * the command line. */
int vb_survey_init(struct vb_survey *survey, const struct vb_create *command, struct vb_err *err);

/* The one that WHAT names, or that is the file WHAT when it has a slash. */
const struct vb_plugin_config *vb_survey_subject(const struct vb_survey *survey, const char *what);
/* Whether a run would load it: what was said of it in the configuration, or NULL. */
const struct vb_plugin_config *vb_survey_enabled(
	const struct vb_survey *survey, const char *name, const char *file);

/* Warns of each policy that would stop a run: policy_survey.c. */
void vb_survey_read_policies(struct vb_survey *survey);
/* The policy that names the plugin NAME, or NULL. */
const struct vb_policy *vb_survey_policy(const struct vb_survey *survey, const char *name);

/*
 * Adds to OBJECT all that is to be known: "file", "tier", "trusted" and, when it is trusted,
 * what it says of itself; or "error". PLACES narrows down where it is looked for.
 */
int vb_survey_plugin(const struct vb_survey *survey, const struct vb_plugin_config *subject,
	const struct vb_host_opts *places, json_t *object, struct vb_err *err);

#endif
