/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/interp.h"
#include "core/plan.h"
#include "core/run.h"
#include "core/seed.h"
#include "core/seeding.h"
#include "core/sha256.h"
#include "core/target.h"

#include <fcntl.h>

#define SITE "lib/python3.13/site-packages"

static const struct vb_actor seeder = {"seeder", VB_TIER_SYSTEM};
static struct vb_err err;
static struct vb_buf said;
static struct vb_log sink;
static const struct vb_target target = {.state = VB_ABSENT};
static struct vb_run run;
static struct vb_interp interp;
static struct vb_image image;

static const struct vb_image_entry entries[] = {
	{.path = "thing", .is_dir = true, .sha256 = ""},
	{.path = "thing/__init__.py", .size = 3, .sha256 = "INIT"},
	{.path = "thing-1.0.dist-info", .is_dir = true, .sha256 = ""},
	{.path = "thing-1.0.dist-info/METADATA", .size = 7, .sha256 = "META"},
};
static const struct vb_entry_point console[] = {{"pip", "pip.main", "main"},
	{"pip3.9", "pip.main", "main"}, {"thing", "thing", "a.b"}, {0}};
static const struct vb_entry_point gui[] = {
	{"thing", "thing", "gui"}, {"thingw", "thing", "gui"}, {0}};
static const struct vb_entry_point none[] = {{0}};
static const char *const tags[] = {"py2-none-any", "py3-none-any", NULL};

static void note(void *user, enum vb_level level, const char *text)
{
	(void)user;
	vb_buf_addf(&said, "%d %s\n", (int)level, text);
}

static void setup(void)
{
	err = (struct vb_err)VB_ERR_INIT;
	said = (struct vb_buf)VB_BUF_INIT;
	sink = (struct vb_log){.level = VB_DEBUG, .line = note};
	interp = (struct vb_interp){
		.implementation = "CPython",
		.major = 3,
		.minor = 13,
		.micro = 2,
		.releaselevel = "final",
		.is_64bit = true,
		.soabi = "cpython-313-x86_64-linux-gnu",
		.platform = "linux-x86_64",
		.scripts = "bin",
		.purelib = SITE,
		.platlib = "lib64/python3.13/site-packages",
		.include = "include",
		.data = "",
	};
	run = (struct vb_run){
		.arena = vb_arena_new(), .log = &sink, .interp = &interp, .target = &target};
	run.plan = vb_plan_new(run.arena);
	run.request.target = "/home/me/env";
	run.request.compile = VB_COMPILE_NEVER;
	image = (struct vb_image){
		.path = "/cache/image",
		.fd = -1,
		.files_fd = -1,
		.sha256 = "0",
		.entries = entries,
		.count = VB_COUNT(entries),
		.name = "Thing",
		.version = "1.0",
		.dist_info = "thing-1.0.dist-info",
		.tags = tags,
		.purelib = true,
		.console_scripts = none,
		.gui_scripts = none,
	};
}

static void teardown(void)
{
	vb_arena_free(run.arena);
	vb_buf_done(&said);
	vb_err_done(&err);
}

static int seed(unsigned flags)
{
	const struct vb_seed_order order = {.path = "/w/thing-1.0-py3-none-any.whl", .flags = flags};

	return vb_seed_image(&run, &seeder, &image, &order, &err);
}

static void assert_seeds(unsigned flags)
{
	int rc = seed(flags);

	ck_assert_msg(rc == 0, "%s", err.msg);
}

static void assert_refuses(const char *part)
{
	ck_assert_int_eq(seed(VB_SEED_VERSIONED), -VB_EFAIL);
	ck_assert_msg(strstr(err.msg, part), "'%s' does not say '%s'", err.msg, part);
}

static const struct vb_node *find(const char *path)
{
	const struct vb_node *node = vb_plan_find(run.plan, path);

	ck_assert_msg(node, "'%s' is not planned", path);
	ck_assert_int_eq(vb_plan_render(run.plan, node, &err), 0);
	return node;
}

static void assert_text(const char *path, const char *text)
{
	ck_assert_str_eq(find(path)->data, text);
}

START_TEST(writes_what_an_installer_writes)
{
	assert_seeds(VB_SEED_REQUESTED);
	assert_text(SITE "/thing-1.0.dist-info/INSTALLER", "pip\n");
	assert_text(SITE "/thing-1.0.dist-info/REQUESTED", "");
	assert_text(SITE "/thing-1.0.dist-info/RECORD",
		"thing-1.0.dist-info/INSTALLER,sha256=zuuue4knoyJ-UwPPXg8fezS7VCrXJQrAP7zeNuwvFQg,4"
		"\n"
		"thing-1.0.dist-info/METADATA,sha256=META,7\n"
		"thing-1.0.dist-info/RECORD,,\n"
		"thing-1.0.dist-info/REQUESTED,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
		"\n"
		"thing/__init__.py,sha256=INIT,3\n");
	ck_assert_ptr_null(vb_plan_find(run.plan, SITE "/thing-1.0.dist-info/direct_url.json"));
	ck_assert_str_eq(vb_plan_find_package(run.plan, "thing")->version, "1.0");
}
END_TEST

