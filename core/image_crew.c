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
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORKERS = 16, MOST_WHEELS = PIPE_BUF / sizeof(uint16_t) };

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

static void work(struct vb_run *run, int jobs, const struct vb_crew_wheel *wheels, size_t count)
{
	uint16_t number;

	struct vb_run copy = *run;

	copy.is_crew = true;
	while (!vb_interrupt_signal() && read(jobs, &number, sizeof(number)) == sizeof(number)) {
		const struct vb_image *image;
		vb_auto_err ignored = VB_ERR_INIT;

		if (number < count)
			vb_image_of_wheel(&copy, wheels[number].path, wheels[number].sha256, &image,
				&ignored);
	}
}

/* A copy of this process, which says nothing and does not outlive it. */
static pid_t start_worker(
	const struct vb_run *run, int jobs, const struct vb_crew_wheel *wheels, size_t count)
{
	pid_t parent = getpid(), pid = fork();
	const struct vb_log silent = {.level = VB_WARNING, .line = NULL};
	struct vb_run copy;

	if (pid)
		return pid;
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent) {
		copy = *run;
		copy.log = &silent;
		work(&copy, jobs, wheels, count);
	}
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

void vb_image_crew(struct vb_run *run, const struct vb_crew_wheel *wheels, size_t count)
{
	const struct vb_image_store store = {run->cache->fd, run->cache->path, true};
	const struct vb_wheel first = {.path = count ? wheels[0].path : ""};
	pid_t workers[MOST_WORKERS];
	size_t started = 0, wanted;
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd held = -1;
	int jobs;

	if (count > MOST_WHEELS)
		count = MOST_WHEELS;
	wanted = count_workers(count);
	if (!run->cache->path || wanted < 2 ||
		vb_image_store_hold(run, &store, &first, &held, &ignored) < 0)
		return;
	jobs = queue(run->arena, wheels, count);
	if (jobs < 0)
		return;
	while (started < wanted - 1) {
		pid_t pid = start_worker(run, jobs, wheels, count);

		if (pid < 0)
			break;
		workers[started++] = pid;
	}
	work(run, jobs, wheels, count);
	for (size_t i = 0; i < started; i++)
		while (waitpid(workers[i], NULL, 0) < 0 && errno == EINTR)
			;
	close(jobs);
	vb_image_store_publish(run, &store);
}
