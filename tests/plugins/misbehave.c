/* SPDX-License-Identifier: MIT */
/* Does what its option `how` says where its option `at` says: "STAGE MOMENT". */
#include <venvb/plugin.h>

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct call {
	const struct venvb_api *api;
	struct venvb_run *run;
};

static volatile int zero;
static volatile char sink;

static void write_nowhere(const struct call *call)
{
	/* Not at NULL: a sanitizer would see it coming. */
	volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)call;
	*page = 1;
}

static void read_behind_the_end(const struct call *call)
{
	int fd = memfd_create("short", 0);
	const char *text = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

	(void)call;
	sink = text[0];
}

static void divide(const struct call *call)
{
	(void)call;
	raise(SIGFPE);
}

static void trap(const struct call *call)
{
	(void)call;
	raise(SIGILL);
}

static void give_up(const struct call *call)
{
	(void)call;
	abort();
}

static int fall(int depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return depth < 0 ? 0 : fall(depth + 1) + room[0];
}

static void overflow(const struct call *call)
{
	(void)call;
	sink = (char)fall(zero);
}

static void corrupt(const struct call *call)
{
	char *volatile memory = malloc(100);

	(void)call;
	free(memory);
	free(memory);
}

static void leave(const struct call *call)
{
	(void)call;
	exit(0);
}

static void leave_quickly(const struct call *call)
{
	(void)call;
	quick_exit(0);
}

static void leave_at_once(const struct call *call)
{
	(void)call;
	_exit(0);
}

/* The child goes where its parent goes. */
static void leave_child(const struct call *call)
{
	pid_t pid = fork();

	(void)call;
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void hang(const struct call *call)
{
	(void)call;
	for (;;)
		pause();
}

/* Tells when it is here, and stays. */
static void mark(const struct call *call)
{
	const char *path;
	uint64_t len;

	if (call->api->option(call->run, "file", VENVB_NUL, 0, &path, &len) == VENVB_OK)
		close(open(path, O_CREAT | O_WRONLY, 0644));
	for (;;)
		pause();
}

static void spin(const struct call *call)
{
	(void)call;
	while (!zero)
		;
}

static void *crash_elsewhere(void *call)
{
	write_nowhere(call);
	return NULL;
}

static void crash_in_thread(const struct call *call)
{
	pthread_t thread;
	struct call copy = *call;

	pthread_create(&thread, NULL, crash_elsewhere, &copy);
	pthread_join(thread, NULL);
}

static void *leave_soon(void *unused)
{
	const struct timespec soon = {0, 1000000};

	nanosleep(&soon, NULL);
	_exit(0);
	return unused;
}

/* The hook returns first, and an interpreter is asked, which takes longer. */
static void leave_in_thread(const struct call *call)
{
	pthread_t thread;

	(void)call;
	pthread_create(&thread, NULL, leave_soon, NULL);
	pthread_detach(thread);
}

/* What a child does is no failure of the hook. */
static void crash_in_child(const struct call *call)
{
	pid_t pid = fork();

	if (!pid)
		write_nowhere(call);
	waitpid(pid, NULL, 0);
	pid = fork();
	if (!pid)
		exit(0);
	waitpid(pid, NULL, 0);
}

static void crash_with_scratch(const struct call *call)
{
	const char *path;
	char file[4096];
	uint64_t len;

	call->api->scratch(call->run, &path, &len);
	snprintf(file, sizeof(file), "%s/some", path);
	mkdir(file, 0755);
	snprintf(file, sizeof(file), "%s/some/file", path);
	close(open(file, O_CREAT | O_WRONLY, 0644));
	write_nowhere(call);
}

/* Into the finished environment, as a package manager would. */
static void crash_after_writing(const struct call *call)
{
	const char *target;
	char path[4096];
	uint64_t len;

	call->api->request(call->run, "target", VENVB_NUL, &target, &len);
	snprintf(path, sizeof(path), "%s/share", target);
	mkdir(path, 0555);
	snprintf(path, sizeof(path), "%s/bin/foreign", target);
	close(open(path, O_CREAT | O_WRONLY, 0644));
	write_nowhere(call);
}

/* As if the environment were there already. */
static void write_target(const struct call *call)
{
	const char *target;
	char path[4096];
	uint64_t len;

	call->api->request(call->run, "target", VENVB_NUL, &target, &len);
	mkdir(target, 0777);
	snprintf(path, sizeof(path), "%s/mine", target);
	close(open(path, O_CREAT | O_WRONLY, 0644));
}

static void crash_in_host(const struct call *call)
{
	call->api->prompt_set(call->run, (const char *)(size_t)1, VENVB_NUL);
}

static void sleep_in_program(const struct call *call)
{
	uint64_t program;
	int32_t status;

	call->api->program_new(call->run, "/bin/sleep", VENVB_NUL, &program);
	call->api->program_argument(call->run, program, "1.3", VENVB_NUL);
	call->api->program_run(call->run, program, &status);
}

static void close_all(const struct call *call)
{
	(void)call;
	for (int fd = 3; fd < 256; fd++)
		close(fd);
}

static void crash_after_closing(const struct call *call)
{
	close_all(call);
	open("/", O_RDONLY);
	open("/", O_RDONLY);
	write_nowhere(call);
}

/* Of a commit inside the target, which then cannot be finished. */
static void take_old_away(const struct call *call)
{
	(void)call;
	rename(".venvb-out", ".venvb-taken");
}

static void close_standard(const struct call *call)
{
	(void)call;
	for (int fd = 0; fd < 3; fd++)
		close(fd);
}

static void move_away(const struct call *call)
{
	(void)call;
	if (chdir("/"))
		abort();
}

static void mask_modes(const struct call *call)
{
	(void)call;
	umask(0777);
}

static void change_environment(const struct call *call)
{
	(void)call;
	setenv("PATH", "/nowhere", 1);
	setenv("PYTHONHOME", "/nowhere", 1);
	setenv("TMPDIR", "/nowhere", 1);
	unsetenv("HOME");
}

static void change_signals(const struct call *call)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGCHLD};
	sigset_t all;

	(void)call;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
}

