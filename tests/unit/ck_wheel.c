/* SPDX-License-Identifier: MIT */
/* Wheels into images: the good ones, and hostile ones, which leave nothing behind. */
#include "tests/unit/check.h"

#include "core/cache.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/interrupt.h"
#include "core/path.h"
#include "core/process.h"
#include "core/run.h"
#include "core/wheel.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

static char base[] = "/tmp/venvb-check-XXXXXX";
static struct vb_run run;
static struct vb_err err;
static struct vb_buf said;
static const char *wheels;

static void hear(void *user, enum vb_level level, const char *text)
{
	(void)user;
	if (level <= VB_NOTICE)
		vb_buf_addf(&said, "%s\n", text);
}

static const struct vb_log listener = {.level = VB_DEBUG, .line = hear};

/* Once for all tests, which are forked from it. */
static void make_wheels(void)
{
	const char *source = getenv("top_srcdir");
	struct vb_arena *arena = vb_arena_new();
	struct vb_process process = {.cwd_fd = -1, .pass_stderr = true};
	int status = -1;

	ck_assert_ptr_nonnull(mkdtemp(base));
	process.argv = (const char *[]){"/usr/bin/env", "python3", "-W", "ignore",
		vb_path_join(arena, source ? source : ".", "tests/wheels/make_wheels.py"),
		vb_path_join(arena, base, "wheels"), NULL};
	vb_process_run(&process, NULL, NULL, &status, &err);
	ck_assert_int_eq(status, 0);
	vb_arena_free(arena);
}

static void remove_wheels(void)
{
	vb_auto_err ignored = VB_ERR_INIT;

	vb_fsat_remove_tree(AT_FDCWD, base, &ignored);
}

static void open_cache(bool wanted)
{
	ck_assert_int_eq(
		vb_cache_open(run.arena, run.log, vb_path_join(run.arena, run.cwd, "cache"), wanted,
			&run.cache, &err),
		0);
}

/* A directory for each test. */
static void setup(void)
{
	char dir[] = "/tmp/venvb-check-XXXXXX";

	said = (struct vb_buf)VB_BUF_INIT;
	err = (struct vb_err)VB_ERR_INIT;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	run = (struct vb_run){.arena = vb_arena_new(), .log = &listener};
	run.cwd = vb_arena_str(run.arena, dir);
	run.request.check_image = true;
	wheels = vb_path_join(run.arena, base, "wheels");
	open_cache(true);
}

static void teardown(void)
{
	vb_cache_done(run.cache);
	vb_err_done(&err);
	vb_fsat_remove_tree(AT_FDCWD, run.cwd, &err);
	vb_err_done(&err);
	vb_buf_done(&said);
	vb_arena_free(run.arena);
}

/* As the next run does it. */
static void restart(void)
{
	vb_cache_done(run.cache);
	vb_buf_clear(&said);
	open_cache(true);
}

static const char *wheel_path(const char *name)
{
	return vb_arena_printf(run.arena, "%s/%s.whl", wheels, name);
}

static const struct vb_image *get(const char *path)
{
	const struct vb_image *image = NULL;
	int rc = vb_image_of_wheel(&run, path, NULL, &image, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
	return image;
}

static const struct vb_image_entry *find(
	const struct vb_image_entry *entries, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(entries[i].path, path))
			return &entries[i];
	return NULL;
}

static const char *list(const char *rel)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_fd fd = openat(run.cache->fd, rel, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *const *names;

	if (fd < 0 || vb_fsat_list(run.arena, fd, rel, &names, NULL, &err) < 0)
		return "none";
	for (; *names; names++)
		vb_buf_addf(&text, "%s ", *names);
	return vb_arena_str(run.arena, text.data);
}

