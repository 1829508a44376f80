/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/cache.h"
#include "core/fsat.h"
#include "core/path.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>

static struct vb_arena *arena;
static struct vb_cache *cache;
static struct vb_err err;
static struct vb_buf said;
static char *base;

static void hear(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)level;
	vb_buf_addf(&said, "%s\n", text);
}

static const struct vb_log listener = {.level = VB_VERBOSE, .line = hear};

static void setup(void)
{
	char dir[] = "/tmp/venvb-check-XXXXXX";

	arena = vb_arena_new();
	cache = NULL;
	err = (struct vb_err)VB_ERR_INIT;
	said = (struct vb_buf)VB_BUF_INIT;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	base = vb_arena_str(arena, dir);
	setenv("HOME", base, 1);
	unsetenv("XDG_CACHE_HOME");
}

static void teardown(void)
{
	if (cache)
		vb_cache_done(cache);
	vb_err_done(&err);
	vb_fsat_remove_tree(AT_FDCWD, base, &err);
	vb_err_done(&err);
	vb_buf_done(&said);
	vb_arena_free(arena);
}

static const char *below(const char *rel)
{
	return vb_path_join(arena, base, rel);
}

static int open_cache(const char *dir)
{
	return vb_cache_open(arena, &listener, dir, true, &cache, &err);
}

/* The run goes on without one, and tells why. */
static void assert_none(const char *why)
{
	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_ptr_null(cache->path);
	ck_assert_int_eq(cache->fd, -1);
	ck_assert_str_eq(cache->why, why);
	ck_assert_str_eq(said.data, vb_arena_printf(arena, "working without a cache: %s\n", why));
}

START_TEST(the_default_is_made_at_home)
{
	vb_auto_buf tag = VB_BUF_INIT;
	struct stat st;

	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_str_eq(cache->path, below(".cache/venvb"));
	ck_assert(!stat(cache->path, &st));
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(vb_fsat_read(cache->fd, "CACHEDIR.TAG", 4096, false, &tag, &err), 0);
	ck_assert_int_eq(strncmp(tag.data, "Signature: 8a477f597d28d172789f06886806bc55\n", 44), 0);
	ck_assert_str_eq(said.data, "");
}
END_TEST

START_TEST(the_variable_moves_it)
{
	setenv("XDG_CACHE_HOME", below("x//y/"), 1);
	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_str_eq(cache->path, below("x/y/venvb"));
	vb_cache_done(cache);
	setenv("XDG_CACHE_HOME", "relative", 1);
	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_str_eq(cache->path, below(".cache/venvb"));
}
END_TEST

START_TEST(without_a_home_there_is_none)
{
	unsetenv("HOME");
	assert_none("HOME is not set");
}
END_TEST

START_TEST(a_home_that_is_missing_stays_so)
{
	setenv("HOME", below("none"), 1);
	assert_none(vb_arena_printf(arena, "there is no '%s', which HOME names", below("none")));
	ck_assert_int_eq(access(below("none"), F_OK), -1);
}
END_TEST

START_TEST(unwanted_there_is_none)
{
	ck_assert_int_eq(vb_cache_open(arena, &listener, below("c"), false, &cache, &err), 0);
	ck_assert_ptr_null(cache->path);
	ck_assert_int_lt(access(below("c"), F_OK), 0);
}
END_TEST

START_TEST(what_others_may_write_is_not_used)
{
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache/venvb"), 0700, &err), 0);
	ck_assert(!chmod(below(".cache/venvb"), 0777));
	assert_none(vb_arena_printf(
		arena, "'%s/.cache/venvb' can be written by others (mode 0777)", base));
}
END_TEST

START_TEST(what_others_may_rename_is_not_used)
{
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache/venvb"), 0700, &err), 0);
	ck_assert(!chmod(below(".cache"), 0777));
	assert_none(
		vb_arena_printf(arena, "'%s/.cache' can be written by others (mode 0777)", base));
	/* Sticky: others cannot rename what is ours. */
	ck_assert(!chmod(below(".cache"), 01777));
	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_ptr_nonnull(cache->path);
}
END_TEST

