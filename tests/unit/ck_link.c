/* SPDX-License-Identifier: MIT */
/* Images laid out for real, as root and as somebody else. */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define NOBODY 65534
#define TIME 1234567890

static char directory[32];
static int top = -1, target = -1;
static struct vb_err err;
static struct vb_log quiet;
static struct vb_run run;
static struct vb_linker linker;
static struct vb_image image;

/* The directory of "b" is not listed, which is no reason to fail. */
static struct vb_image_entry entries[] = {
	{.path = "a", .is_dir = true},
	{.path = "a/empty.py", .size = 0, .mtime = TIME},
	{.path = "a/sub", .is_dir = true},
	{.path = "a/sub/deep", .is_dir = true},
	{.path = "a/sub/deep/x.py", .size = 5, .mtime = TIME},
	{.path = "a/tool", .size = 5, .mtime = TIME + 1, .executable = true},
	{.path = "a-b.py", .size = 5, .mtime = TIME},
	{.path = "b/c/y.py", .size = 5, .mtime = TIME},
	{.path = "big", .size = 300000, .mtime = TIME},
};

static void make_file(const struct vb_image_entry *entry)
{
	const struct timespec times[2] = {{entry->mtime, 0}, {entry->mtime, 0}};
	char *bytes = calloc(1, entry->size + 1);

	for (uint64_t i = 0; i < entry->size; i++)
		bytes[i] = (char)(i * 7 + (uint64_t)entry->path[0]);
	ck_assert_int_eq(vb_fsat_create(image.files_fd, entry->path,
				 entry->executable ? 0755 : 0644, bytes, entry->size, &err),
		0);
	ck_assert_int_eq(utimensat(image.files_fd, entry->path, times, 0), 0);
	free(bytes);
}

static void make_image(void)
{
	ck_assert_int_eq(vb_fsat_make_dirs(top, "files/a/sub/deep", 0755, &err), 0);
	ck_assert_int_eq(vb_fsat_make_dirs(top, "files/b/c", 0755, &err), 0);
	image = (struct vb_image){.path = directory,
		.files_fd = vb_fsat_open_dir(top, "files", &err),
		.name = "thing",
		.entries = entries,
		.count = VB_COUNT(entries)};
	for (size_t i = 0; i < image.count; i++) {
		if (!entries[i].is_dir)
			make_file(&entries[i]);
	}
}

static void begin(const char *where, mode_t mask)
{
	umask(mask);
	err = (struct vb_err)VB_ERR_INIT;
	linker = (struct vb_linker){0};
	run = (struct vb_run){.arena = vb_arena_new(), .log = &quiet, .umask = mask};
	snprintf(directory, sizeof(directory), "%s/ck_link.XXXXXX", where);
	ck_assert_ptr_nonnull(mkdtemp(directory));
	top = vb_fsat_open_dir(AT_FDCWD, directory, &err);
	ck_assert_int_eq(mkdirat(top, "target", 0777), 0);
	target = vb_fsat_open_dir(top, "target", &err);
	make_image();
}

static void setup(void)
{
	begin("/tmp", 022);
}

/* The tests of hard links by choice are for somebody who is not root. */
static void setup_as_user(void)
{
	if (!geteuid())
		ck_assert_int_eq(setegid(NOBODY) | seteuid(NOBODY), 0);
	setup();
}

static void teardown(void)
{
	vb_fsat_remove_tree(AT_FDCWD, directory, &err);
	close(image.files_fd);
	close(target);
	close(top);
	vb_arena_free(run.arena);
	vb_err_done(&err);
}

/* A process that changed its user may not be looked at, which the leak checker has to. */
static void teardown_as_user(void)
{
	teardown();
	if (!getuid())
		ck_assert_int_eq(seteuid(0) | setegid(0) | prctl(PR_SET_DUMPABLE, 1L), 0);
}

static int lay_out(enum vb_link_mode mode)
{
	const struct vb_image_part part = {.image = &image};

	run.request.link_mode = mode;
	return vb_image_lay_out(&run, &part, target, &linker, &err);
}

static bool is_shared(const char *path)
{
	struct stat theirs, ours;

	ck_assert_int_eq(fstatat(image.files_fd, path, &theirs, 0), 0);
	ck_assert_int_eq(fstatat(target, path, &ours, 0), 0);
	return theirs.st_ino == ours.st_ino && theirs.st_dev == ours.st_dev;
}

