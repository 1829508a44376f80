/* SPDX-License-Identifier: MIT */
/* `venvb plugin check`: the table of checks, each run in its process, and what came of them. */
#include "core/plugin_check.h"

#include "core/process_state.h"
#include "core/fsat.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/option.h"
#include "core/path.h"
#include "core/plugin_commands.h"
#include "core/printable.h"
#include "core/switches.h"
#include "core/user_dirs.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

enum {
	MOST_LINES = 3, /* of standard error */
	MOST_MEMORY = 1024 * 1024 * 1024,
};

#define CONDUCT(id, proves, advice)                                                                \
	{                                                                                          \
		NULL, proves, "run", vb_check_conduct, advice, id, false                           \
	}

static const struct vb_check checks[] = {
	{"object", "it is whole, and for this machine", NULL, vb_check_object,
		"build it again, here", 0, false},
	{"exports", "it exports 'venvb_plugin' and nothing else", "object", vb_check_exports,
		"compile with -fvisibility=hidden, and link with the version script that "
		"'pkg-config --libs venvb-plugin' names",
		0, false},
	{"memory", "neither code nor stack are both written and executed", "object",
		vb_check_memory_map,
		"compile with -fPIC, link with -Wl,-z,noexecstack, and mark assembler files", 0,
		false},
	{"load", "it loads, with all its symbols, and without a word", "object", vb_check_loads,
		"link with -Wl,-z,defs and with every library that it uses; do nothing in "
		"constructors",
		0, false},
	{"imports", "all that it uses comes from libraries that it names itself", "load",
		vb_check_imports, "link it with the library that has the symbol", 0, false},
	{"globals", "it uses nothing that changes the whole process for good", "object",
		vb_check_globals, "do without: others live in this process, before and after", 0,
		false},
	{"descriptor", "magic, sizes, versions, texts, counts and strides are right", "load",
		vb_check_descriptor, "begin it with VENVB_PLUGIN_HEAD, and use VENVB_ARRAY", 0,
		false},
	{"name", "its file is called as it calls itself", "descriptor", vb_check_name,
		"rename the one or the other", 0, false},
	{"options", "its options are well declared, and their defaults valid", "descriptor",
		vb_check_options, "see 'struct venvb_option' in venvb/plugin.h", 0, false},
	{"hooks", "its hooks are such as this venvb has, and its own", "descriptor", vb_check_hooks,
		"see 'struct venvb_hook' in venvb/plugin.h", 0, false},
	{"order", "the names that it orders itself by make sense", "descriptor", vb_check_order,
		"name other plugins, each in one list", 0, false},
	{"run", "its hooks keep the rules for results", "hooks", vb_check_run,
		"return VENVB_OK, what a function of the host returned, or api->fail(…)",
		VB_AGE_NOW, false},
	{"repeated", "a second run in the same process is as the first", "run", vb_check_repeated,
		"keep nothing in static variables: api->state is for that", 0, false},
	{"oldest-host", "it lives with the oldest host it claims to live with", "repeated",
		vb_check_oldest,
		"ask VENVB_HAS(api, member) before using what is newer than the minor it needs",
		VB_AGE_OLDEST, false},
	{"future-host", "it lives with a host of the future", "repeated", vb_check_future,
		"do not compare sizes and minors with those it was compiled with", VB_AGE_FUTURE,
		false},
	{"failures", "it stands the failure of every call to the host", "run", vb_check_failures,
		"look at every result: what a failed call should have written is not written, and "
		"an edit that failed is a failure of the hook",
		0, false},
	{"deterministic", "the same request gives the same plan", "run", vb_check_deterministic,
		"leave out times, numbers of processes, random ones, and names of temporary files",
		0, false},
	{"dry-run", "a dry run writes nothing", "run", vb_check_traces,
		"edit the plan; write temporary files only to api->scratch", 0, false},
	{"failed-run", "a run that fails leaves no trace", "run", vb_check_traces,
		"edit the plan; write temporary files only to api->scratch", 1, false},
	CONDUCT(VB_PROCESS_DIRECTORY, "it stays in the working directory",
		"use absolute paths, or openat"),
	CONDUCT(VB_PROCESS_UMASK, "it leaves the umask alone", "use fchmod on what it makes"),
	CONDUCT(VB_PROCESS_LOCALE, "it leaves the locale alone",
		"use newlocale and the functions ending in _l"),
	CONDUCT(VB_PROCESS_SIGNALS, "it leaves signals alone", "venvb handles them"),
	CONDUCT(VB_PROCESS_ENVIRONMENT, "it leaves the environment alone",
		"set variables of a program by api->program_variable"),
	CONDUCT(VB_PROCESS_DESCRIPTORS, "it closes what it opens, and nothing else",
		"close each descriptor on every way out, and leave every other as it is"),
	CONDUCT(VB_PROCESS_THREADS, "it leaves no thread running",
		"join it before the hook returns"),
	CONDUCT(VB_PROCESS_CHILDREN, "it leaves no process", "run programs by api->program_run"),
	CONDUCT(VB_PROCESS_OUTPUT, "it writes nothing to standard output and standard error",
		"both are venvb's: use api->log"),
	CONDUCT(VB_PROCESS_INPUT, "it reads nothing from standard input",
		"ask by options: nobody may be there to answer"),
	CONDUCT(VB_PROCESS_TIMERS, "it leaves no timer",
		"stop and delete it before the hook returns"),
	CONDUCT(VB_PROCESS_LIMITS, "it leaves limits, priority, session and privileges alone",
		"set them in a program that it runs"),
	{"heap", "it frees what it allocates", "run", vb_check_heap,
		"free it, or take it from api->memory", 0, false},
	{"end", "the program ends well with it loaded", "run", vb_check_run,
		"do nothing in destructors", VB_AGE_NOW, true},
};