/* A user whose primary group is another user's too, though it lists no members. */
static bool find_sharer(uid_t *ret_uid, gid_t *ret_gid)
{
	enum { MOST = 1000 };
	static struct {
		uid_t uid;
		gid_t gid;
	} seen[MOST];
	const struct passwd *entry;
	const struct group *group;
	size_t count = 0;

	setpwent();
	for (; count < MOST && (entry = getpwent()); count++) {
		seen[count].uid = entry->pw_uid;
		seen[count].gid = entry->pw_gid;
	}
	endpwent();
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++) {
			if (!seen[i].uid || !seen[k].uid || seen[i].gid != seen[k].gid ||
				seen[i].uid == seen[k].uid)
				continue;
			group = getgrgid(seen[i].gid);
			*ret_uid = seen[i].uid;
			*ret_gid = seen[i].gid;
			if (group && !group->gr_mem[0])
				return true;
		}
	return false;
}

START_TEST(a_group_of_several_users_is_not_private)
{
	uid_t uid;
	gid_t gid;

	if (geteuid() || !find_sharer(&uid, &gid))
		return;
	ck_assert(!chown(base, uid, gid));
	ck_assert(!setegid(gid) && !seteuid(uid));
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache/venvb"), 0700, &err), 0);
	ck_assert(!chmod(below(".cache/venvb"), 0770));
	assert_none(vb_arena_printf(
		arena, "'%s/.cache/venvb' can be written by others (mode 0770)", base));
	ck_assert(!seteuid(0) && !setegid(0));
}
END_TEST

START_TEST(a_link_of_ours_is_followed_and_its_end_checked)
{
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below("big/cache"), 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache"), 0700, &err), 0);
	ck_assert(!symlink("../big/cache", below(".cache/venvb")));
	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_str_eq(cache->path, below("big/cache"));
	vb_cache_done(cache);
	ck_assert(!chmod(below("big"), 0777));
	assert_none(vb_arena_printf(arena, "'%s/big' can be written by others (mode 0777)", base));
}
END_TEST

START_TEST(a_file_in_its_place_is_told)
{
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache"), 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_create(AT_FDCWD, below(".cache/venvb"), 0600, "", 0, &err), 0);
	assert_none(vb_arena_printf(arena, "'%s/.cache/venvb' is not a directory", base));
}
END_TEST

START_TEST(somebody_elses_home_is_left_alone)
{
	if (geteuid())
		return;
	ck_assert(!chown(base, 12345, 12345));
	assert_none(vb_arena_printf(arena, "'%s' belongs to user 12345, not to user 0", base));
	ck_assert_int_lt(access(below(".cache"), F_OK), 0);
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache/venvb"), 0700, &err), 0);
	vb_buf_clear(&said);
	assert_none(vb_arena_printf(arena, "'%s' belongs to user 12345, not to user 0", base));
}
END_TEST

START_TEST(a_link_of_somebody_else_is_not_followed)
{
	const char *path = below("shared/c");

	if (geteuid())
		return;
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below("mine"), 0700, &err), 0);
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below("shared"), 0700, &err), 0);
	ck_assert(!chmod(below("shared"), 01777));
	ck_assert(!symlink("../mine", path) && !lchown(path, 12345, 12345));
	ck_assert_int_eq(open_cache(path), -VB_EFAIL);
	ck_assert_str_eq(err.msg, vb_arena_printf(arena,
					  "cache directory: '%s' belongs to user 12345, not to "
					  "user 0",
					  path));
}
END_TEST

START_TEST(a_directory_that_was_named_must_do)
{
	const char *path = below("named");

	ck_assert_int_eq(open_cache(path), 0);
	ck_assert_str_eq(cache->path, path);
	vb_cache_done(cache);
	ck_assert(!chmod(path, 0707));
	ck_assert_int_eq(open_cache(path), -VB_EFAIL);
	ck_assert_str_eq(err.msg,
		vb_arena_printf(
			arena, "cache directory: '%s' can be written by others (mode 0707)", path));
}
END_TEST

START_TEST(a_directory_with_something_in_it_gets_no_tag)
{
	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below("home/work"), 0700, &err), 0);
	ck_assert_int_eq(open_cache(below("home")), 0);
	ck_assert_int_lt(faccessat(cache->fd, "CACHEDIR.TAG", F_OK, 0), 0);
}
END_TEST

