/* SPDX-License-Identifier: MIT */
/* Programs, which are not run: the test has scripted what they answer. */
#include "host.h"

static struct program *program_of(struct venvb_run *run, uint64_t number)
{
	if (number && number <= run->test->program_count)
		return &run->test->programs[number - 1];
	vtest_refuse(run, VENVB_INVALID, "there is no program %llu", (unsigned long long)number);
	return NULL;
}

int32_t vtest_api_program_new(
	struct venvb_run *run, const char *path, uint64_t len, uint64_t *ret_program)
{
	struct venvb_test *test;
	int32_t code = vtest_begin(run, "program_new");

	if (code < 0)
		return code;
	test = run->test;
	path = vtest_text(run, "the path", path, len);
	if (!path)
		return VENVB_INVALID;
	if (!ret_program)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	if (*path != '/')
		return vtest_refuse(run, VENVB_INVALID, "the path '%s' is not absolute", path);
	test->programs = vtest_grow(test->programs, test->program_count, sizeof(*test->programs));
	test->programs[test->program_count] = (struct program){.path = path};
	*ret_program = ++test->program_count;
	return VENVB_OK;
}

int32_t vtest_api_program_argument(
	struct venvb_run *run, uint64_t number, const char *text, uint64_t len)
{
	int32_t code = vtest_begin(run, "program_argument");
	struct program *program;

	if (code < 0)
		return code;
	program = program_of(run, number);
	text = program ? vtest_text(run, "the argument", text, len) : NULL;
	if (!text)
		return VENVB_INVALID;
	vtest_addf(&program->arguments, " %s", text);
	return VENVB_OK;
}

int32_t vtest_api_program_variable(struct venvb_run *run, uint64_t number, const char *name,
	uint64_t name_len, const char *value, uint64_t value_len)
{
	int32_t code = vtest_begin(run, "program_variable");
	struct program *program;

	if (code < 0)
		return code;
	program = program_of(run, number);
	name = program ? vtest_text(run, "the name", name, name_len) : NULL;
	if (!name)
		return VENVB_INVALID;
	if (!*name || strpbrk(name, "=*?[\\"))
		return vtest_refuse(
			run, VENVB_INVALID, "'%s' cannot be the name of a variable", name);
	if (!value) {
		vtest_addf(&program->line, "-%s ", name);
		return VENVB_OK;
	}
	value = vtest_text(run, "the value", value, value_len);
	if (!value)
		return VENVB_INVALID;
	vtest_addf(&program->line, "%s=%s ", name, value);
	return VENVB_OK;
}

int32_t vtest_api_program_clean(struct venvb_run *run, uint64_t number)
{
	int32_t code = vtest_begin(run, "program_clean");
	struct program *program;

	if (code < 0)
		return code;
	program = program_of(run, number);
	if (!program)
		return VENVB_INVALID;
	vtest_addf(&program->line, "-* ");
	return VENVB_OK;
}

int32_t vtest_api_program_input(
	struct venvb_run *run, uint64_t number, const char *bytes, uint64_t len)
{
	int32_t code = vtest_begin(run, "program_input");
	struct program *program;

	if (code < 0)
		return code;
	program = program_of(run, number);
	bytes = program ? vtest_bytes(run, "the input", bytes, &len) : NULL;
	if (!bytes)
		return VENVB_INVALID;
	vtest_clear(&program->input);
	vtest_add(&program->input, bytes, (size_t)len);
	return VENVB_OK;
}

int32_t vtest_api_program_time_limit(struct venvb_run *run, uint64_t number, uint32_t ms)
{
	int32_t code = vtest_begin(run, "program_time_limit");

	(void)ms;
	if (code < 0)
		return code;
	return program_of(run, number) ? VENVB_OK : VENVB_INVALID;
}

int32_t vtest_api_program_run(struct venvb_run *run, uint64_t number, int32_t *ret_status)
{
	struct venvb_test *test;
	int32_t code = vtest_begin(run, "program_run");
	struct program *program;

	if (code < 0)
		return code;
	test = run->test;
	program = program_of(run, number);
	if (!program)
		return VENVB_INVALID;
	if (!ret_status)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	vtest_addf(&test->ran, "%s%s%s", vtest_string(&program->line), program->path,
		vtest_string(&program->arguments));
	if (program->input.len)
		vtest_addf(&test->ran, " < %s", program->input.data);
	vtest_add(&test->ran, "\n", 1);
	if (test->answered == test->answer_count)
		return vtest_refuse(run, VENVB_FAILED,
			"the test has no answer for the program '%s'", program->path);
	program->answer = test->answers[test->answered++];
	program->has_run = true;
	*ret_status = program->answer.status;
	return VENVB_OK;
}

int32_t vtest_api_program_text(struct venvb_run *run, uint64_t number, uint32_t stream,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "program_text");
	const struct program *program;
	const char *text;

	if (code < 0)
		return code;
	program = program_of(run, number);
	if (!program)
		return VENVB_INVALID;
	if (stream != VENVB_PROGRAM_OUTPUT && stream != VENVB_PROGRAM_ERRORS)
		return vtest_refuse(
			run, VENVB_NONE, "a program has no stream %u", (unsigned)stream);
	if (!program->has_run)
		return vtest_refuse(run, VENVB_INVALID, "the program has not run");
	text = stream == VENVB_PROGRAM_OUTPUT ? program->answer.output : program->answer.errors;
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}

void venvb_test_answer(
	struct venvb_test *test, int32_t status, const char *output, const char *errors)
{
	test->answers = vtest_grow(test->answers, test->answer_count, sizeof(*test->answers));
	test->answers[test->answer_count++] = (struct answer){
		.output = vtest_keep(test, output, output ? strlen(output) : 0),
		.errors = vtest_keep(test, errors, errors ? strlen(errors) : 0),
		.status = status,
	};
}

const char *venvb_test_programs(struct venvb_test *test)
{
	return vtest_string(&test->ran);
}
