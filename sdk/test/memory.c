/* SPDX-License-Identifier: MIT */
/* Memory that lives as long as the host, texts that grow, and what a plugin gets of both. */
#include "host.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct block {
	struct block *next;
	_Alignas(max_align_t) char data[];
};

void vtest_misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("venvb-test: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	abort();
}

/* gcc's analyzer loses what is kept by the test. */
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif
void *vtest_memory(struct venvb_test *test, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		vtest_misuse("no memory for %zu bytes", size);
	block->next = test->blocks;
	test->blocks = block;
	return block->data;
}
#pragma GCC diagnostic pop

const char *vtest_keep(struct venvb_test *test, const char *data, size_t len)
{
	char *copy = vtest_memory(test, len + 1);

	if (len)
		memcpy(copy, data, len);
	return copy;
}

void *vtest_grow(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	items = realloc(items, (count ? count * 2 : 1) * size);
	if (!items)
		vtest_misuse("no memory for %zu items", count);
	return items;
}

void vtest_add(struct text *text, const char *data, size_t len)
{
	if (text->len + len >= text->room) {
		text->room = (text->len + len + 1) * 2;
		text->data = realloc(text->data, text->room);
		if (!text->data)
			vtest_misuse("no memory for %zu bytes", text->room);
	}
	if (len)
		memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

__attribute__((format(printf, 2, 0))) static void add_formatted(
	struct text *text, const char *format, va_list arguments)
{
	va_list again;
	char *line;
	int len;

	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	line = malloc((size_t)len + 1);
	if (!line)
		vtest_misuse("no memory for %d bytes", len);
	vsnprintf(line, (size_t)len + 1, format, arguments);
	vtest_add(text, line, (size_t)len);
	free(line);
}

void vtest_addf(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_formatted(text, format, arguments);
	va_end(arguments);
}

const char *vtest_format(struct venvb_test *test, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;
	const char *kept;

	va_start(arguments, format);
	add_formatted(&text, format, arguments);
	va_end(arguments);
	kept = vtest_keep(test, text.data, text.len);
	free(text.data);
	return kept;
}

const char *vtest_string(const struct text *text)
{
	return text->data ? text->data : "";
}

void vtest_clear(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

void *vtest_api_memory(struct venvb_run *run, uint64_t size)
{
	if (vtest_begin(run, "memory") < 0)
		return NULL;
	if (size > 1024 * 1024 * 1024) {
		vtest_refuse(run, VENVB_INVALID, "that is too much");
		return NULL;
	}
	return vtest_memory(run->test, (size_t)size);
}

void *vtest_api_state(struct venvb_run *run, uint64_t size)
{
	struct venvb_test *test;

	if (vtest_begin(run, "state") < 0)
		return NULL;
	test = run->test;
	if (size > 1024 * 1024 * 1024 || (test->state && size != test->state_size)) {
		vtest_refuse(run, VENVB_INVALID, "another size was asked for before");
		return NULL;
	}
	if (!test->state)
		test->state = vtest_memory(test, (size_t)size);
	test->state_size = size;
	return test->state;
}

const char *venvb_test_scratch(struct venvb_test *test)
{
	const char *parent = getenv("TMPDIR");
	char *path;

	if (test->scratch)
		return test->scratch;
	path = (char *)(uintptr_t)vtest_format(
		test, "%s/venvb-test-XXXXXX", parent && *parent == '/' ? parent : "/tmp");
	if (!mkdtemp(path))
		vtest_misuse("no temporary directory can be made in %s", parent ? parent : "/tmp");
	test->scratch = path;
	return path;
}

int32_t vtest_api_scratch(struct venvb_run *run, const char **ret_path, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "scratch");
	const char *path;

	if (code < 0)
		return code;
	path = venvb_test_scratch(run->test);
	return vtest_give(run, path, strlen(path), ret_path, ret_len);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *level)
{
	(void)info;
	(void)type;
	(void)level;
	return remove(path);
}

void vtest_free_memory(struct venvb_test *test)
{
	if (test->scratch)
		nftw(test->scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	while (test->blocks) {
		struct block *next = test->blocks->next;

		free(test->blocks);
		test->blocks = next;
	}
}
