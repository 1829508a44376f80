/* SPDX-License-Identifier: MIT */
/*
 * A planned package that is installed stays, whatever its version. It is replaced whole by a
 * version that was asked for, and by the same version when something of it is missing. What a lock
 * asks for comes from the very wheel that it names, and what the lock before had goes with it.
 */
#include "core/update_packages.h"

#include "core/fsat.h"
#include "core/installed.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/receipt.h"
#include "core/run.h"
#include "core/version.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>

bool vb_update_is_metadata(const char *path)
{
	return !fnmatch("*.dist-info/*", path, 0) || !fnmatch("*.dist-info", path, 0);
}

/* virtualenv lists directories of byte code too, and files that never were. */
static bool is_bytecode(const char *path)
{
	return strstr(path, "__pycache__") || !fnmatch("*.pyc", path, 0);
}

/* Whether all FILES are there, byte code apart, which comes and goes. */
static bool is_whole(int root_fd, struct vb_path_set *files)
{
	vb_auto_descent descent;
	vb_auto_err ignored = VB_ERR_INIT;
	const char *path;

	vb_descent_init(&descent, root_fd);
	for (size_t i = 0; (path = vb_path_set_at(files, i)); i++) {
		const char *name;
		int fd = vb_descent_enter_parent(&descent, path, &name, &ignored);
		struct stat st;

		if (fd < 0 && is_bytecode(path)) {
			vb_err_done(&ignored);
			continue;
		}
		if (fd < 0 ||
			(fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 && !is_bytecode(path)))
			return false;
	}
	return true;
}

/* The node of the package's image, whose path is its root with links resolved. */
static const struct vb_node *image_node(
	const struct vb_plan *plan, const struct vb_package *package)
{
	const struct vb_node *node;

	for (size_t i = 0; (node = vb_plan_visit(plan, i)); i++)
		if (node->kind == VB_IMAGE && node->package == package)
			return node;
	return NULL;
}

/* The package's own nodes: what its RECORD lists, and its .dist-info directory. */
static void skip_nodes(struct vb_commit *commit, const struct vb_node *image, bool *skip)
{
	struct vb_arena *arena = commit->run->arena;
	const struct vb_plan *plan = commit->run->plan;
	const char *info = vb_path_join(arena, image->path, image->package->dist_info);
	const struct vb_node *node = vb_plan_find(plan, vb_path_join(arena, info, "RECORD"));
	struct vb_path_set own;

	vb_path_set_init(&own, arena);
	if (node && node->kind == VB_FILE)
		vb_installed_parse(arena, node->data, node->len, image->path, &own);
	for (size_t i = 0; (node = vb_plan_visit(plan, i)); i++)
		if (node == image || vb_path_is_within(node->path, info) ||
			(node->kind != VB_DIR && node->kind != VB_IMAGE &&
				vb_path_set_has(&own, node->path)))
			skip[i] = true;
}

/* Whether the file ENTRY of a __pycache__ below DIR was made from a source in RETIRED: its name
 * is the source's with tags between dots behind it. */
static bool is_made_from(
	struct vb_arena *arena, const char *dir, const char *entry, struct vb_path_set *retired)
{
	for (const char *dot = strchr(entry, '.'); dot; dot = strchr(dot + 1, '.'))
		if (vb_path_set_has(retired,
			    vb_path_join(arena, dir,
				    vb_arena_printf(arena, "%.*s.py", (int)(dot - entry), entry))))
			return true;
	return false;
}

static int add_bytecode_of(struct vb_arena *arena, struct vb_descent *descent, const char *dir,
	struct vb_path_set *retired, struct vb_err *err)
{
	const char *cache = vb_path_join(arena, dir, "__pycache__");
	vb_auto_err none = VB_ERR_INIT;
	int fd = vb_descent_enter(descent, cache, strlen(cache), &none), rc;
	struct vb_path_set found;
	const char *const *names;

	if (fd < 0)
		return 0;
	vb_path_set_init(&found, arena);
	rc = vb_fsat_list(arena, fd, cache, &names, NULL, err);
	for (; rc == 0 && *names; names++)
		if (is_made_from(arena, dir, *names, retired))
			vb_path_set_add(&found, vb_path_join(arena, cache, *names));
	for (size_t i = 0; i < found.count; i++)
		vb_path_set_add(retired, found.paths[i]);
	return rc;
}

/* The byte code of retired sources, which no RECORD need list. */
static int add_bytecode(
	struct vb_arena *arena, int root_fd, struct vb_path_set *retired, struct vb_err *err)
{
	struct vb_path_set dirs;
	vb_auto_descent descent;
	const char *path;
	int rc = 0;

