/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/spec.h"

static struct vb_arena *arena;

static void setup(void)
{
	arena = vb_arena_new();
}

static void teardown(void)
{
	vb_arena_free(arena);
}

static const struct {
	const char *text;
	enum vb_spec_kind kind;
	const char *implementation;
	int major, minor, micro;
	bool free_threaded, debug;
	const char *pre, *range;
} specs[] = {
	{"", VB_SPEC_ANY, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"/usr/bin/python3", VB_SPEC_PATH, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"./3.12", VB_SPEC_PATH, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"env/", VB_SPEC_PATH, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"3", VB_SPEC_VERSION, NULL, 3, -1, -1, 0, 0, NULL, NULL},
	{"3.12", VB_SPEC_VERSION, NULL, 3, 12, -1, 0, 0, NULL, NULL},
	{"3.12.1", VB_SPEC_VERSION, NULL, 3, 12, 1, 0, 0, NULL, NULL},
	{"312", VB_SPEC_VERSION, NULL, 3, 12, -1, 0, 0, NULL, NULL},
	{"39", VB_SPEC_VERSION, NULL, 3, 9, -1, 0, 0, NULL, NULL},
	{"3.13t", VB_SPEC_VERSION, NULL, 3, 13, -1, 1, 0, NULL, NULL},
	{"313t", VB_SPEC_VERSION, NULL, 3, 13, -1, 1, 0, NULL, NULL},
	{"3.13d", VB_SPEC_VERSION, NULL, 3, 13, -1, 0, 1, NULL, NULL},
	{"3.13t-debug", VB_SPEC_VERSION, NULL, 3, 13, -1, 1, 1, NULL, NULL},
	{"3.13+freethreaded", VB_SPEC_VERSION, NULL, 3, 13, -1, 1, 0, NULL, NULL},
	{"3.14.0rc1", VB_SPEC_VERSION, NULL, 3, 14, 0, 0, 0, "rc1", NULL},
	{"3.15a2t", VB_SPEC_VERSION, NULL, 3, 15, -1, 1, 0, "a2", NULL},
	{"py312", VB_SPEC_VERSION, NULL, 3, 12, -1, 0, 0, NULL, NULL},
	{"py3", VB_SPEC_VERSION, NULL, 3, -1, -1, 0, 0, NULL, NULL},
	{"cp312", VB_SPEC_VERSION, "CPython", 3, 12, -1, 0, 0, NULL, NULL},
	{"cpython3.12", VB_SPEC_VERSION, "CPython", 3, 12, -1, 0, 0, NULL, NULL},
	{"CPython-3.12", VB_SPEC_VERSION, "CPython", 3, 12, -1, 0, 0, NULL, NULL},
	{"pypy3.9", VB_SPEC_NAME, "PyPy", 3, 9, -1, 0, 0, NULL, NULL},
	{"pypy@3.10", VB_SPEC_VERSION, "PyPy", 3, 10, -1, 0, 0, NULL, NULL},
	{"pypy39", VB_SPEC_NAME, "PyPy", 3, 9, -1, 0, 0, NULL, NULL},
	{"pypy", VB_SPEC_NAME, "PyPy", -1, -1, -1, 0, 0, NULL, NULL},
	{"cpython", VB_SPEC_VERSION, "CPython", -1, -1, -1, 0, 0, NULL, NULL},
	{"python3.12", VB_SPEC_NAME, NULL, 3, 12, -1, 0, 0, NULL, NULL},
	{"python3", VB_SPEC_NAME, NULL, 3, -1, -1, 0, 0, NULL, NULL},
	{"python", VB_SPEC_NAME, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"python3.12-config", VB_SPEC_NAME, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{"mypython", VB_SPEC_NAME, NULL, -1, -1, -1, 0, 0, NULL, NULL},
	{">=3.11,<3.14", VB_SPEC_VERSION, NULL, -1, -1, -1, 0, 0, NULL, ">=3.11,<3.14"},
	{"~=3.10", VB_SPEC_VERSION, NULL, -1, -1, -1, 0, 0, NULL, "~=3.10"},
	{"pypy>=3.9", VB_SPEC_VERSION, "PyPy", -1, -1, -1, 0, 0, NULL, ">=3.9"},
};

static const char *const malformed[] = {
	"3.x",
	"3.12.1.2",
	"3.12 ",
	"99999",
	"3..1",
	">=",
	">=x",
	"cpython>=3.",
	"2",
	"2.7",
	"27",
	"3.5",
	"py27",
	"python2.7",
	"3.12tt",
	"12345678901234567890",
};

static const char *either(const char *text)
{
	return text ? text : "(none)";
}

START_TEST(parses)
{
	struct vb_spec spec;
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_spec_parse(arena, specs[_i].text, &spec, &err);

	ck_assert_msg(!rc, "%s: %s", specs[_i].text, either(err.msg));
	ck_assert_str_eq(spec.text, specs[_i].text);
	ck_assert_msg(spec.kind == specs[_i].kind, "%s: kind %d", specs[_i].text,
		(int)spec.kind);
	ck_assert_str_eq(either(spec.wanted.implementation), either(specs[_i].implementation));
	ck_assert_int_eq(spec.wanted.major, specs[_i].major);
	ck_assert_int_eq(spec.wanted.minor, specs[_i].minor);
	ck_assert_int_eq(spec.wanted.micro, specs[_i].micro);
	ck_assert_int_eq(spec.wanted.free_threaded, specs[_i].free_threaded);
	ck_assert_int_eq(spec.wanted.debug, specs[_i].debug);
	ck_assert_str_eq(either(spec.wanted.pre), either(specs[_i].pre));
	ck_assert_str_eq(either(spec.range), either(specs[_i].range));
	ck_assert(vb_spec_is_version(specs[_i].text) ==
		  (spec.kind == VB_SPEC_VERSION ||
			  (spec.kind == VB_SPEC_NAME && spec.wanted.major >= 0)));
}
END_TEST

START_TEST(refuses)
{
	struct vb_spec spec;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_msg(vb_spec_parse(arena, malformed[_i], &spec, &err) == -VB_EUSAGE, "'%s'",
		malformed[_i]);
	ck_assert(!vb_spec_is_version(malformed[_i]));
}
END_TEST

static const struct {
	const char *spec, *version; /* "IMPLEMENTATION X Y Z LEVEL SERIAL FLAGS" */
	const char *why;
} matches[] = {
	{"3", "CPython 3 12 1 final 0 -", NULL},
	{"", "CPython 3 12 1 final 0 -", NULL},
	{"", "PyPy 3 9 1 final 0 -", NULL},
	{"3.12", "CPython 3 11 9 final 0 -", "is 3.11.9"},
	{"3.12.1", "CPython 3 12 10 final 0 -", "is 3.12.10"},
	{"cp312", "PyPy 3 12 1 final 0 -", "is PyPy 3.12.1"},
	{"3.13", "CPython 3 13 1 final 0 t", "is free-threaded"},
	{"3.13t", "CPython 3 13 1 final 0 -", "is not free-threaded"},
	{"3.13t", "CPython 3 13 1 final 0 t", NULL},
	{"3.13", "CPython 3 13 1 final 0 d", "is a debug build"},
	{"3.13d", "CPython 3 13 1 final 0 d", NULL},
	{"3.14", "CPython 3 14 0 candidate 1 -", "is the pre-release 3.14.0rc1"},
	{"", "CPython 3 14 0 alpha 1 -", "is the pre-release 3.14.0a1"},
	{"3.14.0rc1", "CPython 3 14 0 candidate 1 -", NULL},
	{"3.14.0rc1", "CPython 3 14 0 candidate 12 -", "is 3.14.0rc12"},
	{"3.14.0rc1", "CPython 3 14 0 final 0 -", "is 3.14.0"},
	{">=3.11,<3.14", "CPython 3 13 9 final 0 -", NULL},
	{">=3.11,<3.14", "CPython 3 14 0 final 0 -", "is 3.14.0"},
	{">=3.11", "CPython 3 14 0 beta 3 -", "is the pre-release 3.14.0b3"},
	{">=3.14b1", "CPython 3 14 0 beta 3 -", NULL},
	{"pypy>=3.9", "CPython 3 13 9 final 0 -", "is CPython 3.13.9"},
};

static void parse_interp(const char *text, struct vb_interp *interp)
{
	static char implementation[16], level[16];
	char flag;

	*interp = (struct vb_interp){.implementation = implementation, .releaselevel = level};
	ck_assert_int_eq(sscanf(text, "%15s %d %d %d %15s %d %c", implementation, &interp->major,
				 &interp->minor, &interp->micro, level, &interp->serial, &flag),
		7);
	interp->free_threaded = flag == 't';
	interp->debug = flag == 'd';
}

START_TEST(compares_with_facts)
{
	struct vb_interp interp;
	struct vb_spec spec;
	vb_auto_err err = VB_ERR_INIT;
	const char *why;

	parse_interp(matches[_i].version, &interp);
	ck_assert_int_eq(vb_spec_parse(arena, matches[_i].spec, &spec, &err), 0);
	why = vb_spec_mismatch(&spec, &interp, arena);
	ck_assert_msg(!strcmp(either(why), either(matches[_i].why)), "%s with %s: %s",
		matches[_i].spec, matches[_i].version, either(why));
}
END_TEST

static const struct {
	const char *name, *spec;
	bool may_match;
} hints[] = {
	{"3.12.1", "3.12", true},
	{"3.12.1", "3.12.2", false},
	{"3.12", "3.12.2", true},
	{"3.13.0t", "3.13", false},
	{"3.13.0t", "3.13t", true},
	{"3.14.0rc1", "3.14", false},
	{"3.14.0rc1", "3.14.0rc1", true},
	{"python3.11", "3.12", false},
	{"python3", "3.12", true},
	{"python3.12", "pypy3.12", true},
	{"cpython-3.12.1-linux-x86_64-gnu", "3.12", true},
	{"cpython-3.12.1-linux-x86_64-gnu", "3.11", false},
	{"cpython-3.13.0+freethreaded-linux-x86_64-gnu", "3.13", false},
	{"pypy3.9-7.3.11", "3.9", true},
	{"pypy3.9-7.3.11", "cp39", false},
	{"pypy3.9-7.3.11", "pypy3.9", true},
	{"pypy3.9-7.3.11", "pypy3.10", false},
	{"miniconda3-latest", "3.12", true},
	{"graalpy-24.0.1", "3.12", true},
	{"3.13-dev", "3.13", true},
	{"python3.13-config", "3.12", false},
	{"busybox", "3", true},
	{"3.11.7", ">=3.11.8,<3.12", false},
	{"3.11", ">=3.11.8,<3.12", true},
	{"3.12", ">=3.11.8,<3.12", false},
};

START_TEST(judges_by_names)
{
	struct vb_hint hint = vb_spec_hint(arena, hints[_i].name);
	struct vb_spec spec;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_spec_parse(arena, hints[_i].spec, &spec, &err), 0);
	ck_assert_msg(vb_spec_may_match(&spec, &hint) == hints[_i].may_match, "%s for %s",
		hints[_i].name, hints[_i].spec);
}
END_TEST