START_TEST(an_image_has_what_the_wheel_has)
{
	const struct vb_image *image = get(wheel_path("rich"));
	const struct vb_image_entry *file;
	struct stat st;

	ck_assert(image->fresh);
	ck_assert_str_eq(image->name, "Demo");
	ck_assert_str_eq(image->version, "1.0");
	ck_assert_str_eq(image->dist_info, "demo-1.0.dist-info");
	ck_assert_str_eq(image->tags[0], "py3-none-any");
	ck_assert_ptr_null(image->tags[1]);
	ck_assert_str_eq(image->requires_python, ">=3.6");
	ck_assert(image->purelib);
	ck_assert_str_eq(image->console_scripts[0].name, "demo");
	ck_assert_str_eq(image->console_scripts[0].module, "demo.cli");
	ck_assert_str_eq(image->console_scripts[0].object, "main");
	ck_assert_str_eq(image->console_scripts[1].object, "a.b");
	ck_assert_ptr_null(image->console_scripts[2].name);
	ck_assert_str_eq(image->gui_scripts[0].name, "win");
	ck_assert_ptr_null(image->gui_scripts[1].name);

	file = find(image->entries, image->count, "demo/run");
	ck_assert(file && file->executable && file->size == 10 && file->mtime == 1577934246);
	ck_assert_str_eq(file->sha256, "qAdtPSjSHgIBKyDq99v3VAmmJ3E0Q5Al8oLjaOMwWr8");
	ck_assert(!fstatat(image->files_fd, "demo/run", &st, 0));
	ck_assert_int_eq(st.st_mode, S_IFREG | 0755);
	ck_assert_int_eq(st.st_mtim.tv_sec, 1577934246);
	ck_assert(!fstatat(image->files_fd, "demo/Größe.py", &st, 0));
	ck_assert_int_eq(st.st_mode, S_IFREG | 0644);
	file = find(image->entries, image->count, "demo/sub/deep");
	ck_assert(file && file->is_dir);
	ck_assert_ptr_nonnull(find(image->entries, image->count, "demo/native.py"));
	ck_assert_ptr_nonnull(find(image->data, image->data_count, "scripts/tool"));
	ck_assert_ptr_nonnull(find(image->data, image->data_count, "headers/demo.h"));
	ck_assert_ptr_nonnull(find(image->data, image->data_count, "data/share/d"));
}
END_TEST

START_TEST(what_an_installer_writes_is_left_out)
{
	static const char *const names[] = {"RECORD", "RECORD.jws", "INSTALLER"};
	const struct vb_image *image = get(wheel_path("rich"));

	for (size_t i = 0; i < VB_COUNT(names); i++) {
		const char *path = vb_arena_printf(run.arena, "%s/%s", image->dist_info, names[i]);

		ck_assert_ptr_null(find(image->entries, image->count, path));
		ck_assert_int_lt(faccessat(image->files_fd, path, F_OK, 0), 0);
	}
}
END_TEST

START_TEST(records_of_other_forms_are_read)
{
	get(wheel_path("sha512"));
	get(wheel_path("quoted"));
	ck_assert_str_eq(said.data, "");
}
END_TEST

START_TEST(an_image_is_used_again)
{
	const struct vb_image *first = get(wheel_path("good")), *second, *third;

	restart();
	second = get(wheel_path("good"));
	ck_assert(first->fresh && !second->fresh);
	ck_assert_str_eq(first->path, second->path);
	/* The same content under another name is hashed, not unpacked. */
	ck_assert_int_eq(symlinkat(wheel_path("good"), run.cache->fd, "same.whl"), 0);
	third = get(vb_path_join(run.arena, run.cache->path, "same.whl"));
	ck_assert(!third->fresh);
	ck_assert_str_eq(first->path, third->path);
	ck_assert_str_eq(said.data, "");
}
END_TEST

START_TEST(a_hash_is_remembered_while_the_file_is_the_same)
{
	struct vb_wheel wheel;
	const char *path = wheel_path("good"), *sha256;

	ck_assert_int_eq(vb_wheel_look(&run, path, &wheel, &err), 0);
	ck_assert_ptr_null(vb_wheel_recall(&run, &wheel));
	sha256 = get(path)->sha256;
	ck_assert(vb_wheel_is_sha256(sha256, strlen(sha256)));
	ck_assert_str_eq(vb_wheel_recall(&run, &wheel), sha256);
	wheel.identity = vb_arena_printf(run.arena, "%s0", wheel.identity);
	ck_assert_ptr_null(vb_wheel_recall(&run, &wheel));
	vb_wheel_remember(&run, &wheel, sha256);
	ck_assert_ptr_null(vb_wheel_recall(&run, &wheel));
}
END_TEST

