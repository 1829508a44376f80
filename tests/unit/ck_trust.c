/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

enum { US = 1000, THEM = 1001 };

#define FILE_OF(user, mode)                                                                        \
	{                                                                                          \
		(user), S_IFREG | (mode), false, false                                             \
	}
#define DIR_OF(user, mode)                                                                         \
	{                                                                                          \
		(user), S_IFDIR | (mode), false, false                                             \
	}

static const struct {
	struct vb_trust_step step;
	enum vb_trust_fault as_user; /* rules of the tiers user and file */
	enum vb_trust_fault as_system;
} judged[] = {
	{FILE_OF(0, 0644), VB_TRUST_FINE, VB_TRUST_FINE},
	{FILE_OF(US, 0600), VB_TRUST_FINE, VB_TRUST_FINE},
	{FILE_OF(THEM, 0644), VB_TRUST_OWNER, VB_TRUST_OWNER},
	{FILE_OF(0, 0666), VB_TRUST_EVERYONE, VB_TRUST_EVERYONE},
	{FILE_OF(US, 0602), VB_TRUST_EVERYONE, VB_TRUST_EVERYONE},
	{FILE_OF(US, 0664), VB_TRUST_GROUP, VB_TRUST_GROUP},
	{{US, S_IFREG | 0664, true, false}, VB_TRUST_FINE, VB_TRUST_GROUP},
	{{US, S_IFREG | 0664, true, true}, VB_TRUST_ACL, VB_TRUST_ACL},
	{{US, S_IFREG | 0644, true, true}, VB_TRUST_FINE, VB_TRUST_FINE},
	{{US, S_IFREG | 0666, true, false}, VB_TRUST_EVERYONE, VB_TRUST_EVERYONE},
	{FILE_OF(US, S_ISVTX | 0666), VB_TRUST_EVERYONE, VB_TRUST_EVERYONE},
	{DIR_OF(0, S_ISVTX | 0777), VB_TRUST_FINE, VB_TRUST_FINE},
	{DIR_OF(US, S_ISVTX | 0777), VB_TRUST_FINE, VB_TRUST_FINE},
	{DIR_OF(THEM, S_ISVTX | 0777), VB_TRUST_OWNER, VB_TRUST_OWNER},
	{DIR_OF(0, 0777), VB_TRUST_EVERYONE, VB_TRUST_EVERYONE},
	{DIR_OF(US, 0775), VB_TRUST_GROUP, VB_TRUST_GROUP},
	{{US, S_IFDIR | 0775, true, false}, VB_TRUST_FINE, VB_TRUST_GROUP},
};

START_TEST(judges_a_step)
{
	struct vb_trust_rules user = {.owner = US, .who = "you", .private_group = true};
	struct vb_trust_rules system = {.owner = US, .who = "the owner of venvb"};

	ck_assert_int_eq(vb_trust_judge(&judged[_i].step, &user), judged[_i].as_user);
	ck_assert_int_eq(vb_trust_judge(&judged[_i].step, &system), judged[_i].as_system);
}
END_TEST

/* Nobody is believed to be alone in a group because the list of users could not be opened. */
START_TEST(who_cannot_be_asked_about_is_not_alone)
{
	const struct vb_trust_rules rules = {.owner = US, .who = "you", .private_group = true};
	const struct stat st = {.st_uid = US, .st_gid = 4321987, .st_mode = S_IFREG | 0664};
	const struct rlimit none = {0, 0};

	ck_assert(vb_trust_describe("/", &st, &rules).group_is_private);
	ck_assert(!setrlimit(RLIMIT_NOFILE, &none));
	ck_assert(!vb_trust_describe("/", &st, &rules).group_is_private);
}
END_TEST

static char root[] = "/tmp/venvb-trust-XXXXXX";
static const char *file;
static struct vb_arena *arena;

static void make_tree(void)
{
	int fd;

	arena = vb_arena_new();
	umask(022);
	memcpy(root + sizeof(root) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(root));
	file = vb_arena_printf(arena, "%s/acme.so", root);
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0644);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void remove_tree(void)
{
	unlink(file);
	rmdir(file);
	unlink(vb_arena_printf(arena, "%s/link.so", root));
	ck_assert_int_eq(rmdir(root), 0);
	vb_arena_free(arena);
}

/* What is said of the file; "" when it is opened. */
static void assert_said(const char *path, const struct vb_trust_rules *rules, const char *expected)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = vb_trust_open(path, rules, &err);

	if (!*expected) {
		ck_assert_msg(fd >= 0, "%s", err.msg);
		return;
	}
	ck_assert_int_eq(fd, -VB_EFAIL);
	ck_assert_msg(strstr(err.msg, expected), "%s", err.msg);
}

static struct vb_trust_rules our_rules(void)
{
	return (struct vb_trust_rules){
		.owner = geteuid(), .who = "you", .private_group = true, .override = "--accept"};
}

