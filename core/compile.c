/* SPDX-License-Identifier: MIT */
/*
 * The one process that compiles, and the index of what it left. Only the byte code expected of
 * each source is looked at; whatever else lies there then stays in the cache.
 */
#include "core/compile.h"

#include "core/arena.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/image_index.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/process.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>

#define TIMEOUT_MS (10 * 60 * 1000)

/*
 * Reads "SOURCE\0BYTECODE\0" pairs. Its directory is the image's: that is taken off the module
 * path before anything is imported, or a wheel could bring modules of its own. Byte code that is
 * checked by time is asked for by name where there is a choice (3.7).
 */
static const char program[] =
	"import sys\n"
	"sys.path = [p for p in sys.path if p]\n"
	"import os, py_compile\n"
	"kind = getattr(py_compile, 'PycInvalidationMode', None)\n"
	"more = {'invalidation_mode': kind.TIMESTAMP} if kind else {}\n"
	"names = sys.stdin.buffer.read().split(b'\\0')\n"
	"for source, target in zip(names[::2], names[1::2]):\n"
	"    target = os.path.join(os.fsencode(sys.argv[1]), target)\n"
	"    try:\n"
	"        py_compile.compile(os.fsdecode(source), os.fsdecode(target),\n"
	"            source.decode('utf-8', 'surrogateescape'), doraise=True, **more)\n"
	"    except OSError:\n"
	"        raise\n"
	"    except Exception:\n"
	"        pass\n";

static bool is_source(const struct vb_image_entry *entry)
{
	size_t len = strlen(entry->path);

	return !entry->is_dir && len > 3 && !strcmp(entry->path + len - 3, ".py");
}

/* PEP 3147: "a/b.py" is cached as "a/__pycache__/b.TAG.pyc". */
static const char *path_of(const struct vb_run *run, const struct vb_image_entry *source)
{
	const char *name = vb_path_base(source->path);

	return vb_arena_printf(run->arena, "%.*s__pycache__/%.*s.%s.pyc",
		(int)(name - source->path), source->path, (int)strlen(name) - 3, name,
		run->interp->cache_tag);
}

static int compare_entries(const void *a, const void *b)
{
	const struct vb_image_entry *left = a, *right = b;

	return vb_image_index_compare(left->path, right->path);
}

/* Some wheels bring byte code of their own. */
static bool has_entry(const struct vb_image *image, const char *path)
{
	const struct vb_image_entry wanted = {.path = path};

	return bsearch(&wanted, image->entries, image->count, sizeof(wanted), compare_entries);
}

/* What is expected: an entry for each source, with the source's time. */
static struct vb_image_entry *list_expected(
	struct vb_run *run, const struct vb_image *image, size_t *ret_count, struct vb_buf *pairs)
{
	struct vb_image_entry *expected =
		vb_arena_array(run->arena, image->count + 1, sizeof(*expected));
	size_t count = 0;

	for (size_t i = 0; i < image->count; i++) {
		const struct vb_image_entry *source = &image->entries[i];
		const char *path;

		if (!is_source(source))
			continue;
		path = path_of(run, source);
		if (has_entry(image, path))
			continue;
		expected[count++] =
			(struct vb_image_entry){.path = path, .mtime = source->mtime, .sha256 = ""};
		vb_buf_add(pairs, source->path, strlen(source->path) + 1);
		vb_buf_add(pairs, path, strlen(path) + 1);
	}
	*ret_count = count;
	return expected;
}

/* -I would do, but for its ignoring PYTHONHASHSEED. */
static int run_program(struct vb_run *run, const struct vb_image *image, const char *files,
	const struct vb_buf *pairs, struct vb_err *err)
{
	static const char *const unwanted[] = {"PYTHON*", "SOURCE_DATE_EPOCH", NULL};
	static const char *const wanted[] = {"PYTHONHASHSEED=0", NULL};
	const char *const argv[] = {run->interp->executable, "-s", "-S", "-B", "-W", "ignore", "-c",
		program, files, NULL};
	const struct vb_process process = {.argv = argv,
		.env = vb_process_env(run->arena, unwanted, wanted),
		.input = pairs->data,
		.input_len = pairs->len,
		.cwd_fd = image->files_fd,
		.timeout_ms = TIMEOUT_MS};
	vb_auto_buf errors = VB_BUF_INIT;
	int status = 0, rc = vb_process_run(&process, NULL, &errors, &status, err);
	const char *last;

	if (rc < 0 || !status)
		return rc;
	while (errors.len && errors.data[errors.len - 1] == '\n')
		vb_buf_truncate(&errors, errors.len - 1);
	last = strrchr(errors.data, '\n');
	return vb_err_set(err, VB_EFAIL, "'%s' ended with status %d: %s", argv[0], status,
		last ? last + 1 : errors.data);
}

/* Fills in its size, and makes it what images hold. False when it is not there. */
static bool take_file(int files, struct vb_image_entry *entry)
{
	const struct timespec times[2] = {{entry->mtime, 0}, {entry->mtime, 0}};
	struct stat st;

	if (fstatat(files, entry->path, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
		return false;
	entry->size = (uint64_t)st.st_size;
	return !fchmodat(files, entry->path, 0644, 0) &&
	       !utimensat(files, entry->path, times, AT_SYMLINK_NOFOLLOW);
}

/* Each directory above PATH, also those that are listed already. */
static size_t add_parents(struct vb_arena *arena, const char *path, struct vb_image_entry *to)
{
	size_t count = 0;

	for (const char *at = path; (at = strchr(at, '/')); at++) {
		if (to)
			to[count] = (struct vb_image_entry){.is_dir = true,
				.sha256 = "",
				.path = vb_arena_dup(arena, path, (size_t)(at - path))};
		count++;
	}
	return count;
}

static void make_index(struct vb_run *run, int files, struct vb_image_entry *expected, size_t count,
	struct vb_image_index *ret_index)
{
	struct vb_image_entry *entries;
	size_t room = count, used = 0, kept = 0;

	for (size_t i = 0; i < count; i++)
		room += add_parents(NULL, expected[i].path, NULL);
	entries = vb_arena_array(run->arena, room + 1, sizeof(*entries));
	for (size_t i = 0; i < count; i++) {
		if (!take_file(files, &expected[i]))
			continue;
		used += add_parents(run->arena, expected[i].path, entries + used);
		entries[used++] = expected[i];
	}
	qsort(entries, used, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < used; i++) {
		if (!kept || strcmp(entries[kept - 1].path, entries[i].path) != 0)
			entries[kept++] = entries[i];
	}
	*ret_index = (struct vb_image_index){.entries = entries, .count = kept};
}

int vb_compile(struct vb_run *run, const struct vb_image *image, int dir, const char *path,
	struct vb_err *err)
{
	vb_auto_buf pairs = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_fd files = -1;
	struct vb_image_index index;
	struct vb_image_entry *expected;
	size_t count;
	int rc = vb_fsat_make_dirs(dir, "files", 0700, err);

	files = rc < 0 ? rc : vb_fsat_open_dir(dir, "files", err);
	if (files < 0)
		return files;
	expected = list_expected(run, image, &count, &pairs);
	rc = count ? run_program(run, image, vb_path_join(run->arena, path, "files"), &pairs, err)
		   : 0;
	if (rc < 0)
		return rc;
	make_index(run, files, expected, count, &index);
	vb_image_index_print(&index, &text);
	rc = vb_fsat_create(dir, "index", 0600, text.data, text.len, err);
	if (!rc && syncfs(dir) < 0)
		rc = vb_err_sys(err, errno, "writing byte code to the disk");
	return rc;
}
