/* SPDX-License-Identifier: MIT */
/*
 * What could not be put back is the only copy of somebody's files: it goes where no run removes
 * it, under a name that is free, and else is marked as not to be removed.
 */
#include "core/commit_way.h"

#include "core/move.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { MOST = 99 };

static void write_name(int number, char *name)
{
	memcpy(name, VB_LOST_NAME, sizeof(VB_LOST_NAME));
	if (number == 1)
		return;
	name += strlen(VB_LOST_NAME);
	*name++ = '-';
	if (number > 9)
		*name++ = (char)('0' + number / 10);
	*name++ = (char)('0' + number % 10);
	*name = '\0';
}

int vb_commit_set_aside(int root_fd, const char *name, char ret_name[VB_LOST_ROOM])
{
	vb_auto_fd fd = -1;
	int failed;

	for (int number = 1; number <= MOST; number++) {
		write_name(number, ret_name);
		if (vb_move_rename(root_fd, name, root_fd, ret_name) == 0)
			return 0;
		if (errno != EEXIST && errno != ENOTEMPTY)
			break;
	}
	failed = errno;
	fd = openat(root_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		mkdirat(fd, VB_LOST_NAME, 0700);
	errno = failed;
	return -1;
}

/* Whether NAME was marked as it could not be set aside. */
static bool is_only_copy(int root_fd, const char *name)
{
	vb_auto_fd fd = openat(root_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	return fd >= 0 && fstatat(fd, VB_LOST_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

int vb_commit_keep_lost(struct vb_commit *commit, const char *name, struct vb_err *err)
{
	char kept[VB_LOST_ROOM];

	if (!is_only_copy(commit->root.fd, name))
		return 0;
	if (vb_commit_set_aside(commit->root.fd, name, kept) < 0)
		return vb_err_sys(err, errno,
			"'%s/%s' holds what an update could not put back; move it away",
			commit->target.path, name);
	vb_warn(commit->run->log, "what an update could not put back is in '%s/%s'",
		commit->target.path, kept);
	return 0;
}
