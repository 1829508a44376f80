/* SPDX-License-Identifier: MIT */
/* The check of the conduct rules: the process as it was before and after each hook. */
#include "core/plugin_check.h"

#include "core/process_state.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum { SETTLE_MS = 20 };

struct watching {
	struct vb_child *child;
	const struct vb_process_state *rule;
	struct vb_buf before;
};

static void begin(struct watching *watching)
{
	vb_buf_clear(&watching->before);
	watching->rule->describe(&watching->before);
}

/* What has just ended, a thread that was joined, may be seen for a moment longer. */
static void end(struct watching *watching, const char *where)
{
	vb_auto_buf after = VB_BUF_INIT, difference = VB_BUF_INIT;

	watching->rule->describe(&after);
	if (!vb_process_state_differ(watching->before.data, after.data, &difference))
		return;
	poll(NULL, 0, SETTLE_MS);
	vb_buf_clear(&after);
	vb_buf_clear(&difference);
	watching->rule->describe(&after);
	if (vb_process_state_differ(watching->before.data, after.data, &difference))
		vb_check_complain(watching->child, "%s: %s", where, difference.data);
}

static void watch(void *user, const char *where, bool is_after)
{
	if (is_after)
		end(user, where);
	else
		begin(user);
}

/* There is something to read, so that reading shows; and who leaves a process behind by way of
 * another leaves it to us. */
static void bait(void)
{
	int memory = memfd_create("input", MFD_CLOEXEC);

	if (memory >= 0) {
		ssize_t written = write(memory, "\n\n\n\n", 4);

		(void)written;
		lseek(memory, 0, SEEK_SET);
		dup2(memory, STDIN_FILENO);
		close(memory);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static void rehearse(struct watching *watching, const struct vb_play *play, bool is_real)
{
	const struct vb_rehearsal_opts opts = {
		.is_real = is_real, .watch = watch, .user = watching};
	vb_auto_rehearsal told = VB_REHEARSAL_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (vb_rehearse(play, &opts, &told, &err) < 0)
		vb_check_complain(watching->child, "%s", err.msg);
}

void vb_check_conduct(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct watching watching = {
		.child = child, .rule = &vb_process_states[check->detail], .before = VB_BUF_INIT};
	struct vb_descriptor descriptor;
	const struct vb_play play = {
		child, subject->sandbox, subject->file->path, &descriptor, subject->survey};
	vb_auto_err err = VB_ERR_INIT;

	if (vb_sandbox_enter(subject->arena, subject->sandbox, &err) < 0) {
		vb_check_complain(child, "%s", err.msg);
		return;
	}
	bait();
	begin(&watching);
	if (!vb_check_describe(child, subject, &descriptor))
		return;
	end(&watching, "while it was loaded");
	rehearse(&watching, &play, false);
	rehearse(&watching, &play, true);
	vb_buf_done(&watching.before);
}
