/* SPDX-License-Identifier: MIT */
/* Comparing what is on the disk with what tells how it should be. */
#include "core/verify.h"

#include "core/descent.h"
#include "core/explain.h"
#include "core/fsat.h"
#include "core/path.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/provenance.h"
#include "core/sha256.h"
#include "core/version.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { MAX_FILE = 1 << 30 };

struct search {
	struct vb_arena *arena;
	const struct vb_environment *environment;
	struct vb_descent descent;
	struct vb_findings *findings;
	struct vb_path_set replaced; /* files of packages that are not of the receipt */
};

static void find(struct search *search, struct vb_finding finding)
{
	struct vb_findings *findings = search->findings;

	findings->items = vb_arena_grow(search->arena, findings->items, findings->count,
		&findings->room, sizeof(*findings->items));
	findings->items[findings->count++] = finding;
}

/* The directory of PATH and its name in it; or -1 when a link or nothing is in the way. */
static int enter(struct search *search, const char *path, const char **ret_name)
{
	vb_auto_err ignored = VB_ERR_INIT;

	return vb_descent_enter_parent(&search->descent, path, ret_name, &ignored);
}

/* What is at PATH: false when nothing is. */
static bool look(struct search *search, const char *path, struct stat *ret_st)
{
	const char *name;
	int fd = enter(search, path, &name);

	return fd >= 0 && fstatat(fd, name, ret_st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int read_file(
	struct search *search, const char *path, struct vb_buf *out, struct vb_err *err)
{
	const char *name;
	int fd = enter(search, path, &name);

	return fd < 0 ? vb_err_set(err, VB_EFAIL, "'%s' is gone", path)
		      : vb_fsat_read(fd, name, MAX_FILE, false, out, err);
}

/* --- the files of the receipt ---------------------------------------------------------------- */

static bool is_kind(const char *kind, mode_t mode)
{
	if (!strcmp(kind, "dir"))
		return S_ISDIR(mode);
	if (!strcmp(kind, "link"))
		return S_ISLNK(mode);
	return S_ISREG(mode);
}

static bool leads_to(struct search *search, const char *path, const char *target)
{
	const char *name;
	int fd = enter(search, path, &name);
	const char *to = fd < 0 ? NULL : vb_fsat_readlink(search->arena, fd, name);

	return to && !strcmp(to, target);
}

/* Whether the mode is one that the umask of any user leaves of what was asked for. */
static bool is_mode(enum vb_access access, mode_t mode)
{
	if (access == VB_EXECUTABLE)
		return mode & S_IXUSR;
	if (access == VB_PRIVATE)
		return !(mode & (S_IRWXG | S_IRWXO | S_IXUSR));
	return !(mode & (S_IXUSR | S_IXGRP | S_IXOTH));
}

/* The bytes that NODE of a closed plan has; a copy has those of its source. */
static int wanted_bytes(const struct vb_node *node, struct vb_buf *out, struct vb_err *err)
{
	if (node->kind == VB_COPY)
		return vb_fsat_read_through(AT_FDCWD, node->data, MAX_FILE, false, out, err);
	vb_buf_add(out, node->data, node->len);
	return 0;
}

static bool has_bytes(struct search *search, const struct vb_node *node, const struct stat *st)
{
	vb_auto_err unread = VB_ERR_INIT;
	vb_auto_buf is = VB_BUF_INIT, wanted = VB_BUF_INIT;

	if (wanted_bytes(node, &wanted, &unread) < 0 || (uint64_t)st->st_size != wanted.len ||
		read_file(search, node->path, &is, &unread) < 0)
		return false;
	return is.len == wanted.len && !memcmp(is.data, wanted.data, is.len);
}

/* The receipt is what all is held against: it cannot tell of itself. */
static bool is_comparable(const struct vb_node *node)
{
	return (node->kind == VB_FILE || node->kind == VB_COPY) &&
	       strcmp(node->path, VB_RECEIPT_NAME) != 0;
}

static const char *judge(
	struct search *search, const struct vb_receipt_file *file, const struct vb_node *node)
{
	struct stat st;

	if (!look(search, file->path, &st))
		return "missing";
	if (!is_kind(file->kind, st.st_mode))
		return "kind";
	if (S_ISLNK(st.st_mode))
		return file->target && !leads_to(search, file->path, file->target) ? "target"
										   : NULL;
	if (!node || !is_comparable(node))
		return NULL;
	if (!has_bytes(search, node, &st))
		return "changed";
	return node->kind == VB_FILE && !is_mode(node->access, st.st_mode) ? "mode" : NULL;
}

/* What a plugin put there for a package that somebody replaced since is not ours any more. */
static bool is_replaced(struct search *search, const struct vb_receipt_file *file)
{
	return !vb_stage_find(file->by) && vb_path_set_has(&search->replaced, file->path);
}

static const struct vb_installed *find_installed(
	const struct vb_environment *environment, const struct vb_receipt_package *package)
{
	for (size_t i = 0; i < environment->package_count; i++) {
		const struct vb_installed *installed = &environment->packages[i].installed;
		const char *name = vb_path_base(installed->dist_info);

		if (!strcmp(installed->site, package->root) && !strcmp(name, package->dist_info))
			return installed;
	}
	return NULL;
}

static bool is_below(const char *path, const char *root, const char *dir)
{
	size_t len = strlen(root);

	return !strncmp(path, root, len) && path[len] == '/' &&
	       !strncmp(path + len + 1, dir, strlen(dir)) &&
	       strchr("/", path[len + 1 + strlen(dir)]);
}

/* Adds what was in the .dist-info directories that are gone, and what now has another owner. */
static int add_replaced(struct search *search, struct vb_err *err)
{
	const struct vb_environment *environment = search->environment;
	const struct vb_receipt *receipt = &environment->receipt;
	int rc = 0;

	for (size_t i = 0; i < receipt->package_count; i++) {
		const struct vb_receipt_package *package = &receipt->packages[i];

		if (find_installed(environment, package))
			continue;
		for (size_t k = 0; k < receipt->file_count; k++)
			if (is_below(receipt->files[k].path, package->root, package->dist_info))
				vb_path_set_add(&search->replaced, receipt->files[k].path);
	}
	for (size_t i = 0; rc >= 0 && i < environment->package_count; i++)
		if (!environment->packages[i].by)
			rc = vb_installed_files(search->arena, environment->fd,
				&environment->packages[i].installed, &search->replaced, err);
	return rc < 0 ? rc : 0;
}

static void begin(struct search *search, struct vb_arena *arena,
	const struct vb_environment *environment, struct vb_findings *findings)
{
	*search = (struct search){.arena = arena, .environment = environment, .findings = findings};
	vb_descent_init(&search->descent, environment->fd);
	vb_path_set_init(&search->replaced, arena);
}

int vb_verify_files(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_plan *plan, struct vb_findings *findings, struct vb_err *err)
{
	const struct vb_receipt *receipt = &environment->receipt;
	struct search search;
	int rc;

	begin(&search, arena, environment, findings);
	rc = add_replaced(&search, err);
	for (size_t i = 0; rc == 0 && i < receipt->file_count; i++) {
		const struct vb_receipt_file *file = &receipt->files[i];
		const char *what = is_replaced(&search, file)
					   ? NULL
					   : judge(&search, file,
						     plan ? vb_plan_find(plan, file->path) : NULL);

		if (what)
			find(&search, (struct vb_finding){.what = what, .path = file->path});
	}
	vb_descent_done(&search.descent);
	return rc;
}

/* --- packages -------------------------------------------------------------------------------- */

/* Elsewhere than in its own directory it is imported without a source, as a module is. That
 * directory itself is in some RECORDs. */
static bool is_bytecode(const char *path)
{
	static const char dir[] = "__pycache__";
	const char *at = strstr(path, dir), *name;
	size_t len = strlen(path);

	if (!at || (at > path && at[-1] != '/'))
		return false;
	name = at + sizeof(dir) - 1;
	if (!*name || !strcmp(name, "/"))
		return true;
	return *name == '/' && !strchr(name + 1, '/') && len > 4 && !strcmp(path + len - 4, ".pyc");
}

/* What is wrong with the file of a RECORD's row; other hashes than SHA-256 are passed over. */
static const char *judge_row(struct search *search, const struct vb_installed_row *row)
{
	static const char prefix[] = "sha256=";
	size_t len = sizeof(prefix) - 1;
	vb_auto_err unread = VB_ERR_INIT;
	vb_auto_buf bytes = VB_BUF_INIT;
	char digest[VB_SHA256_BASE64];
	struct stat st;

	if (!look(search, row->path, &st))
		return "missing";
	if (!S_ISREG(st.st_mode))
		return row->hash ? "kind" : NULL;
	if (!row->hash || strncmp(row->hash, prefix, len) != 0)
		return NULL;
	if (read_file(search, row->path, &bytes, &unread) < 0)
		return "changed";
	vb_sha256_base64(bytes.data, bytes.len, digest);
	/* Some write the padding all the same. */
	return strncmp(row->hash + len, digest, strlen(digest)) ||
			       row->hash[len + strlen(digest) +
					 strspn(row->hash + len + strlen(digest), "=")]
		       ? "changed"
		       : NULL;
}

static int check_package(
	struct search *search, const struct vb_environment_package *package, struct vb_err *err)
{
	const struct vb_installed *installed = &package->installed;
	const char *name =
		vb_arena_printf(search->arena, "%s %s", installed->name, installed->version);
	vb_auto_buf text = VB_BUF_INIT;
	const struct vb_installed_row *rows;
	size_t count;
	int rc = vb_installed_record(search->arena, search->environment->fd, installed, &text, err);

	if (rc < 0)
		return rc;
	if (rc > 0) {
		find(search,
			(struct vb_finding){.what = "missing",
				.path = vb_path_join(search->arena, installed->dist_info, "RECORD"),
				.package = name});
		return 0;
	}
	count = vb_installed_rows(search->arena, text.data, text.len, installed->site, &rows);
	for (size_t i = 0; i < count; i++) {
		const char *what = is_bytecode(rows[i].path) ? NULL : judge_row(search, &rows[i]);

		if (what)
			find(search, (struct vb_finding){
					     .what = what, .path = rows[i].path, .package = name});
	}
	return 0;
}

/* A package of the receipt that is gone: another version is somebody's work, nothing is a loss. */
static void find_gone(struct search *search, const struct vb_receipt_package *package)
{
	const struct vb_environment *environment = search->environment;
	const char *wanted = vb_plan_normalize_name(search->arena, package->name);
	struct vb_finding finding = {
		.what = "missing",
		.path = vb_path_join(search->arena, package->root, package->dist_info),
		.package = vb_arena_printf(search->arena, "%s %s", package->name, package->version),
	};

	for (size_t i = 0; i < environment->package_count; i++) {
		const struct vb_installed *installed = &environment->packages[i].installed;

		if (strcmp(installed->name, wanted) != 0)
			continue;
		finding.what = "replaced";
		finding.is_foreign = !package->locked;
		finding.path = installed->dist_info;
		finding.package = vb_arena_printf(search->arena, "%s %s by %s", package->name,
			package->version, installed->version);
	}
	find(search, finding);
}

int vb_verify_packages(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings, struct vb_err *err)
{
	const struct vb_receipt *receipt = &environment->receipt;
	struct search search;
	int rc = 0;

	begin(&search, arena, environment, findings);
	for (size_t i = 0; i < receipt->package_count; i++)
		if (!find_installed(environment, &receipt->packages[i]))
			find_gone(&search, &receipt->packages[i]);
	for (size_t i = 0; rc == 0 && i < environment->package_count; i++)
		rc = check_package(&search, &environment->packages[i], err);
	vb_descent_done(&search.descent);
	return rc;
}

/* Whether it is of the very wheel, by the receipt, and by its files where these are known. */
static bool is_from(struct search *search, const struct vb_environment_package *there,
	const struct vb_package *package)
{
	if (there->sha256 && *package->sha256 && strcmp(there->sha256, package->sha256) != 0)
		return false;
	return !package->image || package->image->files_fd < 0 ||
	       vb_provenance_is(search->arena, search->environment, &there->installed,
		       package->image, package->overlays);
}

/* What a lock says of one package, and what is there instead. */
static void compare_locked(struct search *search, const struct vb_package *package)
{
	const struct vb_environment *environment = search->environment;
	struct vb_arena *arena = search->arena;
	struct vb_finding finding = {
		.what = "missing",
		.path = vb_path_join(arena, package->root, package->dist_info),
		.package = vb_arena_printf(arena, "%s %s", package->name, package->version),
	};

	for (size_t i = 0; i < environment->package_count; i++) {
		const struct vb_environment_package *there = &environment->packages[i];

		if (strcmp(there->installed.name, package->normalized) != 0)
			continue;
		if (vb_version_is_same(there->installed.version, package->version) &&
			is_from(search, there, package))
			return;
		finding.what = "unlocked";
		finding.path = there->installed.dist_info;
		finding.package = vb_arena_printf(
			arena, "%s %s", there->installed.name, there->installed.version);
		finding.locked = vb_version_is_same(there->installed.version, package->version)
					 ? vb_arena_printf(arena, "the wheel with the SHA-256 %s",
						   package->sha256)
					 : package->version;
	}
	find(search, finding);
}

void vb_verify_lock(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_plan *plan, struct vb_findings *findings)
{
	const struct vb_receipt *receipt = &environment->receipt;
	struct search search = {.arena = arena, .environment = environment, .findings = findings};

	for (size_t i = 0; i < vb_plan_package_count(plan); i++)
		if (vb_plan_package(plan, i)->locked)
			compare_locked(&search, vb_plan_package(plan, i));
	for (size_t i = 0; i < receipt->package_count; i++) {
		const struct vb_receipt_package *package = &receipt->packages[i];

		if (!package->locked || vb_plan_find_package(plan, package->name) ||
			!find_installed(environment, package))
			continue;
		find(&search,
			(struct vb_finding){.what = "unlocked",
				.path = vb_path_join(arena, package->root, package->dist_info),
				.package = vb_arena_printf(
					arena, "%s %s", package->name, package->version)});
	}
}

/* --- what came later ------------------------------------------------------------------------- */

static bool is_replacement(
	const struct vb_receipt *receipt, struct vb_arena *arena, const char *name)
{
	for (size_t i = 0; i < receipt->package_count; i++)
		if (!strcmp(vb_plan_normalize_name(arena, receipt->packages[i].name), name))
			return true;
	return false;
}

void vb_verify_receipt(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings)
{
	struct search search = {.arena = arena, .findings = findings};

	if (!environment->has_receipt && !environment->receipt_fault && environment->maker &&
		!strcmp(environment->maker, "venvb"))
		find(&search, (struct vb_finding){.what = "missing", .path = VB_RECEIPT_NAME});
}

bool vb_verify_has_lock(const struct vb_receipt *receipt)
{
	for (size_t i = 0; i < receipt->package_count; i++)
		if (receipt->packages[i].locked)
			return true;
	return false;
}

int vb_verify_added(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings, struct vb_err *err)
{
	const struct vb_explanation *list;
	struct vb_explainer *explainer;
	struct search search = {.arena = arena, .findings = findings};
	const bool is_locked = vb_verify_has_lock(&environment->receipt);
	size_t count = 0;
	int rc = vb_explainer_new(arena, environment->fd, &environment->receipt, &explainer, err);

	if (rc == 0)
		rc = vb_explain_below(explainer, "", &list, &count, err);
	for (size_t i = 0; rc == 0 && i < environment->package_count; i++) {
		const struct vb_installed *installed = &environment->packages[i].installed;

		if (!environment->packages[i].by &&
			!is_replacement(&environment->receipt, arena, installed->name))
			find(&search, (struct vb_finding){.what = "added",
					      .path = installed->dist_info,
					      .package = vb_arena_printf(arena, "%s %s",
						      installed->name, installed->version),
					      .is_foreign = !is_locked});
	}
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (!list[i].by && !list[i].package && !is_bytecode(list[i].path))
			find(&search,
				(struct vb_finding){
					.what = "added", .path = list[i].path, .is_foreign = true});
	return rc;
}
