/* SPDX-License-Identifier: MIT */
/* What a plugin finds outside its run: what it remembers, the cache, other interpreters. */
#include "host.h"

void venvb_test_cached(struct venvb_test *test, const char *sha256, const char *file)
{
	vtest_set(test, &test->cached, sha256, file, NULL);
}

void venvb_test_interpreter(struct venvb_test *test, const char *what, const char *path)
{
	vtest_set(test, &test->interpreters, what, path, NULL);
}

void venvb_test_remembered(struct venvb_test *test, const char *key, const char *text)
{
	vtest_set(test, &test->remembered, key, text, NULL);
}

const char *venvb_test_recall(struct venvb_test *test, const char *key)
{
	const struct setting *found = vtest_find(&test->remembered, key);

	return found ? found->value : NULL;
}

/* What SETTINGS have under NAME. */
static int32_t look_up(struct venvb_run *run, const struct settings *settings, const char *name,
	const char **ret_text, uint64_t *ret_len)
{
	const struct setting *found = vtest_find(settings, name);

	if (!found || !found->value)
		return vtest_refuse(run, VENVB_NONE, "there is nothing under '%s'", name);
	return vtest_give(run, found->value, strlen(found->value), ret_text, ret_len);
}

int32_t vtest_api_interpreter_find(struct venvb_run *run, const char *what, uint64_t len,
	const char **ret_path, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "interpreter_find", &what, len);

	return code < 0 ? code : look_up(run, &run->test->interpreters, what, ret_path, ret_len);
}

int32_t vtest_api_recall(struct venvb_run *run, const char *key, uint64_t key_len,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "recall", &key, key_len);

	return code < 0 ? code : look_up(run, &run->test->remembered, key, ret_text, ret_len);
}

int32_t vtest_api_remember(
	struct venvb_run *run, const char *key, uint64_t key_len, const char *text, uint64_t len)
{
	int32_t code = vtest_begin_named(run, "remember", &key, key_len);

	if (code < 0)
		return code;
	text = vtest_text(run, "the text", text, len);
	if (!text)
		return VENVB_INVALID;
	if (!vtest_is_dry_run(run->test))
		vtest_set(run->test, &run->test->remembered, key, text, NULL);
	return VENVB_OK;
}
