/* SPDX-License-Identifier: MIT */
/*
 * The wheels are numbers in a pipe, the largest first, and whoever is free takes the next. The
 * processes are copies of this one that end when the pipe is empty: the images meet in the cache,
 * of which this one holds the lock for all.
 */
#include "core/image_crew.h"

#include "core/arena.h"
#include "core/image.h"
#include "core/image_store.h"
#include "core/interrupt.h"
#include "core/run.h"
#include "core/wheel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORKERS = 16, SHOWN_MS = 250, MOST_WHEELS = PIPE_BUF / sizeof(uint16_t) };

struct job {
	uint16_t number;
	off_t size;
};

static int compare(const void *a, const void *b)
{
	const struct job *one = a, *other = b;

	return (one->size < other->size) - (one->size > other->size);
}

/* A pipe that holds all numbers, and then ends; -1 when there is none. */
static int queue(struct vb_arena *arena, const struct vb_crew_wheel *wheels, size_t count)
{
	struct job *jobs = vb_arena_array(arena, count, sizeof(*jobs));
	uint16_t numbers[MOST_WHEELS];
	ssize_t written;
	int ends[2];

	for (size_t i = 0; i < count; i++) {
		struct stat st;

		jobs[i].number = (uint16_t)i;
		jobs[i].size = stat(wheels[i].path, &st) < 0 ? 0 : st.st_size;
	}
	qsort(jobs, count, sizeof(*jobs), compare);
	for (size_t i = 0; i < count; i++)
		numbers[i] = jobs[i].number;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	written = write(ends[1], numbers, count * sizeof(*numbers));
	close(ends[1]);
	if (written == (ssize_t)(count * sizeof(*numbers)))
		return ends[0];
	close(ends[0]);
	return -1;
}

/* Who is at work, and on what. */
struct crew {
	struct vb_run *run;
	const struct vb_crew_wheel *wheels;
	size_t count;
	int jobs; /* the numbers of wheels that nobody has taken yet */
	pid_t workers[MOST_WORKERS];
	size_t started;
};

static void show(const struct crew *crew, const struct vb_log *log)
{
	int left = 0;

	if (log && log->progress && ioctl(crew->jobs, FIONREAD, &left) == 0)
		vb_log_progress(log, "unpacking packages",
			crew->count - (size_t)left / sizeof(uint16_t), crew->count);
}

/* Stops where the disk is to blame: it would be again. */
static void work(const struct crew *crew, const struct vb_log *log)
{
	struct vb_run run = *crew->run;
	uint16_t number;

	run.is_crew = true;
	run.log = log;
	while (!vb_interrupt_signal() &&
		read(crew->jobs, &number, sizeof(number)) == sizeof(number)) {
		const struct vb_crew_wheel *wheel = &crew->wheels[number % crew->count];
		const struct vb_image *image;
		vb_auto_err err = VB_ERR_INIT;

		show(crew, log);
		if (vb_image_of_wheel(&run, wheel->path, wheel->sha256, &image, &err) < 0 &&
			err.sys)
			return;
	}
}

static void be_silent(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0)
		dup2(null, STDERR_FILENO);
}

/* A copy of this process, which says nothing, not even when it crashes, and does not outlive it. */
static pid_t start_worker(const struct crew *crew)
{
	static const struct vb_log silent = {.level = VB_WARNING, .line = NULL};
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	be_silent();
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent)
		work(crew, &silent);
	_exit(0);
}

static size_t count_workers(size_t jobs)
{
	cpu_set_t cpus;
	size_t count = 1;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		count = (size_t)CPU_COUNT(&cpus);
	if (count > MOST_WORKERS)
		count = MOST_WORKERS;
	return count < jobs ? count : jobs;
}

/* Until nobody holds the other end of ALIVE. A signal that comes to this process is theirs, too. */
static void await(const struct crew *crew, int alive)
{
	struct pollfd end = {.fd = alive};
	sigset_t signals, before;
	const struct timespec soon = {.tv_nsec = SHOWN_MS * 1000000L};
	bool told = false;
	int ready;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	do {
		for (size_t i = 0; i < crew->started && vb_interrupt_signal() && !told; i++)
			kill(crew->workers[i], SIGTERM);
		told = vb_interrupt_signal();
		show(crew, crew->run->log);
	} while ((ready = ppoll(&end, 1, &soon, &before)) == 0 || (ready < 0 && errno == EINTR));
	sigprocmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < crew->started; i++)
		while (waitpid(crew->workers[i], NULL, 0) < 0 && errno == EINTR)
			;
}

static void work_together(struct crew *crew, size_t wanted)
{
	int alive[2];

	if (pipe2(alive, O_CLOEXEC) < 0)
		return;
	while (crew->started < wanted - 1) {
		pid_t pid = start_worker(crew);

		if (pid < 0)
			break;
		crew->workers[crew->started++] = pid;
	}
	close(alive[1]);
	work(crew, crew->run->log);
	await(crew, alive[0]);
	close(alive[0]);
}

void vb_image_crew(struct vb_run *run, const struct vb_crew_wheel *wheels, size_t count)
{
	const struct vb_image_store store = {run->cache->fd, run->cache->path, true};
	const struct vb_wheel first = {.path = count ? wheels[0].path : ""};
	struct crew crew = {
		.run = run, .wheels = wheels, .count = count < MOST_WHEELS ? count : MOST_WHEELS};
	size_t wanted = count_workers(crew.count);
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd held = -1;

	if (!run->cache->path || wanted < 2 ||
		vb_image_store_hold(run, &store, &first, &held, &ignored) < 0)
		return;
	crew.jobs = queue(run->arena, wheels, crew.count);
	if (crew.jobs < 0)
		return;
	work_together(&crew, wanted);
	close(crew.jobs);
	vb_image_store_publish(run, &store);
}
