/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/specifier.h"
#include "core/version.h"

/* Each is less than the next. */
static const char *const ascending[] = {
	"1.0.dev456",
	"1.0a1.dev1",
	"1.0a1",
	"1.0a2.dev456",
	"1.0a12.dev456",
	"1.0a12",
	"1.0b1.dev456",
	"1.0b2",
	"1.0b2.post345.dev456",
	"1.0b2.post345",
	"1.0rc1.dev456",
	"1.0rc1",
	"1.0",
	"1.0+abc.5",
	"1.0+abc.7",
	"1.0+5",
	"1.0+5.a",
	"1.0+10",
	"1.0.post456.dev34",
	"1.0.post456",
	"1.1.dev1",
	"1.2",
	"1.2.0.1",
	"1.10",
	"3.9.18",
	"3.10.0",
	"2024.11.22",
	"1!0.1",
	"1!1.0",
};

static const char *const same[][2] = {
	{"1.0", "1"},
	{"1.0", "1.0.0.0"},
	{"v1.0", " 1.0\n"},
	{"1.0-alpha.1", "1.0a1"},
	{"1.0_beta", "1.0b0"},
	{"1.0c2", "1.0RC2"},
	{"1.0.preview-3", "1.0rc3"},
	{"1.0-1", "1.0.post1"},
	{"1.0rev", "1.0.post0"},
	{"1.0-r4", "1.0.post4"},
	{"1.0DEV", "1.0.dev0"},
	{"1.0+Ubuntu-1", "1.0+ubuntu.1"},
	{"1.0+007", "1.0+7"},
	{"1.0a.dev1", "1.0a0.dev1"},
	{"0!1.0", "1.0"},
	{"01.02", "1.2"},
};

static const char *const malformed[] = {
	"",
	" ",
	"x",
	"1.",
	".1",
	"1..0",
	"1.0x",
	"1.0+",
	"1.0+a..b",
	"1.0+.a",
	"1.0+a.",
	"1.0a1b2",
	"3.13t",
	"1.0 1.0",
	"1!",
	"!1",
	"1!2!3",
	"99999999999999999999",
	"1.0.dev1.post1",
	"1.0+a+b",
	"-1",
	"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17",
	"1.0\xff",
};

static const struct {
	const char *version, *specifier;
	bool within;
} clauses[] = {
	{"3.12.1", "", true},
	{"3.12.1", ">=3.11,<3.14", true},
	{"3.14.0", ">=3.11,<3.14", false},
	{"3.14.0rc1", "<3.14", false},
	{"3.14.0rc1", "<3.14rc2", true},
	{"3.13.9", "<3.14", true},
	{"3.14.0rc1", ">=3.14", false},
	{"3.10.4", "~=3.10", true},
	{"4.0", "~=3.10", false},
	{"3.10.4", "~=3.10.2", true},
	{"3.11.0", "~=3.10.2", false},
	{"3.10.1", "~=3.10.2", false},
	{"3.12.7", "==3.12.*", true},
	{"3.120", "==3.12.*", false},
	{"3.12", "==3.12.0", true},
	{"3.12.0rc1", "==3.12.*", true},
	{"3.12.7", "==3.12", false},
	{"3.12.7", "!=3.12.*", false},
	{"3.12.7", "!=3.12.6", true},
	{"3.12+debian", "==3.12", true},
	{"3.12", "==3.12+debian", false},
	{"3.12.post1", ">3.12", false},
	{"3.12.post2", ">3.12.post1", true},
	{"3.12+a", ">3.12", false},
	{"3.12.1", ">3.12", true},
	{"3.12+a", "<=3.12", true},
	{"3.12", " >= 3.11 , < 4 , ", true},
	{"3.12", "===3.12", true},
	{"3.12.0", "===3.12", false},
	{"1!3.12", "==3.12.*", false},
	{"3.12", "==3.12.*,!=3.12.0", false},
	{"3", "==3.0.*", true},
};

