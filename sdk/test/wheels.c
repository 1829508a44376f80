/* SPDX-License-Identifier: MIT */
/* Wheels, by what their names say (binary distribution format, "File name"). */
#include "host.h"

#include <ctype.h>
#include <strings.h>

static const char no_digest[] = "0000000000000000000000000000000000000000000000000000000000000000";

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

/* What is planned stays, unless WANTED is asked for by its version, or by its hash. */
static int32_t meet(struct venvb_run *run, const struct package *present,
	const struct package *wanted, bool is_by_hash)
{
	const bool is_known =
		strcmp(present->sha256, no_digest) != 0 && strcmp(wanted->sha256, no_digest) != 0;
	const bool is_other = is_known && strcmp(present->sha256, wanted->sha256) != 0;

	if ((is_by_hash || wanted->flags & VENVB_WHEEL_VERSIONED) &&
		strcmp(present->version, wanted->version) != 0)
		return vtest_refuse(run, VENVB_FAILED, "%s %s is planned already, by %s",
			present->name, present->version, present->owner);
	if (is_by_hash && is_other)
		return vtest_refuse(run, VENVB_FAILED,
			"%s %s is planned already, by %s, from another wheel", present->name,
			present->version, present->owner);
	return VENVB_OK;
}

static int32_t add_wheel(struct venvb_run *run, const struct wheel *wheel, uint32_t flags)
{
	const char *const *texts = wheel->texts;
	struct venvb_test *test = run->test;
	struct package package = {.owner = run->actor, .flags = flags};

	package.sha256 = texts[VENVB_WHEEL_SHA256] ? texts[VENVB_WHEEL_SHA256] : no_digest;
	if (!parse(test, texts[VENVB_WHEEL_PATH], &package))
		return vtest_refuse(run, VENVB_FAILED, "'%s' is not the name of a wheel",
			texts[VENVB_WHEEL_PATH]);
	if ((texts[VENVB_WHEEL_NAME] && !is_same(texts[VENVB_WHEEL_NAME], package.name)) ||
		(texts[VENVB_WHEEL_VERSION] &&
			strcmp(texts[VENVB_WHEEL_VERSION], package.version) != 0))
		return vtest_refuse(run, VENVB_FAILED,
			"the wheel '%s' is not of what was asked for", package.file);
	for (size_t i = 0; i < test->package_count; i++)
		if (is_same(test->packages[i].name, package.name))
			return meet(run, &test->packages[i], &package,
				texts[VENVB_WHEEL_SHA256] || flags & VENVB_WHEEL_LOCKED);
	return plan_package(run, &package);
}

/* What both ways of adding a wheel ask first. */
static int32_t begin_adding(struct venvb_run *run, const char *function, uint32_t flags)
{
	const uint32_t known = VENVB_WHEEL_REQUESTED | VENVB_WHEEL_VERSIONED | VENVB_WHEEL_LOCKED |
			       VENVB_WHEEL_OVERLAYS | VENVB_WHEEL_ABSENT;
	int32_t code = vtest_begin_edit(run, function);

	if (code < 0)
		return code;
	if (run->stage != PACKAGES)
		return vtest_refuse(
			run, VENVB_INVALID, "packages are added in the hooks of 'packages'");
	if (flags & ~known)
		return vtest_refuse(run, VENVB_INVALID, "unknown flags 0x%x", (unsigned)flags);
	return VENVB_OK;
}

int32_t vtest_api_wheel_add(struct venvb_run *run, const char *path, uint64_t len, uint32_t flags)
{
	int32_t code = begin_adding(run, "wheel_add", flags);
	struct wheel wheel = {{NULL}};

	if (code < 0)
		return code;
	path = vtest_text(run, "the path", path, len);
	if (!path)
		return VENVB_INVALID;
	if (*path != '/')
		return vtest_refuse(run, VENVB_INVALID, "the path '%s' is not absolute", path);
	wheel.texts[VENVB_WHEEL_PATH] = path;
	return add_wheel(run, &wheel, flags);
}

static struct wheel *wheel_of(struct venvb_run *run, uint64_t number)
{
	if (number && number <= run->test->told_count)
		return &run->test->told[number - 1];
	vtest_refuse(run, VENVB_INVALID, "there is no wheel %llu", (unsigned long long)number);
	return NULL;
}

int32_t vtest_api_wheel_new(struct venvb_run *run, uint64_t *ret_wheel)
{
	struct venvb_test *test;
	int32_t code = vtest_begin(run, "wheel_new");

	if (code < 0)
		return code;
	test = run->test;
	if (!ret_wheel)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	test->told = vtest_grow(test->told, test->told_count, sizeof(*test->told));
	test->told[test->told_count] = (struct wheel){{NULL}};
	*ret_wheel = ++test->told_count;
	return VENVB_OK;
}

