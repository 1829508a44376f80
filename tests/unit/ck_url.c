/* SPDX-License-Identifier: MIT */
/* What may be shown of URLs. */
#include "tests/unit/check.h"

#include "core/url.h"

static const struct {
	const char *text, *shown;
} samples[] = {
	{"https://host/path", "https://host/path"},
	{"https://me@host/", "https://***@host/"},
	{"https://me:word@host:80/", "https://***@host:80/"},
	{"https://me:wo@rd@host/", "https://***@host/"},
	{"https://me:wo/rd@host/", "https://***@host/"},
	{"https://host:80/pkg@1.0", "https://host:80/pkg@1.0"},
	{"https://[::1]/pkg@1.0", "https://[::1]/pkg@1.0"},
	{"https://host/pkg@1.0", "https://host/pkg@1.0"},
	{"me:word@proxy:3128", "***@proxy:3128"},
	{"a https://a:b@c d https://e:f@g", "a https://***@c d https://***@g"},
	{"", ""},
};

START_TEST(user_and_password_are_not_shown)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_url_add_masked(&out, samples[_i].text);
	ck_assert_str_eq(out.len ? out.data : "", samples[_i].shown);
}
END_TEST

Suite *suite_url(void)
{
	Suite *suite = suite_create("url");
	TCase *tcase = tcase_create("url");

	tcase_add_loop_test(
		tcase, user_and_password_are_not_shown, 0, (int)VB_COUNT(samples));
	suite_add_tcase(suite, tcase);
	return suite;
}
