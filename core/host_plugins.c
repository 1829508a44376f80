/* SPDX-License-Identifier: MIT */
/* The plugins of a run as one of them sees them, and whom each may trust. */
#include "core/host.h"

#include "core/trust.h"

#include <sys/auxv.h>

int32_t vb_api_plugin_enabled(struct venvb_run *run, const char *name, uint64_t len)
{
	vb_auto_buf wanted = VB_BUF_INIT;

	if (!vb_call_begin(run, "plugin_enabled") ||
		!vb_call_text(run, "the name", name, len, &wanted))
		return VENVB_INVALID;
	for (size_t i = 0; i < run->host->count; i++)
		if (!strcmp(run->host->plugins[i]->plugin.actor.name, wanted.data))
			return VENVB_OK;
	return vb_call_none(run, "the plugin '%s' is not enabled", wanted.data);
}

static struct vb_numbering number_plugins(const struct vb_host *host)
{
	return (struct vb_numbering){"plugin", 0, host->count};
}

int32_t vb_api_plugin_next(struct venvb_run *run, uint64_t *plugin)
{
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "plugin_next"))
		return VENVB_INVALID;
	numbering = number_plugins(run->host);
	return vb_call_number_next(run, &numbering, plugin);
}

static const char *tell(const struct vb_plugin *plugin, uint32_t what)
{
	switch (what) {
	case VENVB_PLUGIN_TEXT_NAME:
		return plugin->actor.name;
	case VENVB_PLUGIN_TEXT_VERSION:
		return plugin->version;
	case VENVB_PLUGIN_TEXT_TIER:
		return vb_tier_name(plugin->actor.tier);
	default:
		return NULL;
	}
}

int32_t vb_api_plugin_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	struct vb_numbering numbering;
	const char *text;
	size_t index;

	if (!vb_call_begin(run, "plugin_text"))
		return VENVB_INVALID;
	numbering = number_plugins(run->host);
	if (!vb_call_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	text = tell(&run->host->plugins[index]->plugin, what);
	if (!text)
		return vb_call_none(run, "a plugin has no text number %u", (unsigned)what);
	return vb_call_give(run, text, strlen(text), ret_text, ret_len);
}

/*
 * By the plugin's tier; but whoever enables a plugin of the system could as well name a file of his
 * own by --plugin, so what he names may be his too. With raised privileges he is not asked.
 */
static enum vb_tier judging_tier(const struct venvb_run *run)
{
	enum vb_tier tier = run->plugin->plugin.actor.tier;

	return tier == VB_TIER_SYSTEM && !getauxval(AT_SECURE) ? VB_TIER_USER : tier;
}

int32_t vb_api_trusted(struct venvb_run *run, const char *path, uint64_t len)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	struct vb_trust_rules rules;

	if (!vb_call_begin(run, "trusted") || !vb_call_text(run, "the path", path, len, &text))
		return VENVB_INVALID;
	if (text.data[0] != '/')
		return vb_call_invalid(run, "the path '%s' is not absolute", text.data);
	rules = vb_plugin_rules(run->run->arena, judging_tier(run), run->host->trusts_files);
	return vb_call_result(run, vb_trust_follow(run->run->arena, text.data, &rules, &err), &err);
}
