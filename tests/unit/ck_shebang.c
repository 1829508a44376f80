/* SPDX-License-Identifier: MIT */
/* The lines are tried for real: started by the kernel, by the shells at hand, read by Python. */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/fsat.h"
#include "core/process.h"
#include "core/shebang.h"
#include "tests/unit/pythons.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

static const char *const shells[] = {"/bin/dash", "/bin/bash", "/bin/ksh", "/bin/mksh", "/bin/zsh"};

static const char *const names[] = {
	"plain",
	"a b",
	" lead and trail ",
	"tab\tin it",
	"do$llar `back` \"double\" 'single'",
	"'''",
	"''''' five",
	"a'b''c",
	"back\\slash",
	"\\x41 \\N \\\\\\ end\\",
	"\"\"\"",
	"$(exit 3) `exit 4` ${HOME} $0",
	"%s%n%%\\045 100%",
	"caf\xc3\xa9 \xe2\x82\xac",
	"latin\xe9",
	"\xff\xfe%d'\"\\$x `y`",
	"\xff\\101",
	"!bang #hash ;semi &and |or >x <y (z) {a,b} [c] *?~",
	"-*- coding=latin-1 -*-",
	"coding=no-such-codec",
	"vt\vff\fbell\abs\bdel\x7f esc\033",
	"# '''exec'",
	LONG LONG,
	LONG " " LONG,
	LONG "\xe9" LONG,
};

static char directory[32];
static int root = -1;
static struct vb_arena *arena;
static struct vb_buf out, errors;
static struct vb_err err;

static void setup(void)
{
	arena = vb_arena_new();
	out = errors = (struct vb_buf)VB_BUF_INIT;
	err = (struct vb_err)VB_ERR_INIT;
	snprintf(directory, sizeof(directory), "/tmp/ck_shebang.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	root = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	ck_assert_int_ge(root, 0);
}

static void teardown(void)
{
	vb_fsat_remove_tree(AT_FDCWD, directory, &err);
	close(root);
	vb_buf_done(&out);
	vb_buf_done(&errors);
	vb_err_done(&err);
	vb_arena_free(arena);
}

/* An interpreter under a name of its own: a link to PYTHON at NAME/python. */
static const char *make_interpreter(const char *name, const char *python)
{
	const char *path = vb_arena_printf(arena, "%s/%s/python", directory, name);

	ck_assert(!mkdirat(root, name, 0700) || errno == EEXIST);
	unlink(path);
	ck_assert_int_eq(symlink(python, path), 0);
	return path;
}

static void write_script(const char *interpreter, const char *coding, const char *body)
{
	vb_auto_buf text = VB_BUF_INIT;

	vb_shebang(interpreter, coding, &text);
	vb_buf_adds(&text, body);
	unlinkat(root, "script", 0);
	ck_assert_int_eq(vb_fsat_create(root, "script", 0700, text.data, text.len, &err), 0);
}

/* Runs ARGV, which must print the path of the interpreter and its arguments. */
static void assert_runs(const char *const *argv, const char *expected, const char *what)
{
	int status = -1;

	vb_buf_clear(&out);
	vb_buf_clear(&errors);
	vb_process_run(
		&(struct vb_process){.argv = argv, .cwd_fd = -1}, &out, &errors, &status, &err);
	ck_assert_msg(status == 0 && !strcmp(out.data, expected) && !errors.len,
		"%s: status %d, printed <%s>, not <%s>, errors <%s> %s", what, status, out.data,
		expected, errors.data, err.msg ? err.msg : "");
}

static const char body[] =
	"import os, sys\n"
	"sys.stdout.flush()\n"
	"os.write(1, os.fsencode(sys.executable + '|' + '|'.join(sys.argv[1:])))\n";

static void try_name(const char *name, const char *python)
{
	const char *interpreter = make_interpreter(name, python);
	const char *script = vb_arena_printf(arena, "%s/script", directory);
	const char *expected = vb_arena_printf(arena, "%s|a b|$x", interpreter);

	write_script(interpreter, NULL, body);
	assert_runs((const char *const[]){script, "a b", "$x", NULL}, expected, name);
	assert_runs((const char *const[]){interpreter, "-W", "error", script, "a b", "$x", NULL},
		expected, name);
	for (size_t i = 0; i < VB_COUNT(shells); i++) {
		/* The simple form is not for a shell to read. */
		vb_buf_clear(&out);
		vb_shebang(interpreter, NULL, &out);
		if (!access(shells[i], X_OK) && !strncmp(out.data, "#!/bin/sh\n", 10))
			assert_runs((const char *const[]){shells[i], script, "a b", "$x", NULL},
				expected, shells[i]);
	}
}

/* Each name with one interpreter, another for each: all of them with all would take minutes. */
static const char *rotate(int index)
{
	const char *const *pythons = test_pythons();
	size_t count = 0;

	while (pythons[count])
		count++;
	return count ? pythons[(size_t)index % count] : NULL;
}

START_TEST(starts_the_interpreter_whatever_its_name)
{
	const char *python = rotate(_i);

	if (python)
		try_name(names[_i], python);
}
END_TEST

/* A script whose source is Latin-1 keeps its declaration, and a path that it cannot spell. */
static const char latin_body[] =
	"import os, sys\n"
	"os.write(1, os.fsencode(sys.executable + '|' + str(len('\xe9'))))\n";

START_TEST(keeps_the_encoding_of_the_source)
{
	const char *script = vb_arena_printf(arena, "%s/script", directory);
	const char *python = rotate(_i);
	const char *interpreter = make_interpreter(names[_i], python ? python : "/nowhere");
	vb_auto_buf text = VB_BUF_INIT;

	vb_shebang(interpreter, "latin-1", &text);
	if (!python || strncmp(text.data, "#!/bin/sh\n", 10))
		return; /* simple: the script's own declaration stays on the second line */
	write_script(interpreter, "latin-1", latin_body);
	assert_runs((const char *const[]){script, NULL},
		vb_arena_printf(arena, "%s|1", interpreter), names[_i]);
}
END_TEST

static void assert_text(const char *interpreter, const char *expected)
{
	vb_auto_buf text = VB_BUF_INIT;

	vb_shebang(interpreter, NULL, &text);
	ck_assert_str_eq(text.data, expected);
}

START_TEST(is_simple_up_to_127_bytes)
{
	char path[126];

	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[125] = '\0';
	assert_text(path,
		vb_arena_printf(arena, "#!/bin/sh\n'''exec' %s \"$0\" \"$@\"\n' '''\n", path));
	path[124] = '\0';
	assert_text(path, vb_arena_printf(arena, "#!%s\n", path));
}
END_TEST

START_TEST(has_the_form_that_others_know)
{
	assert_text("/a/bin/python", "#!/a/bin/python\n");
	assert_text(
		"/a b/bin/python", "#!/bin/sh\n'''exec' '/a b/bin/python' \"$0\" \"$@\"\n' '''\n");
}
END_TEST

Suite *suite_shebang(void)
{
	Suite *suite = suite_create("shebang");
	TCase *tcase = tcase_create("shebang");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, starts_the_interpreter_whatever_its_name, 0, VB_COUNT(names));
	tcase_add_loop_test(tcase, keeps_the_encoding_of_the_source, 0, VB_COUNT(names));
	tcase_add_test(tcase, is_simple_up_to_127_bytes);
	tcase_add_test(tcase, has_the_form_that_others_know);
	suite_add_tcase(suite, tcase);
	return suite;
}
