/* SPDX-License-Identifier: MIT */
/* Packages, by what the names of their wheels say (binary distribution format, "File name"). */
#include "host.h"

#include <ctype.h>
#include <strings.h>

/* The next character of a name as PEP 503 compares it: runs of "-_." are one. */
static int next_letter(const char **name)
{
	size_t run = strspn(*name, "-_.");

	*name += run;
	if (run)
		return '-';
	return **name ? tolower((unsigned char)*(*name)++) : 0;
}

static bool is_same(const char *a, const char *b)
{
	int one, other;

	do {
		one = next_letter(&a);
		other = next_letter(&b);
	} while (one && one == other);
	return one == other;
}

static bool parse(struct venvb_test *test, const char *path, struct package *package)
{
	const char *name = strrchr(path, '/') + 1;
	size_t name_len = strcspn(name, "-"), version_len, len = strlen(name);
	const char *version = name + name_len + (name[name_len] == '-');

	version_len = strcspn(version, "-");
	if (!name_len || !version_len || version[version_len] != '-' || len < 4 ||
		strcmp(name + len - 4, ".whl") != 0)
		return false;
	package->file = name;
	package->name = vtest_keep(test, name, name_len);
	package->version = vtest_keep(test, version, version_len);
	return true;
}

/* Plans it with the one file by which installers know it. */
static int32_t plan_package(struct venvb_run *run, const struct package *package)
{
	struct venvb_test *test = run->test;
	const char *root = vtest_fact(test, "purelib");
	struct node dir = {.path = root, .kind = VENVB_NODE_DIR, .data = "", .owner = run->actor};
	struct node image = {.path = root,
		.kind = VENVB_NODE_IMAGE,
		.data = "",
		.owner = run->actor,
		.package = test->package_count + 1};
	struct node record = {.path = vtest_format(test, "%s/%s-%s.dist-info/RECORD", root,
				      package->name, package->version),
		.kind = VENVB_NODE_FILE,
		.mode = 0666,
		.data = "",
		.owner = run->actor};
	int32_t code = vtest_plan(run, &dir, false);

	if (code == VENVB_OK)
		code = vtest_plan(run, &record, false);
	if (code < 0)
		return code;
	test->packages = vtest_grow(test->packages, test->package_count, sizeof(*package));
	test->packages[test->package_count++] = *package;
	test->package_edits++;
	return vtest_plan(run, &image, false);
}

static int32_t add_wheel(struct venvb_run *run, const char *path, uint32_t flags)
{
	struct venvb_test *test = run->test;
	struct package package = {.owner = run->actor, .flags = flags};

	if (!parse(test, path, &package))
		return vtest_refuse(run, VENVB_FAILED, "'%s' is not the name of a wheel", path);
	for (size_t i = 0; i < test->package_count; i++)
		if (is_same(test->packages[i].name, package.name))
			return vtest_refuse(run, VENVB_FAILED, "%s is planned already, by %s",
				package.name, test->packages[i].owner);
	return plan_package(run, &package);
}

int32_t vtest_api_wheel_add(struct venvb_run *run, const char *path, uint64_t len, uint32_t flags)
{
	int32_t code = vtest_begin_edit(run, "wheel_add");

	if (code < 0)
		return code;
	path = vtest_text(run, "the path", path, len);
	if (!path)
		return VENVB_INVALID;
	if (run->stage != PACKAGES)
		return vtest_refuse(
			run, VENVB_INVALID, "packages are added in the hooks of 'packages'");
	if (*path != '/')
		return vtest_refuse(run, VENVB_INVALID, "the path '%s' is not absolute", path);
	if (flags & ~(VENVB_WHEEL_REQUESTED | VENVB_WHEEL_VERSIONED))
		return vtest_refuse(run, VENVB_INVALID, "unknown flags 0x%x", (unsigned)flags);
	return add_wheel(run, path, flags);
}

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
	static const char no_digest[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
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
	       : what == VENVB_PACKAGE_SHA256  ? no_digest
	       : what == VENVB_PACKAGE_OWNER   ? package->owner
					       : NULL;
	if (!text)
		return vtest_refuse(
			run, VENVB_NONE, "a package has no text number %u", (unsigned)what);
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}

const char *venvb_test_wheels(struct venvb_test *test)
{
	vtest_clear(&test->wheels);
	for (size_t i = 0; i < test->package_count; i++)
		vtest_addf(&test->wheels, "%s%s%s\n", test->packages[i].file,
			test->packages[i].flags & VENVB_WHEEL_REQUESTED ? " requested" : "",
			test->packages[i].flags & VENVB_WHEEL_VERSIONED ? " versioned" : "");
	return vtest_string(&test->wheels);
}