static void assert_same_bytes(const char *path)
{
	vb_auto_buf a = VB_BUF_INIT, b = VB_BUF_INIT;

	ck_assert_int_eq(vb_fsat_read(image.files_fd, path, 1 << 20, false, &a, &err), 0);
	ck_assert_int_eq(vb_fsat_read(target, path, 1 << 20, false, &b, &err), 0);
	ck_assert_uint_eq(a.len, b.len);
	ck_assert_mem_eq(a.data, b.data, a.len);
}

static void assert_laid_out(bool shared)
{
	for (size_t i = 0; i < VB_COUNT(entries); i++) {
		const struct vb_image_entry *entry = &entries[i];
		mode_t mode = entry->is_dir || entry->executable ? 0777 : 0666;
		struct stat st;

		ck_assert_int_eq(fstatat(target, entry->path, &st, AT_SYMLINK_NOFOLLOW), 0);
		ck_assert_int_eq(S_ISDIR(st.st_mode), entry->is_dir);
		if (!shared)
			ck_assert_uint_eq(st.st_mode & 07777, mode & ~run.umask);
		if (entry->is_dir)
			continue;
		ck_assert_int_eq(st.st_mtim.tv_sec, entry->mtime);
		ck_assert_int_eq(st.st_mtim.tv_nsec, 0);
		ck_assert_int_eq(is_shared(entry->path), shared);
		assert_same_bytes(entry->path);
	}
}

static void assert_says(const char *part)
{
	ck_assert_ptr_nonnull(err.msg);
	ck_assert_msg(strstr(err.msg, part), "'%s' does not say '%s'", err.msg, part);
}

START_TEST(copies_when_asked)
{
	ck_assert_int_eq(lay_out(VB_LINK_COPY), 0);
	ck_assert_int_eq(linker.mode, VB_LINK_COPY);
	assert_laid_out(false);
}
END_TEST

START_TEST(links_when_asked)
{
	ck_assert_int_eq(lay_out(VB_LINK_HARDLINK), 0);
	assert_laid_out(true);
}
END_TEST

START_TEST(never_links_unasked_for_root)
{
	if (geteuid())
		return;
	ck_assert_int_eq(lay_out(VB_LINK_AUTO), 0);
	ck_assert(linker.chosen);
	ck_assert_int_ne(linker.mode, VB_LINK_HARDLINK);
	assert_laid_out(false);
}
END_TEST

START_TEST(clones_or_says_that_it_cannot)
{
	if (!lay_out(VB_LINK_CLONE)) {
		assert_laid_out(false);
		return;
	}
	assert_says("link-mode=clone does not work here");
	ck_assert_int_eq(faccessat(target, "a/empty.py", F_OK, 0), -1);
}
END_TEST

START_TEST(links_or_clones_for_a_user)
{
	ck_assert_int_eq(lay_out(VB_LINK_AUTO), 0);
	ck_assert_int_ne(linker.mode, VB_LINK_COPY);
	assert_laid_out(linker.mode == VB_LINK_HARDLINK);
}
END_TEST

static void assert_copies(mode_t mask)
{
	teardown();
	begin("/tmp", mask);
	ck_assert_int_eq(fchmodat(image.files_fd, "a/empty.py", 0644, 0), 0);
	ck_assert_int_eq(lay_out(VB_LINK_AUTO), 0);
	ck_assert_int_ne(linker.mode, VB_LINK_HARDLINK);
	assert_laid_out(false);
}

START_TEST(copies_when_the_umask_wants_other_modes)
{
	assert_copies(077);
	assert_copies(027);
	assert_copies(033);
}
END_TEST

START_TEST(copies_what_belongs_to_another_group)
{
	struct stat st;

	if (getuid())
		return;
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(fchownat(image.files_fd, "a/empty.py", NOBODY, 0, 0), 0);
	ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(fstatat(image.files_fd, "a/empty.py", &st, 0), 0);
	ck_assert_int_eq(lay_out(VB_LINK_AUTO), 0);
	ck_assert_int_ne(linker.mode, VB_LINK_HARDLINK);
}
END_TEST

