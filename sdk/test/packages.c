/* SPDX-License-Identifier: MIT */
/* The packages that are planned, as they are looked at. */
#include "host.h"

void vtest_forget_package(struct venvb_test *test, size_t number)
{
	test->package_count--;
	test->package_edits++;
	memmove(test->packages + number - 1, test->packages + number,
		(test->package_count - number + 1) * sizeof(*test->packages));
	for (size_t i = 0; i < test->node_count; i++)
		if (test->nodes[i].package > number)
			test->nodes[i].package--;
}

int32_t vtest_api_package_next(struct venvb_run *run, uint64_t *package)
{
	int32_t code = vtest_begin(run, "package_next");

	if (code < 0)
		return code;
	return vtest_number_next(run,
		&(struct numbering){"package", run->test->package_edits, run->test->package_count},
		package);
}

int32_t vtest_api_package_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "package_text");
	const struct package *package;
	struct numbering numbering;
	const char *text;
	size_t index;

	if (code < 0)
		return code;
	numbering =
		(struct numbering){"package", run->test->package_edits, run->test->package_count};
	if (!vtest_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	package = &run->test->packages[index];
	text = what == VENVB_PACKAGE_NAME      ? package->name
	       : what == VENVB_PACKAGE_VERSION ? package->version
	       : what == VENVB_PACKAGE_SHA256  ? package->sha256
	       : what == VENVB_PACKAGE_OWNER   ? package->owner
					       : NULL;
	if (!text)
		return vtest_refuse(
			run, VENVB_NONE, "a package has no text number %u", (unsigned)what);
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}
