/* SPDX-License-Identifier: MIT */
/* direct_url.json, and the requirements made of it. */
#include "tests/unit/check.h"
#include "tests/unit/tree.h"

#include "core/direct_url.h"

#include <fcntl.h>

static const struct {
	const char *text, *requirement; /* NULL: it is nothing of the kind */
} samples[] = {
	{"{\"url\": \"https://example.org/a.whl\", \"archive_info\": {\"hash\": \"sha256=00\"}}",
		"thing @ https://example.org/a.whl"},
	{"{\"url\": \"https://example.org/r\", \"vcs_info\": {\"vcs\": \"git\", \"commit_id\": "
	 "\"abc\"}, \"subdirectory\": \"sub\"}",
		"thing @ git+https://example.org/r@abc#subdirectory=sub"},
	{"{\"url\": \"file:///home/me/thing\", \"dir_info\": {\"editable\": true}}",
		"-e file:///home/me/thing"},
	{"{\"url\": \"file:///home/me/thing\", \"dir_info\": {}}", "thing @ file:///home/me/thing"},
	{"{\"url\": \"https://me:word@example.org/a.whl\"}",
		"thing @ https://***@example.org/a.whl"},
	{"{\"url\": \"https://example.org/a b\"}", "thing @ https://example.org/a%20b"},
	{"{\"url\": \"https://example.org/a\\n-r /etc/passwd\"}",
		"thing @ https://example.org/a%0A-r%20/etc/passwd"},
	{"{\"url\": \"https://example.org/r\", \"vcs_info\": {\"vcs\": \"git\", \"commit_id\": "
	 "\"a b\"}}",
		NULL},
	{"{\"url\": \"\"}", NULL},
	{"{\"url\": 1}", NULL},
	{"{}", NULL},
	{"[]", NULL},
	{"", NULL},
};

START_TEST(requirements_ask_for_the_same)
{
	const char *text = samples[_i].text, *wanted = samples[_i].requirement;
	struct vb_direct_url direct;
	int rc = vb_direct_url_parse(tree_arena, text, strlen(text), &direct);

	ck_assert_int_eq(rc, wanted ? 0 : 1);
	if (wanted)
		ck_assert_str_eq(vb_direct_url_requirement(tree_arena, "thing", &direct), wanted);
}
END_TEST

START_TEST(links_lead_nowhere)
{
	const struct vb_installed package = {
		.name = "thing", .version = "1", .site = "s", .dist_info = "s/thing-1.dist-info"};
	struct vb_direct_url direct;
	vb_auto_fd fd = open(tree_path(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ck_assert_int_eq(vb_direct_url_read(tree_arena, fd, &package, &direct), 1);
	tree_put("outside.json", samples[0].text);
	tree_dir("s/thing-1.dist-info");
	tree_link("s/thing-1.dist-info/direct_url.json", "../../outside.json");
	ck_assert_int_eq(vb_direct_url_read(tree_arena, fd, &package, &direct), 1);
	ck_assert_int_eq(unlink(tree_path("s/thing-1.dist-info/direct_url.json")), 0);
	tree_put("s/thing-1.dist-info/direct_url.json", samples[0].text);
	ck_assert_int_eq(vb_direct_url_read(tree_arena, fd, &package, &direct), 0);
	ck_assert_str_eq(direct.hash, "sha256=00");
}
END_TEST

Suite *suite_direct_url(void)
{
	Suite *suite = suite_create("direct_url");
	TCase *tcase = tcase_create("direct_url");

	tcase_add_checked_fixture(tcase, tree_set_up, tree_tear_down);
	tcase_add_loop_test(tcase, requirements_ask_for_the_same, 0, (int)VB_COUNT(samples));
	tcase_add_test(tcase, links_lead_nowhere);
	suite_add_tcase(suite, tcase);
	return suite;
}
