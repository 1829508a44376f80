/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/fsat.h"
#include "core/image.h"
#include "core/interp.h"
#include "core/process.h"
#include "core/script.h"
#include "tests/unit/pythons.h"

#include <fcntl.h>

static void assert_fault(const char *name, const char *module, const char *object, bool faulty)
{
	const struct vb_entry_point entry = {name, module, object};
	const char *fault = vb_script_fault(&entry);

	ck_assert_msg(!fault == !faulty, "%s = %s:%s: %s", name, module, object ? object : "(none)",
		fault ? fault : "no fault");
}

START_TEST(accepts_only_what_is_safe_to_write)
{
	assert_fault("pip3.13", "pip._internal.cli.main", "main", false);
	assert_fault("x", "a", "B.c.d_1", false);
	assert_fault("x", "m\xc3\xbcll", "\xc3\xa4", false);
	assert_fault("", "a", "b", true);
	assert_fault("..", "a", "b", true);
	assert_fault("../x", "a", "b", true);
	assert_fault("x", "", "b", true);
	assert_fault("x", "a", NULL, true);
	assert_fault("x", "a", "", true);
	assert_fault("x", "a..b", "c", true);
	assert_fault("x", ".a", "c", true);
	assert_fault("x", "a.", "c", true);
	assert_fault("x", "1a", "c", true);
	assert_fault("x", "a\nimport os", "c", true);
	assert_fault("x", "a", "b()", true);
	assert_fault("x", "a", "b c", true);
}
END_TEST

static const struct {
	const char *text, *expected;
} shipped[] = {
	{"#!python\nx = 1\n", "#!/e/bin/python\nx = 1\n"},
	{"#!pythonw -E\r\nx = 1\n", "#!/e/bin/python\nx = 1\n"},
	{"#!python", "#!/e/bin/python\n"},
	{"#!python\n# coding: latin-1\n\xe9", "#!/e/bin/python\n# coding: latin-1\n\xe9"},
	{"#!/bin/sh\n#!python\n", "#!/bin/sh\n#!python\n"},
	{"", ""},
};

START_TEST(gives_a_shipped_script_its_interpreter)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_script_of_text(shipped[_i].text, strlen(shipped[_i].text), "/e/bin/python", &out);
	ck_assert_str_eq(out.data, shipped[_i].expected);
}
END_TEST

static const struct {
	const char *line, *repeated;
} codings[] = {
	{"# -*- coding: latin-1 -*-\n", "# -*- coding: latin-1 -*-\n"},
	{" \t# vim: set fileencoding=cp1252 :\n", "# -*- coding: cp1252 -*-\n"},
	{"# coding: utf-8\n", ""},
	{"# coding=UTF8\n", ""},
	{"x = 'coding: latin-1'\n", ""},
	{"# coding is hard, coding= \n", ""},
};

START_TEST(repeats_a_declaration_that_moves_down)
{
	vb_auto_buf text = VB_BUF_INIT, out = VB_BUF_INIT, expected = VB_BUF_INIT;

	vb_buf_addf(&text, "#!python\n%spass\n", codings[_i].line);
	vb_buf_addf(&expected, "#!/bin/sh\n%s'''exec' '/e e/python' \"$0\" \"$@\"\n' '''\n%spass\n",
		codings[_i].repeated, codings[_i].line);
	vb_script_of_text(text.data, text.len, "/e e/python", &out);
	ck_assert_str_eq(out.data, expected.data);
}
END_TEST

START_TEST(keeps_bytes_that_are_no_text)
{
	static const char binary[] = "#!python\n\0\xff\0";
	vb_auto_buf out = VB_BUF_INIT;

	vb_script_of_text(binary, sizeof(binary) - 1, "/p", &out);
	ck_assert_uint_eq(out.len, 5 + 3);
	ck_assert_mem_eq(out.data, "#!/p\n\0\xff\0", 8);
}
END_TEST

