/* SPDX-License-Identifier: MIT */
/*
 * The directories that are compiled in. No variable and no option moves them; the tests link the
 * core with a paths.c of their own.
 */
#ifndef VB_PATHS_H
#define VB_PATHS_H

struct vb_paths {
	const char *sysconfdir; /* holds venvb/config.json and venvb/policy.d */
	const char *plugindir;  /* plugins of the tiers policy and system: NAME.so */
	const char *libexecdir; /* the unpacking helper */
	const char *datadir;    /* holds template/LANG, of `venvb plugin new` */
};

extern const struct vb_paths vb_paths;

#endif
