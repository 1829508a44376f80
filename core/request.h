/* SPDX-License-Identifier: MIT */
/*
 * What was asked for: the options of the core with their values, and where each came from. The
 * table of options (core/option.c) fills it from configuration and command line; plugins may
 * change it until `resolve` ends; everything behind that only reads.
 */
#ifndef VB_REQUEST_H
#define VB_REQUEST_H

#include "core/base.h"

enum vb_seed { VB_SEED_YES, VB_SEED_NO, VB_SEED_NEWEST };
enum vb_link_mode { VB_LINK_AUTO, VB_LINK_CLONE, VB_LINK_HARDLINK, VB_LINK_COPY };
enum vb_compile { VB_COMPILE_ON_REUSE, VB_COMPILE_ALWAYS, VB_COMPILE_NEVER };

/* The layers of configuration, lowest first: where a value came from. */
enum vb_layer {
	VB_LAYER_BUILTIN,
	VB_LAYER_SYSTEM,
	VB_LAYER_USER,
	VB_LAYER_PROJECT,
	VB_LAYER_ENVIRONMENT,
	VB_LAYER_COMMAND_LINE,
	VB_LAYER_PLUGIN,
};

/* Options of the core, in the order of the table in option.c. */
enum vb_option_id {
	VB_OPT_PYTHON,
	VB_OPT_SYSTEM_SITE_PACKAGES,
	VB_OPT_COPIES, /* off: symlinks */
	VB_OPT_CLEAR,
	VB_OPT_KEEP,
	VB_OPT_UPGRADE,
	VB_OPT_SEED,
	VB_OPT_PROMPT,
	VB_OPT_SCM_IGNORE_FILES,
	VB_OPT_ACTIVATORS,
	VB_OPT_LINK_MODE,
	VB_OPT_COMPILE,
	VB_OPT_CHECK_IMAGE,
	VB_OPT_CACHE_DIR,
	VB_OPT_CACHE,
	VB_OPT_HOOK_TIMEOUT,
	VB_OPT_FORCE,
	VB_OPT_DRY_RUN,
	VB_OPT_COUNT,
};

struct vb_request {
	const char *target; /* absolute, links in it resolved, redirect files followed */
	const char *name;   /* what the user calls it: last component of what was typed, resolved */

	const char *python; /* WHAT of --python, or NULL */
	const char *prompt; /* or NULL: the target's name */
	bool system_site_packages, copies, clear, keep, upgrade, scm_ignore_files;
	bool force, dry_run, cache, check_image;
	enum vb_seed seed;
	enum vb_link_mode link_mode;
	enum vb_compile compile;
	unsigned hook_timeout;   /* in seconds; 0: none */
	const char *cache_dir;   /* or NULL: the default */
	const char *activators; /* comma list, "" for none, NULL for all */

	enum vb_layer origin[VB_OPT_COUNT]; /* of each option */
	const char *source[VB_OPT_COUNT];   /* "FILE:LINE", "VENVB_…", a plugin's name; or NULL */
	const char *lock[VB_OPT_COUNT]; /* "FILE:LINE" that locked the value; or NULL */
};

#endif
