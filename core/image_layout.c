/* SPDX-License-Identifier: MIT */
/*
 * Lays a whole image out, in one pass along its sorted index. Directories are made where files
 * need them: like every installer, this leaves out a directory that a wheel brings empty. How a
 * single file gets there is link.c's.
 */
#include "core/descent.h"
#include "core/image.h"
#include "core/interrupt.h"
#include "core/link.h"
#include "core/run.h"

static int lay_out(struct vb_descent *descent, struct vb_link *link,
	const struct vb_image_entry *const *hidden_by, struct vb_err *err)
{
	for (size_t i = 0; i < link->image->count; i++) {
		const struct vb_image_entry *entry = &link->image->entries[i];
		int rc;

		if (entry->is_dir || (hidden_by && hidden_by[i]))
			continue;
		rc = vb_interrupt_check(err);
		if (rc == 0)
			rc = vb_descent_make_parent(descent, entry->path, &link->name, err);
		if (rc < 0)
			return rc;
		link->dirfd = rc;
		link->entry = entry;
		rc = vb_link_place(link, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int vb_image_lay_out(struct vb_run *run, const struct vb_image_part *part, int root_fd,
	struct vb_linker *linker, struct vb_err *err)
{
	struct vb_link link = {.run = run,
		.image = part->image,
		.linker = linker,
		.yields = part->is_bytecode};
	vb_auto_descent descent = {.path = VB_BUF_INIT};

	vb_descent_init(&descent, root_fd);
	return lay_out(&descent, &link, part->hidden_by, err);
}
