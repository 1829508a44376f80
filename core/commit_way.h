/* SPDX-License-Identifier: MIT */
/*
 * The ways of committing: beside the target, inside it, in place. For commit.c, which chooses,
 * and the file of each way; nobody else.
 */
#ifndef VB_COMMIT_WAY_H
#define VB_COMMIT_WAY_H

#include "core/commit.h"
#include "core/lock.h"

#include <sys/types.h>

struct vb_update;

enum vb_progress {
	VB_BEGUN,
	VB_STAGED,     /* there is staging, to be dropped */
	VB_PUBLISHING, /* on the way to the next: put back by the same steps */
	VB_PUBLISHED,  /* the new environment is in place, and can be undone */
	VB_DELETING,   /* nothing can be undone any more, what is left is to be wiped */
	VB_FINISHED,
};

/* A directory that is kept open; known again if a plugin closed it. */
struct vb_held {
	int fd; /* -1: there is none, or it was lost */
	dev_t dev;
	ino_t ino; /* 0: there is none */
};

struct vb_commit {
	struct vb_run *run;
	struct vb_target target;
	struct vb_held parent, root; /* root: of the target, if it exists */
	struct vb_lock lock;
	bool locked_inside;      /* the lock is in the target, which then must stay what it is */
	const char *made_from;   /* the first directory above the target that begin made, or NULL */
	const char *const *made; /* it and those below it, deepest first, NULL-terminated */
	const char *staging;     /* name beside the target: ".NAME.venvb-new" */
	const char *lock_name;   /* ".NAME.venvb-lock" */
	const char *kept;        /* ".NAME.venvb-kept" */
	bool has_older;          /* laid aside: what was kept before lies where staging was */
	const struct vb_way *way;
	enum vb_progress progress;
	struct vb_update *update; /* of the way in place */
};

/*
 * One way. `write` and `publish` return 1, with nothing left behind, when this way is not open
 * here: the commit then goes inside the target. A failing `publish` has put back what it did.
 * `undo` goes back to the state before `publish`, and leaves staging to `drop`. `take_back` and
 * `wipe` are the same for the handler of a signal and when memory ends, which may be in the middle
 * of `publish`, `undo` and `finish`: system calls alone, 0 or -1. A way of several steps allocates
 * what it needs to know them before it takes them.
 */
struct vb_way {
	const char *name;
	int (*write)(struct vb_commit *commit, struct vb_err *err);
	int (*publish)(struct vb_commit *commit, struct vb_err *err);
	int (*undo)(struct vb_commit *commit, struct vb_err *err);
	int (*finish)(struct vb_commit *commit, struct vb_err *err);
	void (*drop)(struct vb_commit *commit);
	int (*take_back)(const struct vb_commit *commit);
	int (*wipe)(const struct vb_commit *commit);
};
extern const struct vb_way vb_way_beside, vb_way_inside, vb_way_update;

/* ".NAME.venvb-WHAT"; a hash stands for a name that would become too long. */
const char *vb_commit_name_beside(struct vb_arena *arena, const char *name, const char *what);
/* Whether the environment that is there is to be kept beside the new one. */
bool vb_commit_keeps(const struct vb_commit *commit);
/* Staging goes to the name of a kept one, so that the exchange leaves the old one there; and the
 * way back. By system calls alone: 0 or -1. */
int vb_commit_lay_aside(struct vb_commit *commit);
int vb_commit_lay_back(const struct vb_commit *commit);

/* Whether SYS says that a way is not open here, rather than that something is wrong. */
bool vb_commit_is_barred(int sys);
/* Removes what a dead run left at NAME; one of another user is an error. Gone is fine. */
int vb_commit_remove_leftover(
	struct vb_commit *commit, int dirfd, const char *name, struct vb_err *err);
/* From here on only what is out of sight is deleted. */
void vb_commit_only_deletes(struct vb_commit *commit, const struct vb_way *way);
/* Removes NAME, or says what is left and why. */
void vb_commit_discard(struct vb_commit *commit, int dirfd, const char *name);
/* Opens again what a plugin closed. The path that is another directory now, or NULL. By system
 * calls alone. */
const char *vb_commit_renew(struct vb_commit *commit);
/* Removes the directories above the target that begin made, as far as they are empty. */
void vb_commit_remove_made(const struct vb_commit *commit);
/* The run's umask and the plan, below an open empty directory. */
int vb_commit_fill(struct vb_commit *commit, int fd, const bool *skip, struct vb_err *err);
/* A directory made and opened: its descriptor. errno is mkdir's when *ret_made is false. */
int vb_commit_make_dir(int dirfd, const char *name, mode_t mode, struct vb_err *err);

/*
 * Renames NAME in the directory ROOT_FD, the only copy of something, to a name that no run
 * removes. By system calls alone. -1: it is where it was, and marked, as far as that could be.
 */
enum { VB_LOST_ROOM = 32 };
int vb_commit_set_aside(int root_fd, const char *name, char ret_name[VB_LOST_ROOM]);
/* Does that with NAME in the target if it was only marked. */
int vb_commit_keep_lost(struct vb_commit *commit, const char *name, struct vb_err *err);

/* Moves all that is in the target out of it, all or nothing, and removes it. */
int vb_inside_empty(struct vb_commit *commit, struct vb_err *err);
/* Puts back what a dead run moved out of the target, and removes the rest of it. */
int vb_inside_recover(struct vb_commit *commit, struct vb_err *err);

#endif
