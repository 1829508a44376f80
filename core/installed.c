/* SPDX-License-Identifier: MIT */
/* Reading .dist-info directories and their RECORDs. */
#include "core/installed.h"

#include "core/descent.h"
#include "core/fsat.h"
#include "core/path.h"
#include "core/plan.h"

#include <errno.h>
#include <fcntl.h>

enum { MAX_RECORD = 64 * 1024 * 1024 };

/* "pip-24.2.dist-info": the name ends at the first '-', which a name itself has as '_'. */
static bool take_name(
	struct vb_arena *arena, const char *site, const char *entry, struct vb_installed *package)
{
	static const char suffix[] = ".dist-info";
	size_t len = strlen(entry), name = strcspn(entry, "-");

	if (len <= strlen(suffix) || strcmp(entry + len - strlen(suffix), suffix) != 0)
		return false;
	len -= strlen(suffix);
	if (!name || name + 1 >= len)
		return false;
	*package = (struct vb_installed){
		.name = vb_plan_normalize_name(arena, vb_arena_dup(arena, entry, name)),
		.version = vb_arena_dup(arena, entry + name + 1, len - name - 1),
		.site = site,
		.dist_info = vb_path_join(arena, site, entry)};
	return true;
}

/* That something is not there; any other error means that nobody knows. */
static bool is_absence(int sys)
{
	return sys == ENOENT || sys == ENOTDIR || sys == ELOOP;
}

/* The directory REL; 1 when there is none, as a link is none. */
static int open_below(int root_fd, const char *rel, int *ret_fd, struct vb_err *err)
{
	vb_auto_descent descent;
	vb_auto_err second = VB_ERR_INIT;
	int fd;

	vb_descent_init(&descent, root_fd);
	fd = vb_descent_enter(&descent, rel, strlen(rel), &second);
	if (fd < 0)
		return is_absence(second.sys) ? 1
					      : vb_err_sys(err, second.sys, "opening '%s'", rel);
	fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return vb_err_sys(err, errno, "opening '%s'", rel);
	*ret_fd = fd;
	return 0;
}

/* What is at REL in the package; 1 when there is nothing. */
static int look(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	const char *rel, struct stat *ret_st, struct vb_err *err)
{
	const char *path = vb_path_join(arena, package->dist_info, rel);

	if (fstatat(root_fd, path, ret_st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	return is_absence(errno) ? 1 : vb_err_sys(err, errno, "'%s'", path);
}

static bool ends_with(const char *text, const char *suffix)
{
	size_t len = strlen(text), most = strlen(suffix);

	return len > most && !strcmp(text + len - most, suffix);
}

/* "docopt-0.6.2-py3.8.egg-info", "docopt.egg-link". */
static bool take_egg(
	struct vb_arena *arena, const char *site, const char *entry, struct vb_installed *package)
{
	const bool is_info = ends_with(entry, ".egg-info");
	const char *stem, *rest;
	size_t name;

	if (!is_info && !ends_with(entry, ".egg-link"))
		return false;
	stem = vb_arena_dup(arena, entry, strlen(entry) - strlen(".egg-info"));
	name = is_info ? strcspn(stem, "-") : strlen(stem);
	rest = stem + name + (stem[name] == '-');
	*package = (struct vb_installed){
		.name = vb_plan_normalize_name(arena, vb_arena_dup(arena, stem, name)),
		.version = vb_arena_dup(arena, rest, strcspn(rest, "-")),
		.site = site,
		.dist_info = vb_path_join(arena, site, entry)};
	return true;
}

typedef bool take_fn(
	struct vb_arena *arena, const char *site, const char *entry, struct vb_installed *package);

static int list(struct vb_arena *arena, int root_fd, const char *site, take_fn *take,
	const struct vb_installed **ret_packages, size_t *ret_count, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	struct vb_installed *packages;
	const char *const *names;
	size_t count;
	int rc = open_below(root_fd, site, &fd, err);

	*ret_packages = NULL;
	*ret_count = 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = vb_fsat_list(arena, fd, site, &names, &count, err);
	if (rc < 0)
		return rc;
	packages = vb_arena_array(arena, count + 1, sizeof(*packages));
	for (; *names; names++)
		if (take(arena, site, *names, &packages[*ret_count]))
			++*ret_count;
	*ret_packages = packages;
	return 0;
}

int vb_installed_list(struct vb_arena *arena, int root_fd, const char *site,
	const struct vb_installed **ret_packages, size_t *ret_count, struct vb_err *err)
{
	return list(arena, root_fd, site, take_name, ret_packages, ret_count, err);
}

int vb_installed_list_eggs(struct vb_arena *arena, int root_fd, const char *site,
	const struct vb_installed **ret_packages, size_t *ret_count, struct vb_err *err)
{
	return list(arena, root_fd, site, take_egg, ret_packages, ret_count, err);
}

/* The field at AT, unquoted into OUT; returns where it ends. */
static const char *take_field(const char *at, const char *end, struct vb_buf *out)
{
	bool quoted = at < end && *at == '"';

	vb_buf_clear(out);
	for (at += quoted; at < end; at++) {
		if (quoted && *at == '"') {
			if (at + 1 == end || at[1] != '"') {
				quoted = false;
				continue;
			}
			at++;
		} else if (!quoted && (*at == ',' || *at == '\n' || *at == '\r')) {
			break;
		}
		vb_buf_addch(out, *at);
	}
	return at;
}

/* The first two fields of the row at AT; returns the start of the next row. */
static const char *take_row(
	const char *at, const char *end, struct vb_buf *path, struct vb_buf *hash)
{
	at = take_field(at, end, path);
	vb_buf_clear(hash);
	if (at < end && *at == ',')
		at = take_field(at + 1, end, hash);
	while (at < end && *at != '\n')
		at++;
	return at < end ? at + 1 : end;
}

/* PATH below SITE, without "..", or NULL when that leaves the environment. */
static const char *settle(struct vb_arena *arena, const char *site, const char *path)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, site);
	while (!strncmp(path, "../", 3)) {
		const char *slash = strrchr(out.data, '/');

		if (!out.len)
			return NULL;
		vb_buf_truncate(&out, slash ? (size_t)(slash - out.data) : 0);
		path += 3;
	}
	if (out.len)
		vb_buf_addch(&out, '/');
	vb_buf_adds(&out, path);
	return vb_plan_path_fault(out.data, out.len) || *path == '/'
		       ? NULL
		       : vb_arena_dup(arena, out.data, out.len);
}

