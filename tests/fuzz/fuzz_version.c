/* SPDX-License-Identifier: MIT */
/* Versions and specifiers (PEP 440), what --python asks for, and tags of wheels. */
#include "core/spec.h"
#include "core/specifier.h"
#include "core/tags.h"
#include "core/version.h"
#include "tests/fuzz/fuzz.h"

static bool compares(const char *a, const char *b, int *ret_order)
{
	vb_auto_err err = VB_ERR_INIT;

	return vb_version_compare(a, b, ret_order, &err) == 0;
}

/* An order: of one with itself, of two both ways, of three in a row. */
static void order(const char *a, const char *b, const char *c)
{
	int ab = 0, ba = 0, bc = 0, ac = 0, aa = 1;

	if (compares(a, a, &aa))
		HOLDS(aa == 0 && vb_version_is_same(a, a));
	if (!compares(a, b, &ab) || !compares(b, c, &bc))
		return;
	HOLDS(compares(b, a, &ba) && (ab > 0) == (ba < 0) && (ab == 0) == (ba == 0));
	HOLDS(compares(a, c, &ac));
	if (ab <= 0 && bc <= 0)
		HOLDS(ac <= 0);
	if (ab == 0 && bc == 0)
		HOLDS(ac == 0);
}

static void within(struct vb_arena *arena, const char *version, const char *other)
{
	static const char *const operators[] = {"==", "!=", "<=", ">=", "<", ">"};
	bool is[6], fits = true;
	struct vb_version parsed;

	for (size_t i = 0; i < VB_COUNT(operators); i++) {
		vb_auto_err err = VB_ERR_INIT;
		const char *specifier = vb_arena_printf(arena, "%s%s", operators[i], other);

		fits = fits && vb_version_within(version, specifier, &is[i], &err) == 0;
	}
	if (!fits || strchr(other, ',') || strchr(other, '*') || strchr(other, '+') ||
		strchr(version, '+'))
		return;
	{
		vb_auto_err err = VB_ERR_INIT;

		if (vb_version_parse(other, &parsed, &err) < 0)
			return;
	}
	HOLDS(is[0] != is[1]);
	HOLDS(!is[0] || (is[2] && is[3]));
	HOLDS(!is[4] || is[2]);
	HOLDS(!is[5] || is[3]);
	HOLDS(!(is[4] && is[5]));
}

static void specify(struct vb_arena *arena, const char *text)
{
	static const struct vb_interp interp = {.implementation = "CPython",
		.major = 3,
		.minor = 12,
		.micro = 1,
		.releaselevel = "final"};
	vb_auto_err err = VB_ERR_INIT;
	struct vb_spec spec;
	struct vb_hint hint = vb_spec_hint(arena, text);

	if (vb_spec_parse(arena, text, &spec, &err) < 0) {
		HOLDS(err.code == VB_EUSAGE && err.msg);
		return;
	}
	vb_spec_names(&spec, arena);
	vb_spec_describe(&spec, arena);
	vb_spec_mismatch(&spec, &interp, arena);
	vb_spec_may_match(&spec, &hint);
	vb_spec_is_version(text);
}

static void fit(const char *tag)
{
	static const struct vb_interp interp = {.implementation = "CPython",
		.major = 3,
		.minor = 12,
		.releaselevel = "final",
		.soabi = "cpython-312-x86_64-linux-gnu",
		.cache_tag = "cpython-312",
		.platform = "linux-x86_64",
		.is_64bit = true};
	static const struct vb_libc libc = {2, 36};
	vb_auto_buf text = VB_BUF_INIT;

	vb_tag_fits(tag, &interp, &libc);
	vb_tags_describe(&interp, &libc, &text);
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	const char *a = fuzz_next(arena, &data, &len, '\n');
	const char *b = fuzz_next(arena, &data, &len, '\n');
	const char *c = fuzz_next(arena, &data, &len, '\n');
	vb_auto_err err = VB_ERR_INIT;
	bool fits;

	if (!a)
		return;
	specify(arena, a);
	fit(a);
	vb_specifier_is(a);
	vb_specifier_has_prerelease(a);
	if (!b)
		return;
	vb_version_within(a, b, &fits, &err);
	within(arena, a, b);
	if (c)
		order(a, b, c);
}
