/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/descriptor.h"
#include "core/kinds.h"

static int32_t do_nothing(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)api;
	(void)run;
	(void)event;
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {
	{"cfg", "after", do_nothing, VENVB_HOOK_REQUIRED, 0},
	{"moon", "full", do_nothing, 0, 0},
};
static const struct venvb_option options[] = {
	{"level", "how much", "N", "3", NULL, VENVB_NUMBER, 0},
	{"mode", "how", NULL, NULL, "a|b", VENVB_CHOICE, VENVB_OPTION_PROJECT},
};
static const char *const befores[] = {"other", "one-more"};

static const struct venvb_plugin good = {
	VENVB_PLUGIN_HEAD(0),
	.name = "acme",
	.version = "1.0",
	.summary = "what ACME wants",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
	.before = VENVB_ARRAY(befores),
};

static struct vb_arena *arena;

static void make_arena(void)
{
	arena = vb_arena_new();
}

static void free_arena(void)
{
	vb_arena_free(arena);
}

static struct vb_descriptor read_good(const void *data, size_t available)
{
	const struct vb_descriptor_source source = {data, available, "/x/acme.so", "acme"};
	struct vb_descriptor descriptor;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_msg(vb_descriptor_read(arena, &source, &descriptor, &err) == 0, "%s", err.msg);
	return descriptor;
}

static void assert_refused(const void *data, size_t available, const char *expected)
{
	const struct vb_descriptor_source source = {data, available, "/x/acme.so", "acme"};
	struct vb_descriptor descriptor;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_descriptor_read(arena, &source, &descriptor, &err), -VB_EPLUGIN);
	ck_assert_msg(strstr(err.msg, expected), "%s", err.msg);
	ck_assert_ptr_nonnull(strstr(err.msg, "/x/acme.so"));
}

START_TEST(reads_a_descriptor)
{
	struct vb_descriptor got = read_good(&good, sizeof(good));

	ck_assert_str_eq(got.name, "acme");
	ck_assert_str_eq(got.version, "1.0");
	ck_assert_str_eq(got.licence, "MIT");
	ck_assert_uint_eq(got.option_count, 2);
	ck_assert_str_eq(got.options[0].default_value, "3");
	ck_assert_str_eq(got.options[1].choices, "a|b");
	ck_assert_uint_eq(got.hook_count, 2);
	ck_assert_str_eq(got.hooks[1].stage, "moon");
	ck_assert_ptr_eq(got.hooks[0].call, do_nothing);
	ck_assert_str_eq(got.before[1], "one-more");
	ck_assert_ptr_null(got.before[2]);
	ck_assert_ptr_null(got.after[0]);
}
END_TEST

/* Nothing of what was read is the plugin's own memory. */
START_TEST(copies_what_it_reads)
{
	struct venvb_plugin plugin = good;
	char name[] = "acme";
	struct vb_descriptor got;

	plugin.name = name;
	got = read_good(&plugin, sizeof(plugin));
	memset(name, 'x', 4);
	memset(&plugin, 0xff, sizeof(plugin));
	ck_assert_str_eq(got.name, "acme");
	ck_assert_ptr_ne(got.options, options);
	ck_assert_ptr_ne(got.options[0].name, options[0].name);
}
END_TEST

START_TEST(takes_a_missing_tail_for_zero)
{
	struct venvb_plugin plugin = good;
	struct vb_descriptor got;

	plugin.size = offsetof(struct venvb_plugin, before);
	got = read_good(&plugin, offsetof(struct venvb_plugin, before));
	ck_assert_uint_eq(got.hook_count, 2);
	ck_assert_ptr_null(got.before[0]);
	plugin.size = offsetof(struct venvb_plugin, options);
	got = read_good(&plugin, offsetof(struct venvb_plugin, options));
	ck_assert_uint_eq(got.hook_count, 0);
}
END_TEST

