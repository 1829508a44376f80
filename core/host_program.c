/* SPDX-License-Identifier: MIT */
/* Programs that plugins run: gathered piece by piece, then run to their end. */
#include "core/host.h"

#include "core/process.h"

#include <limits.h>

struct list {
	const char **items; /* NULL-terminated */
	size_t count, room; /* the NULL has room, too, and is not counted */
};

struct vb_host_program {
	const struct vb_host_plugin *plugin; /* whose it is */
	struct list arguments;               /* the path first */
	struct list set, unset;              /* of its environment: "NAME=VALUE", and names */
	bool is_clean;                       /* nothing of our environment */
	const char *input;                   /* or NULL */
	size_t input_len;
	uint32_t time_limit;
	const char *printed[2]; /* what its streams held; NULL before it has run */
	size_t printed_len[2];
};

enum { MOST_ITEMS = 65536 };

static bool append(struct venvb_run *run, struct list *list, const char *text, size_t len)
{
	struct vb_arena *arena = run->host->arena;

	if (list->count == MOST_ITEMS) {
		vb_call_invalid(run, "more than %d of them are not taken", MOST_ITEMS);
		return false;
	}
	list->items = vb_arena_grow(arena, list->items, list->count ? list->count + 1 : 0,
		&list->room, sizeof(*list->items));
	list->items[list->count++] = vb_arena_dup(arena, text, len);
	list->items[list->count] = NULL;
	return true;
}

static struct vb_host_program *program_at(struct venvb_run *run, uint64_t number)
{
	struct vb_host *host = run->host;
	struct vb_host_program *program =
		number && number <= host->program_count ? host->programs[number - 1] : NULL;

	if (program && program->plugin == run->plugin)
		return program;
	vb_call_invalid(run, "there is no program %ju", (uintmax_t)number);
	return NULL;
}

static uint64_t register_program(struct vb_host *host, struct vb_host_program *program)
{
	host->programs = vb_arena_grow(host->arena, host->programs, host->program_count,
		&host->program_room, sizeof(struct vb_host_program *));
	host->programs[host->program_count++] = program;
	return host->program_count;
}

int32_t vb_api_program_new(
	struct venvb_run *run, const char *path, uint64_t len, uint64_t *ret_program)
{
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_host_program *program;

	if (!vb_call_begin(run, "program_new") || !vb_call_text(run, "the path", path, len, &text))
		return VENVB_INVALID;
	if (!ret_program)
		return vb_call_invalid(run, "there is no place for the result");
	if (text.data[0] != '/')
		return vb_call_invalid(run, "the path '%s' is not absolute", text.data);
	program = vb_arena_one(run->host->arena, struct vb_host_program);
	program->plugin = run->plugin;
	append(run, &program->arguments, text.data, text.len);
	*ret_program = register_program(run->host, program);
	return VENVB_OK;
}

int32_t vb_api_program_argument(
	struct venvb_run *run, uint64_t number, const char *text, uint64_t len)
{
	vb_auto_buf argument = VB_BUF_INIT;
	struct vb_host_program *program;

	if (!vb_call_begin(run, "program_argument") || !(program = program_at(run, number)) ||
		!vb_call_text(run, "the argument", text, len, &argument) ||
		!append(run, &program->arguments, argument.data, argument.len))
		return VENVB_INVALID;
	return VENVB_OK;
}

int32_t vb_api_program_variable(struct venvb_run *run, uint64_t number, const char *name,
	uint64_t name_len, const char *value, uint64_t value_len)
{
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_host_program *program;
	bool added;

	if (!vb_call_begin(run, "program_variable") || !(program = program_at(run, number)) ||
		!vb_call_text(run, "the name", name, name_len, &text))
		return VENVB_INVALID;
	/* The names to be unset are patterns to the one who makes the environment. */
	if (!text.len || strpbrk(text.data, "=*?[\\"))
		return vb_call_invalid(run, "'%s' cannot be the name of a variable", text.data);
	if (!value) {
		added = append(run, &program->unset, text.data, text.len);
	} else {
		vb_buf_addch(&text, '=');
		added = vb_call_text(run, "the value", value, value_len, &text) &&
			append(run, &program->set, text.data, text.len);
	}
	return added ? VENVB_OK : VENVB_INVALID;
}

