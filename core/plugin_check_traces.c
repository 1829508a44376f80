/* SPDX-License-Identifier: MIT */
/* The checks of what a plugin leaves on the disk: at the target and beside it nothing, at any
 * time; elsewhere nothing that is there when the run is over. */
#include "core/plugin_check.h"

#include "core/fsat.h"
#include "core/path.h"
#include "core/process_state.h"
#include "core/rehearsal_target.h"

#include <fcntl.h>

struct tracing {
	struct vb_child *child;
	struct vb_arena *arena;
	const char *place;
	struct vb_buf before;
	bool has_found;
};

static void describe_entry(const char *path, const struct stat *st, struct vb_buf *out)
{
	vb_buf_addf(out, "'%s' (mode %o", path, (unsigned)st->st_mode);
	if (!S_ISDIR(st->st_mode))
		vb_buf_addf(out, ", %jd byte%s, of %jd.%09ld", (intmax_t)st->st_size,
			st->st_size == 1 ? "" : "s", (intmax_t)st->st_mtim.tv_sec,
			st->st_mtim.tv_nsec);
	vb_buf_adds(out, ")\n");
}

/* What is there, below PATH, but for SKIP: a line for each entry, with what shows that it was
 * written. */
static void list_tree(
	struct vb_arena *arena, const char *path, const char *skip, struct vb_buf *out)
{
	vb_auto_fd fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	vb_auto_err ignored = VB_ERR_INIT;
	const char *const *names;

	if (fd < 0 || vb_fsat_list(arena, fd, path, &names, NULL, &ignored) < 0)
		return;
	for (; *names; names++) {
		const char *below = vb_path_join(arena, path, *names);
		struct stat st;

		if ((skip && !strcmp(*names, skip)) ||
			fstatat(fd, *names, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		describe_entry(below, &st, out);
		if (S_ISDIR(st.st_mode))
			list_tree(arena, below, NULL, out);
	}
}

/* In `after commit` the environment is there, and may be used; what is beside it never. */
static void watch(void *user, const char *where, bool is_after)
{
	struct tracing *tracing = user;
	const char *skip = strcmp(where, "after commit") ? NULL : VB_REHEARSAL_NAME;
	vb_auto_buf after = VB_BUF_INIT, difference = VB_BUF_INIT;

	if (!is_after) {
		vb_buf_clear(&tracing->before);
		list_tree(tracing->arena, tracing->place, skip, &tracing->before);
		return;
	}
	list_tree(tracing->arena, tracing->place, skip, &after);
	if (!vb_process_state_differ(tracing->before.data, after.data, &difference))
		return;
	vb_check_complain(tracing->child, "%s: it wrote where the environment will be: %s", where,
		difference.data);
	tracing->has_found = true;
}

/* In a dry run, or with DETAIL in one that fails in the end. */
void vb_check_traces(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct tracing tracing = {
		.child = child,
		.arena = subject->arena,
		.place = vb_arena_printf(subject->arena, "%s" VB_REHEARSAL_PLACE, subject->sandbox),
		.before = VB_BUF_INIT,
	};
	const struct vb_rehearsal_opts opts = {
		.is_real = check->detail, .watch = watch, .user = &tracing};
	vb_auto_buf before = VB_BUF_INIT, after = VB_BUF_INIT, difference = VB_BUF_INIT;
	vb_auto_rehearsal told = VB_REHEARSAL_INIT;
	struct vb_descriptor descriptor;
	struct vb_play play;

	list_tree(subject->arena, subject->sandbox, NULL, &before);
	if (!vb_check_prepare(child, subject, &descriptor, &play) ||
		!vb_check_rehearse(&play, &opts, &told))
		return;
	vb_buf_done(&tracing.before);
	list_tree(subject->arena, subject->sandbox, NULL, &after);
	if (!tracing.has_found && vb_process_state_differ(before.data, after.data, &difference))
		vb_check_complain(child, "%s", difference.data);
}