/* In a child, since a user cannot become root again. */
START_TEST(what_cannot_be_written_is_not_used)
{
	int status;

	ck_assert_int_eq(vb_fsat_make_dirs(AT_FDCWD, below(".cache/venvb"), 0700, &err), 0);
	if (!geteuid()) {
		ck_assert(!chown(base, 12345, 12345) && !chown(below(".cache"), 12345, 12345));
		ck_assert(!chown(below(".cache/venvb"), 12345, 12345));
	}
	ck_assert(!chmod(below(".cache/venvb"), 0500));
	if (!fork()) {
		if (!geteuid() && setresuid(12345, 12345, 12345) < 0)
			_exit(1);
		assert_none(vb_arena_printf(arena, "'%s/.cache/venvb': Permission denied", base));
		_exit(0);
	}
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(scratch_goes_with_the_cache)
{
	const char *first, *second, *kept;

	ck_assert_int_eq(open_cache(NULL), 0);
	ck_assert_int_eq(vb_cache_scratch(cache, &first, &err), 0);
	ck_assert_int_eq(vb_cache_scratch(cache, &second, &err), 0);
	ck_assert_ptr_eq(first, second);
	ck_assert_int_eq(first[0], '/');
	kept = vb_arena_str(arena, first);
	ck_assert_int_eq(
		vb_fsat_make_dirs(AT_FDCWD, vb_path_join(arena, kept, "a/b"), 0700, &err), 0);
	vb_cache_done(cache);
	ck_assert_int_lt(access(kept, F_OK), 0);
}
END_TEST

START_TEST(keys_are_names_and_differ)
{
	const char *key = vb_cache_key(arena, "abc", 3);

	ck_assert_str_eq(vb_cache_key(arena, "", 0), "6c62272e07bb014262b821756295c58d");
	ck_assert_str_eq(key, "a68d622cec8b5822836dbc7977af7f3b");
	ck_assert_uint_eq(strspn(key, "0123456789abcdef"), 32);
	ck_assert_str_ne(key, vb_cache_key(arena, "abc\0", 4));
	ck_assert_str_ne(key, vb_cache_key(arena, "abd", 3));
}
END_TEST

START_TEST(an_identity_changes_with_the_file)
{
	const char *path = below("f"), *before, *after;

	ck_assert_ptr_null(vb_cache_identity(arena, path));
	ck_assert_int_eq(vb_fsat_create(AT_FDCWD, path, 0600, "1", 1, &err), 0);
	before = vb_cache_identity(arena, path);
	ck_assert_str_eq(before, vb_cache_identity(arena, path));
	ck_assert_int_eq(strncmp(before, path, strlen(path)), 0);
	/* Another inode of the same size. */
	ck_assert_int_eq(vb_fsat_replace(AT_FDCWD, path, 0600, "2", 1, &err), 0);
	after = vb_cache_identity(arena, path);
	ck_assert_str_ne(before, after);
	/* The same one, an older time. */
	ck_assert(!utimensat(AT_FDCWD, path, (struct timespec[]){{1, 1}, {1, 1}}, 0));
	ck_assert_str_ne(after, vb_cache_identity(arena, path));
}
END_TEST

Suite *suite_cache(void)
{
	Suite *suite = suite_create("cache");
	TCase *tcase = tcase_create("cache");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_default_is_made_at_home);
	tcase_add_test(tcase, the_variable_moves_it);
	tcase_add_test(tcase, without_a_home_there_is_none);
	tcase_add_test(tcase, a_home_that_is_missing_stays_so);
	tcase_add_test(tcase, unwanted_there_is_none);
	tcase_add_test(tcase, what_others_may_write_is_not_used);
	tcase_add_test(tcase, what_others_may_rename_is_not_used);
	tcase_add_test(tcase, a_group_of_several_users_is_not_private);
	tcase_add_test(tcase, a_link_of_ours_is_followed_and_its_end_checked);
	tcase_add_test(tcase, a_file_in_its_place_is_told);
	tcase_add_test(tcase, somebody_elses_home_is_left_alone);
	tcase_add_test(tcase, a_link_of_somebody_else_is_not_followed);
	tcase_add_test(tcase, a_directory_that_was_named_must_do);
	tcase_add_test(tcase, a_directory_with_something_in_it_gets_no_tag);
	tcase_add_test(tcase, what_cannot_be_written_is_not_used);
	tcase_add_test(tcase, scratch_goes_with_the_cache);
	tcase_add_test(tcase, keys_are_names_and_differ);
	tcase_add_test(tcase, an_identity_changes_with_the_file);
	suite_add_tcase(suite, tcase);
	return suite;
}
