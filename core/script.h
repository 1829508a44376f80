/* SPDX-License-Identifier: MIT */
/*
 * The text of the scripts that a wheel brings: made from its entry points (entry points
 * specification), or shipped with "#!python" on their first line (binary distribution format,
 * "Installing a wheel"). Pure.
 */
#ifndef VB_SCRIPT_H
#define VB_SCRIPT_H

#include "core/arena.h"
#include "core/buf.h"

struct vb_entry_point;
struct vb_interp;

/* NULL, or what keeps the entry point from being a script: a name that is no file name, an object
 * that is no dotted identifier or missing. */
const char *vb_script_fault(const struct vb_entry_point *entry);
/* Whether one of ENTRIES, which end with one that has no name, or are NULL, is called NAME. */
bool vb_script_is_among(const struct vb_entry_point *entries, const char *name);
/* The script of an entry point without fault, console or gui: the same but on Windows. */
void vb_script_of_entry_point(
	const struct vb_entry_point *entry, const char *interpreter, struct vb_buf *out);
/*
 * The names under which a console script is installed, NULL-terminated: its own, but for pip and
 * easy_install, whose versions are those of the interpreter and not of whoever built the wheel;
 * for "pip3.9" beside a "pip" there is none. ENTRIES end with one that has no name.
 */
const char *const *vb_script_names(struct vb_arena *arena, const struct vb_entry_point *entry,
	const struct vb_entry_point *entries, const struct vb_interp *interp);
/* A shipped script as it is installed. */
void vb_script_of_text(const char *text, size_t len, const char *interpreter, struct vb_buf *out);

#endif