START_TEST(is_requested_only_when_it_was)
{
	assert_seeds(0);
	ck_assert_ptr_null(vb_plan_find(run.plan, SITE "/thing-1.0.dist-info/REQUESTED"));
	ck_assert_ptr_null(strstr(find(SITE "/thing-1.0.dist-info/RECORD")->data, "REQUESTED"));
}
END_TEST

START_TEST(adds_scripts)
{
	const struct vb_node *script;

	image.console_scripts = console;
	image.gui_scripts = gui;
	assert_seeds(0);
	script = find("bin/pip3.13");
	ck_assert_int_eq(script->access, VB_EXECUTABLE);
	ck_assert_ptr_eq(strstr(script->data, "#!/home/me/env/bin/python\n"), script->data);
	ck_assert_ptr_nonnull(strstr(script->data, "from pip.main import main\n"));
	ck_assert_ptr_nonnull(strstr(script->data, "sys.exit(main())\n"));
	find("bin/pip");
	find("bin/pip3");
	ck_assert_ptr_null(vb_plan_find(run.plan, "bin/pip3.9"));
	ck_assert_ptr_nonnull(strstr(find("bin/thing")->data, "sys.exit(a.b())\n"));
	ck_assert_ptr_nonnull(strstr(find("bin/thingw")->data, "sys.exit(gui())\n"));
}
END_TEST

START_TEST(records_what_the_plan_holds_in_the_end)
{
	const struct vb_node spec = {.path = "bin/pip3", .kind = VB_FILE, .data = "mine", .len = 4};
	char digest[VB_SHA256_BASE64];
	const char *record;

	image.console_scripts = console;
	assert_seeds(0);
	ck_assert_int_eq(vb_plan_add(run.plan, &seeder, &spec, VB_PLAN_REPLACE, &err), 0);
	ck_assert_int_eq(vb_plan_remove(run.plan, &seeder, "bin/pip", &err), 0);
	ck_assert_int_eq(vb_plan_close(run.plan, &err), 0);
	record = find(SITE "/thing-1.0.dist-info/RECORD")->data;
	vb_sha256_base64("mine", 4, digest);
	ck_assert_ptr_nonnull(strstr(
		record, vb_arena_printf(run.arena, "../../../bin/pip3,sha256=%s,4\n", digest)));
	ck_assert_ptr_nonnull(strstr(record, "../../../bin/pip3.13,sha256="));
	ck_assert_ptr_null(strstr(record, "bin/pip,"));
}
END_TEST

START_TEST(puts_data_where_its_scheme_says)
{
	static const struct vb_image_entry data[] = {
		{.path = "data", .is_dir = true, .sha256 = ""},
		{.path = "data/share/man/thing.1", .size = 5, .sha256 = "MAN"},
		{.path = "headers/thing.h", .size = 6, .sha256 = "HEAD"},
		{.path = "scripts/tool", .size = 9, .sha256 = "TOOL"},
		{.path = "scripts/thing-script.py", .size = 9, .sha256 = "TOOL"},
	};
	static const char text[] = "#!python\nx\n";
	char directory[] = "/tmp/ck_seed.XXXXXX";
	const struct vb_node *node;
	const char *record;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	image.fd = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	ck_assert_int_eq(vb_fsat_make_dirs(image.fd, "data/scripts", 0700, &err), 0);
	ck_assert_int_eq(
		vb_fsat_create(image.fd, "data/scripts/tool", 0600, text, strlen(text), &err), 0);
	image.data = data;
	image.data_count = VB_COUNT(data);
	image.console_scripts = console;
	image.purelib = false;
	assert_seeds(0);
	close(image.fd);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);

	node = find("share/man/thing.1");
	ck_assert_int_eq(node->kind, VB_COPY);
	ck_assert_str_eq(node->data, "/cache/image/data/data/share/man/thing.1");
	find("include/site/python3.13/Thing/thing.h");
	ck_assert_int_eq(find("bin/tool")->access, VB_EXECUTABLE);
	assert_text("bin/tool", "#!/home/me/env/bin/python\nx\n");
	ck_assert_ptr_null(vb_plan_find(run.plan, "bin/thing-script.py"));
	record = find("lib64/python3.13/site-packages/thing-1.0.dist-info/RECORD")->data;
	ck_assert_ptr_nonnull(strstr(record, "../../../share/man/thing.1,sha256=MAN,5\n"));
	ck_assert_ptr_nonnull(
		strstr(record, "../../../include/site/python3.13/Thing/thing.h,sha256=HEAD,6\n"));
	ck_assert_ptr_nonnull(strstr(record, "../../../bin/tool,sha256="));
}
END_TEST