	vb_path_set_init(&dirs, arena);
	vb_descent_init(&descent, root_fd);
	for (size_t i = 0; (path = vb_path_set_at(retired, i)); i++)
		if (!fnmatch("*.py", path, 0))
			vb_path_set_add(&dirs, strchr(path, '/') ? vb_path_dir(arena, path) : "");
	for (size_t i = 0; rc == 0 && (path = vb_path_set_at(&dirs, i)); i++)
		rc = add_bytecode_of(arena, &descent, path, retired, err);
	return rc;
}

/* One planned package and those of its name that are installed beside it. */
struct match {
	const struct vb_node *image;
	const struct vb_installed *installed; /* of these, those with the name */
	size_t count;
	const struct vb_receipt *receipt; /* of the environment as it is */
};

struct verdict {
	bool stays;
	struct vb_path_set files; /* of all that are installed */
};

/* One installed package of the planned one's name: 1 when it must stay, since its files are not
 * known. */
static int judge_one(struct vb_commit *commit, struct vb_update *update,
	const struct vb_installed *installed, struct vb_path_set *files, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	bool is_whole = false;
	int rc = vb_installed_files(arena, commit->root.fd, installed, files, err);

	if (rc != 1)
		return rc;
	rc = vb_installed_check_whole(arena, commit->root.fd, installed, &is_whole, err);
	if (rc < 0)
		return rc;
	if (!is_whole) {
		vb_path_set_add(
			&update->obsolete, vb_path_join(arena, installed->dist_info, "RECORD"));
		return 0;
	}
	vb_warn(commit->run->log,
		"'%s/%s' has no RECORD that can be read: the package is left as it is",
		commit->target.path, installed->dist_info);
	return 1;
}

static const struct vb_receipt_package *find_receipt(
	const struct vb_receipt *receipt, struct vb_arena *arena, const char *name)
{
	for (size_t i = 0; i < receipt->package_count; i++)
		if (!strcmp(vb_plan_normalize_name(arena, receipt->packages[i].name), name))
			return &receipt->packages[i];
	return NULL;
}

/* Whether what is installed may have come from the wheel of PACKAGE, or from any that will do. */
static bool is_of_wheel(
	struct vb_arena *arena, const struct match *match, const struct vb_package *package)
{
	const struct vb_receipt_package *old =
		find_receipt(match->receipt, arena, package->normalized);

	return !package->locked || (old && !strcmp(old->sha256, package->sha256));
}

/* 1 and what is to be done when it is installed, 0 when it is not. */
static int judge(struct vb_commit *commit, struct vb_update *update, const struct match *match,
	struct verdict *ret_verdict, struct vb_err *err)
{
	const struct vb_package *package = match->image->package;
	size_t found = 0, same = 0;

	for (size_t i = 0; i < match->count; i++) {
		const struct vb_installed *installed = &match->installed[i];
		int rc;

		if (strcmp(installed->name, package->normalized) != 0)
			continue;
		found++;
		rc = judge_one(commit, update, installed, &ret_verdict->files, err);
		if (rc == 1)
			ret_verdict->stays = true;
		if (rc != 0)
			return rc;
		same += vb_version_is_same(installed->version, package->version);
	}
	/* A seeder plans no other version than the one it finds, unless it was asked for it; but
	 * pip may have run since then, and what its user chose stays. */
	ret_verdict->stays = same ? found == 1 && is_of_wheel(commit->run->arena, match, package) &&
					    is_whole(commit->root.fd, &ret_verdict->files)
				  : !package->versioned && ret_verdict->files.count;
	return found > 0;
}

static int decide_package(struct vb_commit *commit, struct vb_update *update,
	const struct match *match, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	struct verdict verdict = {0};
	int rc;

	vb_path_set_init(&verdict.files, arena);
	rc = judge(commit, update, match, &verdict, err);
	if (rc <= 0)
		return rc;
	if (verdict.stays) {
		skip_nodes(commit, match->image, update->skip);
		return 0;
	}
	for (size_t i = 0; i < verdict.files.count; i++)
		vb_path_set_add(&update->retired, verdict.files.paths[i]);
	vb_path_set_add(&update->infos,
		vb_path_join(arena, match->image->path, match->image->package->dist_info));
	return 0;
}

/* A package of the lock before that this one does not have. */
static int retire(struct vb_commit *commit, struct vb_update *update,
	const struct vb_receipt_package *package, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	const char *name = vb_plan_normalize_name(arena, package->name);
	const struct vb_installed *installed;
	size_t count;
	int rc = vb_installed_list(
		arena, commit->root.fd, package->root, &installed, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (strcmp(installed[i].name, name) != 0)
			continue;
		rc = judge_one(commit, update, &installed[i], &update->retired, err);
		rc = rc > 0 ? 0 : rc;
	}
	return rc;
}

