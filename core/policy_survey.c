/* SPDX-License-Identifier: MIT */
/* The policies for who only looks: what stops a run is a warning here, and the next one is read. */
#include "core/host.h"
#include "core/plugin_survey.h"

static void warn_of(const struct vb_survey *survey, struct vb_err *err)
{
	vb_warn(survey->command->cli->log, "%s; no environment is made until that is mended",
		err->msg);
	vb_err_done(err);
}

const struct vb_policy *vb_survey_policy(const struct vb_survey *survey, const char *name)
{
	for (size_t i = 0; i < survey->policy_count; i++)
		if (!strcmp(survey->policies[i].plugin.name, name))
			return &survey->policies[i];
	return NULL;
}

/* That what POLICY names is there to be listed, and is nobody else's. */
static int check(const struct vb_survey *survey, const struct vb_policy *policy, struct vb_err *err)
{
	const struct vb_host_opts installed = {.plugindir = survey->places.plugindir};
	const struct vb_policy *other = vb_survey_policy(survey, policy->plugin.name);
	struct vb_plugin_file object = {.fd = -1};
	int rc;

	if (other)
		return vb_policy_report_twice(other, policy, err);
	rc = vb_plugin_find(survey->arena, &policy->plugin, &installed, &object, err);
	vb_close_fd(&object.fd);
	return rc < 0 ? vb_err_wrap(err, "policy") : 0;
}

void vb_survey_read_policies(struct vb_survey *survey)
{
	vb_auto_err err = VB_ERR_INIT;
	const char *const *files;
	size_t count;

	if (vb_policy_list(survey->arena, survey->places.policy_dir, &files, &count, &err) < 0) {
		warn_of(survey, &err);
		return;
	}
	survey->policies = vb_arena_array(survey->arena, count, sizeof(*survey->policies));
	for (size_t i = 0; i < count; i++) {
		struct vb_policy *next = &survey->policies[survey->policy_count];
		int rc = vb_policy_read(survey->arena, files[i], next, &err);

		if (rc == 0)
			rc = check(survey, next, &err);
		if (rc < 0)
			warn_of(survey, &err);
		else
			survey->policy_count++;
	}
}