START_TEST(a_wheel_that_is_not_there_is_named)
{
	const struct vb_image *image;

	ck_assert_int_lt(vb_image_of_wheel(&run, "gone.whl", NULL, &image, &err), 0);
	ck_assert_str_eq(
		err.msg, vb_arena_printf(run.arena,
				 "wheel '%s/gone.whl': No such file or directory", run.cwd));
}
END_TEST

static void edit(const struct vb_image *image, const char *how)
{
	vb_auto_fd fd = openat(image->files_fd, "demo/__init__.py", O_WRONLY);

	if (!strcmp(how, "size"))
		ck_assert(write(fd, "value = 2\n#", 11) == 11);
	else if (!strcmp(how, "mode"))
		ck_assert(!fchmod(fd, 0600));
	else if (!strcmp(how, "time"))
		ck_assert(write(fd, "value = 2\n", 10) == 10);
	else if (!strcmp(how, "missing"))
		ck_assert(!unlinkat(image->files_fd, "demo/__init__.py", 0));
}

static const struct {
	const char *how, *words;
} edits[] = {
	{"size", "its size"},
	{"mode", "its mode"},
	{"time", "its time"},
	{"missing", "it is missing"},
};

START_TEST(a_changed_image_is_built_again)
{
	const struct vb_image *first = get(wheel_path("good")), *second;

	edit(first, edits[_i].how);
	restart();
	second = get(wheel_path("good"));
	ck_assert(second->fresh);
	ck_assert_str_ne(first->path, second->path);
	ck_assert_str_eq(said.data, vb_arena_printf(run.arena,
					    "in the cache, 'demo/__init__.py' of Demo 1.0 has "
					    "changed (%s), so it is unpacked again\n",
					    edits[_i].words));
	/* The old one is of no use to anybody and gone. */
	ck_assert_str_eq(
		list(vb_arena_printf(run.arena, "images/%s", second->sha256)), "2 current ");
	restart();
	ck_assert(!get(wheel_path("good"))->fresh);
	ck_assert_str_eq(said.data, "");
}
END_TEST

START_TEST(a_change_that_others_share_is_told)
{
	const struct vb_image *image = get(wheel_path("good"));

	ck_assert(!linkat(image->files_fd, "demo/__init__.py", run.cache->fd, "linked", 0));
	edit(image, "size");
	restart();
	get(wheel_path("good"));
	ck_assert_ptr_nonnull(strstr(said.data, "as a hard link (1 elsewhere) share the change"));
}
END_TEST

START_TEST(an_unchecked_image_is_used_as_it_is)
{
	edit(get(wheel_path("good")), "size");
	restart();
	run.request.check_image = false;
	ck_assert(!get(wheel_path("good"))->fresh);
}
END_TEST

START_TEST(a_generation_in_use_stays)
{
	const struct vb_image *first = get(wheel_path("good"));

	edit(first, "mode");
	/* No restart: the first one is still held, by this very run. */
	ck_assert(get(wheel_path("good"))->fresh);
	ck_assert_str_eq(
		list(vb_arena_printf(run.arena, "images/%s", first->sha256)), "1 2 current ");
	ck_assert(!faccessat(first->fd, "index", F_OK, 0));
}
END_TEST

START_TEST(a_broken_index_is_built_again)
{
	const struct vb_image *image = get(wheel_path("good"));

	ck_assert(!unlinkat(image->fd, "index", 0));
	ck_assert_int_eq(vb_fsat_create(image->fd, "index", 0644, "nonsense\n", 9, &err), 0);
	restart();
	ck_assert(get(wheel_path("good"))->fresh);
	ck_assert_ptr_nonnull(strstr(said.data, "not an index that this version reads"));
}
END_TEST

START_TEST(what_a_dead_builder_left_is_removed)
{
	ck_assert_int_eq(
		vb_fsat_make_dirs(run.cache->fd, "images/new-1/files/demo", 0700, &err), 0);
	ck_assert_str_eq(list("images"), "new-1 ");
	get(wheel_path("good"));
	ck_assert_ptr_null(strstr(list("images"), "new-"));
}
END_TEST