static int retire_unlocked(struct vb_commit *commit, struct vb_update *update,
	const struct vb_receipt *receipt, struct vb_err *err)
{
	const struct vb_plan *plan = commit->run->plan;
	int rc = 0;

	if (!vb_plan_is_locked(plan))
		return 0;
	for (size_t i = 0; rc == 0 && i < receipt->package_count; i++)
		if (receipt->packages[i].locked &&
			!vb_plan_find_package(plan, receipt->packages[i].name))
			rc = retire(commit, update, &receipt->packages[i], err);
	return rc;
}

int vb_update_packages(struct vb_commit *commit, struct vb_update *update,
	const struct vb_receipt *receipt, struct vb_err *err)
{
	struct vb_run *run = commit->run;
	int rc = retire_unlocked(commit, update, receipt, err);

	for (size_t i = 0; rc == 0 && i < vb_plan_package_count(run->plan); i++) {
		struct match match = {
			.image = image_node(run->plan, vb_plan_package(run->plan, i)),
			.receipt = receipt};

		if (!match.image)
			continue;
		rc = vb_installed_list(run->arena, commit->root.fd, match.image->path,
			&match.installed, &match.count, err);
		if (rc == 0)
			rc = decide_package(commit, update, &match, err);
	}
	return rc < 0 ? rc : add_bytecode(run->arena, commit->root.fd, &update->retired, err);
}

/* Calls VISIT with each package of each site-packages directory. */
typedef int visit_fn(struct vb_commit *commit, const struct vb_installed *package, void *user,
	struct vb_err *err);

static int visit_all(struct vb_commit *commit, visit_fn *visit, void *user, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	const char *const *sites;
	int rc = vb_installed_sites(arena, commit->root.fd, &sites, err);

	for (; rc == 0 && *sites; sites++) {
		const struct vb_installed *packages;
		size_t count;

		rc = vb_installed_list(arena, commit->root.fd, *sites, &packages, &count, err);
		for (size_t i = 0; rc == 0 && i < count; i++)
			rc = visit(commit, &packages[i], user, err);
	}
	return rc;
}

static int add_claims(struct vb_commit *commit, const struct vb_installed *package, void *user,
	struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	struct vb_claims *claims = user;
	struct vb_path_set files;
	bool is_kin = vb_plan_find_package(commit->run->plan, package->name), is_odd = false;
	int rc;

	vb_path_set_init(&files, arena);
	rc = vb_installed_files(arena, commit->root.fd, package, &files, err);
	/* One that is planned was told of when it was judged. */
	if (rc == 1 && !is_kin)
		rc = vb_installed_check_odd(arena, commit->root.fd, package, &is_odd, err);
	if (is_odd)
		vb_warn(commit->run->log, "'%s/%s/RECORD' cannot be read: its files are not known",
			commit->target.path, package->dist_info);
	for (size_t i = 0; i < files.count; i++) {
		vb_path_set_add(&claims->all, files.paths[i]);
		if (is_kin)
			vb_path_set_add(&claims->kin, files.paths[i]);
	}
	return rc < 0 ? rc : 0;
}

int vb_update_add_claims(struct vb_commit *commit, struct vb_claims *claims, struct vb_err *err)
{
	vb_path_set_init(&claims->all, commit->run->arena);
	vb_path_set_init(&claims->kin, commit->run->arena);
	return visit_all(commit, add_claims, claims, err);
}

struct left {
	const char *site;
	struct vb_buf packages;
};

static void tell(struct vb_commit *commit, struct left *left)
{
	if (left->packages.len)
		vb_notice(commit->run->log, "packages left behind in '%s/%s': %s",
			commit->target.path, left->site, left->packages.data);
	vb_buf_clear(&left->packages);
}

static int note_left(struct vb_commit *commit, const struct vb_installed *package, void *user,
	struct vb_err *err)
{
	const struct vb_interp *interp = commit->run->interp;
	struct left *left = user;

	(void)err;
	if (!strcmp(package->site, interp->purelib) || !strcmp(package->site, interp->platlib))
		return 0;
	if (!left->site || strcmp(left->site, package->site) != 0)
		tell(commit, left);
	left->site = package->site;
	vb_buf_addf(&left->packages, "%s%s %s", left->packages.len ? ", " : "", package->name,
		package->version);
	return 0;
}

int vb_update_tell_left_behind(struct vb_commit *commit, struct vb_err *err)
{
	struct left left = {NULL, VB_BUF_INIT};
	int rc = visit_all(commit, note_left, &left, err);

	tell(commit, &left);
	vb_buf_done(&left.packages);
	return rc;
}
