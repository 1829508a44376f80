/* SPDX-License-Identifier: MIT */
/* The grammar of --python, and of the names that interpreters and their directories have. */
#include "core/spec.h"

#include "core/specifier.h"

#include <ctype.h>

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
		(wanted->major == 3 &&
			(wanted->minor < 0 || wanted->minor >= VB_SPEC_OLDEST_MINOR)))
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
	bool is_version = !vb_spec_parse(arena, text, &spec, &ignored) &&
			  (spec.kind == VB_SPEC_VERSION ||
				  (spec.kind == VB_SPEC_NAME && spec.wanted.major >= 0));

	vb_arena_free(arena);
	return is_version;
}
