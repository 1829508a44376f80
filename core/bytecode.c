/* SPDX-License-Identifier: MIT */
/*
 * The byte code of an image for one interpreter tag: whether it is wanted, where it is, who may
 * make it. How it is made is compile.c's. It never fails a run, which works without it.
 */
#include "core/compile.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/image_store.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

struct bytecode {
	struct vb_run *run;
	const struct vb_image *image; /* the sources */
	const char *tag;              /* of the interpreter, as the name of a directory */
	const char *place;            /* bytecode/TAG, relative to the sources' generation */
	bool on_reuse;                /* it is made when the image is used again */
	bool alone;                   /* the lock is held */
};

/* What decides whether an interpreter takes byte code: the name it looks for, and the magic. */
static const char *tag_of(const struct vb_run *run)
{
	const struct vb_interp *interp = run->interp;

	if (!interp->cache_tag || !*interp->cache_tag || strchr(interp->cache_tag, '/') ||
		!interp->bytecode_magic)
		return NULL;
	return vb_arena_printf(run->arena, "%s-%s", interp->cache_tag, interp->bytecode_magic);
}

static bool may_compile(const struct bytecode *bytecode)
{
	return bytecode->run->request.compile == VB_COMPILE_ALWAYS ||
	       (bytecode->on_reuse && !bytecode->image->fresh);
}

/* What is there and as it was made, else NULL. */
static struct vb_image *open_made(const struct bytecode *bytecode, const char **ret_changed)
{
	struct vb_run *run = bytecode->run;
	struct vb_image *made = vb_arena_one(run->arena, struct vb_image);
	struct vb_image_change change;
	vb_auto_err err = VB_ERR_INIT;
	int fd = openat(bytecode->image->fd, bytecode->place,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*ret_changed = NULL;
	if (fd < 0)
		return NULL;
	if (vb_image_load(run, fd, vb_path_join(run->arena, bytecode->image->path, bytecode->place),
		    made, &err) < 0) {
		*ret_changed = vb_arena_str(run->arena, err.msg);
		return NULL;
	}
	if (!run->request.check_image || !vb_image_has_changed(made, &change))
		return made;
	*ret_changed =
		vb_arena_printf(run->arena, "'%s' has changed (%s)", change.path, change.what);
	if (change.links)
		*ret_changed = vb_arena_printf(run->arena,
			"%s, which environments that hold it as a hard link share (%lu elsewhere)",
			*ret_changed, change.links);
	return NULL;
}

/* Never waits. A file system without locks: two runs then compile, each in its own directory. */
static bool lock(struct bytecode *bytecode, int *ret_fd)
{
	const char *name = vb_arena_printf(bytecode->run->arena, "%s.lock", bytecode->place);
	vb_auto_fd fd = -1;

	if (mkdirat(bytecode->image->fd, "bytecode", 0700) < 0 && errno != EEXIST)
		return false;
	fd = openat(bytecode->image->fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bytecode->alone = !flock(fd, LOCK_EX | LOCK_NB);
	if (!bytecode->alone && errno == EWOULDBLOCK)
		return false;
	*ret_fd = vb_steal_fd(&fd);
	return true;
}

/* Moves what cannot be used out of the way; somebody may be reading it, and it goes with its
 * generation. */
static void set_aside(const struct bytecode *bytecode)
{
	int fd = bytecode->image->fd;

	for (unsigned i = 0; i < 1000; i++) {
		const char *name = vb_arena_printf(
			bytecode->run->arena, "bytecode/old-%s-%u", bytecode->tag, i);

		if (!renameat2(fd, bytecode->place, fd, name, RENAME_NOREPLACE) || errno != EEXIST)
			return;
	}
}

/* Compiles into the new directory NAME and gives it its place. */
static int fill(const struct bytecode *bytecode, const char *name, struct vb_err *err)
{
	struct vb_arena *arena = bytecode->run->arena;
	int parent = bytecode->image->fd, rc;
	vb_auto_fd fd = vb_fsat_open_dir(parent, name, err);

	if (fd < 0)
		return fd;
	rc = vb_compile(bytecode->run, bytecode->image, fd,
		vb_path_join(arena, bytecode->image->path, name), err);
	if (!rc && renameat(parent, name, parent, bytecode->place) < 0 && errno != EEXIST &&
		errno != ENOTEMPTY)
		rc = vb_err_sys(err, errno, "making '%s'", bytecode->place);
	return rc;
}

static int make(const struct bytecode *bytecode, struct vb_err *err)
{
	const struct vb_run *run = bytecode->run;
	const char *name = vb_arena_printf(run->arena, "bytecode/new-%s", bytecode->tag);
	int parent = bytecode->image->fd, rc;
	vb_auto_err ignored = VB_ERR_INIT;

	if (!bytecode->alone)
		name = vb_arena_printf(run->arena, "%s-%ld", name, (long)getpid());
	vb_fsat_remove_tree(parent, name, &ignored); /* of a dead run */
	if (mkdirat(parent, name, 0700) < 0)
		return vb_err_sys(err, errno, "making '%s'", name);
	vb_notice(run->log, "compiling %s %s for %s, once", bytecode->image->name,
		bytecode->image->version, run->interp->cache_tag);
	rc = fill(bytecode, name, err);
	vb_err_done(&ignored);
	vb_fsat_remove_tree(parent, name, &ignored);
	return rc;
}

/* Makes it, unless somebody else does, or has done meanwhile. */
static int compile(struct bytecode *bytecode, struct vb_image **ret_made, struct vb_err *err)
{
	const char *changed;
	vb_auto_fd held = -1;
	int rc;

	if (!lock(bytecode, &held)) {
		vb_verbose(bytecode->run->log,
			"byte code of %s: another run compiles it, or the "
			"cache cannot be written",
			bytecode->image->name);
		return 0;
	}
	*ret_made = open_made(bytecode, &changed);
	if (*ret_made)
		return 0;
	if (changed)
		set_aside(bytecode);
	rc = make(bytecode, err);
	if (!rc)
		*ret_made = open_made(bytecode, &changed);
	return rc;
}

int vb_image_bytecode(struct vb_run *run, const struct vb_image *image, bool on_reuse,
	const struct vb_image **ret_bytecode, struct vb_err *err)
{
	struct bytecode bytecode = {
		.run = run, .image = image, .tag = tag_of(run), .on_reuse = on_reuse};
	struct vb_image *made = NULL;
	const char *changed;
	int rc = 0;

	*ret_bytecode = NULL;
	if (run->request.compile == VB_COMPILE_NEVER || !bytecode.tag)
		return 0;
	bytecode.place = vb_arena_printf(run->arena, "bytecode/%s", bytecode.tag);
	made = open_made(&bytecode, &changed);
	if (changed)
		vb_warn(run->log, "in the cache, byte code of %s %s cannot be used: %s",
			image->name, image->version, changed);
	if (!made && may_compile(&bytecode))
		rc = compile(&bytecode, &made, err);
	if (rc < 0 && rc != -VB_ESIGNAL) {
		vb_verbose(run->log, "no byte code for %s: %s", image->name, err->msg);
		vb_err_done(err);
		rc = 0;
	}
	*ret_bytecode = made;
	return rc;
}
