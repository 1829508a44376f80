/* SPDX-License-Identifier: MIT */
/*
 * The switches of the commands: one for each option of the core, by its table, and those that
 * are spelled otherwise. What the help shows comes from here.
 */
#ifndef VB_SWITCHES_H
#define VB_SWITCHES_H

#include "core/args.h"
#include "core/buf.h"

/* Of venvb itself, before a command. */
extern const struct vb_switch vb_switches_venvb[];
/* Of the other commands. */
extern const struct vb_switch vb_switches_exec[];
extern const struct vb_switch vb_switches_explain[];
extern const struct vb_switch vb_switches_inspect[];
extern const struct vb_switch vb_switches_lock[];
extern const struct vb_switch vb_switches_pipeline[];
extern const struct vb_switch vb_switches_plugin[];
extern const struct vb_switch vb_switches_verify[];
extern const struct vb_switch vb_switches_plugin_check[];
extern const struct vb_switch vb_switches_plugin_list[];
extern const struct vb_switch vb_switches_plugin_new[];
extern const struct vb_switch vb_switches_plugin_show[];
extern const struct vb_switch vb_switches_remove[];
extern const struct vb_switch vb_switches_undo[];
/* Of `venvb create`. */
const struct vb_switch *vb_switches_create(struct vb_arena *arena);
/* Two switches that contradict each other: an error that names both. */
int vb_switches_check(const struct vb_args *args, struct vb_err *err);

/* Adds what --help says of them. */
void vb_switches_help(const struct vb_switch *switches, struct vb_buf *out);
/* Adds one entry: LABEL, and TEXT in a column of its own, in lines of 80. */
void vb_switches_help_row(struct vb_buf *out, const char *label, const char *text);

#endif