static void assert_names(const struct vb_entry_point *entries, const char *expected)
{
	const struct vb_interp interp = {.major = 3, .minor = 13};
	struct vb_arena *arena = vb_arena_new();
	vb_auto_buf out = VB_BUF_INIT;

	for (const struct vb_entry_point *entry = entries; entry->name; entry++) {
		const char *const *names = vb_script_names(arena, entry, entries, &interp);

		for (; *names; names++)
			vb_buf_addf(&out, "%s ", *names);
	}
	ck_assert_str_eq(out.data, expected);
	vb_arena_free(arena);
}

START_TEST(names_scripts_after_the_interpreter)
{
	static const struct vb_entry_point pip[] = {
		{"pip", "a", "b"}, {"pip3", "a", "b"}, {"pip3.9", "a", "b"}, {0}};
	static const struct vb_entry_point easy[] = {
		{"easy_install-3.6", "a", "b"}, {"easy_install", "a", "b"}, {0}};
	static const struct vb_entry_point others[] = {{"pip-compile", "a", "b"},
		{"pip3.9", "a", "b"}, {"pipx", "a", "b"}, {"tool3.9", "a", "b"}, {0}};

	assert_names(pip, "pip pip3 pip3.13 ");
	assert_names(easy, "easy_install easy_install-3.13 ");
	assert_names(others, "pip-compile pip3.9 pipx tool3.9 ");
}
END_TEST

/* The script of an entry point, run: what it imports, calls, and exits with. */
START_TEST(calls_the_entry_point)
{
	static const struct vb_entry_point entry = {"tool", "package.module", "Class.main"};
	static const char module[] = "class Class:\n"
				     "    @staticmethod\n"
				     "    def main():\n"
				     "        import sys\n"
				     "        print(sys.argv[0].rpartition('/')[2], sys.argv[1:])\n"
				     "        return 7\n";
	char directory[] = "/tmp/ck_script.XXXXXX";
	vb_auto_buf path = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = -1;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	vb_buf_addf(&path, "%s/tool.exe", directory);
	fd = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	ck_assert_int_eq(vb_fsat_make_dirs(fd, "package", 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_create(fd, "package/__init__.py", 0600, "", 0, &err), 0);
	ck_assert_int_eq(
		vb_fsat_create(fd, "package/module.py", 0600, module, strlen(module), &err), 0);
	for (const char *const *python = test_pythons(); *python; python++) {
		const char *const argv[] = {path.data, "a b", NULL};
		vb_auto_buf text = VB_BUF_INIT, out = VB_BUF_INIT, errors = VB_BUF_INIT;
		int status;

		vb_script_of_entry_point(&entry, *python, &text);
		unlinkat(fd, "tool.exe", 0);
		ck_assert_int_eq(
			vb_fsat_create(fd, "tool.exe", 0700, text.data, text.len, &err), 0);
		ck_assert_int_eq(vb_process_run(&(struct vb_process){.argv = argv, .cwd_fd = fd},
					 &out, &errors, &status, &err),
			0);
		ck_assert_str_eq(errors.data, "");
		ck_assert_str_eq(out.data, "tool ['a b']\n");
		ck_assert_int_eq(status, 7);
	}
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
}
END_TEST

Suite *suite_script(void)
{
	Suite *suite = suite_create("script");
	TCase *tcase = tcase_create("script");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, accepts_only_what_is_safe_to_write);
	tcase_add_loop_test(tcase, gives_a_shipped_script_its_interpreter, 0, VB_COUNT(shipped));
	tcase_add_loop_test(tcase, repeats_a_declaration_that_moves_down, 0, VB_COUNT(codings));
	tcase_add_test(tcase, keeps_bytes_that_are_no_text);
	tcase_add_test(tcase, names_scripts_after_the_interpreter);
	tcase_add_test(tcase, calls_the_entry_point);
	suite_add_tcase(suite, tcase);
	return suite;
}
