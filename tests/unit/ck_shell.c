/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/plan.h"
#include "core/shell.h"

static struct vb_arena *arena;
static struct vb_plan *plan;

static void start(void)
{
	static const char *const scripts[] = {"activate", "activate.fish", "activate.csh",
		"activate.nu", "activate.xsh", "Activate.ps1"};
	const struct vb_actor who = {"scripts", VB_TIER_CORE};
	vb_auto_err err = VB_ERR_INIT;

	arena = vb_arena_new();
	plan = vb_plan_new(arena);
	for (size_t i = 0; i < VB_COUNT(scripts); i++)
		ck_assert_int_eq(vb_plan_add_text(plan, &who,
					 vb_arena_printf(arena, "bin/%s", scripts[i]), "", &err),
			0);
}

static void stop(void)
{
	vb_arena_free(arena);
}

static const struct {
	const char *shell, *path, *line;
} lines[] = {
	{"bash", "\xe9 a", "source $'\\xe9 a/bin/activate'"},
	{"zsh", "a\x01", "source $'a\\x01/bin/activate'"},
	{"bash", ".venv", "source .venv/bin/activate"},
	{"zsh", "/a/b", "source /a/b/bin/activate"},
	{"dash", "e", ". e/bin/activate"},
	{"sh", "a b", ". 'a b/bin/activate'"},
	{"bash", "-x", "source ./-x/bin/activate"},
	{"bash", "~root", "source './~root/bin/activate'"},
	{"bash", "$(id)", "source '$(id)/bin/activate'"},
	{"fish", "a'b", "source 'a\\'b/bin/activate.fish'"},
	{"tcsh", ".venv", "source .venv/bin/activate.csh"},
	{"nu", ".venv", "overlay use .venv/bin/activate.nu"},
	{"xonsh", ".venv", "source .venv/bin/activate.xsh"},
	{"pwsh", ".venv", ".venv/bin/Activate.ps1"},
	{"pwsh", "a b", "& 'a b/bin/Activate.ps1'"},
	{"unknown", ".venv", ". .venv/bin/activate"},
};

START_TEST(each_shell_has_its_line)
{
	ck_assert_str_eq(vb_shell_activation(arena, lines[_i].shell, lines[_i].path, "bin", plan),
		lines[_i].line);
}
END_TEST

START_TEST(without_a_script_there_is_none)
{
	const struct vb_actor who = {"test", VB_TIER_CORE};
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_plan_remove(plan, &who, "bin/activate.fish", &err), 0);
	ck_assert_ptr_null(vb_shell_activation(arena, "fish", ".venv", "bin", plan));
	ck_assert_ptr_nonnull(vb_shell_activation(arena, "bash", ".venv", "bin", plan));
}
END_TEST

Suite *suite_shell(void)
{
	Suite *suite = suite_create("shell");
	TCase *tcase = tcase_create("shell");

	tcase_add_checked_fixture(tcase, start, stop);
	tcase_add_loop_test(tcase, each_shell_has_its_line, 0, VB_COUNT(lines));
	tcase_add_test(tcase, without_a_script_there_is_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