static void change_locale(const struct call *call)
{
	(void)call;
	setlocale(LC_ALL, "");
	uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

static const struct {
	const char *how;
	void (*act)(const struct call *call);
} acts[] = {
	{"segv", write_nowhere},
	{"bus", read_behind_the_end},
	{"fpe", divide},
	{"ill", trap},
	{"abort", give_up},
	{"overflow", overflow},
	{"corrupt", corrupt},
	{"exit", leave},
	{"quick-exit", leave_quickly},
	{"exit-at-once", leave_at_once},
	{"fork", leave_child},
	{"hang", hang},
	{"mark", mark},
	{"spin", spin},
	{"thread", crash_in_thread},
	{"thread-exit", leave_in_thread},
	{"child", crash_in_child},
	{"scratch", crash_with_scratch},
	{"foreign", crash_after_writing},
	{"target", write_target},
	{"host", crash_in_host},
	{"program", sleep_in_program},
	{"close", close_all},
	{"close-crash", crash_after_closing},
	{"close-standard", close_standard},
	{"take-old", take_old_away},
	{"chdir", move_away},
	{"umask", mask_modes},
	{"environment", change_environment},
	{"signals", change_signals},
	{"locale", change_locale},
};

static int32_t act_there(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct call call = {api, run};
	const char *at, *how;
	uint64_t len;
	size_t stage = strlen(event->stage);

	if (api->option(run, "at", VENVB_NUL, 0, &at, &len) != VENVB_OK || len < stage ||
		strncmp(at, event->stage, stage) != 0 || at[stage] != ' ' ||
		strcmp(at + stage + 1, event->moment) != 0 ||
		api->option(run, "how", VENVB_NUL, 0, &how, &len) != VENVB_OK)
		return VENVB_OK;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (!strcmp(acts[i].how, how))
			acts[i].act(&call);
	return VENVB_OK;
}

static const struct venvb_option options[] = {
	{"at", "where", "STAGE MOMENT", NULL, NULL, VENVB_STRING, 0},
	{"how", "what to do", "HOW", NULL, NULL, VENVB_STRING, 0},
	{"file", "made as a sign", NULL, NULL, NULL, VENVB_PATH, 0},
};

static const struct venvb_hook hooks[] = {
	{"resolve", "before", act_there, 0, 0},
	{"resolve", "after", act_there, 0, 0},
	{"packages", "before", act_there, 0, 0},
	{"packages", "after", act_there, 0, 0},
	{"check", "check", act_there, 0, 0},
	{"commit", "after", act_there, 0, 0},
	{"run", "failed", act_there, 0, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "misbehave",
	.version = "1",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
