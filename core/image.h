/* SPDX-License-Identifier: MIT */
/*
 * Images: wheels unpacked once and linked from then on. An image is a directory in the cache,
 * built under a lock, synced, renamed into place and never changed afterwards:
 *
 *	images/SHA256/current -> GENERATION     replaced by rename
 *	images/SHA256/GENERATION/index          what is in it, a line an entry (see image.c)
 *	images/SHA256/GENERATION/meta.json      name, version, tags, root, entry points …
 *	images/SHA256/GENERATION/files/…        the files for purelib or platlib
 *	images/SHA256/GENERATION/data/…         the files of .data, by scheme
 *	images/SHA256/GENERATION/bytecode/TAG   byte code for one interpreter tag: an image too
 *
 * Files keep the zip's times; modes are 0644 and 0755; the tree belongs to whoever built it.
 */
#ifndef VB_IMAGE_H
#define VB_IMAGE_H

#include "core/cache.h"
#include "core/request.h"

struct vb_interp;
struct vb_run;

struct vb_image_entry {
	const char *path; /* relative to files/, sorted component by component */
	uint64_t size;
	int64_t mtime;      /* seconds */
	bool is_dir, executable;
	const char *sha256; /* of a file, urlsafe base64 without padding, as RECORD has it; or "" */
};

struct vb_entry_point {
	const char *name, *module, *object; /* object may be dotted */
};

struct vb_image {
	const char *path; /* of the generation, absolute, for messages */
	int fd;           /* of the generation, shared lock held */
	int files_fd;     /* of files/ */
	const char *sha256;
	const struct vb_image_entry *entries;
	size_t count;
	bool fresh; /* built by this run: nothing to check, and not worth compiling yet */

	/* From meta.json; not of byte code. */
	const char *name, *version;  /* as METADATA spells them */
	const char *dist_info;       /* name of the .dist-info directory */
	const char *const *tags;     /* "py3-none-any", …, NULL-terminated */
	const char *requires_python; /* or NULL */
	bool purelib;
	const struct vb_entry_point *console_scripts, *gui_scripts; /* ended by a NULL name */
	const struct vb_image_entry *data; /* of data/: "scripts/x", "headers/y", "data/z" */
	size_t data_count;
};

/*
 * The image of the wheel at PATH: from the cache, or unpacked now by the helper program, checked
 * against its RECORD. A hostile or damaged wheel is an error that says what is wrong with it, and
 * so is one whose SHA-256 is not EXPECTED (NULL: whatever it is).
 * Checks the files against the index unless check_image is off; a changed image is built again
 * and a warning says which environments may share the change.
 */
int vb_image_of_wheel(struct vb_run *run, const char *path, const char *expected,
	const struct vb_image **ret_image, struct vb_err *err);
/* The image of the wheel that has this SHA-256, from the cache, checked in the same way. False:
 * it holds none that can be used. */
bool vb_image_of_hash(
	struct vb_run *run, const char *sha256, const struct vb_image **ret_image);
/* The byte code of IMAGE for the run's interpreter, when `compile` and the cache say so, else
 * NULL. Compiles, once, when the image is used again and ON_REUSE says that this is the time. */
int vb_image_bytecode(struct vb_run *run, const struct vb_image *image, bool on_reuse,
	const struct vb_image **ret_bytecode, struct vb_err *err);

/* How files get from images into an environment, chosen once for a run by trying. */
struct vb_linker {
	enum vb_link_mode mode; /* never VB_LINK_AUTO once chosen */
	bool chosen;
};
/* An image, or what of it is to be laid out. */
struct vb_image_part {
	const struct vb_image *image;
	/* Of each entry what is there instead of it, or NULL; NULL: all of it is laid out. */
	const struct vb_image_entry *const *hidden_by;
	bool is_bytecode; /* what is there already has come with the sources that are there */
};
/*
 * Lays PART out below ROOT_FD (a directory in staging): directories made, files linked or copied
 * as LINKER says, times kept. Existing directories are shared; an existing file of the same bytes
 * is left, another is an error.
 */
int vb_image_lay_out(struct vb_run *run, const struct vb_image_part *part, int root_fd,
	struct vb_linker *linker, struct vb_err *err);

#endif
