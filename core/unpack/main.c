/* SPDX-License-Identifier: MIT */
/*
 * venvb-unpack: unpacks a wheel that nobody trusts into an image, in a process that can lose
 * nothing but its time.
 *
 *	venvb-unpack WHEEL SHA256 [IMAGES]
 *
 * prints the wheel's SHA-256, and fills the working directory, which is empty, unless
 * IMAGES/SHA256/current exists. A wheel whose SHA-256 is not the one given is refused before
 * anything in it is looked at; "-" takes any.
 *
 * Exit status: 0, 1 the wheel is refused, 2 usage, 3 it could not be read or the image not be
 * written; one line on standard error then says why.
 */
#include "core/fsat.h"
#include "core/json.h"
#include "core/path.h"
#include "core/unpack/archive.h"
#include "core/unpack/entry_points.h"
#include "core/unpack/headers.h"
#include "core/unpack/members.h"
#include "core/unpack/output.h"
#include "core/unpack/verify.h"
#include "core/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/uio.h>

enum {
	REFUSED = 1,
	USAGE = 2,
	NOT_WRITTEN = 3,
	MAX_TEXT = 32 * 1024 * 1024, /* of RECORD and the like */
	MAX_SECONDS = 300,           /* of a processor */
};

static void limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0 || (now.rlim_max != RLIM_INFINITY && now.rlim_max < most))
		return;
	now.rlim_cur = now.rlim_max = most;
	setrlimit(resource, &now);
}

/* gcc tells by a macro, clang by a feature. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

/* Of what is read, SIZE bytes are mapped. Sanitizers reserve more than any limit allows. */
static void limit_memory(size_t size)
{
#if defined(HAS_SANITIZER)
	(void)size;
#else
	limit(RLIMIT_AS, ((rlim_t)1 << 30) + size);
#endif
}

static void set_limits(void)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, MAX_SECONDS);
	limit(RLIMIT_FSIZE, (rlim_t)16 << 30);
	limit(RLIMIT_NOFILE, 64);
	signal(SIGXFSZ, SIG_IGN);
}

/* The times in a zip have no zone, and libarchive reads them as local ones. Names are converted
 * by the locale. */
static void set_conventions(void)
{
	setenv("TZ", "UTC", 1);
	if (!setlocale(LC_CTYPE, "C.UTF-8") && !setlocale(LC_CTYPE, "C.utf8"))
		setlocale(LC_CTYPE, "en_US.UTF-8");
	umask(022);
}

/* A file of the .dist-info directory. 1: there is none. */
static int read_text(
	const struct wheel *wheel, const char *name, struct vb_buf *out, struct vb_err *err)
{
	const char *path = vb_arena_printf(wheel->arena, "files/%s/%s", wheel->dist_info, name);
	int rc = vb_fsat_read(AT_FDCWD, path, MAX_TEXT, true, out, err);

	if (!rc && strlen(out->data) != out->len)
		return vb_err_set(err, VB_EFAIL, "%s holds a NUL byte", name);
	return rc;
}

static int require_text(
	const struct wheel *wheel, const char *name, struct vb_buf *out, struct vb_err *err)
{
	int rc;

	vb_buf_clear(out);
	rc = read_text(wheel, name, out, err);
	return rc > 0 ? vb_err_set(err, VB_EFAIL, "it has no %s", name) : rc;
}

static int read_metadata(struct wheel *wheel, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	int rc = require_text(wheel, "RECORD", &text, err);

	if (!rc)
		rc = verify(wheel, text.data, AT_FDCWD, err);
	if (!rc)
		rc = require_text(wheel, "WHEEL", &text, err);
	if (!rc)
		rc = headers_read_wheel(wheel, text.data, err);
	if (!rc)
		rc = require_text(wheel, "METADATA", &text, err);
	if (!rc)
		rc = headers_read_metadata(wheel, text.data, err);
	if (rc < 0)
		return rc;
	vb_buf_clear(&text);
	rc = read_text(wheel, "entry_points.txt", &text, err);
	if (rc < 0)
		return rc;
	/* The scripts' names point into the text. */
	return entry_points_read(wheel, vb_arena_dup(wheel->arena, text.data, text.len), err);
}

static int unpack(const struct source *source, struct vb_arena *arena, struct vb_err *err)
{
	struct wheel wheel = {.arena = arena};
	int rc;

	limit_memory(source->size);
	rc = archive_list(source, &wheel, err);
	if (!rc)
		rc = members_place(&wheel, err);
	if (!rc)
		rc = archive_extract(source, &wheel, err);
	if (!rc)
		rc = read_metadata(&wheel, err);
	return rc < 0 ? rc : output_write(&wheel, AT_FDCWD, err);
}

static int run(char *const *args, struct vb_arena *arena, struct vb_err *err)
{
	struct source source;
	int rc = source_open(args[0], AT_FDCWD, arena, &source, err);

	if (rc < 0)
		return rc;
	if (strcmp(args[1], "-") != 0 && strcmp(args[1], source.sha256) != 0)
		return vb_err_set(err, VB_EFAIL,
			"its SHA-256 is %s, and %s was asked for: it is not that file",
			source.sha256, args[1]);
	puts(source.sha256);
	if (args[2] &&
		!access(vb_arena_printf(arena, "%s/%s/current", args[2], source.sha256), F_OK))
		return 0;
	rc = unpack(&source, arena, err);
	if (!rc)
		puts("unpacked");
	return rc;
}

/* One line, whatever the wheel's names are: what a terminal would obey becomes '?'. */
static void complain(const char *wheel, const char *text)
{
	vb_auto_buf line = VB_BUF_INIT;

	vb_buf_addf(&line, "wheel '%s': %s", wheel, text);
	for (size_t i = 0, len; i < line.len; i += len) {
		len = vb_utf8_length(line.data + i, line.len - i);
		if (len == 0 || (len == 1 && (line.data[i] < ' ' || line.data[i] == 0x7f))) {
			line.data[i] = '?';
			len = 1;
		}
	}
	fprintf(stderr, "%s\n", line.data);
}

static const char *wheel_name = "";

/* What may be used is limited, so that the wheel is to blame. */
static void on_lack_of_memory(void)
{
	static const char before[] = "wheel '",
			  behind[] = "': unpacking it takes too much memory\n";
	const struct iovec parts[] = {
		{(void *)(uintptr_t)before, sizeof(before) - 1},
		{(void *)(uintptr_t)wheel_name, strlen(wheel_name)},
		{(void *)(uintptr_t)behind, sizeof(behind) - 1},
	};
	ssize_t ignored = writev(STDERR_FILENO, parts, VB_COUNT(parts));

	(void)ignored;
	_exit(REFUSED);
}

int main(int argc, char **argv)
{
	struct vb_arena *arena;
	struct vb_err err = VB_ERR_INIT;
	int status = 0;

	if (argc > 1)
		wheel_name = vb_path_base(argv[1]);
	vb_oom_notify(on_lack_of_memory);
	vb_json_start();
	arena = vb_arena_new();
	if (argc < 3 || argc > 4) {
		fputs("usage: venvb-unpack WHEEL SHA256|- [IMAGES]\n", stderr);
		status = USAGE;
	} else {
		set_limits();
		set_conventions();
		if (run(argv + 1, arena, &err) < 0) {
			complain(wheel_name, err.msg);
			status = err.sys ? NOT_WRITTEN : REFUSED;
		}
	}
	if (!status && fflush(stdout))
		status = NOT_WRITTEN;
	vb_err_done(&err);
	vb_arena_free(arena);
	return status;
}
