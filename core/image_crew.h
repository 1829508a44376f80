/* SPDX-License-Identifier: MIT */
/* Unpacking many wheels at once, each by a process. */
#ifndef VB_IMAGE_CREW_H
#define VB_IMAGE_CREW_H

#include <stddef.h>

struct vb_run;

struct vb_crew_wheel {
	const char *path, *sha256;
};

/* Puts the images of WHEELS into the cache, by as many processes as there are processors, of which
 * this is one. What goes wrong is not told: it goes wrong again when the wheel is asked for. */
void vb_image_crew(struct vb_run *run, const struct vb_crew_wheel *wheels, size_t count);

#endif