int32_t vb_api_program_clean(struct venvb_run *run, uint64_t number)
{
	struct vb_host_program *program;

	if (!vb_call_begin(run, "program_clean") || !(program = program_at(run, number)))
		return VENVB_INVALID;
	program->is_clean = true;
	return VENVB_OK;
}

int32_t vb_api_program_input(
	struct venvb_run *run, uint64_t number, const char *bytes, uint64_t len)
{
	struct vb_host_program *program;

	if (!vb_call_begin(run, "program_input") || !(program = program_at(run, number)) ||
		!vb_call_bytes(run, "the input", bytes, &len))
		return VENVB_INVALID;
	program->input = vb_arena_dup(run->host->arena, bytes, (size_t)len);
	program->input_len = (size_t)len;
	return VENVB_OK;
}

int32_t vb_api_program_time_limit(struct venvb_run *run, uint64_t number, uint32_t ms)
{
	struct vb_host_program *program;

	if (!vb_call_begin(run, "program_time_limit") || !(program = program_at(run, number)))
		return VENVB_INVALID;
	program->time_limit = ms;
	return VENVB_OK;
}

static void keep_printed(
	struct vb_host *host, struct vb_host_program *program, const struct vb_buf *streams)
{
	for (size_t i = 0; i < VB_COUNT(program->printed); i++) {
		program->printed[i] = vb_arena_dup(host->arena, streams[i].data, streams[i].len);
		program->printed_len[i] = streams[i].len;
	}
}

static int run_program(
	struct vb_host *host, struct vb_host_program *program, int *ret_status, struct vb_err *err)
{
	static const char *const all[] = {"*", NULL};
	const uint32_t most = INT_MAX;
	const char *const *unset = program->is_clean ? all : program->unset.items;
	struct vb_buf streams[2] = {VB_BUF_INIT, VB_BUF_INIT};
	struct vb_process process = {
		.argv = program->arguments.items,
		.env = vb_process_env(host->arena, unset, program->set.items),
		.input = program->input,
		.input_len = program->input_len,
		.cwd_fd = -1,
		.log = host->log,
		.timeout_ms = (int)(program->time_limit < most ? program->time_limit : most),
	};
	int rc = vb_process_run(&process, &streams[0], &streams[1], ret_status, err);

	keep_printed(host, program, streams);
	vb_buf_done(&streams[0]);
	vb_buf_done(&streams[1]);
	return rc;
}

int32_t vb_api_program_run(struct venvb_run *run, uint64_t number, int32_t *ret_status)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_host_program *program;
	int status = 0, rc;

	if (!vb_call_begin(run, "program_run") || !(program = program_at(run, number)))
		return VENVB_INVALID;
	if (!ret_status)
		return vb_call_invalid(run, "there is no place for the result");
	vb_call_begin_work(run);
	rc = run_program(run->host, program, &status, &err);
	vb_call_end_work();
	if (rc == 0)
		*ret_status = status;
	return vb_call_result(run, rc, &err);
}

int32_t vb_api_program_text(struct venvb_run *run, uint64_t number, uint32_t stream,
	const char **ret_text, uint64_t *ret_len)
{
	struct vb_host_program *program;
	size_t index = stream == VENVB_PROGRAM_ERRORS;

	if (!vb_call_begin(run, "program_text") || !(program = program_at(run, number)))
		return VENVB_INVALID;
	if (stream != VENVB_PROGRAM_OUTPUT && stream != VENVB_PROGRAM_ERRORS)
		return vb_call_none(run, "a program has no stream %u", (unsigned)stream);
	if (!program->printed[index])
		return vb_call_invalid(run, "the program has not run");
	return vb_call_give(
		run, program->printed[index], program->printed_len[index], ret_text, ret_len);
}
