/* SPDX-License-Identifier: MIT */
/* The checks that call hooks: under hosts of any age, with calls that fail, again and again. */
#include "core/plugin_check.h"

#include "core/process_state.h"
#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <time.h>

enum {
	ALL_FAILURES = 300, /* of more calls than that, only some fail */
	SPREAD = 100,
	WARM_RUNS = 4, /* until all is allocated that is once */
	RUNS = 8,
	STOCK = 32,        /* at least what the allocator keeps of each size, */
	STOCK_SIZE = 1040, /* up to this one */
	STOCK_STEP = 16,
	MIB = 1024 * 1024,
	MOST_KEPT = 64 * MIB, /* of a plugin that frees what it has before the next run */
};

bool vb_check_prepare(struct vb_child *child, const struct vb_subject *subject,
	struct vb_descriptor *descriptor, struct vb_play *ret_play)
{
	vb_auto_err err = VB_ERR_INIT;

	if (vb_sandbox_enter(subject->arena, subject->sandbox, &err) < 0) {
		vb_check_complain(child, "%s", err.msg);
		return false;
	}
	*ret_play = (struct vb_play){
		child, subject->sandbox, subject->file->path, descriptor, subject->survey};
	return vb_check_describe(child, subject, descriptor);
}

bool vb_check_rehearse(
	const struct vb_play *play, const struct vb_rehearsal_opts *opts, struct vb_rehearsal *told)
{
	vb_auto_err err = VB_ERR_INIT;

	if (vb_rehearse(play, opts, told, &err) == 0)
		return true;
	vb_check_complain(play->child, "%s", err.msg);
	return false;
}

/* A host of another age must see the plugin do what it does in this one; false: it does not. */
static bool compare_ages(const struct vb_play *play, const struct vb_rehearsal *other)
{
	static const struct vb_rehearsal_opts now;
	vb_auto_rehearsal told = VB_REHEARSAL_INIT;
	vb_auto_buf difference = VB_BUF_INIT;

	if (!vb_check_rehearse(play, &now, &told))
		return false;
	if (other->reason.len && !told.reason.len)
		vb_check_complain(
			play->child, "it fails there, and not here: %s", other->reason.data);
	else if (vb_process_state_differ(told.plan.data, other->plan.data, &difference))
		vb_check_complain(play->child, "it plans otherwise there: %s", difference.data);
	else
		return true;
	return false;
}

/* A dry run and a real one; false after a complaint. */
static bool run_in(const struct vb_play *play, struct vb_rehearsal_opts opts)
{
	vb_auto_rehearsal told = VB_REHEARSAL_INIT, second = VB_REHEARSAL_INIT;

	if (!vb_check_rehearse(play, &opts, &told))
		return false;
	opts.is_real = true;
	if (!vb_check_rehearse(play, &opts, &second))
		return false;
	vb_child_say(play->child, told.faults.data, told.faults.len);
	if (strcmp(told.faults.data, second.faults.data) != 0)
		vb_child_say(play->child, second.faults.data, second.faults.len);
	return opts.age == VB_AGE_NOW || compare_ages(play, &told);
}

void vb_check_run(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	const struct vb_rehearsal_opts opts = {.age = (enum vb_age)check->detail};
	struct vb_descriptor descriptor;
	struct vb_play play;

	if (vb_check_prepare(child, subject, &descriptor, &play))
		run_in(&play, opts);
}

static const struct venvb_plugin *plugin_of(
	struct vb_child *child, const struct vb_subject *subject)
{
	size_t size;

	return vb_check_load(child, subject, &size);
}

/* Of each minor from the one on that it needs: a plugin may ask for a member in one host, and for
 * another in the next. */
void vb_check_oldest(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_rehearsal_opts opts = {.age = VB_AGE_OLDEST};
	struct vb_descriptor descriptor;
	struct vb_play play;

	(void)check;
	if (!vb_check_prepare(child, subject, &descriptor, &play))
		return;
	opts.minor = plugin_of(child, subject)->needs_minor;
	while (opts.minor <= VENVB_MINOR && run_in(&play, opts))
		opts.minor++;
}

/* One that was compiled with a later minor knows more of that future than we could make up. */
void vb_check_future(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	const struct venvb_plugin *plugin = plugin_of(child, subject);

	if (plugin && plugin->minor <= VENVB_MINOR)
		vb_check_run(child, subject, check);
}

/* The calls that fail: all, or of very many the first and some of the others. */
static size_t next_failure(size_t now, size_t calls)
{
	if (calls <= ALL_FAILURES || now < ALL_FAILURES - SPREAD)
		return now + 1;
	return now + (calls - now) / SPREAD + 1;
}

static bool fail_calls(const struct vb_play *play, bool is_real, size_t calls)
{
	for (size_t number = 1; number <= calls; number = next_failure(number, calls)) {
		const struct vb_rehearsal_opts opts = {.is_real = is_real, .fail_at = number};
		vb_auto_rehearsal told = VB_REHEARSAL_INIT;

		if (!vb_check_rehearse(play, &opts, &told))
			return false;
		vb_child_say(play->child, told.faults.data, told.faults.len);
		if (told.faults.len)
			return false;
	}
	return true;
}