static bool is_sha256(const char *text)
{
	return strlen(text) == sizeof(no_digest) - 1 &&
	       strspn(text, "0123456789abcdef") == sizeof(no_digest) - 1;
}

int32_t vtest_api_wheel_set(
	struct venvb_run *run, uint64_t number, uint32_t what, const char *text, uint64_t len)
{
	int32_t code = vtest_begin(run, "wheel_set");
	struct wheel *wheel;

	if (code < 0)
		return code;
	wheel = wheel_of(run, number);
	if (!wheel)
		return VENVB_INVALID;
	if (what < VENVB_WHEEL_PATH || what > VENVB_WHEEL_DIRECT_URL)
		return vtest_refuse(
			run, VENVB_NONE, "a wheel has no text number %u", (unsigned)what);
	text = vtest_text(run, "the text", text, len);
	if (!text)
		return VENVB_INVALID;
	if (!*text || (what == VENVB_WHEEL_PATH && *text != '/') ||
		(what == VENVB_WHEEL_SHA256 && !is_sha256(text)))
		return vtest_refuse(
			run, VENVB_INVALID, "'%s' is no text number %u", text, (unsigned)what);
	wheel->texts[what] = text;
	return VENVB_OK;
}

/* The name of the file in the cache that has the hash of WHEEL, or NULL. */
static const char *find_cached(struct venvb_run *run, const struct wheel *wheel)
{
	const char *hash = wheel->texts[VENVB_WHEEL_SHA256];
	const struct setting *found = hash ? vtest_find(&run->test->cached, hash) : NULL;

	return found ? found->value : NULL;
}

int32_t vtest_api_wheel_find(struct venvb_run *run, uint64_t number)
{
	int32_t code = vtest_begin(run, "wheel_find");
	const struct wheel *wheel;

	if (code < 0)
		return code;
	wheel = wheel_of(run, number);
	if (!wheel)
		return VENVB_INVALID;
	if (!wheel->texts[VENVB_WHEEL_SHA256])
		return vtest_refuse(run, VENVB_INVALID, "the wheel has no hash");
	return find_cached(run, wheel)
		       ? VENVB_OK
		       : vtest_refuse(run, VENVB_NONE, "the cache has no wheel of that hash");
}

/* In a dry run a wheel may be absent: then what was set stands for it. */
static const char *path_of_absent(struct venvb_run *run, const struct wheel *wheel, uint32_t flags)
{
	const char *const *texts = wheel->texts;

	if (!(flags & VENVB_WHEEL_ABSENT) || !vtest_is_dry_run(run->test) ||
		!texts[VENVB_WHEEL_SHA256] || !texts[VENVB_WHEEL_NAME] ||
		!texts[VENVB_WHEEL_VERSION])
		return NULL;
	return vtest_format(run->test, "/absent/%s-%s-py3-none-any.whl", texts[VENVB_WHEEL_NAME],
		texts[VENVB_WHEEL_VERSION]);
}

int32_t vtest_api_wheel_plan(struct venvb_run *run, uint64_t number, uint32_t flags)
{
	int32_t code = begin_adding(run, "wheel_plan", flags);
	struct wheel *told, wheel;
	const char *cached;

	if (code < 0)
		return code;
	told = wheel_of(run, number);
	if (!told)
		return VENVB_INVALID;
	wheel = *told;
	if (!wheel.texts[VENVB_WHEEL_SHA256] && !wheel.texts[VENVB_WHEEL_PATH])
		return vtest_refuse(run, VENVB_INVALID, "the wheel has neither a path nor a hash");
	cached = find_cached(run, &wheel);
	if (cached)
		wheel.texts[VENVB_WHEEL_PATH] = vtest_format(run->test, "/cache/%s", cached);
	if (!wheel.texts[VENVB_WHEEL_PATH])
		wheel.texts[VENVB_WHEEL_PATH] = path_of_absent(run, &wheel, flags);
	if (!wheel.texts[VENVB_WHEEL_PATH])
		return vtest_refuse(run, VENVB_NONE, "the cache has no wheel of that hash");
	return add_wheel(run, &wheel, flags);
}

const char *venvb_test_wheels(struct venvb_test *test)
{
	static const struct {
		uint32_t flag;
		const char *word;
	} words[] = {{VENVB_WHEEL_REQUESTED, " requested"}, {VENVB_WHEEL_VERSIONED, " versioned"},
		{VENVB_WHEEL_LOCKED, " locked"}, {VENVB_WHEEL_OVERLAYS, " overlays"}};

	vtest_clear(&test->wheels);
	for (size_t i = 0; i < test->package_count; i++) {
		vtest_addf(&test->wheels, "%s", test->packages[i].file);
		for (size_t k = 0; k < VTEST_COUNT(words); k++)
			if (test->packages[i].flags & words[k].flag)
				vtest_addf(&test->wheels, "%s", words[k].word);
		vtest_addf(&test->wheels, "\n");
	}
	return vtest_string(&test->wheels);
}
