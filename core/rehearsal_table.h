/* SPDX-License-Identifier: MIT */
/* The host table and the event of a hook, as a host of some age has them, in pages of their own. */
#ifndef VB_REHEARSAL_TABLE_H
#define VB_REHEARSAL_TABLE_H

#include "core/rehearsal.h"

#include <venvb/plugin.h>

struct vb_rehearsal_table {
	const struct venvb_api *api;
	struct venvb_event *event;
	void *pages[2]; /* of each */
	enum vb_age age;
};

/* MINOR, at most VENVB_MINOR, is looked at for VB_AGE_OLDEST alone. */
int vb_rehearsal_table_init(
	struct vb_rehearsal_table *table, enum vb_age age, uint16_t minor, struct vb_err *err);
void vb_rehearsal_table_done(struct vb_rehearsal_table *table);
/* Fills in the event. */
void vb_rehearsal_table_event(
	struct vb_rehearsal_table *table, const char *stage, const char *moment);

#endif
