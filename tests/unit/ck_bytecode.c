/* SPDX-License-Identifier: MIT */
/* Compiled by the interpreters at hand, laid out, and taken by them. */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/cache.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/interp.h"
#include "core/process.h"
#include "core/run.h"
#include "tests/unit/pythons.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#define TIME 1500000000

static char directory[32];
static int top = -1;
static struct vb_err err;
static struct vb_buf said;
static struct vb_log sink;
static struct vb_run run;
static struct vb_interp interp;
static struct vb_image image;

static struct vb_image_entry entries[] = {
	{.path = "broken.py"},
	{.path = "package", .is_dir = true},
	{.path = "package/Upper.py"},
	{.path = "package/__init__.py"},
	{.path = "package/data.txt"},
	{.path = "package/module.py"},
	{.path = "py_compile.py"},
};
static const char *const texts[VB_COUNT(entries)] = {
	"def (:\n",
	NULL,
	"A = 1\n",
	"",
	"text",
	"NAMES = {'a', 'b', 'c', 'd'}\ndef f(x):\n    return x in {'p', 'q', 'r', 's'}\n",
	"raise SystemExit('a module of the wheel was run')\n",
};

static void note(void *user, enum vb_level level, const char *text)
{
	(void)user;
	vb_buf_addf(&said, "%d %s\n", (int)level, text);
}

static void make_image(void)
{
	image = (struct vb_image){
		.name = "thing", .version = "1.0", .entries = entries, .count = VB_COUNT(entries)};
	image.path = vb_arena_printf(run.arena, "%s/image", directory);
	ck_assert_int_eq(vb_fsat_make_dirs(top, "image/files/package", 0755, &err), 0);
	image.fd = vb_fsat_open_dir(top, "image", &err);
	image.files_fd = vb_fsat_open_dir(image.fd, "files", &err);
	for (size_t i = 0; i < VB_COUNT(entries); i++) {
		const struct timespec times[2] = {{TIME, 0}, {TIME, 0}};

		entries[i].mtime = TIME;
		if (!texts[i])
			continue;
		entries[i].size = strlen(texts[i]);
		ck_assert_int_eq(vb_fsat_create(image.files_fd, entries[i].path, 0644, texts[i],
					 strlen(texts[i]), &err),
			0);
		ck_assert_int_eq(utimensat(image.files_fd, entries[i].path, times, 0), 0);
	}
}

