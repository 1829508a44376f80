/* SPDX-License-Identifier: MIT */
/*
 * Whether what is installed is what a wheel holds: a name, a version and a word in a receipt do not
 * tell, since the package may have been installed anew since, from another wheel of that version.
 */
#ifndef VB_PROVENANCE_H
#define VB_PROVENANCE_H

#include "core/environment.h"
#include "core/image.h"

/* By the RECORD of INSTALLED, which is of ENVIRONMENT: the files of IMAGE with their hashes, and no
 * others but those that an installer makes. With OVERLAYS another package may have its file in the
 * place of one. A RECORD that cannot be read says no. */
bool vb_provenance_is(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_installed *installed, const struct vb_image *image, bool overlays);

#endif