/* As a plugin of a later minor would be: a longer struct, longer elements. */
START_TEST(passes_over_a_longer_tail_and_stride)
{
	struct {
		struct venvb_plugin plugin;
		uint64_t more[3];
	} longer = {good, {~0ULL, ~0ULL, ~0ULL}};
	struct {
		struct venvb_hook hook;
		uint64_t more;
	} wide[] = {{hooks[0], ~0ULL}, {hooks[1], ~0ULL}};
	struct vb_descriptor got;

	longer.plugin.size = sizeof(longer);
	longer.plugin.minor = VENVB_MINOR + 7;
	longer.plugin.hooks = (struct venvb_array)VENVB_ARRAY(wide);
	got = read_good(&longer, sizeof(longer));
	ck_assert_uint_eq(got.hook_count, 2);
	ck_assert_str_eq(got.hooks[0].stage, "cfg");
	ck_assert_str_eq(got.hooks[1].stage, "moon");
	ck_assert_uint_eq(got.hooks[1].flags, 0);
}
END_TEST

/* Hints that a later minor may have, of a plugin that can live without. */
START_TEST(passes_over_hints)
{
	struct venvb_plugin hinting = good;
	struct venvb_hook hinted[] = {hooks[0]};
	struct vb_descriptor got;

	hinting.flags = VENVB_HINTS | VENVB_PLUGIN_NEWER_KINDS;
	hinted[0].flags |= VENVB_HINTS;
	hinting.hooks = (struct venvb_array)VENVB_ARRAY(hinted);
	got = read_good(&hinting, sizeof(hinting));
	ck_assert_uint_eq(got.flags, hinting.flags);
	ck_assert_uint_eq(got.minor, VENVB_MINOR);
}
END_TEST

START_TEST(an_older_policy_does_not_judge_newer_kinds)
{
	const struct vb_kinds_judge old = {2, 0}, liberal = {2, VENVB_PLUGIN_NEWER_KINDS};

	ck_assert(vb_kinds_is_judged(&old, 0));
	ck_assert(vb_kinds_is_judged(&old, 2));
	ck_assert(!vb_kinds_is_judged(&old, 3));
	ck_assert(vb_kinds_is_judged(&liberal, 3));
}
END_TEST