enum verdict { PASSED, FAILED, SKIPPED };

static const char *const verdicts[] = {"passed", "FAILED", "skipped"};

struct outcome {
	enum verdict verdict;
	const char *problems; /* a line each */
	const char *advice;
};

/* How a process can end that does not come to its end, and what to do then. */
static const struct {
	int number;
	const char *what, *advice;
} endings[] = {
	{SIGABRT, "an exception that nobody caught, or abort()",
		"catch every exception, free only what is its own and that once, write within "
		"bounds, and return api->fail(…) instead of aborting"},
	{SIGSEGV, "a wrong pointer, or a call too deep for the stack (SIGSEGV)",
		"look for a pointer that is NULL, stale, to something of venvb's that is only to "
		"be read, or was never written because a call failed; and for endless recursion"},
	{SIGBUS, "an access to memory that has no file behind it, or is not aligned (SIGBUS)",
		"read files instead of mapping them, and copy instead of casting pointers"},
	{SIGFPE, "a division by zero or the like (SIGFPE)", "look at the divisor first"},
	{SIGILL, "code that is none for this machine, or a trap of the compiler (SIGILL)",
		"compile for the oldest machine it is to run on, and return from every function"},
	{SIGTRAP, "a trap (SIGTRAP)", "take out break points and traps"},
	{SIGSYS, "a forbidden system call (SIGSYS)", "install no filter of system calls"},
	{SIGPIPE, "writing to a pipe or socket that nobody reads (SIGPIPE)",
		"use send with MSG_NOSIGNAL, or give a program its input by api->program_input"},
	{SIGALRM, "a timer of its own (SIGALRM)", "set no timer in the process"},
	{SIGKILL, "SIGKILL", "kill no process by number 0, and allocate less"},
};

static const char time_advice[] =
	"end sooner, and wait for nothing without a limit; --time-limit=SECONDS allows more";
static const char exit_advice[] =
	"never call exit, _exit or quick_exit: return a code, or api->fail(…)";
static const char signal_advice[] = "send no signals, and run it in a debugger";

struct examination {
	struct vb_create *command;
	struct vb_subject subject;
	struct vb_child_opts opts;
	const char *scratch;
	struct outcome outcomes[VB_COUNT(checks)];
};

struct performance { /* of one check */
	const struct vb_check *check;
	const struct vb_subject *subject;
};

static const char *name_of(const struct vb_check *check)
{
	return check->name ? check->name : vb_process_states[check->detail].name;
}

void vb_check_complain(struct vb_child *child, const char *format, ...)
{
	vb_auto_buf text = VB_BUF_INIT;
	va_list args;

	va_start(args, format);
	vb_buf_addfv(&text, format, args);
	va_end(args);
	vb_buf_addch(&text, '\n');
	vb_child_say(child, text.data, text.len);
}

/* A plugin that asks for more and more is to meet its end, and not the machine its own. The
 * sanitizers take more than there is. */