START_TEST(refuses_a_wheel_for_another_interpreter)
{
	static const char *const others[] = {
		"cp39-cp39-linux_x86_64", "cp39-cp39-manylinux1_x86_64", NULL};

	image.tags = others;
	assert_refuses("it is for cp39-cp39-linux_x86_64, cp39-cp39-manylinux1_x86_64; "
		       "CPython 3.13.2 takes py3-none-any, cp313-cp313-linux_x86_64");
	ck_assert_uint_eq(vb_plan_package_count(run.plan), 0);
}
END_TEST

START_TEST(refuses_a_python_that_is_not_wanted)
{
	image.requires_python = ">=3.8,<3.13";
	assert_refuses("requires Python >=3.8,<3.13, and this is 3.13.2");
}
END_TEST

START_TEST(takes_what_its_author_mistyped)
{
	image.requires_python = ">=3.*";
	assert_seeds(0);
	ck_assert_ptr_nonnull(strstr(said.data, "Requires-Python ignored"));
}
END_TEST

START_TEST(counts_a_prerelease_as_its_release)
{
	interp.micro = 0;
	interp.releaselevel = "candidate";
	image.requires_python = ">=3.13";
	assert_seeds(0);
}
END_TEST

START_TEST(leaves_what_is_planned)
{
	assert_seeds(0);
	image.version = "2.0";
	image.dist_info = "thing-2.0.dist-info";
	assert_seeds(0);
	ck_assert_ptr_null(vb_plan_find(run.plan, SITE "/thing-2.0.dist-info"));
	assert_refuses("Thing 2.0 was asked for, but seeder has added Thing 1.0 already");
	vb_err_done(&err);
	image.version = "1.0.0";
	assert_seeds(VB_SEED_VERSIONED);
	ck_assert_uint_eq(vb_plan_package_count(run.plan), 1);
}
END_TEST

START_TEST(refuses_what_is_no_script)
{
	static const struct vb_entry_point hostile[] = {{"../x", "a", "b"}, {0}};

	image.console_scripts = hostile;
	assert_refuses("'thing-1.0-py3-none-any.whl': its entry point '../x = a:b' is no script");
}
END_TEST

/* The last of its scripts is in the way: what was added before it goes again. */
START_TEST(adds_all_or_nothing)
{
	static const struct vb_actor other = {"other", VB_TIER_SYSTEM};
	size_t count;

	ck_assert_int_eq(vb_plan_add_text(run.plan, &other, "bin/thingw", "mine", &err), 0);
	count = vb_plan_count(run.plan);
	image.console_scripts = console;
	image.gui_scripts = gui;
	assert_refuses("'bin/thingw' is planned already, by other");
	vb_err_done(&err);
	ck_assert_uint_eq(vb_plan_package_count(run.plan), 0);
	ck_assert_uint_eq(vb_plan_count(run.plan), count);
	ck_assert_ptr_null(vb_plan_find(run.plan, "lib"));
	ck_assert_ptr_null(vb_plan_find(run.plan, "bin/pip"));
	assert_text("bin/thingw", "mine");
	image.gui_scripts = none;
	assert_seeds(0);
	ck_assert_uint_eq(vb_plan_package_count(run.plan), 1);
	find("bin/pip");
}
END_TEST

Suite *suite_seed(void)
{
	Suite *suite = suite_create("seed");
	TCase *tcase = tcase_create("seed");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, writes_what_an_installer_writes);
	tcase_add_test(tcase, is_requested_only_when_it_was);
	tcase_add_test(tcase, adds_scripts);
	tcase_add_test(tcase, records_what_the_plan_holds_in_the_end);
	tcase_add_test(tcase, puts_data_where_its_scheme_says);
	tcase_add_test(tcase, refuses_a_wheel_for_another_interpreter);
	tcase_add_test(tcase, refuses_a_python_that_is_not_wanted);
	tcase_add_test(tcase, takes_what_its_author_mistyped);
	tcase_add_test(tcase, counts_a_prerelease_as_its_release);
	tcase_add_test(tcase, leaves_what_is_planned);
	tcase_add_test(tcase, refuses_what_is_no_script);
	tcase_add_test(tcase, adds_all_or_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
