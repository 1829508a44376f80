/* SPDX-License-Identifier: MIT */
/*
 * Memory that lives as long as a run: request, plan, names, messages. What comes from here is
 * never freed on its own, and lack of memory ends the program, so no caller checks.
 */
#ifndef VB_ARENA_H
#define VB_ARENA_H

#include "core/base.h"

struct vb_arena;

struct vb_arena *vb_arena_new(void);
void vb_arena_free(struct vb_arena *arena); /* takes NULL */

/* Zeroed, aligned for any object. */
void *vb_arena_alloc(struct vb_arena *arena, size_t size);
/* COUNT objects of SIZE bytes each, zeroed; an overflow is a lack of memory. */
void *vb_arena_array(struct vb_arena *arena, size_t count, size_t size);
/* Room for one more behind COUNT objects of SIZE bytes: ITEMS, or a larger copy of them. *ROOM is
 * how many fit, 0 with ITEMS NULL at first. */
void *vb_arena_grow(struct vb_arena *arena, void *items, size_t count, size_t *room, size_t size);
/* A copy with a NUL behind it. */
char *vb_arena_dup(struct vb_arena *arena, const void *data, size_t len);
char *vb_arena_str(struct vb_arena *arena, const char *text);
char *vb_arena_printf(struct vb_arena *arena, const char *format, ...) VB_PRINTF(2, 3);

#define vb_arena_one(arena, type) ((type *)vb_arena_alloc(arena, sizeof(type)))

#endif
