/* SPDX-License-Identifier: MIT */
/* The grammar of --python, and of the names that interpreters and their directories have. */
#include "core/spec.h"

#include "core/buf.h"
#include "core/specifier.h"

#include <ctype.h>

enum {
	OLDEST_MINOR = 6,
	NEWEST_MINOR = 40, /* how far the names on PATH are tried */
	MAX_MICRO = 50,    /* and the releases of one minor version, against a range */
};

static const struct vb_hint nothing = {.major = -1, .minor = -1, .micro = -1};

static const struct word {
	const char *text;
	const char *implementation; /* NULL: any */
	bool is_program;            /* a name on PATH begins like this, too */
} words[] = {
	{"python", NULL, true},
	{"py", NULL, false},
	{"cpython", "CPython", false},
	{"cp", "CPython", false},
	{"pypy", "PyPy", true},
	{"pp", "PyPy", false},
	{"graalpy", "GraalVM", false},
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The word at the beginning of TEXT; RET_REST is what stands behind it. */
static const struct word *find_word(const char *text, const char **ret_rest)
{
	size_t len = 0;

	while (isalpha((unsigned char)text[len]))
		len++;
	for (size_t i = 0; i < VB_COUNT(words); i++) {
		if (len == strlen(words[i].text) && !strncasecmp(text, words[i].text, len)) {
			*ret_rest = text + len;
			return &words[i];
		}
	}
	return NULL;
}

/* Up to three digits. */
static bool take_number(const char **at, int *ret_number)
{
	int number = 0;
	size_t len = 0;

	for (; len < 3 && is_digit((*at)[len]); len++)
		number = number * 10 + ((*at)[len] - '0');
	if (!len || is_digit((*at)[len]))
		return false;
	*at += len;
	*ret_number = number;
	return true;
}

static bool take_text(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncasecmp(*at, text, len))
		return false;
	*at += len;
	return true;
}

/* "312" is 3.12: the first digit is the major version. */
static bool take_release(const char **at, struct vb_hint *hint)
{
	if (is_digit(**at) && is_digit((*at)[1])) {
		hint->major = **at - '0';
		(*at)++;
		return take_number(at, &hint->minor);
	}
	if (!take_number(at, &hint->major))
		return false;
	if (**at != '.' || !is_digit((*at)[1]))
		return true;
	(*at)++;
	if (!take_number(at, &hint->minor))
		return false;
	if (**at != '.' || !is_digit((*at)[1]))
		return true;
	(*at)++;
	return take_number(at, &hint->micro);
}

static void take_pre(struct vb_arena *arena, const char **at, struct vb_hint *hint)
{
	static const char *const phases[] = {"rc", "a", "b"};

	for (size_t i = 0; i < VB_COUNT(phases); i++) {
		const char *number = *at;
		int serial;

		if (!take_text(&number, phases[i]) || !take_number(&number, &serial))
			continue;
		hint->pre = vb_arena_printf(arena, "%s%d", phases[i], serial);
		*at = number;
		return;
	}
}

static void take_build(const char **at, struct vb_hint *hint)
{
	if (take_text(at, "t") || take_text(at, "+freethreaded"))
		hint->free_threaded = true;
	if (take_text(at, "-debug") || take_text(at, "-dbg") || take_text(at, "+debug") ||
		take_text(at, "d"))
		hint->debug = true;
}

/* "3.13.0rc1t": false when it does not begin so. */
static bool take_version(struct vb_arena *arena, const char **at, struct vb_hint *hint)
{
	if (!take_release(at, hint))
		return false;
	take_pre(arena, at, hint);
	take_build(at, hint);
	return true;
}

struct vb_hint vb_spec_hint(struct vb_arena *arena, const char *name)
{
	struct vb_hint hint = nothing;
	const char *at = name;
	const struct word *word = find_word(name, &at);

	if (word)
		hint.implementation = word->implementation;
	/* GraalPy's number is its own, not that of the Python it is. */
	if (word && word->implementation && !strcmp(word->implementation, "GraalVM"))
		return hint;
	if (word && *at == '-')
		at++;
	if (!take_version(arena, &at, &hint) || (*at && *at != '-'))
		return nothing;
	return hint;
}

/* Behind the word of an implementation. */
static int parse_range(struct vb_spec *spec, const char *range, struct vb_err *err)
{
	bool ignored;

	spec->kind = VB_SPEC_VERSION;
	spec->range = range;
	return vb_version_within("3", range, &ignored, err);
}

static int refuse_old(const struct vb_spec *spec, struct vb_err *err)
{
	const struct vb_hint *wanted = &spec->wanted;

	if (wanted->major < 0 || wanted->major > 3 ||
		(wanted->major == 3 && (wanted->minor < 0 || wanted->minor >= OLDEST_MINOR)))
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"'%s' is too old: environments are made for Python 3.6 and newer", spec->text);
}

/* WORD or NULL, and AT behind it: no version. */
static int parse_name(
	struct vb_spec *spec, const struct word *word, const char *at, struct vb_err *err)
{
	if (is_digit(*spec->text))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is neither a version (such as 3.12) nor the name of an interpreter",
			spec->text);
	spec->kind = word && !word->is_program && !*at ? VB_SPEC_VERSION : VB_SPEC_NAME;
	spec->wanted = nothing;
	if (word && !*at)
		spec->wanted.implementation = word->implementation;
	return 0;
}

static int parse_word(struct vb_arena *arena, struct vb_spec *spec, struct vb_err *err)
{
	const char *at = spec->text;
	const struct word *word = find_word(at, &at);
	bool named = word && word->is_program;

	if (word)
		spec->wanted.implementation = word->implementation;
	if (word && (*at == '@' || *at == '-') && at[1]) {
		named = false;
		at++;
	}
	if (vb_specifier_is(at))
		return parse_range(spec, at, err);
	if (!take_version(arena, &at, &spec->wanted) || *at)
		return parse_name(spec, word, at, err);
	spec->kind = named ? VB_SPEC_NAME : VB_SPEC_VERSION;
	return refuse_old(spec, err);
}

int vb_spec_parse(
	struct vb_arena *arena, const char *text, struct vb_spec *ret_spec, struct vb_err *err)
{
	struct vb_spec spec = {.wanted = nothing, .text = text ? text : ""};
	int rc = 0;

	if (!*spec.text)
		spec.kind = VB_SPEC_ANY;
	else if (strchr(spec.text, '/'))
		spec.kind = VB_SPEC_PATH;
	else
		rc = parse_word(arena, &spec, err);
	if (!rc)
		*ret_spec = spec;
	return rc;
}

bool vb_spec_is_version(const char *text)
{
	struct vb_arena *arena = vb_arena_new();
	vb_auto_err ignored = VB_ERR_INIT;
	struct vb_spec spec;
	bool is_version =
		!vb_spec_parse(arena, text, &spec, &ignored) && spec.kind == VB_SPEC_VERSION;

	vb_arena_free(arena);
	return is_version;
}

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

	for (int minor = NEWEST_MINOR; minor >= OLDEST_MINOR; minor--) {
		struct vb_hint hint = nothing;

		hint.major = 3;
		hint.minor = minor;
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
	const char **names =
		vb_arena_array(arena, 2 * (NEWEST_MINOR + 1 - OLDEST_MINOR) + 3, sizeof(*names));
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