static void limit_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	const struct rlimit limit = {MOST_MEMORY, MOST_MEMORY};

	setrlimit(RLIMIT_DATA, &limit);
#endif
}

static void perform(struct vb_child *child, void *user)
{
	const struct performance *performance = user;

	limit_memory();
	performance->check->run(child, performance->subject, performance->check);
}

static bool may_run(const struct examination *examination, const struct vb_check *check)
{
	for (size_t i = 0; check->needs && i < VB_COUNT(checks); i++)
		if (checks[i].name && !strcmp(checks[i].name, check->needs))
			return examination->outcomes[i].verdict == PASSED;
	return true;
}

/* Adds what became of it; returns what to do. */
static const char *describe_end(
	const struct vb_child_opts *opts, const struct vb_child_result *result, struct vb_buf *out)
{
	const char *advice = result->end == VB_CHILD_TIME     ? time_advice
			     : result->end == VB_CHILD_KILLED ? signal_advice
							      : exit_advice;

	vb_buf_adds(out, "the plugin ");
	for (size_t i = 0; result->end == VB_CHILD_KILLED && i < VB_COUNT(endings); i++)
		if (endings[i].number == result->number) {
			vb_buf_addf(out, "was ended by %s %s\n", endings[i].what, result->doing);
			return endings[i].advice;
		}
	vb_child_describe(result, opts, out);
	vb_buf_addf(out, " %s\n", result->doing);
	return advice;
}

/* What the libraries of C and C++ say when they end a process. */
static void add_errors(const char *errors, struct vb_buf *out)
{
	for (size_t i = 0; *errors && i < MOST_LINES; i++) {
		size_t len = strcspn(errors, "\n");

		if (len)
			vb_buf_addf(out, "its standard error: %.*s\n", (int)len, errors);
		errors += len + (errors[len] == '\n');
	}
}

static void judge(struct examination *examination, const struct vb_child_opts *opts,
	const struct vb_child_result *result, struct outcome *outcome)
{
	vb_auto_buf problems = VB_BUF_INIT;

	vb_buf_add(&problems, result->text, strnlen(result->text, result->len));
	if (result->end != VB_CHILD_FINISHED) {
		outcome->advice = describe_end(opts, result, &problems);
		add_errors(result->errors, &problems);
	}
	outcome->verdict = problems.len ? FAILED : PASSED;
	outcome->problems = vb_arena_dup(examination->subject.arena, problems.data, problems.len);
}

static int run_check(struct examination *examination, size_t index, struct vb_err *err)
{
	const struct vb_check *check = &checks[index];
	struct outcome *outcome = &examination->outcomes[index];
	struct performance performance = {check, &examination->subject};
	struct vb_child_opts opts = examination->opts;
	struct vb_child_result result;
	int rc;

	outcome->verdict = SKIPPED;
	outcome->problems = "";
	outcome->advice = check->advice;
	if (!may_run(examination, check))
		return 0;
	opts.run_exit = check->run_exit;
	examination->subject.sandbox =
		vb_path_join(examination->subject.arena, examination->scratch, name_of(check));
	rc = vb_sandbox_make(examination->subject.sandbox, err);
	if (rc == 0)
		rc = vb_child_run(
			examination->subject.arena, &opts, perform, &performance, &result, err);
	if (rc == 0)
		judge(examination, &opts, &result, outcome);
	return rc;
}

static int run_checks(struct examination *examination, struct vb_err *err)
{
	vb_auto_err second = VB_ERR_INIT;
	int rc = vb_user_make_temporary(
		examination->subject.arena, "venvb-check", &examination->scratch, err);
	const char *scratch = examination->scratch;

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < VB_COUNT(checks); i++)
		rc = run_check(examination, i, err);
	if (vb_fsat_remove_tree(AT_FDCWD, scratch, &second) < 0)
		vb_warn(examination->command->cli->log, "'%s' is left behind: %s", scratch,
			second.msg);
	return rc;
}

static size_t count(const struct examination *examination, enum verdict verdict)
{
	size_t found = 0;

	for (size_t i = 0; i < VB_COUNT(checks); i++)
		found += examination->outcomes[i].verdict == verdict;
	return found;
}

