/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/activation.h"
#include "core/interp.h"
#include "core/label.h"
#include "core/pipeline.h"
#include "core/run.h"

static const struct vb_var set = {.name = "FOO", .value = "f'o", .how = VB_VAR_SET};
static const struct vb_var prepended = {.name = "PATH", .value = "/x", .how = VB_VAR_PREPEND};
static const struct vb_var *const both[] = {&set, &prepended};

static const struct vb_activation sample = {
	.target = "/e'v",
	.scripts = "bin",
	.purelib = "lib/python3.13/site-packages",
	.platlib = "lib/python3.13/site-packages",
	.prompt = "p\n$",
	.vars = both,
	.var_count = 2,
};

static const struct {
	const char *text, *expanded;
} templates[] = {
	{"", ""},
	{"a @ b@ @A@ user@host @{x}", "a @ b@ @A@ user@host @{x}"},
	{"@target@|@bin@", "'/e'\\''v'|'/e'\\''v/bin'"},
	{"@prompt@@label@@label-plain@", "'p\n$''p?$''p?"
					 "?'"},
	{"@each-set@\n@name@=@value@\n@end@\nrest", "FOO='f'\\''o'\nrest"},
	{"@each-append@\n@name@\n@end@\nrest", "rest"},
	{"x@each-name@ @name@@end@\ny", "x FOO\ny"},
	{"@each-set@1@end@@each-prepend@2@name@@end@", "12PATH"},
};

START_TEST(templates_are_expanded)
{
	vb_auto_buf out = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(
		vb_activation_expand(&vb_activators[0], &sample, templates[_i].text, &out, &err),
		0);
	ck_assert_str_eq(out.data, templates[_i].expanded);
}
END_TEST

START_TEST(mistakes_in_templates_are_defects)
{
	static const char *const wrong[] = {
		"@targt@", "@each-set@ @nonsense@ @end@", "@each-append@ x", "x @end@", "@name@"};

	for (size_t i = 0; i < VB_COUNT(wrong); i++) {
		vb_auto_buf out = VB_BUF_INIT;
		vb_auto_err err = VB_ERR_INIT;

		ck_assert_int_eq(
			vb_activation_expand(&vb_activators[0], &sample, wrong[i], &out, &err),
			-VB_EBUG);
	}
}
END_TEST

START_TEST(what_is_put_in_is_not_looked_at_again)
{
	struct vb_activation what = sample;
	vb_auto_buf out = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	what.target = "/@prompt@@end@";
	ck_assert_int_eq(vb_activation_expand(&vb_activators[0], &what, "@target@", &out, &err), 0);
	ck_assert_str_eq(out.data, "'/@prompt@@end@'");
}
END_TEST

START_TEST(every_shell_has_a_template)
{
	for (const struct vb_activator *each = vb_activators; each->name; each++) {
		vb_auto_buf out = VB_BUF_INIT;
		vb_auto_err err = VB_ERR_INIT;

		ck_assert_int_eq(vb_activation_render(each, &sample, &out, &err), 0);
		ck_assert_uint_gt(out.len, 500);
		ck_assert_ptr_null(strstr(out.data, "@each"));
		ck_assert_int_ne((unsigned char)out.data[0], 0xef);
	}
}
END_TEST

START_TEST(powershell_gets_a_mark_only_when_it_must)
{
	const struct vb_activator *powershell = vb_activators;
	struct vb_activation what = sample;

	while (strcmp(powershell->name, "powershell") != 0)
		powershell++;
	for (int i = 0; i < 2; i++) {
		vb_auto_buf out = VB_BUF_INIT;
		vb_auto_err err = VB_ERR_INIT;

		what.prompt = i ? "\xc3\xa9" : "e";
		ck_assert_int_eq(vb_activation_render(powershell, &what, &out, &err), 0);
		ck_assert_int_eq(!strncmp(out.data, "\xef\xbb\xbf", 3), i);
	}
}
END_TEST

static const struct {
	const char *prompt, *label, *plain;
} labels[] = {
	{"", "", ""},
	{"my env-1.2", "my env-1.2", "my env-1.2"},
	{"$(x)`y`", "$(x)`y`", "?(x)?y?"},
	{"\\w!%m\"'", "\\w!%m\"'", "?w??m??"},
	{"a\x1b[0m\n\x7f", "a?[0m??", "a?[0m??"},
	{"caf\xc3\xa9\xff", "caf\xc3\xa9?", "caf\xc3\xa9?"},
	{"\xc2\x9b\xc2\xa0", "?\xc2\xa0", "?\xc2\xa0"},
};