START_TEST(without_a_cache_it_is_unpacked_apart)
{
	const struct vb_image *image;
	const char *path;

	vb_cache_done(run.cache);
	open_cache(false);
	image = get(wheel_path("good"));
	ck_assert(image->fresh);
	path = vb_arena_str(run.arena, image->path);
	ck_assert(!access(path, F_OK));
	ck_assert(vb_path_is_within(path, run.cache->scratch));
	vb_cache_done(run.cache);
	ck_assert_int_lt(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_cache_that_cannot_take_it_is_done_without)
{
	const struct vb_image *image;

	ck_assert_int_eq(vb_fsat_create(run.cache->fd, "images", 0600, "", 0, &err), 0);
	image = get(wheel_path("good"));
	ck_assert(image->fresh);
	ck_assert(vb_path_is_within(image->path, run.cache->scratch));
	ck_assert_str_eq(said.data, "");
}
END_TEST

static int told_fd;

static void tell(void *user, enum vb_level level, const char *text)
{
	hear(user, level, text);
	if (level == VB_NOTICE && write(told_fd, "", 1) != 1)
		_exit(2);
}

START_TEST(who_waits_says_so)
{
	static const struct vb_log teller = {.level = VB_DEBUG, .line = tell};
	int pipes[2], status;
	vb_auto_fd lock = -1;
	char byte;

	ck_assert_int_eq(vb_fsat_make_dirs(run.cache->fd, "images", 0700, &err), 0);
	lock = openat(run.cache->fd, "images/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ck_assert(!flock(lock, LOCK_EX) && !pipe(pipes));
	if (!fork()) {
		const struct vb_image *image;

		close(lock);
		told_fd = pipes[1];
		run.log = &teller;
		if (vb_image_of_wheel(&run, wheel_path("good"), NULL, &image, &err) < 0)
			_exit(1);
		_exit(strcmp(said.data, "waiting for another venvb to unpack 'good.whl'\n") ? 3
											    : 0);
	}
	close(pipes[1]);
	ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
	ck_assert(!flock(lock, LOCK_UN));
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
	close(pipes[0]);
}
END_TEST

static void interrupt(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)text;
	if (level == VB_NOTICE)
		raise(SIGTERM);
}

/* Also when the signal comes after the last look at signals and before the wait goes on. */
START_TEST(who_waits_can_be_interrupted)
{
	static const struct vb_log interrupter = {.level = VB_DEBUG, .line = interrupt};
	const struct vb_image *image;
	vb_auto_fd fd = -1;

	ck_assert_int_eq(vb_fsat_make_dirs(run.cache->fd, "images", 0700, &err), 0);
	fd = openat(run.cache->fd, "images/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ck_assert(!flock(fd, LOCK_EX));
	vb_interrupt_catch();
	run.log = &interrupter;
	ck_assert_int_eq(vb_image_of_wheel(&run, wheel_path("good"), NULL, &image, &err), -VB_ESIGNAL);
	run.log = &listener;
}
END_TEST

START_TEST(many_at_once_unpack_once)
{
	enum { RUNS = 6 };
	int fresh = 0;

	vb_cache_done(run.cache);
	for (int i = 0; i < RUNS; i++) {
		if (fork())
			continue;
		open_cache(true);
		_exit(get(wheel_path("rich"))->fresh ? 1 : 0);
	}
	for (int i = 0; i < RUNS; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert(WIFEXITED(status));
		fresh += WEXITSTATUS(status);
	}
	ck_assert_int_eq(fresh, 1);
	open_cache(true);
}
END_TEST

static const struct {
	const char *name, *message; /* a pattern, behind "wheel 'NAME.whl': " */
} hostile[] = {
	{"absolute", "the name '/evil.py' is absolute"},
	{"bad-name", "METADATA has no valid Name"},
	{"bad-utf8", "a name in it is not UTF-8"},
	{"bomb", "it would unpack to 1048577?? bytes or more, from 1*"},
	{"control", "the name 'demo/a[?]b.py' has a control character in it"},
	{"device", "'demo/null' is no regular file"},
	{"dot", "the name 'demo/./x.py' has a '.' in it"},
	{"duplicate", "'demo/__init__.py' is in it twice"},
	{"empty", "it is empty"},
	{"encrypted", "'demo/__init__.py' is encrypted"},
	{"file-and-directory", "'demo' is both a file and a directory"},
	{"larger", "'demo/big'*"},
	{"link", "'demo/link.py' is a link"},
	{"long", "the name 'demo/xxx*xxx' is too long"},
	{"merged", "'demo-1.0.data/purelib/demo/__init__.py' is in it twice"},
	{"no-info", "it has no .dist-info directory"},
	{"no-metadata", "it has no METADATA"},
	{"no-version", "WHEEL has no Wheel-Version"},
	{"no-wheel", "it has no WHEEL"},
	{"no-zip", "it is no zip archive, or is cut short"},
	{"other-name", "METADATA names 'other', but the directory is 'demo-1.0.dist-info'"},
	{"record-extra", "RECORD lists 'demo/gone.py', which is missing"},
	{"record-hash", "'demo/__init__.py' is not the file that RECORD has the hash of"},
	{"record-lacks", "'demo/more.py' is not in RECORD"},
	{"record-missing", "it has no RECORD"},
	{"record-none", "RECORD has no hash of 'demo/__init__.py'"},
	{"record-short", "RECORD:1: not a row of three fields"},
	{"record-size", "'demo/__init__.py' has 10 bytes, but RECORD says 11"},
	{"record-twice", "RECORD has 'demo/__init__.py' twice"},
	{"record-weak", "RECORD has a hash of 'demo/__init__.py' by 'md5', which is not SHA-256 or "
			"stronger"},
	{"scheme", "'demo-1.0.data/etc/passwd' belongs to no known installation scheme"},
	{"script-code", "entry_points.txt:2: 'x' is not of the form module:object"},
	{"script-lines", "entry_points.txt:3: a value of several lines"},
	{"script-name", "entry_points.txt:2: no name for a script"},
	{"smaller", "'demo/big'*"},
	{"spoiled", "'demo/__init__.py'*"},
	{"traversal", "the name '../evil.py' has a '..' in it"},
	{"traversal-within", "the name 'demo/../../evil.py' has a '..' in it"},
	{"truncated", "it is no zip archive, or is cut short"},
	{"two-infos", "it has both 'demo-1.0.dist-info' and 'other-1.0.dist-info'"},
	{"version", "its Wheel-Version is '2.0', only 1.x is known"},
};

START_TEST(a_hostile_wheel_is_refused)
{
	const struct vb_image *image = NULL;
	const char *pattern = vb_arena_printf(
		run.arena, "wheel '%s.whl': %s", hostile[_i].name, hostile[_i].message);

	ck_assert_int_eq(
		vb_image_of_wheel(&run, wheel_path(hostile[_i].name), NULL, &image, &err), -VB_EFAIL);
	ck_assert_msg(!fnmatch(pattern, err.msg, 0), "%s", err.msg);
	ck_assert_ptr_null(image);
	ck_assert_str_eq(list("images"), "lock ");
	ck_assert_str_eq(list("wheels"), "none");
	ck_assert_ptr_null(run.cache->scratch);
}
END_TEST

Suite *suite_wheel(void)
{
	Suite *suite = suite_create("wheel");
	TCase *tcase = tcase_create("wheel");

	tcase_add_unchecked_fixture(tcase, make_wheels, remove_wheels);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, an_image_has_what_the_wheel_has);
	tcase_add_test(tcase, what_an_installer_writes_is_left_out);
	tcase_add_test(tcase, records_of_other_forms_are_read);
	tcase_add_test(tcase, an_image_is_used_again);
	tcase_add_test(tcase, a_hash_is_remembered_while_the_file_is_the_same);
	tcase_add_test(tcase, a_wheel_that_is_not_there_is_named);
	tcase_add_loop_test(tcase, a_changed_image_is_built_again, 0, VB_COUNT(edits));
	tcase_add_test(tcase, a_change_that_others_share_is_told);
	tcase_add_test(tcase, an_unchecked_image_is_used_as_it_is);
	tcase_add_test(tcase, a_generation_in_use_stays);
	tcase_add_test(tcase, a_broken_index_is_built_again);
	tcase_add_test(tcase, what_a_dead_builder_left_is_removed);
	tcase_add_test(tcase, without_a_cache_it_is_unpacked_apart);
	tcase_add_test(tcase, a_cache_that_cannot_take_it_is_done_without);
	tcase_add_test(tcase, who_waits_says_so);
	tcase_add_test(tcase, who_waits_can_be_interrupted);
	tcase_add_test(tcase, many_at_once_unpack_once);
	tcase_add_loop_test(tcase, a_hostile_wheel_is_refused, 0, VB_COUNT(hostile));
	suite_add_tcase(suite, tcase);
	return suite;
}
