/* SPDX-License-Identifier: MIT */
/* Deciding, node by node, what an update puts in, leaves and takes away. */
#include "core/update.h"

#include "core/commit_way.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/receipt.h"
#include "core/run.h"
#include "core/update_packages.h"

#include <errno.h>
#include <fcntl.h>

struct decision {
	struct vb_commit *commit;
	struct vb_update *update;
	struct vb_descent root;  /* of the environment as it is */
	struct vb_path_set ours; /* by the receipt, or known */
	struct vb_claims claims; /* of installed packages, once they were needed */
	bool has_claims;
};

/*
 * Where somebody works in the directory that holds the environment, its receipt may have come
 * with his work: it is not believed, since what it lists may go.
 */
static int read_ours(struct decision *decision, struct vb_receipt *receipt, struct vb_err *err)
{
	struct vb_commit *commit = decision->commit;
	struct vb_arena *arena = commit->run->arena;
	vb_auto_err unread = VB_ERR_INIT;
	int rc = commit->target.keeper ? 1
				       : vb_receipt_read(arena, commit->root.fd, receipt, &unread);

	if (rc < 0)
		vb_warn(commit->run->log, "the receipt of '%s' is not believed: %s",
			commit->target.path, unread.msg);
	if (rc != 0 && commit->target.state != VB_ENVIRONMENT)
		return 0;
	if (rc != 0)
		return vb_update_add_known(arena, commit->root.fd, &decision->ours, err);
	for (size_t i = 0; i < receipt->file_count; i++)
		if (strcmp(receipt->files[i].kind, "dir") != 0)
			vb_path_set_add(&decision->ours, receipt->files[i].path);
	return 0;
}

static int read_claims(struct decision *decision, struct vb_err *err)
{
	if (decision->has_claims)
		return 0;
	decision->has_claims = true;
	return vb_update_add_claims(decision->commit, &decision->claims, err);
}

/* What is at PATH: 0 and its directory's descriptor, 1 when nothing is. */
static int look(struct decision *decision, const char *path, int *ret_fd, struct stat *ret_st,
	struct vb_err *err)
{
	const char *name;
	int fd = vb_descent_enter_parent(&decision->root, path, &name, err);

	if (fd < 0 && (err->sys == ENOENT || err->sys == ENOTDIR || err->sys == ELOOP)) {
		vb_err_done(err);
		return 1;
	}
	if (fd < 0)
		return fd;
	if (fstatat(fd, name, ret_st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 1 : vb_err_sys(err, errno, "reading '%s'", path);
	if (ret_fd)
		*ret_fd = fd;
	return 0;
}

static bool is_same_file(
	int fd, const char *name, const struct vb_node *node, const struct stat *st)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err ignored = VB_ERR_INIT;

	return S_ISREG(st->st_mode) && (size_t)st->st_size == node->len &&
	       !(st->st_mode & 0100) == (node->access != VB_EXECUTABLE) &&
	       (node->access != VB_PRIVATE || !(st->st_mode & 077)) &&
	       vb_fsat_read(fd, name, node->len, false, &text, &ignored) == 0 &&
	       text.len == node->len && !memcmp(text.data, node->data, text.len);
}

/* Whether REL below FD holds the same bytes as SOURCE below SOURCE_FD. */
static bool is_copy(int fd, const char *rel, int source_fd, const char *source)
{
	vb_auto_buf text = VB_BUF_INIT, original = VB_BUF_INIT;
	vb_auto_err ignored = VB_ERR_INIT;
	struct stat st;

	return fstatat(source_fd, source, &st, 0) == 0 && S_ISREG(st.st_mode) &&
	       vb_fsat_read(fd, rel, (size_t)st.st_size, false, &text, &ignored) == 0 &&
	       text.len == (size_t)st.st_size &&
	       vb_fsat_read_through(source_fd, source, text.len, false, &original, &ignored) == 0 &&
	       original.len == text.len && !memcmp(original.data, text.data, text.len);
}

static bool is_same_link(
	struct vb_arena *arena, int fd, const char *name, const struct vb_node *node)
{
	const char *target = vb_fsat_readlink(arena, fd, name);

	return target && !strcmp(target, node->data);
}

static bool is_there_already(
	struct decision *decision, int fd, const struct vb_node *node, const struct stat *st)
{
	const char *name = vb_path_base(node->path);

	/* lib64 may be a directory, in an environment of another tool. */
	if (node->kind == VB_LINK)
		return (S_ISDIR(st->st_mode) && !strcmp(node->path, "lib64")) ||
		       is_same_link(decision->commit->run->arena, fd, name, node);
	return node->kind == VB_FILE && is_same_file(fd, name, node, st);
}

static bool may_replace(struct decision *decision, const char *path)
{
	return vb_path_set_has(&decision->ours, path) ||
	       vb_path_set_has(&decision->update->retired, path) ||
	       vb_path_set_has(&decision->claims.kin, path);
}

/* Something is at PATH that is to be replaced. */
static int check_foreign(
	struct decision *decision, const char *path, const struct stat *st, struct vb_err *err)
{
	const struct vb_commit *commit = decision->commit;
	int rc;

