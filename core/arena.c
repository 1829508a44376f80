/* SPDX-License-Identifier: MIT */
/* A page arena: pages in a list, each filled from its start, all freed together. */
#include "core/arena.h"

#include "core/buf.h"

#include <stdarg.h>

enum { PAGE_BYTES = 32 * 1024 };

struct page {
	struct page *next;
	size_t used, room;
	_Alignas(max_align_t) char data[];
};

struct vb_arena {
	struct page *pages; /* the first one is being filled */
};

struct vb_arena *vb_arena_new(void)
{
	struct vb_arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		vb_oom();
	return arena;
}

void vb_arena_free(struct vb_arena *arena)
{
	struct page *page, *next;

	if (!arena)
		return;
	for (page = arena->pages; page; page = next) {
		next = page->next;
		free(page);
	}
	free(arena);
}

/* A page of at least ROOM bytes; one made for a large object goes behind the one being filled. */
static struct page *add_page(struct vb_arena *arena, size_t room)
{
	struct page *page;
	size_t size, data = room > PAGE_BYTES ? room : PAGE_BYTES;

	if (__builtin_add_overflow(sizeof(*page), data, &size))
		vb_oom();
	page = calloc(1, size);
	if (!page)
		vb_oom();
	page->room = data;
	if (room > PAGE_BYTES / 4 && arena->pages) {
		page->next = arena->pages->next;
		arena->pages->next = page;
	} else {
		page->next = arena->pages;
		arena->pages = page;
	}
	return page;
}

void *vb_arena_alloc(struct vb_arena *arena, size_t size)
{
	struct page *page = arena->pages;
	size_t align = _Alignof(max_align_t);
	void *object;

	if (__builtin_add_overflow(size ? size : 1, align - 1, &size))
		vb_oom();
	size &= ~(align - 1);
	if (!page || page->room - page->used < size)
		page = add_page(arena, size);
	object = page->data + page->used;
	page->used += size;
	return object;
}

void *vb_arena_array(struct vb_arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		vb_oom();
	return vb_arena_alloc(arena, bytes);
}

void *vb_arena_grow(struct vb_arena *arena, void *items, size_t count, size_t *room, size_t size)
{
	void *more;

	if (count < *room)
		return items;
	*room = *room ? *room * 2 : 8;
	more = vb_arena_array(arena, *room, size);
	if (count)
		memcpy(more, items, count * size);
	return more;
}

char *vb_arena_dup(struct vb_arena *arena, const void *data, size_t len)
{
	size_t size;
	char *copy;

	if (__builtin_add_overflow(len, 1, &size))
		vb_oom();
	copy = vb_arena_alloc(arena, size);
	if (len)
		memcpy(copy, data, len);
	return copy;
}

char *vb_arena_str(struct vb_arena *arena, const char *text)
{
	return vb_arena_dup(arena, text, strlen(text));
}

char *vb_arena_printf(struct vb_arena *arena, const char *format, ...)
{
	vb_auto_buf text = VB_BUF_INIT;
	va_list args;

	va_start(args, format);
	vb_buf_addfv(&text, format, args);
	va_end(args);
	return vb_arena_dup(arena, text.data, text.len);
}