static const struct {
	const char *spec, *names; /* those at the beginning */
	size_t count;             /* of all; 0: many */
} names[] = {
	{"3.12", "python3.12 python3 python ", 3},
	{"3.13t", "python3.13t python3.13 python3 python ", 4},
	{"pypy@3.9", "pypy3.9 pypy3 pypy ", 3},
	{"", "python3 python python3.40 ", 0},
	{">=3.11,<3.14", "python3 python python3.13 python3.12 python3.11 ", 5},
};

START_TEST(names_what_to_look_for)
{
	struct vb_spec spec;
	vb_auto_err err = VB_ERR_INIT;
	char text[1024] = "";
	const char *const *list;
	size_t count = 0;

	ck_assert_int_eq(vb_spec_parse(arena, names[_i].spec, &spec, &err), 0);
	for (list = vb_spec_names(&spec, arena); list[count]; count++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%s ", list[count]);
	}
	ck_assert_msg(!strncmp(text, names[_i].names, strlen(names[_i].names)), "%s: %s",
		names[_i].spec, text);
	if (names[_i].count)
		ck_assert_uint_eq(count, names[_i].count);
}
END_TEST

START_TEST(describes)
{
	static const char *const texts[][2] = {
		{"", "Python"},
		{"312", "Python 3.12"},
		{"pypy@3.9", "PyPy 3.9"},
		{"3.13t", "free-threaded Python 3.13"},
		{">=3.11", "Python >=3.11"},
		{"3.14.0rc1", "Python 3.14.0rc1"},
	};

	for (size_t i = 0; i < VB_COUNT(texts); i++) {
		struct vb_spec spec;
		vb_auto_err err = VB_ERR_INIT;

		ck_assert_int_eq(vb_spec_parse(arena, texts[i][0], &spec, &err), 0);
		ck_assert_str_eq(vb_spec_describe(&spec, arena), texts[i][1]);
	}
}
END_TEST

Suite *suite_spec(void)
{
	Suite *suite = suite_create("spec");
	TCase *tcase = tcase_create("spec");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, parses, 0, VB_COUNT(specs));
	tcase_add_loop_test(tcase, refuses, 0, VB_COUNT(malformed));
	tcase_add_loop_test(tcase, compares_with_facts, 0, VB_COUNT(matches));
	tcase_add_loop_test(tcase, judges_by_names, 0, VB_COUNT(hints));
	tcase_add_loop_test(tcase, names_what_to_look_for, 0, VB_COUNT(names));
	tcase_add_test(tcase, describes);
	suite_add_tcase(suite, tcase);
	return suite;
}