	if (S_ISDIR(st->st_mode))
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' is a directory, where a file or link is planned; move it away",
			commit->target.path, path);
	if (commit->run->request.force || may_replace(decision, path))
		return 0;
	/* A script of a package that stays behind with another interpreter. */
	rc = read_claims(decision, err);
	if (rc < 0 || may_replace(decision, path))
		return rc;
	return vb_err_set(err, VB_EFAIL,
		"'%s/%s' is in the way: venvb did not put it there (%s--force replaces it)",
		commit->target.path, path,
		strcmp(path, ".gitignore") ? "" : "--without-scm-ignore-files leaves it, ");
}

/* What a run that died put there is not in the way of the next one: it is the same file. */
static int decide_entry(struct decision *decision, const char *path, const struct vb_image *image,
	const struct vb_image_entry *entry, struct vb_err *err)
{
	struct stat st;
	int fd, rc = look(decision, path, &fd, &st, err);

	if (rc != 0 || (entry->is_dir && S_ISDIR(st.st_mode)))
		return rc < 0 ? rc : 0;
	rc = check_foreign(decision, path, &st, err);
	if (rc < 0 && !entry->is_dir &&
		is_copy(fd, vb_path_base(path), image->files_fd, entry->path)) {
		vb_err_done(err);
		return 0;
	}
	return rc;
}

static int decide_image(struct decision *decision, const struct vb_node *node, struct vb_err *err)
{
	const struct vb_image *image = node->package->image;
	struct vb_arena *arena = decision->commit->run->arena;
	int rc = 0;

	/* Byte code may replace what is there: it is made again from any source. */
	for (size_t i = 0; image && rc == 0 && i < image->count; i++)
		rc = decide_entry(decision, vb_path_join(arena, node->path, image->entries[i].path),
			image, &image->entries[i], err);
	return rc;
}

static int decide_node(
	struct decision *decision, const struct vb_node *node, bool *skip, struct vb_err *err)
{
	struct stat st;
	int fd, rc;

	if (node->kind == VB_IMAGE)
		return decide_image(decision, node, err);
	rc = look(decision, node->path, &fd, &st, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (node->kind == VB_DIR && S_ISDIR(st.st_mode))
		return 0;
	*skip = is_there_already(decision, fd, node, &st);
	rc = *skip ? 0 : check_foreign(decision, node->path, &st, err);
	if (rc < 0 && node->kind == VB_COPY &&
		is_copy(fd, vb_path_base(node->path), AT_FDCWD, node->data)) {
		vb_err_done(err);
		*skip = true;
		return 0;
	}
	return rc;
}

/* Ours that nobody planned, but for the files of packages, which go with them alone. */
static int decide_obsolete(struct decision *decision, struct vb_err *err)
{
	const char *path;

	for (size_t i = 0; (path = vb_path_set_at(&decision->ours, i)); i++) {
		struct stat st;
		int rc;

		if (vb_plan_find(decision->commit->run->plan, path) || vb_update_is_metadata(path))
			continue;
		rc = look(decision, path, NULL, &st, err);
		if (rc == 0)
			rc = read_claims(decision, err);
		if (rc < 0)
			return rc;
		if (rc == 0 && !S_ISDIR(st.st_mode) &&
			!vb_path_set_has(&decision->claims.all, path))
			vb_path_set_add(&decision->update->obsolete, path);
	}
	return 0;
}

/* A directory that nobody asked for, and of which all is skipped, is not needed either. */
static void skip_hollow(const struct vb_plan *plan, bool *skip)
{
	const struct vb_node *node;

	for (size_t i = 0; (node = vb_plan_visit(plan, i)); i++) {
		const struct vb_node *below;
		bool hollow = node->kind == VB_DIR && node->implied;

		for (size_t j = i + 1; hollow && (below = vb_plan_visit(plan, j)) &&
				       vb_path_is_within(below->path, node->path);
			j++)
			hollow = skip[j] || (below->kind == VB_DIR && below->implied);
		skip[i] = skip[i] || hollow;
	}
}

static int decide(struct decision *decision, struct vb_err *err)
{
	struct vb_commit *commit = decision->commit;
	const struct vb_plan *plan = commit->run->plan;
	bool *skip = decision->update->skip;
	const struct vb_node *node;
	struct vb_receipt receipt = {0};
	int rc = read_ours(decision, &receipt, err);

	if (rc == 0)
		rc = vb_update_packages(commit, decision->update, &receipt, err);
	for (size_t i = 0; rc == 0 && (node = vb_plan_visit(plan, i)); i++)
		if (!skip[i])
			rc = decide_node(decision, node, &skip[i], err);
	if (rc == 0)
		rc = decide_obsolete(decision, err);
	if (rc == 0)
		skip_hollow(plan, skip);
	return rc;
}

int vb_update_decide(struct vb_commit *commit, struct vb_update *update, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	struct decision decision = {.commit = commit, .update = update};
	int rc;

	update->skip = vb_arena_array(arena, vb_plan_count(commit->run->plan) + 1, sizeof(bool));
	vb_path_set_init(&update->retired, arena);
	vb_path_set_init(&update->obsolete, arena);
	vb_path_set_init(&update->infos, arena);
	vb_path_set_init(&decision.ours, arena);
	vb_descent_init(&decision.root, commit->root.fd);
	rc = decide(&decision, err);
	vb_descent_done(&decision.root);
	return rc;
}