START_TEST(labels_hold_what_may_be_drawn)
{
	vb_auto_buf label = VB_BUF_INIT;
	vb_auto_buf plain = VB_BUF_INIT;

	vb_buf_adds(&plain, "$");
	vb_label(&label, labels[_i].prompt);
	vb_label_plain(&plain, labels[_i].prompt);
	ck_assert_str_eq(label.data, labels[_i].label);
	ck_assert_str_eq(plain.data + 1, labels[_i].plain);
}
END_TEST

START_TEST(labels_double_what_is_undone)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_label_doubled(&out, "a!b\n!", '!');
	ck_assert_str_eq(out.data, "a!!b?!!");
}
END_TEST

static const struct vb_actor self = {.name = "scripts", .tier = VB_TIER_CORE};
static const struct vb_interp interp = {.scripts = "bin",
	.purelib = "lib/python3.13/site-packages",
	.platlib = "lib/python3.13/site-packages"};
static struct vb_run run;

static void start(void)
{
	run = (struct vb_run){.arena = vb_arena_new(), .interp = &interp};
	run.plan = vb_plan_new(run.arena);
	run.request.target = "/env";
}

static void finish(void)
{
	vb_arena_free(run.arena);
}

START_TEST(the_stage_adds_what_was_asked_for)
{
	static const struct {
		const char *activators;
		bool has_activate, has_fish;
	} lists[] = {
		{NULL, true, true},
		{"", false, false},
		{"bash", true, false},
		{"fish, bash", true, true},
		{"xonsh,", false, false},
	};
	vb_auto_err err = VB_ERR_INIT;

	run.request.activators = lists[_i].activators;
	ck_assert_int_eq(vb_stage_scripts(&run, &self, &err), 0);
	ck_assert_int_eq(vb_plan_find(run.plan, "bin/activate") != NULL, lists[_i].has_activate);
	ck_assert_int_eq(vb_plan_find(run.plan, "bin/activate.fish") != NULL, lists[_i].has_fish);
}
END_TEST

START_TEST(an_unknown_activator_is_a_usage_error)
{
	vb_auto_err err = VB_ERR_INIT;

	run.request.activators = "bash,batch";
	ck_assert_int_eq(vb_stage_scripts(&run, &self, &err), -VB_EUSAGE);
	ck_assert_str_eq(err.msg, "there is no activator 'batch'; known are: bash, cshell, "
				  "fish, nushell, powershell, python, xonsh");
	ck_assert_ptr_null(vb_plan_find(run.plan, "bin/activate"));
}
END_TEST

START_TEST(scripts_are_rendered_when_the_plan_closes)
{
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_node *node;

	ck_assert_int_eq(vb_stage_scripts(&run, &self, &err), 0);
	ck_assert_int_eq(vb_plan_set_prompt(run.plan, &self, "late prompt", &err), 0);
	ck_assert_int_eq(vb_plan_set_var(run.plan, &self, "LATE", "var", VB_VAR_SET, &err), 0);
	ck_assert_int_eq(vb_plan_close(run.plan, &err), 0);
	node = vb_plan_find(run.plan, "bin/activate");
	ck_assert_ptr_nonnull(strstr(node->data, "VIRTUAL_ENV_PROMPT='late prompt'\n"));
	ck_assert_ptr_nonnull(strstr(node->data, "LATE='var'\n"));
	ck_assert_ptr_nonnull(strstr(node->data, "VIRTUAL_ENV='/env'\n"));
}
END_TEST

Suite *suite_activation(void)
{
	Suite *suite = suite_create("activation");
	TCase *tcase = tcase_create("activation");

	tcase_add_checked_fixture(tcase, start, finish);
	tcase_add_loop_test(tcase, templates_are_expanded, 0, VB_COUNT(templates));
	tcase_add_test(tcase, mistakes_in_templates_are_defects);
	tcase_add_test(tcase, what_is_put_in_is_not_looked_at_again);
	tcase_add_test(tcase, every_shell_has_a_template);
	tcase_add_test(tcase, powershell_gets_a_mark_only_when_it_must);
	tcase_add_loop_test(tcase, labels_hold_what_may_be_drawn, 0, VB_COUNT(labels));
	tcase_add_test(tcase, labels_double_what_is_undone);
	tcase_add_loop_test(tcase, the_stage_adds_what_was_asked_for, 0, 5);
	tcase_add_test(tcase, an_unknown_activator_is_a_usage_error);
	tcase_add_test(tcase, scripts_are_rendered_when_the_plan_closes);
	suite_add_tcase(suite, tcase);
	return suite;
}