static const char *const bad_specifiers[] = {
	"3.12",
	"=3.12",
	">=",
	">=x",
	"~=3",
	">=3.*",
	"==3.12.*.1",
	"==3.12rc1.*",
	">=3.12+local",
	"==*",
	"=>3",
	"===",
	"<4,3",
	"<3,>=x",
	"~=3.12.*",
	"==3.12.dev.*",
};

START_TEST(orders)
{
	for (size_t i = 0; i < VB_COUNT(ascending); i++) {
		vb_auto_err err = VB_ERR_INIT;
		int order = 9;

		ck_assert_int_eq(vb_version_compare(ascending[_i], ascending[i], &order, &err), 0);
		ck_assert_msg((order > 0) - (order < 0) == (_i > (int)i) - (_i < (int)i),
			"%s and %s: %d", ascending[_i], ascending[i], order);
	}
}
END_TEST

START_TEST(normalises)
{
	vb_auto_err err = VB_ERR_INIT;
	int order = 9;

	ck_assert_int_eq(vb_version_compare(same[_i][0], same[_i][1], &order, &err), 0);
	ck_assert_msg(order == 0, "%s and %s", same[_i][0], same[_i][1]);
}
END_TEST

START_TEST(refuses)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_version version;

	ck_assert_msg(vb_version_parse(malformed[_i], &version, &err) == -VB_EUSAGE, "'%s'",
		malformed[_i]);
	ck_assert_ptr_nonnull(strstr(err.msg, malformed[_i]));
}
END_TEST

START_TEST(knows_prereleases)
{
	static const char *const texts[] = {
		"3.13.0a1", "3.13.0rc1", "3.13.dev0", "3.13.post1.dev1"};
	struct vb_version version;
	vb_auto_err err = VB_ERR_INIT;

	for (size_t i = 0; i < VB_COUNT(texts); i++) {
		ck_assert_int_eq(vb_version_parse(texts[i], &version, &err), 0);
		ck_assert(vb_version_is_prerelease(&version));
	}
	ck_assert_int_eq(vb_version_parse("3.13.0.post1+local", &version, &err), 0);
	ck_assert(!vb_version_is_prerelease(&version));
	ck_assert(vb_specifier_has_prerelease(">=3.10,<3.14rc1"));
	ck_assert(!vb_specifier_has_prerelease(">=3.10,!=3.14rc1"));
}
END_TEST

START_TEST(matches)
{
	vb_auto_err err = VB_ERR_INIT;
	bool within = !clauses[_i].within;

	ck_assert_int_eq(
		vb_version_within(clauses[_i].version, clauses[_i].specifier, &within, &err), 0);
	ck_assert_msg(within == clauses[_i].within, "%s in %s", clauses[_i].version,
		clauses[_i].specifier);
}
END_TEST

START_TEST(refuses_specifiers)
{
	vb_auto_err err = VB_ERR_INIT;
	bool within;

	ck_assert_msg(vb_version_within("3.12", bad_specifiers[_i], &within, &err) == -VB_EUSAGE,
		"'%s'", bad_specifiers[_i]);
}
END_TEST

Suite *suite_version(void)
{
	Suite *suite = suite_create("version");
	TCase *tcase = tcase_create("version");

	tcase_add_loop_test(tcase, orders, 0, VB_COUNT(ascending));
	tcase_add_loop_test(tcase, normalises, 0, VB_COUNT(same));
	tcase_add_loop_test(tcase, refuses, 0, VB_COUNT(malformed));
	tcase_add_test(tcase, knows_prereleases);
	tcase_add_loop_test(tcase, matches, 0, VB_COUNT(clauses));
	tcase_add_loop_test(tcase, refuses_specifiers, 0, VB_COUNT(bad_specifiers));
	suite_add_tcase(suite, tcase);
	return suite;
}
