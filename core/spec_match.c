/* SPDX-License-Identifier: MIT */
/* What was asked for against what there is: facts, hints, and the names to look for. */
#include "core/spec.h"

#include "core/buf.h"
#include "core/specifier.h"

enum {
	NEWEST_MINOR = 40, /* how far the names on PATH are tried */
	MAX_MICRO = 50,    /* and the releases of one minor version, against a range */
};

/* "3.14.0rc1", as PEP 440 spells it. */
static const char *standard_version(const struct vb_interp *interp, struct vb_arena *arena)
{
	static const char *const phases[][2] = {{"alpha", "a"}, {"beta", "b"}, {"candidate", "rc"}};

	for (size_t i = 0; i < VB_COUNT(phases); i++) {
		if (!strcmp(interp->releaselevel, phases[i][0]))
			return vb_arena_printf(arena, "%s%s%d", vb_interp_version(interp, arena),
				phases[i][1], interp->serial);
	}
	return vb_interp_version(interp, arena);
}

static bool is_within(const char *version, const char *range)
{
	vb_auto_err ignored = VB_ERR_INIT;
	bool within = false;

	return !vb_version_within(version, range, &within, &ignored) && within;
}

static bool takes_prereleases(const struct vb_spec *spec)
{
	return spec->wanted.pre || (spec->range && vb_specifier_has_prerelease(spec->range));
}

static bool is_number_wanted(int wanted, int number)
{
	return wanted < 0 || number < 0 || wanted == number;
}

static bool is_text_wanted(const char *wanted, const char *text)
{
	return !wanted || !text || !strcmp(wanted, text);
}

static bool ends_with(const char *text, const char *tail)
{
	size_t len = strlen(text), tail_len = strlen(tail);

	return len >= tail_len && !strcmp(text + len - tail_len, tail);
}

static bool is_version_wanted(
	const struct vb_spec *spec, const char *version, const struct vb_interp *interp)
{
	const struct vb_hint *wanted = &spec->wanted;

	if (!is_number_wanted(wanted->major, interp->major) ||
		!is_number_wanted(wanted->minor, interp->minor) ||
		!is_number_wanted(wanted->micro, interp->micro) ||
		(wanted->pre && !ends_with(version, wanted->pre)))
		return false;
	return !spec->range || is_within(version, spec->range);
}

const char *vb_spec_mismatch(
	const struct vb_spec *spec, const struct vb_interp *interp, struct vb_arena *arena)
{
	const char *version = standard_version(interp, arena);
	const struct vb_hint *wanted = &spec->wanted;

	if (!is_text_wanted(wanted->implementation, interp->implementation))
		return vb_arena_printf(arena, "is %s %s", interp->implementation, version);
	if (!is_version_wanted(spec, version, interp))
		return vb_arena_printf(arena, "is %s", version);
	if (strcmp(interp->releaselevel, "final") && !takes_prereleases(spec))
		return vb_arena_printf(arena, "is the pre-release %s", version);
	if (wanted->free_threaded != interp->free_threaded)
		return interp->free_threaded ? "is free-threaded" : "is not free-threaded";
	if (wanted->debug != interp->debug)
		return interp->debug ? "is a debug build" : "is not a debug build";
	return NULL;
}

/* Whether some release of HINT's version is in the range. */
static bool may_be_within(struct vb_hint hint, const char *range)
{
	int last = hint.micro < 0 ? MAX_MICRO : hint.micro;

	if (hint.major < 0 || hint.minor < 0)
		return true;
	for (int micro = hint.micro < 0 ? 0 : hint.micro; micro <= last; micro++) {
		char version[64];

		snprintf(version, sizeof(version), "%d.%d.%d%.8s", hint.major, hint.minor, micro,
			hint.pre ? hint.pre : "");
		if (is_within(version, range))
			return true;
	}
	return hint.micro < 0 && vb_specifier_has_prerelease(range);
}

bool vb_spec_may_match(const struct vb_spec *spec, const struct vb_hint *hint)
{
	const struct vb_hint *wanted = &spec->wanted;

	return is_text_wanted(wanted->implementation, hint->implementation) &&
	       is_number_wanted(wanted->major, hint->major) &&
	       is_number_wanted(wanted->minor, hint->minor) &&
	       is_number_wanted(wanted->micro, hint->micro) &&
	       is_text_wanted(wanted->pre, hint->pre) && (!hint->pre || takes_prereleases(spec)) &&
	       (wanted->free_threaded || !hint->free_threaded) && (wanted->debug || !hint->debug) &&
	       (!spec->range || may_be_within(*hint, spec->range));
}

/* Appends "python3.12t", when a name is wanted that carries a minor version. */
static size_t add_versioned(
	const struct vb_spec *spec, struct vb_arena *arena, const char *stem, const char **names)
{
	size_t count = 0;

	for (int minor = NEWEST_MINOR; minor >= VB_SPEC_OLDEST_MINOR; minor--) {
		const struct vb_hint hint = {.major = 3, .minor = minor, .micro = -1};
		if (!vb_spec_may_match(spec, &hint))
			continue;
		if (spec->wanted.free_threaded)
			names[count++] = vb_arena_printf(
				arena, "%s3.%dt%s", stem, minor, spec->wanted.debug ? "d" : "");
		if (spec->wanted.debug && !spec->wanted.free_threaded)
			names[count++] = vb_arena_printf(arena, "%s3.%dd", stem, minor);
		names[count++] = vb_arena_printf(arena, "%s3.%d", stem, minor);
	}
	return count;
}

const char *const *vb_spec_names(const struct vb_spec *spec, struct vb_arena *arena)
{
	const char *implementation = spec->wanted.implementation;
	const char *stem = !implementation || !strcmp(implementation, "CPython") ? "python"
			   : !strcmp(implementation, "PyPy")                     ? "pypy"
										 : "graalpy";
	const char **names = vb_arena_array(
		arena, 2 * (NEWEST_MINOR + 1 - VB_SPEC_OLDEST_MINOR) + 3, sizeof(*names));
	size_t count = 0;

	/* The plain names first, unless the version is in the name. */
	if (spec->wanted.minor >= 0)
		count = add_versioned(spec, arena, stem, names);
	names[count++] = vb_arena_printf(arena, "%s3", stem);
	names[count++] = stem;
	if (spec->wanted.minor < 0)
		add_versioned(spec, arena, stem, names + count);
	return names;
}

const char *vb_spec_describe(const struct vb_spec *spec, struct vb_arena *arena)
{
	const struct vb_hint *wanted = &spec->wanted;
	vb_auto_buf text = VB_BUF_INIT;

	vb_buf_addf(&text, "%s%s%s", wanted->free_threaded ? "free-threaded " : "",
		wanted->debug ? "debug build of " : "",
		wanted->implementation ? wanted->implementation : "Python");
	if (spec->range)
		vb_buf_addf(&text, " %s", spec->range);
	if (wanted->major >= 0)
		vb_buf_addf(&text, " %d", wanted->major);
	if (wanted->minor >= 0)
		vb_buf_addf(&text, ".%d", wanted->minor);
	if (wanted->micro >= 0)
		vb_buf_addf(&text, ".%d", wanted->micro);
	if (wanted->pre)
		vb_buf_adds(&text, wanted->pre);
	return vb_arena_str(arena, text.data);
}