void vb_check_failures(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_descriptor descriptor;
	struct vb_play play;

	(void)check;
	if (!vb_check_prepare(child, subject, &descriptor, &play))
		return;
	for (int is_real = 0; is_real < 2; is_real++) {
		const struct vb_rehearsal_opts opts = {.is_real = is_real};
		vb_auto_rehearsal told = VB_REHEARSAL_INIT;

		if (!vb_check_rehearse(&play, &opts, &told) ||
			!fail_calls(&play, is_real, told.calls))
			return;
	}
}

void vb_check_repeated(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	static const struct vb_rehearsal_opts opts;
	vb_auto_rehearsal one = VB_REHEARSAL_INIT, other = VB_REHEARSAL_INIT;
	vb_auto_buf difference = VB_BUF_INIT;
	struct vb_descriptor descriptor;
	struct vb_play play;

	(void)check;
	if (!vb_check_prepare(child, subject, &descriptor, &play) ||
		!vb_check_rehearse(&play, &opts, &one) || !vb_check_rehearse(&play, &opts, &other))
		return;
	if (vb_process_state_differ(one.reason.data, other.reason.data, &difference) ||
		vb_process_state_differ(one.plan.data, other.plan.data, &difference))
		vb_check_complain(
			child, "the second run in a process is another: %s", difference.data);
}

/* One of the two runs, in processes of their own: it says its plan. */
static void say_plan(struct vb_child *child, void *user)
{
	static const struct vb_rehearsal_opts opts;
	vb_auto_rehearsal told = VB_REHEARSAL_INIT;
	struct vb_descriptor descriptor;
	struct vb_play play;

	if (!vb_check_prepare(child, user, &descriptor, &play) ||
		!vb_check_rehearse(&play, &opts, &told))
		return;
	vb_child_say(child, told.reason.data, told.reason.len);
	vb_child_sayf(child, "\n");
	vb_child_say(child, told.plan.data, told.plan.len);
}

/* Each in the same directory, made anew: its path is a part of the request. */
static bool run_apart(
	struct vb_child *child, const struct vb_subject *subject, const char **ret_text)
{
	struct vb_subject own = *subject;
	struct vb_child_opts opts = {.time_limit_ms = subject->survey->time_limit_ms};
	struct vb_child_result result;
	vb_auto_err err = VB_ERR_INIT;

	own.sandbox = vb_path_join(subject->arena, subject->sandbox, "run");
	if (vb_fsat_remove_tree(AT_FDCWD, own.sandbox, &err) < 0 ||
		vb_sandbox_make(own.sandbox, &err) < 0 ||
		vb_child_run(subject->arena, &opts, say_plan, &own, &result, &err) < 0) {
		vb_check_complain(child, "%s", err.msg);
		return false;
	}
	*ret_text = result.text;
	return true;
}

/* Until the clock shows another second: whoever looks at it then sees another time. */
static void await_next_second(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	poll(NULL, 0, 1000 - (int)(now.tv_nsec / 1000000) + 10);
}

void vb_check_deterministic(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	vb_auto_buf difference = VB_BUF_INIT;
	const char *one, *other;

	(void)check;
	if (!run_apart(child, subject, &one))
		return;
	await_next_second();
	if (run_apart(child, subject, &other) && vb_process_state_differ(one, other, &difference))
		vb_check_complain(child, "the same request gave another plan: %s", difference.data);
}

/* What is freed goes into a stock of the thread at first, which counts as used: full, it counts
 * the same each time. */
static void fill_stock(void)
{
	void *chunks[STOCK];

	for (size_t size = STOCK_STEP; size <= STOCK_SIZE; size += STOCK_STEP) {
		for (size_t i = 0; i < STOCK; i++)
			chunks[i] = malloc(size);
		for (size_t i = 0; i < STOCK; i++)
			free(chunks[i]);
	}
}

static size_t heap_in_use(void)
{
	fill_stock();
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
#else
	return 0;
#endif
}

/* Memory that each run loses is lost for as long as a process makes environments. */
void vb_check_heap(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	size_t used[WARM_RUNS + RUNS], before, last;
	struct vb_descriptor descriptor;
	struct vb_play play;

	(void)check;
	if (!vb_check_prepare(child, subject, &descriptor, &play))
		return;
	before = heap_in_use();
	for (size_t i = 0; i < VB_COUNT(used); i++) {
		const struct vb_rehearsal_opts opts = {.is_real = true};
		vb_auto_rehearsal told = VB_REHEARSAL_INIT;

		used[i] = 0;
		if (!vb_check_rehearse(&play, &opts, &told))
			return;
		vb_rehearsal_done(&told);
		used[i] = heap_in_use();
	}
	last = used[VB_COUNT(used) - 1];
	if (last > before && last - before > MOST_KEPT)
		vb_check_complain(child, "it keeps about %zu MiB", (last - before) / MIB);
	for (size_t i = WARM_RUNS; i < VB_COUNT(used); i++)
		if (used[i] <= used[i - 1])
			return;
	vb_check_complain(child, "each run leaves about %zu bytes allocated",
		(last - used[WARM_RUNS - 1]) / RUNS);
}