size_t vb_installed_rows(struct vb_arena *arena, const char *text, size_t len, const char *site,
	const struct vb_installed_row **ret_rows)
{
	vb_auto_buf path = VB_BUF_INIT, hash = VB_BUF_INIT;
	struct vb_installed_row *rows = NULL;
	size_t count = 0, room = 0;

	for (const char *at = text, *end = text + len; at < end;) {
		const char *settled;

		at = take_row(at, end, &path, &hash);
		settled = path.len && !memchr(path.data, '\0', path.len)
				  ? settle(arena, site, path.data)
				  : NULL;
		if (!settled)
			continue;
		rows = vb_arena_grow(arena, rows, count, &room, sizeof(*rows));
		rows[count++] = (struct vb_installed_row){
			settled, hash.len ? vb_arena_dup(arena, hash.data, hash.len) : NULL};
	}
	*ret_rows = rows;
	return count;
}

void vb_installed_parse(struct vb_arena *arena, const char *text, size_t len, const char *site,
	struct vb_path_set *files)
{
	const struct vb_installed_row *rows;
	size_t count = vb_installed_rows(arena, text, len, site, &rows);

	for (size_t i = 0; i < count; i++)
		vb_path_set_add(files, rows[i].path);
}

int vb_installed_check_whole(struct vb_arena *arena, int root_fd,
	const struct vb_installed *package, bool *ret_whole, struct vb_err *err)
{
	struct stat st;
	int rc = look(arena, root_fd, package, "METADATA", &st, err);

	if (rc < 0)
		return rc;
	*ret_whole = rc == 0;
	return 0;
}

int vb_installed_check_odd(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	bool *ret_odd, struct vb_err *err)
{
	struct stat st;
	int rc = look(arena, root_fd, package, "RECORD", &st, err);

	if (rc < 0)
		return rc;
	*ret_odd = rc == 0 && (!S_ISREG(st.st_mode) || st.st_size > MAX_RECORD);
	return 0;
}

int vb_installed_record(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_buf *text, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	bool is_odd = false;
	int rc = open_below(root_fd, package->dist_info, &fd, err);

	if (rc == 0)
		rc = vb_installed_check_odd(arena, root_fd, package, &is_odd, err);
	if (rc != 0 || is_odd)
		return rc < 0 ? rc : 1;
	rc = vb_fsat_read(fd, "RECORD", MAX_RECORD, true, text, err);
	return rc < 0 ? vb_err_wrap(err, "'%s'", package->dist_info) : rc;
}

int vb_installed_files(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_path_set *files, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	int rc = vb_installed_record(arena, root_fd, package, &text, err);

	if (rc == 0)
		vb_installed_parse(arena, text.data, text.len, package->site, files);
	return rc;
}

static int add_sites(struct vb_arena *arena, int root_fd, const char *lib,
	struct vb_path_set *sites, struct vb_err *err)
{
	vb_auto_fd fd = openat(root_fd, lib, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *const *names;
	int rc;

	if (fd < 0)
		return is_absence(errno) ? 0 : vb_err_sys(err, errno, "opening '%s'", lib);
	rc = vb_fsat_list(arena, fd, lib, &names, NULL, err);
	for (; rc == 0 && *names; names++) {
		const char *site = vb_arena_printf(arena, "%s/%s/site-packages", lib, *names);
		struct stat st;

		if (fstatat(root_fd, site, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (!is_absence(errno))
				rc = vb_err_sys(err, errno, "'%s'", site);
		} else if (S_ISDIR(st.st_mode)) {
			vb_path_set_add(sites, site);
		}
	}
	return rc;
}

int vb_installed_sites(
	struct vb_arena *arena, int root_fd, const char *const **ret_sites, struct vb_err *err)
{
	struct vb_path_set sites;
	const char **list;
	int rc;

	vb_path_set_init(&sites, arena);
	rc = add_sites(arena, root_fd, "lib", &sites, err);
	if (rc == 0)
		rc = add_sites(arena, root_fd, "lib64", &sites, err);
	if (rc < 0)
		return rc;
	list = vb_arena_array(arena, sites.count + 1, sizeof(*list));
	for (size_t i = 0; i < sites.count; i++)
		list[i] = vb_path_set_at(&sites, i);
	*ret_sites = list;
	return 0;
}
