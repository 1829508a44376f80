/* SPDX-License-Identifier: MIT */
/*
 * venvb/test.h - a host for the unit tests of a plugin, without venvb.
 *
 * A test says what the run is like, has hooks called, and looks at what came of it:
 *
 *	struct venvb_test *test = venvb_test_new(&venvb_plugin);
 *
 *	venvb_test_fact(test, "version", "3.12.1");
 *	venvb_test_option(test, "text", "hello");
 *	assert(venvb_test_call(test, "dirs", "after") == VENVB_OK);
 *	assert(!strcmp(venvb_test_content(test, "etc/acme"), "hello"));
 *	venvb_test_free(test);
 *
 * It links with plain C or C++ and works with any framework, such as Check. Nothing is shared
 * between two of these hosts. What the functions return belongs to the host; a text is good until
 * the same function is called again or the host is freed. A test that asks for nonsense (a value
 * for an option that the plugin does not declare) is told so on standard error, and aborted.
 *
 * The host keeps the rules of plugin.h for moments, paths, flags and results. What it does not
 * have: policies (make a call fail with VENVB_DENIED instead), the real activation scripts, and
 * wheels: name and version are taken from the file's name, and nothing is opened. Programs are
 * never run: each is answered by what the test has scripted.
 */
#ifndef VENVB_TEST_H
#define VENVB_TEST_H

#include <venvb/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct venvb_test;

/* A run of `venvb create` for Python 3.13 in /usr, in "/home/me/.venv", with nothing planned. */
struct venvb_test *venvb_test_new(const struct venvb_plugin *plugin);
void venvb_test_free(struct venvb_test *test); /* NULL is fine */

/* --- what the run is like; NULL for the value: there is none ------------------------------- */

void venvb_test_request(struct venvb_test *test, const char *name, const char *value);
void venvb_test_fact(struct venvb_test *test, const char *name, const char *value);
/* An option of the plugin; of a list this appends. */
void venvb_test_option(struct venvb_test *test, const char *name, const char *value);
/* Another plugin that takes part: 1.0 of the tier "system"; or one of that VERSION and TIER. They
 * come behind the plugin itself, which is of the tier "file", in the order of these calls. */
void venvb_test_enable(struct venvb_test *test, const char *plugin);
void venvb_test_plugin(
	struct venvb_test *test, const char *name, const char *version, const char *tier);
/* A path that is not to be trusted, nor anything below it; all others are, there or not. */
void venvb_test_distrust(struct venvb_test *test, const char *path);
/* A wheel in venvb's cache, and an interpreter that interpreter_find finds under WHAT; there are
 * none but these. */
void venvb_test_cached(struct venvb_test *test, const char *sha256, const char *file);
void venvb_test_interpreter(struct venvb_test *test, const char *what, const char *path);
/* What the plugin has remembered in an earlier run. */
void venvb_test_remembered(struct venvb_test *test, const char *key, const char *text);
/* What the next program that is run prints and ends with. */
void venvb_test_answer(
	struct venvb_test *test, int32_t status, const char *output, const char *errors);
/*
 * Makes the NUMBERth call (from 1, counted from now on) of FUNCTION of the host table, or of all
 * functions that can fail if FUNCTION is NULL, return CODE (VENVB_FAILED, VENVB_DENIED, …; NULL
 * where a pointer is returned) and do nothing else.
 */
void venvb_test_fail_call(
	struct venvb_test *test, const char *function, uint64_t number, int32_t code);
/* How many calls the plugin made since venvb_test_fail_call, or ever, of functions that can fail:
 * when it is below the number given there, that call has not been reached. */
uint64_t venvb_test_calls(struct venvb_test *test);

/* --- hooks --------------------------------------------------------------------------------- */

/*
 * Calls the plugin's hooks of a moment. VENVB_OK; VENVB_FAILED and VENVB_DENIED as they said;
 * VENVB_INVALID: the plugin has made a mistake; VENVB_NONE: it has no such hook.
 */
int32_t venvb_test_call(struct venvb_test *test, const char *stage, const char *moment);
/*
 * The whole run: every stage with the plugin's hooks and what its built-in plans (a bare
 * environment), up to `after commit`, or up to `check` when the request is a dry run. If it does
 * not end with VENVB_OK, the hook of `failed` is called.
 */
int32_t venvb_test_create(struct venvb_test *test);
/* Why the last of these did not return VENVB_OK, all denials included, each on a line; or "". */
const char *venvb_test_reason(struct venvb_test *test);

/* --- what came of it ----------------------------------------------------------------------- */

/* The bytes of a planned file, the target of a link, the source of a copy, "" for a directory,
 * NULL for what is not planned. */
const char *venvb_test_content(struct venvb_test *test, const char *path);
/*
 * The plan, a line for each node in the order of visiting:
 *	dir bin dirs
 *	file bin/tool 0777 acme
 *	link bin/python -> /usr/bin/python3 link
 *	copy lib/data <- /usr/share/data acme
 *	image lib/python3.13/site-packages pip 24.2 acme
 * The last word is who added it.
 */
const char *venvb_test_tree(struct venvb_test *test);
/* The key of pyvenv.cfg, or NULL. */
const char *venvb_test_key(struct venvb_test *test, const char *name);
const char *venvb_test_prompt(struct venvb_test *test);
/* The variables set on activation: "NAME=VALUE", "NAME=VALUE:$NAME" (prepended) and
 * "NAME=$NAME:VALUE" (appended), each on a line. */
const char *venvb_test_variables(struct venvb_test *test);
/* The wheels that were added: "FILE", "FILE requested", "FILE requested versioned" (likewise
 * "locked" and "overlays"), each on a line, without their directories. */
const char *venvb_test_wheels(struct venvb_test *test);
/* What was logged: "warning TEXT", "notice TEXT", "verbose TEXT", "debug TEXT", each on a line. */
const char *venvb_test_log(struct venvb_test *test);
/* The programs that were run, each on a line: "NAME=VALUE /path ARGUMENT…", "-NAME" for a
 * variable that was unset, and at the end "< INPUT" if it got any. */
const char *venvb_test_programs(struct venvb_test *test);
/* The text that is remembered under KEY, or NULL. */
const char *venvb_test_recall(struct venvb_test *test, const char *key);
/* The temporary directory that the plugin gets from `scratch`; it is removed with the host. */
const char *venvb_test_scratch(struct venvb_test *test);

/* --- another plugin, "other", to prepare the plan by, and to look at it with ----------------- */

const struct venvb_api *venvb_test_api(struct venvb_test *test);
/* Good for all functions of the table at any time, as if in a hook of `after packages`. */
struct venvb_run *venvb_test_other(struct venvb_test *test);

#ifdef __cplusplus
}
#endif

#endif
