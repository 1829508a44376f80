/* SPDX-License-Identifier: MIT */
/* The plugins that take part in the run, and the files that one of them may rely on. */
#include "host.h"

static struct peer *find_peer(const struct venvb_test *test, const char *name)
{
	for (size_t i = 0; i < test->peer_count; i++)
		if (!strcmp(test->peers[i].name, name))
			return &test->peers[i];
	return NULL;
}

void vtest_take_part(struct venvb_test *test, const struct peer *peer)
{
	struct peer *present = find_peer(test, peer->name);

	if (!present) {
		test->peers = vtest_grow(test->peers, test->peer_count, sizeof(*test->peers));
		present = &test->peers[test->peer_count++];
	}
	*present = (struct peer){
		vtest_keep(test, peer->name, strlen(peer->name)),
		vtest_keep(test, peer->version, strlen(peer->version)),
		vtest_keep(test, peer->tier, strlen(peer->tier)),
	};
}

void venvb_test_enable(struct venvb_test *test, const char *plugin)
{
	venvb_test_plugin(test, plugin, "1.0", "system");
}

void venvb_test_plugin(
	struct venvb_test *test, const char *name, const char *version, const char *tier)
{
	static const char *const tiers[] = {"policy", "system", "user", "file"};
	size_t i = 0;

	while (i < VTEST_COUNT(tiers) && strcmp(tiers[i], tier) != 0)
		i++;
	if (i == VTEST_COUNT(tiers))
		vtest_misuse("there is no tier '%s'", tier);
	vtest_take_part(test, &(struct peer){name, version, tier});
}

int32_t vtest_api_plugin_enabled(struct venvb_run *run, const char *name, uint64_t len)
{
	int32_t code = vtest_begin_named(run, "plugin_enabled", &name, len);

	if (code < 0)
		return code;
	if (find_peer(run->test, name))
		return VENVB_OK;
	return vtest_refuse(run, VENVB_NONE, "the plugin '%s' is not enabled", name);
}

int32_t vtest_api_plugin_next(struct venvb_run *run, uint64_t *plugin)
{
	int32_t code = vtest_begin(run, "plugin_next");

	if (code < 0)
		return code;
	return vtest_number_next(
		run, &(struct numbering){"plugin", 0, run->test->peer_count}, plugin);
}

int32_t vtest_api_plugin_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "plugin_text");
	struct numbering numbering;
	const struct peer *peer;
	const char *text;
	size_t index;

	if (code < 0)
		return code;
	numbering = (struct numbering){"plugin", 0, run->test->peer_count};
	if (!vtest_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	peer = &run->test->peers[index];
	text = what == VENVB_PLUGIN_TEXT_NAME      ? peer->name
	       : what == VENVB_PLUGIN_TEXT_VERSION ? peer->version
	       : what == VENVB_PLUGIN_TEXT_TIER    ? peer->tier
						   : NULL;
	if (!text)
		return vtest_refuse(
			run, VENVB_NONE, "a plugin has no text number %u", (unsigned)what);
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}

void venvb_test_distrust(struct venvb_test *test, const char *path)
{
	vtest_append(test, &test->distrusted, path, NULL);
}

/* Whether PATH is DIR, or below it. */
static bool is_within(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) &&
	       (!path[len] || path[len] == '/' || (len && dir[len - 1] == '/'));
}

int32_t vtest_api_trusted(struct venvb_run *run, const char *path, uint64_t len)
{
	const struct settings *distrusted;
	int32_t code = vtest_begin(run, "trusted");

	if (code < 0)
		return code;
	distrusted = &run->test->distrusted;
	path = vtest_text(run, "the path", path, len);
	if (!path)
		return VENVB_INVALID;
	if (*path != '/')
		return vtest_refuse(run, VENVB_INVALID, "the path '%s' is not absolute", path);
	for (size_t i = 0; i < distrusted->count; i++)
		if (is_within(path, distrusted->items[i].name))
			return vtest_refuse(run, VENVB_FAILED,
				"'%s' is not to be trusted: it belongs to somebody else", path);
	return VENVB_OK;
}