static void add_problems(struct vb_buf *out, const char *problems)
{
	for (const char *at = problems; *at;) {
		size_t len = strcspn(at, "\n");

		vb_buf_adds(out, "         ");
		vb_printable_add(out, at, len);
		vb_buf_addch(out, '\n');
		at += len + (at[len] == '\n');
	}
}

static void show(const struct examination *examination, struct vb_buf *out)
{
	bool is_quiet = examination->command->args.flags[VB_FLAG_QUIET];

	for (size_t i = 0; i < VB_COUNT(checks); i++) {
		const struct outcome *outcome = &examination->outcomes[i];

		if (is_quiet && outcome->verdict != FAILED)
			continue;
		vb_buf_addf(out, "%-8s %-14s %s\n", verdicts[outcome->verdict], name_of(&checks[i]),
			checks[i].proves);
		add_problems(out, outcome->problems);
		if (outcome->verdict == FAILED)
			vb_buf_addf(out, "         to do: %s\n", outcome->advice);
	}
	if (!is_quiet && !count(examination, FAILED))
		vb_buf_addf(out, "'%s' passes all %zu checks\n", examination->subject.file->name,
			VB_COUNT(checks));
}

static json_t *problems_json(const char *problems)
{
	json_t *array = vb_json_array();

	for (const char *at = problems; *at;) {
		size_t len = strcspn(at, "\n");

		vb_json_append(array, vb_json_bytes(at, len));
		at += len + (at[len] == '\n');
	}
	return array;
}

static json_t *report(const struct examination *examination)
{
	static const char *const results[] = {"passed", "failed", "skipped"};
	json_t *object = vb_json_object(), *array = vb_json_array();

	vb_json_put_text(object, "file", examination->subject.file->path);
	vb_json_put_bool(object, "passed", !count(examination, FAILED));
	for (size_t i = 0; i < VB_COUNT(checks); i++) {
		const struct outcome *outcome = &examination->outcomes[i];
		json_t *check = vb_json_append_object(array);

		vb_json_put_text(check, "check", name_of(&checks[i]));
		vb_json_put_text(check, "proves", checks[i].proves);
		vb_json_put_text(check, "result", results[outcome->verdict]);
		vb_json_put(check, "problems", problems_json(outcome->problems));
		if (outcome->verdict == FAILED)
			vb_json_put_text(check, "advice", outcome->advice);
	}
	vb_json_put(object, "checks", array);
	return object;
}

static int tell(struct examination *examination, struct vb_err *err)
{
	size_t failed = count(examination, FAILED);
	vb_auto_buf out = VB_BUF_INIT;
	int rc;

	if (vb_command_is_json(examination->command)) {
		rc = vb_command_print_json(examination->command, report(examination), err);
	} else {
		show(examination, &out);
		rc = vb_cli_print(examination->command->cli, &out, err);
	}
	if (rc < 0 || !failed)
		return rc;
	return vb_err_set(err, VB_EFAIL, "'%s' does not pass %zu of %zu checks",
		examination->subject.file->path, failed, VB_COUNT(checks));
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct vb_plugin_file file = {.fd = -1};
	struct vb_survey survey;
	struct examination examination = {.command = command};
	const struct vb_plugin_config *subject;
	const char *operand = command->args.operands[0];
	int rc = vb_survey_init(&survey, command, err);

	if (rc < 0)
		return rc;
	/* What cannot be a name is a file here, with a slash in it or not. */
	subject = vb_survey_subject(
		&survey, vb_option_is_name(operand, strlen(operand))
				 ? operand
				 : vb_path_absolute(survey.arena, command->cwd, operand));
	rc = vb_plugin_find(survey.arena, subject, &survey.places, &file, err);
	if (rc < 0)
		return rc;
	examination.subject = (struct vb_subject){survey.arena, &survey, &file, NULL};
	examination.opts = (struct vb_child_opts){
		.time_limit_ms = survey.time_limit_ms,
		.keep_errors = command->args.flags[VB_FLAG_VERBOSE],
	};
	rc = run_checks(&examination, err);
	vb_close_fd(&file.fd);
	return rc < 0 ? rc : tell(&examination, err);
}

const struct vb_command vb_plugin_check_command = {
	.usage = "venvb plugin check [OPTION]... FILE|NAME\n"
		 "Tries whether a plugin keeps the contract, each check in a process of its own.",
	.switches = vb_switches_plugin_check,
	.least = 1,
	.most = 1,
	.operands = "FILE|NAME",
	.run = run,
};