static void spoil_magic(struct venvb_plugin *plugin)
{
	plugin->magic = 0x464c457f;
}
static void spoil_major(struct venvb_plugin *plugin)
{
	plugin->major = VENVB_MAJOR + 1;
}
static void spoil_needs(struct venvb_plugin *plugin)
{
	plugin->minor = plugin->needs_minor = VENVB_MINOR + 1;
}
static void spoil_size(struct venvb_plugin *plugin)
{
	plugin->size = offsetof(struct venvb_plugin, options) - 1;
}
static void spoil_size_more(struct venvb_plugin *plugin)
{
	plugin->size = sizeof(*plugin) + 1;
}
static void spoil_name(struct venvb_plugin *plugin)
{
	plugin->name = "Acme";
}
static void spoil_name_stage(struct venvb_plugin *plugin)
{
	plugin->name = "packages";
}
static void spoil_name_reserved(struct venvb_plugin *plugin)
{
	plugin->name = "request";
}
static void spoil_name_none(struct venvb_plugin *plugin)
{
	plugin->name = NULL;
}
static void spoil_name_other(struct venvb_plugin *plugin)
{
	plugin->name = "emca";
}
static void spoil_version(struct venvb_plugin *plugin)
{
	plugin->version = NULL;
}
static void spoil_summary(struct venvb_plugin *plugin)
{
	plugin->summary = "two\nlines";
}
static void spoil_licence(struct venvb_plugin *plugin)
{
	plugin->licence = "\xff";
}
static void spoil_items(struct venvb_plugin *plugin)
{
	plugin->hooks.items = NULL;
}
static void spoil_stride(struct venvb_plugin *plugin)
{
	plugin->hooks.stride = 4;
}
static void spoil_count(struct venvb_plugin *plugin)
{
	plugin->options.count = UINT32_MAX;
}
static void spoil_hook(struct venvb_plugin *plugin)
{
	static const struct venvb_hook bad[] = {{"cfg", "after", NULL, 0, 0}};

	plugin->hooks = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_name(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {{"a_b", "", NULL, NULL, NULL, 0, 0}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_flags(struct venvb_plugin *plugin)
{
	plugin->flags = 1U << 15;
}
static void spoil_reserved(struct venvb_plugin *plugin)
{
	plugin->reserved = 2;
}
static void spoil_reserved2(struct venvb_plugin *plugin)
{
	plugin->reserved2 = 2;
}
static void spoil_hook_flags(struct venvb_plugin *plugin)
{
	static const struct venvb_hook bad[] = {{"cfg", "after", do_nothing, 6, 0}};

	plugin->hooks = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_hook_reserved(struct venvb_plugin *plugin)
{
	static const struct venvb_hook bad[] = {{"cfg", "after", do_nothing, 0, 3}};

	plugin->hooks = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_flags(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {
		{"level", "", NULL, NULL, NULL, VENVB_NUMBER, 8}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_reserved(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {{"enable", "", NULL, NULL, NULL, 0, 0}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_twice(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {
		{"a", "", NULL, NULL, NULL, 0, 0}, {"a", "", NULL, NULL, NULL, 0, 0}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_type(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {{"a", "", NULL, NULL, NULL, 99, 0}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}
static void spoil_option_choices(struct venvb_plugin *plugin)
{
	static const struct venvb_option bad[] = {{"a", "", NULL, NULL, NULL, VENVB_CHOICE, 0}};

	plugin->options = (struct venvb_array)VENVB_ARRAY(bad);
}

static const struct {
	void (*spoil)(struct venvb_plugin *plugin);
	const char *expected;
} spoilt[] = {
	{spoil_magic, "begins with 0x464c457f, and not with 0x62766e76"},
	{spoil_major, "version 2 of the plugin contract, and this venvb has version 1"},
	{spoil_needs, "needs 1.2 of the plugin contract, and this venvb has 1.1"},
	{spoil_size, "bytes, and at least "},
	{spoil_size_more, "bytes, and it has "},
	{spoil_name, "calls itself 'Acme': expected lower-case"},
	{spoil_name_stage, "calls itself 'packages', which is a name of venvb's own"},
	{spoil_name_reserved, "calls itself 'request', which is a name of venvb's own"},
	{spoil_name_none, "calls itself ''"},
	{spoil_name_other, "the file must be called 'emca.so'"},
	{spoil_version, "does not say its version"},
	{spoil_summary, "a summary with a control character"},
	{spoil_licence, "a licence that is not UTF-8"},
	{spoil_items, "an array of 2 elements"},
	{spoil_stride, "of 4 bytes where such of at least "},
	{spoil_count, "an array of 4294967295 elements"},
	{spoil_hook, "has a hook without"},
	{spoil_option_name, "an option with the name 'a_b'"},
	{spoil_flags, "a descriptor with flags 0x8000, which"},
	{spoil_reserved, "a descriptor in which what is reserved is 0x2"},
	{spoil_reserved2, "a descriptor in which what is reserved is 0x2"},
	{spoil_hook_flags, "a hook with flags 0x6, which"},
	{spoil_hook_reserved, "a hook in which what is reserved is 0x3"},
	{spoil_option_flags, "an option with flags 0x8, which"},
	{spoil_option_reserved, "an option with the name 'enable'"},
	{spoil_option_twice, "declares the option 'a' twice"},
	{spoil_option_type, "of type 99"},
	{spoil_option_choices, "without choices"},
};

START_TEST(says_what_is_wrong)
{
	struct venvb_plugin plugin = good;

	spoilt[_i].spoil(&plugin);
	assert_refused(&plugin, sizeof(plugin), spoilt[_i].expected);
}
END_TEST

START_TEST(never_reads_behind_the_end)
{
	for (size_t len = 0; len < sizeof(good); len++) {
		void *copy = malloc(len ? len : 1);

		memcpy(copy, &good, len);
		assert_refused(copy, len, " bytes");
		free(copy);
	}
}
END_TEST

Suite *suite_descriptor(void)
{
	Suite *suite = suite_create("descriptor");
	TCase *tcase = tcase_create("descriptor");

	tcase_add_checked_fixture(tcase, make_arena, free_arena);
	tcase_add_test(tcase, reads_a_descriptor);
	tcase_add_test(tcase, copies_what_it_reads);
	tcase_add_test(tcase, takes_a_missing_tail_for_zero);
	tcase_add_test(tcase, passes_over_a_longer_tail_and_stride);
	tcase_add_test(tcase, passes_over_hints);
	tcase_add_test(tcase, an_older_policy_does_not_judge_newer_kinds);
	tcase_add_loop_test(tcase, says_what_is_wrong, 0, (int)VB_COUNT(spoilt));
	tcase_add_test(tcase, never_reads_behind_the_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
