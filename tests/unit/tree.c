/* SPDX-License-Identifier: MIT */
/* The directory of a test. */
#include "tests/unit/tree.h"

#include "core/fsat.h"
#include "core/path.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

struct vb_arena *tree_arena;
static char *root;

void tree_set_up(void)
{
	const char *above = getenv("TMPDIR");
	vb_auto_free char *template = NULL;

	/* Thousands of small files are made and removed: in memory, unless told otherwise. */
	if (!above)
		above = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	ck_assert_int_gt(asprintf(&template, "%s/venvb-check.XXXXXX", above), 0);
	ck_assert_ptr_nonnull(mkdtemp(template));
	root = realpath(template, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_int_eq(chmod(root, 0755), 0);
	tree_arena = vb_arena_new();
}

void tree_tear_down(void)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, root, &err), 0);
	vb_arena_free(tree_arena);
	free(root);
}

const char *tree_path(const char *rel)
{
	return vb_path_join(tree_arena, root, rel);
}

void tree_dir(const char *rel)
{
	vb_auto_err err = VB_ERR_INIT;

	if (*rel)
		ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, tree_path(rel), 0755, &err), 0);
}

static void make_parent(const char *rel)
{
	if (strchr(rel, '/'))
		tree_dir(vb_path_dir(tree_arena, rel));
}

void tree_put(const char *rel, const char *text)
{
	vb_auto_err err = VB_ERR_INIT;

	make_parent(rel);
	unlink(tree_path(rel));
	ck_assert_int_eq(
		vb_fsat_create(AT_FDCWD, tree_path(rel), 0644, text, strlen(text), &err), 0);
}

void tree_link(const char *rel, const char *target)
{
	make_parent(rel);
	ck_assert_int_eq(symlink(target, tree_path(rel)), 0);
}

bool tree_has(const char *rel)
{
	struct stat st;

	return lstat(tree_path(rel), &st) == 0;
}

const char *tree_text(const char *rel)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	const char *link = vb_fsat_readlink(tree_arena, AT_FDCWD, tree_path(rel));

	if (link)
		return vb_arena_printf(tree_arena, "-> %s", link);
	if (vb_fsat_read(AT_FDCWD, tree_path(rel), 1 << 20, false, &text, &err) != 0)
		return NULL;
	return vb_arena_dup(tree_arena, text.data, text.len);
}

static void list(const char *rel, const char *shown, bool whole_text, struct vb_buf *out)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = open(tree_path(rel), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *const *names;

	if (fd < 0)
		return;
	ck_assert_int_eq(vb_fsat_list(tree_arena, fd, rel, &names, NULL, &err), 0);
	for (; *names; names++) {
		const char *whole = vb_path_join(tree_arena, rel, *names);
		const char *below = vb_path_join(tree_arena, shown, *names);
		struct stat st;

		ck_assert_int_eq(lstat(tree_path(whole), &st), 0);
		vb_buf_addf(
			out, "%s%s%s", out->len ? " " : "", below, S_ISDIR(st.st_mode) ? "/" : "");
		if (S_ISDIR(st.st_mode))
			list(whole, below, whole_text, out);
		else if (whole_text)
			vb_buf_addf(out, "{%s}", tree_text(whole));
	}
}

const char *tree_list(const char *rel)
{
	vb_auto_buf out = VB_BUF_INIT;

	list(rel, "", false, &out);
	return vb_arena_dup(tree_arena, out.data, out.len);
}

const char *tree_dump(const char *rel)
{
	vb_auto_buf out = VB_BUF_INIT;

	list(rel, "", true, &out);
	return vb_arena_dup(tree_arena, out.data, out.len);
}

unsigned long tree_inode(const char *rel)
{
	struct stat st;

	ck_assert_int_eq(lstat(tree_path(rel), &st), 0);
	return st.st_ino;
}

bool tree_can_mount(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}
