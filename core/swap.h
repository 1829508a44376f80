/* SPDX-License-Identifier: MIT */
/*
 * Changing a directory in place, one entry after the other, so that all of it can be changed
 * back. What is new comes from one directory, what goes ends in another; where the file system
 * can exchange two names there is no moment without either.
 */
#ifndef VB_SWAP_H
#define VB_SWAP_H

#include "core/arena.h"
#include "core/descent.h"
#include "core/err.h"

struct vb_swap_step;

struct vb_swap {
	struct vb_arena *arena;
	struct vb_descent root, new, old;
	struct vb_swap_step *steps;
	size_t count, room;
};

void vb_swap_init(struct vb_swap *swap, struct vb_arena *arena);
void vb_swap_done(struct vb_swap *swap); /* forgets the way back */
/* The directories that the functions below work in, on one file system; they stay the caller's.
 * The steps outlive them, so that others can be bound for the way back. */
void vb_swap_bind(struct vb_swap *swap, int root_fd, int new_fd, int old_fd);
void vb_swap_unbind(struct vb_swap *swap);

/* Puts what NEW has at PATH there. Returns 1, and did nothing, when both are directories: its
 * entries are then to be swapped. */
int vb_swap_in(struct vb_swap *swap, const char *path, struct vb_err *err);
/* Takes the file or link at PATH away; nothing there, or a directory, is left as it is. */
int vb_swap_out(struct vb_swap *swap, const char *path, struct vb_err *err);
/* All of it back, last first. Goes on after a failure and reports the first. */
int vb_swap_back(struct vb_swap *swap, struct vb_err *err);
/* The same for the handler of a signal: by system calls alone. 0 or -1. */
struct vb_swap_dirs {
	int root, new, old;
};
int vb_swap_take_back(const struct vb_swap *swap, struct vb_swap_dirs dirs);

#endif