/* Another file system than the target's, where there is one. */
START_TEST(copies_between_file_systems)
{
	char far[] = "/dev/shm/ck_link.XXXXXX";
	struct stat here, there;

	if (stat("/tmp", &here) || stat("/dev/shm", &there) || here.st_dev == there.st_dev)
		return;
	ck_assert_ptr_nonnull(mkdtemp(far));
	close(target);
	target = vb_fsat_open_dir(AT_FDCWD, far, &err);
	linker = (struct vb_linker){.mode = VB_LINK_HARDLINK, .chosen = true};
	ck_assert_int_eq(lay_out(VB_LINK_AUTO), 0);
	ck_assert_int_eq(linker.mode, VB_LINK_COPY);
	assert_laid_out(false);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, far, &err), 0);
	ck_assert_int_eq(mkdir(far, 0700), 0);
	close(target);
	target = vb_fsat_open_dir(AT_FDCWD, far, &err);
	linker.chosen = false;
	ck_assert_int_lt(lay_out(VB_LINK_HARDLINK), 0);
	assert_says("link-mode=hardlink does not work here");
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, far, &err), 0);
}
END_TEST

START_TEST(shares_directories_and_equal_files)
{
	ck_assert_int_eq(vb_fsat_make_dirs(target, "a/sub", 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_create(target, "a/empty.py", 0600, "", 0, &err), 0);
	ck_assert_int_eq(lay_out(VB_LINK_COPY), 0);
	assert_same_bytes("a/empty.py");
	ck_assert_int_eq(lay_out(VB_LINK_COPY), 0);
	ck_assert_int_eq(lay_out(VB_LINK_HARDLINK), 0);
}
END_TEST

START_TEST(refuses_another_file)
{
	ck_assert_int_eq(vb_fsat_make_dirs(target, "a", 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_create(target, "a/empty.py", 0600, "x", 1, &err), 0);
	ck_assert_int_lt(lay_out(VB_LINK_COPY), 0);
	assert_says("'a/empty.py' is there already");
}
END_TEST

START_TEST(follows_no_link)
{
	ck_assert_int_eq(mkdirat(top, "elsewhere", 0755), 0);
	ck_assert_int_eq(symlinkat("../elsewhere", target, "a"), 0);
	ck_assert_int_lt(lay_out(VB_LINK_COPY), 0);
	assert_says("opening directory 'a'");
	ck_assert_int_eq(faccessat(top, "elsewhere/empty.py", F_OK, 0), -1);
}
END_TEST

START_TEST(refuses_a_link_in_place_of_a_file)
{
	ck_assert_int_eq(symlinkat("../files/big", target, "big"), 0);
	ck_assert_int_lt(lay_out(VB_LINK_COPY), 0);
	assert_says("'big'");
}
END_TEST

START_TEST(notices_a_file_that_became_shorter)
{
	vb_auto_fd fd = openat(image.files_fd, "big", O_WRONLY);

	ck_assert_int_eq(ftruncate(fd, 1000), 0);
	ck_assert_int_lt(lay_out(VB_LINK_COPY), 0);
	assert_says("shorter");
	ck_assert_int_eq(faccessat(target, "big", F_OK, 0), -1);
}
END_TEST

Suite *suite_link(void)
{
	Suite *suite = suite_create("link");
	TCase *tcase = tcase_create("link");
	TCase *user = tcase_create("user");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, copies_when_asked);
	tcase_add_test(tcase, links_when_asked);
	tcase_add_test(tcase, never_links_unasked_for_root);
	tcase_add_test(tcase, clones_or_says_that_it_cannot);
	tcase_add_test(tcase, copies_between_file_systems);
	tcase_add_test(tcase, shares_directories_and_equal_files);
	tcase_add_test(tcase, refuses_another_file);
	tcase_add_test(tcase, follows_no_link);
	tcase_add_test(tcase, refuses_a_link_in_place_of_a_file);
	tcase_add_test(tcase, notices_a_file_that_became_shorter);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(user, setup_as_user, teardown_as_user);
	tcase_add_test(user, links_or_clones_for_a_user);
	tcase_add_test(user, copies_when_the_umask_wants_other_modes);
	tcase_add_test(user, copies_what_belongs_to_another_group);
	suite_add_tcase(suite, user);
	return suite;
}