static void setup(void)
{
	umask(022);
	err = (struct vb_err)VB_ERR_INIT;
	said = (struct vb_buf)VB_BUF_INIT;
	sink = (struct vb_log){.level = VB_DEBUG, .line = note};
	interp = (struct vb_interp){0};
	run = (struct vb_run){.arena = vb_arena_new(), .log = &sink, .interp = &interp};
	run.umask = 022;
	run.request.check_image = true;
	snprintf(directory, sizeof(directory), "/tmp/ck_bytecode.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	top = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	ck_assert_int_eq(vb_cache_open(run.arena, &sink, NULL, false, &run.cache, &err), 0);
	make_image();
}

static void teardown(void)
{
	vb_cache_done(run.cache);
	vb_fsat_remove_tree(AT_FDCWD, directory, &err);
	close(image.files_fd);
	close(image.fd);
	close(top);
	vb_arena_free(run.arena);
	vb_buf_done(&said);
	vb_err_done(&err);
}

static void ask(const char *python, const char *program, struct vb_buf *out, struct vb_buf *errors)
{
	const char *const argv[] = {python, "-I", "-B", "-v", "-c", program,
		vb_arena_printf(run.arena, "%s/target", directory), NULL};
	int status = -1;

	ck_assert_int_eq(vb_process_run(&(struct vb_process){.argv = argv, .cwd_fd = -1}, out,
				 errors, &status, &err),
		0);
	ck_assert_msg(!status, "%s: %s", python, errors ? errors->data : "");
}

static void use(const char *python)
{
	vb_auto_buf out = VB_BUF_INIT;
	char *magic;

	ask(python,
		"import sys, importlib.util\n"
		"print(sys.implementation.cache_tag, importlib.util.MAGIC_NUMBER.hex())\n",
		&out, NULL);
	magic = strchr(out.data, ' ');
	interp.executable = python;
	interp.cache_tag = vb_arena_dup(run.arena, out.data, (size_t)(magic - out.data));
	interp.bytecode_magic = vb_arena_dup(run.arena, magic + 1, strcspn(magic + 1, "\n"));
}

static const struct vb_image *get(void)
{
	const struct vb_image *made = NULL;
	int rc = vb_image_bytecode(&run, &image, true, &made, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
	return made;
}

static const char *first_python(void)
{
	return *test_pythons();
}

START_TEST(is_taken_by_the_interpreter)
{
	for (const char *const *python = test_pythons(); *python; python++) {
		struct vb_linker linker = {.mode = VB_LINK_COPY};
		const struct vb_image *made;
		vb_auto_buf errors = VB_BUF_INIT;
		vb_auto_fd target = -1;

		use(*python);
		made = get();
		ck_assert_msg(made, "%s", said.data);
		vb_fsat_remove_tree(top, "target", &err);
		ck_assert_int_eq(mkdirat(top, "target", 0755), 0);
		target = vb_fsat_open_dir(top, "target", &err);
		run.request.link_mode = VB_LINK_COPY;
		for (size_t i = 0; i < 2; i++) {
			const struct vb_image_part part = {
				.image = i ? made : &image, .is_bytecode = i == 1};

			ck_assert_int_eq(
				vb_image_lay_out(&run, &part, target, &linker, &err), 0);
		}
		ask(*python, "import sys; sys.path.insert(0, sys.argv[1]); import package.module",
			NULL, &errors);
		ck_assert_msg(!!strstr(errors.data, vb_arena_printf(run.arena,
							    "__pycache__/module.%s.pyc matches",
							    interp.cache_tag)),
			"%s: %s", *python, errors.data);
	}
}
END_TEST

START_TEST(has_what_compiles_and_no_more)
{
	const struct vb_image *made;
	vb_auto_buf paths = VB_BUF_INIT;

	if (!first_python())
		return;
	use(first_python());
	made = get();
	ck_assert_ptr_nonnull(made);
	for (size_t i = 0; i < made->count; i++) {
		const char *path = made->entries[i].path;

		vb_buf_addf(&paths, "%s%s\n", path, made->entries[i].is_dir ? "/" : "");
		if (!made->entries[i].is_dir)
			ck_assert_int_eq(made->entries[i].mtime, TIME);
	}
	ck_assert_str_eq(
		paths.data, vb_arena_printf(run.arena,
				    "__pycache__/\n__pycache__/py_compile.%1$s.pyc\npackage/\n"
				    "package/__pycache__/\npackage/__pycache__/Upper.%1$s.pyc\n"
				    "package/__pycache__/__init__.%1$s.pyc\n"
				    "package/__pycache__/module.%1$s.pyc\n",
				    interp.cache_tag));
	ck_assert_ptr_nonnull(strstr(said.data, "1 compiling thing 1.0 for"));
	vb_buf_clear(&said);
	ck_assert_ptr_nonnull(get());
	ck_assert_str_eq(said.data, "");
}
END_TEST

static void assert_same(const struct vb_image *a, const struct vb_image *b)
{
	ck_assert_uint_eq(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		vb_auto_buf left = VB_BUF_INIT, right = VB_BUF_INIT;

		ck_assert_str_eq(a->entries[i].path, b->entries[i].path);
		if (a->entries[i].is_dir)
			continue;
		vb_fsat_read(a->files_fd, a->entries[i].path, 1 << 20, false, &left, &err);
		vb_fsat_read(b->files_fd, b->entries[i].path, 1 << 20, false, &right, &err);
		ck_assert_uint_eq(left.len, right.len);
		ck_assert_mem_eq(left.data, right.data, left.len);
	}
}

START_TEST(is_the_same_each_time)
{
	const struct vb_image *first, *second;

	if (!first_python())
		return;
	use(first_python());
	setenv("PYTHONHASHSEED", "7", 1);
	setenv("SOURCE_DATE_EPOCH", "1", 1);
	first = get();
	ck_assert_int_eq(renameat(image.fd, "bytecode", image.fd, "elsewhere"), 0);
	setenv("PYTHONHASHSEED", "8", 1);
	setenv("PYTHONOPTIMIZE", "2", 1);
	second = get();
	ck_assert_ptr_nonnull(second);
	ck_assert_ptr_ne(first, second);
	assert_same(first, second);
}
END_TEST

START_TEST(is_made_when_it_is_wanted)
{
	if (!first_python())
		return;
	use(first_python());
	run.request.compile = VB_COMPILE_NEVER;
	ck_assert_ptr_null(get());
	run.request.compile = VB_COMPILE_ON_REUSE;
	image.fresh = true;
	ck_assert_ptr_null(get());
	run.request.compile = VB_COMPILE_ALWAYS;
	ck_assert_ptr_nonnull(get());
	run.request.compile = VB_COMPILE_ON_REUSE;
	ck_assert_ptr_nonnull(get());
	run.request.compile = VB_COMPILE_NEVER;
	ck_assert_ptr_null(get());
}
END_TEST

START_TEST(does_not_wait_for_another_run)
{
	vb_auto_fd held = -1;

	if (!first_python())
		return;
	use(first_python());
	ck_assert_int_eq(mkdirat(image.fd, "bytecode", 0700), 0);
	held = openat(image.fd,
		vb_arena_printf(
			run.arena, "bytecode/%s-%s.lock", interp.cache_tag, interp.bytecode_magic),
		O_RDWR | O_CREAT, 0600);
	ck_assert_int_eq(flock(held, LOCK_EX), 0);
	ck_assert_ptr_null(get());
}
END_TEST

START_TEST(is_made_again_when_it_was_changed)
{
	const struct vb_image *made;

	if (!first_python())
		return;
	use(first_python());
	made = get();
	ck_assert_int_eq(fchmodat(made->files_fd, made->entries[1].path, 0600, 0), 0);
	vb_buf_clear(&said);
	made = get();
	ck_assert_ptr_nonnull(made);
	ck_assert_ptr_nonnull(strstr(said.data, "0 in the cache, byte code of thing 1.0"));
	ck_assert_ptr_nonnull(strstr(said.data, "1 compiling"));
}
END_TEST

START_TEST(never_fails_the_run)
{
	interp.cache_tag = "cpython-399";
	interp.bytecode_magic = "00000000";
	interp.executable = "/bin/false";
	ck_assert_ptr_null(get());
	interp.executable = "/nowhere/python";
	ck_assert_ptr_null(get());
	interp.cache_tag = NULL;
	ck_assert_ptr_null(get());
	ck_assert_ptr_nonnull(strstr(said.data, "2 no byte code for thing"));
	ck_assert_ptr_null(strstr(said.data, "\n0 "));
}
END_TEST

Suite *suite_bytecode(void)
{
	Suite *suite = suite_create("bytecode");
	TCase *tcase = tcase_create("bytecode");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, is_taken_by_the_interpreter);
	tcase_add_test(tcase, has_what_compiles_and_no_more);
	tcase_add_test(tcase, is_the_same_each_time);
	tcase_add_test(tcase, is_made_when_it_is_wanted);
	tcase_add_test(tcase, does_not_wait_for_another_run);
	tcase_add_test(tcase, is_made_again_when_it_was_changed);
	tcase_add_test(tcase, never_fails_the_run);
	suite_add_tcase(suite, tcase);
	return suite;
}