START_TEST(opens_what_we_alone_may_write)
{
	struct vb_trust_rules rules = our_rules();

	assert_said(file, &rules, "");
	ck_assert_int_eq(chmod(root, 01777), 0);
	assert_said(file, &rules, "");
}
END_TEST

START_TEST(names_the_directory_that_others_may_write)
{
	struct vb_trust_rules rules = our_rules();

	ck_assert_int_eq(chmod(root, 0777), 0);
	assert_said(file, &rules, root);
	assert_said(file, &rules, "can be written by everyone");
	assert_said(file, &rules, "(--accept accepts it as it is)");
	rules.accept_all = true;
	assert_said(file, &rules, "");
}
END_TEST

/* Who can change a directory above the program can change the program. */
START_TEST(passes_what_the_program_is_below_too)
{
	struct vb_trust_rules rules = our_rules();

	ck_assert_int_eq(chmod(root, 0777), 0);
	rules.program = vb_arena_printf(arena, "%s/venvb", root);
	assert_said(file, &rules, "");
	rules.program = vb_arena_printf(arena, "%s/bin/venvb", root);
	assert_said(file, &rules, "");
	rules.program = vb_arena_printf(arena, "%s-and-more/venvb", root);
	assert_said(file, &rules, "can be written by everyone");
	rules.program = vb_arena_printf(arena, "%s/acme.so", root);
	ck_assert_int_eq(chmod(file, 0666), 0);
	assert_said(file, &rules, "it can be written by everyone");
}
END_TEST

START_TEST(names_the_owner_of_anothers_file)
{
	struct vb_trust_rules rules = our_rules();

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(file, 1, 1), 0);
	assert_said(file, &rules, "it belongs to the user 'daemon'");
	rules.owner = 1;
	assert_said(file, &rules, "");
	ck_assert_int_eq(chown(root, 54321, 54321), 0);
	assert_said(file, &rules, "' belongs to the user number 54321");
	assert_said(file, &rules, "it must belong to root or to you");
}
END_TEST

START_TEST(takes_a_group_without_others_for_its_user)
{
	struct vb_trust_rules rules = our_rules();

	if (geteuid() != 0)
		return;
	/* A group that does not exist has nobody in it; that of "daemon" has one of its own. */
	ck_assert_int_eq(chmod(file, 0664), 0);
	ck_assert_int_eq(chown(file, 0, 54321), 0);
	assert_said(file, &rules, "");
	ck_assert_int_eq(chown(file, 0, 1), 0);
	assert_said(file, &rules, "can be written by the group 'daemon'");
	rules.private_group = false;
	ck_assert_int_eq(chown(file, 0, 54321), 0);
	assert_said(file, &rules, "can be written by the group number 54321");
}
END_TEST

START_TEST(refuses_what_is_no_file)
{
	struct vb_trust_rules rules = our_rules();

	ck_assert_int_eq(unlink(file), 0);
	assert_said(file, &rules, "No such file");
	ck_assert_int_eq(mkfifo(file, 0600), 0);
	assert_said(file, &rules, "is a FIFO");
	ck_assert_int_eq(unlink(file), 0);
	ck_assert_int_eq(mkdir(file, 0700), 0);
	assert_said(file, &rules, "is a directory");
	ck_assert_int_eq(rmdir(file), 0);
	ck_assert_int_eq(symlink("/etc/passwd", file), 0);
	assert_said(file, &rules, "is a symbolic link");
}
END_TEST

START_TEST(judges_a_link_where_it_leads)
{
	struct vb_trust_rules rules = our_rules();
	const char *path = vb_arena_printf(arena, "%s/link.so", root), *resolved;
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(symlink("acme.so", path), 0);
	ck_assert_int_eq(vb_trust_resolve(arena, path, &resolved, &err), 0);
	ck_assert_str_eq(resolved, file);
	ck_assert_int_eq(chmod(file, 0666), 0);
	assert_said(resolved, &rules, "it can be written by everyone");
}
END_TEST

Suite *suite_trust(void)
{
	Suite *suite = suite_create("trust");
	TCase *pure = tcase_create("judge"), *disk = tcase_create("open");

	tcase_add_loop_test(pure, judges_a_step, 0, (int)VB_COUNT(judged));
	tcase_add_test(pure, who_cannot_be_asked_about_is_not_alone);
	suite_add_tcase(suite, pure);
	tcase_add_checked_fixture(disk, make_tree, remove_tree);
	tcase_add_test(disk, opens_what_we_alone_may_write);
	tcase_add_test(disk, names_the_directory_that_others_may_write);
	tcase_add_test(disk, passes_what_the_program_is_below_too);
	tcase_add_test(disk, names_the_owner_of_anothers_file);
	tcase_add_test(disk, takes_a_group_without_others_for_its_user);
	tcase_add_test(disk, refuses_what_is_no_file);
	tcase_add_test(disk, judges_a_link_where_it_leads);
	suite_add_tcase(suite, disk);
	return suite;
}
