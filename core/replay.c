/* SPDX-License-Identifier: MIT */
/* What cannot be repeated exactly is an error that says what would be nearest. */
#include "core/replay.h"

#include "core/actor.h"
#include "core/cache.h"
#include "core/direct_url.h"
#include "core/discover.h"
#include "core/host.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/receipt.h"
#include "core/repeat.h"
#include "core/run.h"
#include "core/seed.h"
#include "core/spec.h"
#include "core/version.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* --- the receipt ----------------------------------------------------------------------------- */

static int read_in_directory(struct vb_arena *arena, const char *path,
	struct vb_receipt *ret_receipt, struct vb_err *err)
{
	vb_auto_fd fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return vb_err_sys(err, errno, "reading '%s'", path);
	rc = vb_receipt_read(arena, fd, ret_receipt, err);
	if (rc > 0)
		return vb_err_set(err, VB_EFAIL,
			"'%s' has no receipt of venvb, so its request cannot be repeated: 'venvb "
			"lock' writes what it holds",
			path);
	return rc < 0 ? vb_err_wrap(err, "'%s'", path) : 0;
}

int vb_replay_read(struct vb_arena *arena, const char *cwd, const char *what,
	const struct vb_receipt **ret_receipt, struct vb_err *err)
{
	struct vb_receipt *receipt = vb_arena_one(arena, struct vb_receipt);
	const char *path = vb_path_absolute(arena, cwd, what);
	struct stat st;
	int rc;

	if (!*what)
		return vb_err_set(
			err, VB_EUSAGE, "it is empty: expected an environment or a receipt");
	if (stat(path, &st) < 0)
		return vb_err_sys(err, errno, "'%s'", what);
	rc = S_ISDIR(st.st_mode) ? read_in_directory(arena, path, receipt, err)
				 : vb_receipt_read_file(arena, path, receipt, err);
	receipt->found = path;
	*ret_receipt = receipt;
	return rc;
}

/* --- the request ----------------------------------------------------------------------------- */

int vb_replay_configure(struct vb_run *run, struct vb_config *config,
	const struct vb_receipt *receipt, bool trusts, struct vb_err *err)
{
	const struct vb_repeat repeat = {.arena = run->arena,
		.log = run->log,
		.request = &run->request,
		.config = config,
		.base = receipt->path ? receipt->path : "/",
		.trusts_receipt = trusts,
		.is_anew = true};
	int rc;

	run->repeats = receipt;
	run->is_python_typed = run->request.origin[VB_OPT_PYTHON] == VB_LAYER_COMMAND_LINE;
	rc = vb_repeat_request(&repeat, receipt, err);
	return rc < 0 ? rc : vb_repeat_plugins(&repeat, receipt, err);
}

void vb_replay_compare(const struct vb_run *run)
{
	for (size_t i = 0; i < run->repeats->plugin_count; i++) {
		const struct vb_receipt_plugin *was = &run->repeats->plugins[i];

		for (size_t k = 0; k < vb_host_count(run->host); k++) {
			const struct vb_plugin *now = vb_host_plugin(run->host, k);

			if (!strcmp(now->actor.name, was->name) &&
				strcmp(now->version, was->version) != 0)
				vb_warn(run->log, "plugin '%s' was %s, and is %s here", was->name,
					was->version, now->version);
		}
	}
}

/* --- the interpreter ------------------------------------------------------------------------- */

static const struct vb_interp *look_for(struct vb_run *run, const char *what)
{
	const struct vb_search search = {
		.arena = run->arena, .log = run->log, .cache = run->cache, .cwd = run->cwd};
	const struct vb_interp *interp = NULL;
	vb_auto_err ignored = VB_ERR_INIT;

	return vb_discover(&search, what, &interp, &ignored) == 0 ? interp : NULL;
}

static bool is_exact(const struct vb_run *run, const struct vb_interp *interp)
{
	const struct vb_receipt *receipt = run->repeats;

	return interp && !strcmp(vb_interp_version(interp, run->arena), receipt->version) &&
	       (!receipt->implementation ||
		       !strcmp(interp->implementation, receipt->implementation));
}

/* "3.12.1", "pypy3.10" of VERSION: what a search takes for nothing but a version. NULL: the receipt
 * says something else there, which might be any program. */
static const char *spec_of(struct vb_run *run, const char *version)
{
	const char *implementation = run->repeats->implementation;
	const char *spec = version;

	if (implementation && strcmp(implementation, "CPython") != 0)
		spec = vb_arena_printf(run->arena, "%s%s", implementation, version);
	return isdigit((unsigned char)*version) && vb_spec_is_version(spec) ? spec : NULL;
}

/* The very one, where it may be started for a receipt's sake; else any of that version. */
static const struct vb_interp *find_exact(struct vb_run *run, const char *spec, bool trusts)
{
	const char *own = run->repeats->executable;
	const struct vb_interp *found = NULL;

	if (own && *own == '/' && !access(own, X_OK) &&
		(trusts || vb_repeat_may_start(run->arena, own, run->repeats->found)))
		found = look_for(run, own);
	if (!is_exact(run, found))
		found = look_for(run, spec);
	return is_exact(run, found) ? found : NULL;
}

/* "3.12" of "3.12.1", then "3", then whatever there is. */
static const struct vb_interp *find_nearest(struct vb_run *run)
{
	const char *version = run->repeats->version;
	const struct vb_interp *found = NULL;
	size_t len = strlen(version);

	while (!found && len) {
		while (len && version[len] != '.')
			len--;
		if (len)
			found = look_for(run, spec_of(run, vb_arena_dup(run->arena, version, len)));
		len -= len ? 1 : 0;
	}
	return found ? found : look_for(run, NULL);
}

int vb_replay_choose(struct vb_run *run, bool trusts, struct vb_err *err)
{
	const struct vb_receipt *receipt = run->repeats;
	const struct vb_interp *found;
	const char *name = receipt->implementation ? receipt->implementation : "Python";
	const char *spec = receipt->version ? spec_of(run, receipt->version) : NULL;

	if (run->is_python_typed)
		return 0;
	if (!spec)
		return vb_err_set(err, VB_EFAIL,
			"the receipt does not say which interpreter it was: name one with "
			"--python");
	found = find_exact(run, spec, trusts);
	if (found) {
		run->interpreter = found->executable;
		return 0;
	}
	found = find_nearest(run);
	if (!found)
		return vb_err_set(err, VB_EFAIL, "%s %s is not to be found, nor any other", name,
			receipt->version);
	return vb_err_set(err, VB_EFAIL,
		"%s %s is not to be found; the nearest is %s %s ('%s'), which --python=%s accepts",
		name, receipt->version, found->implementation, vb_interp_version(found, run->arena),
		found->executable, vb_interp_version(found, run->arena));
}

/* --- the packages ---------------------------------------------------------------------------- */

/* Whoever seeded it, if he takes part, as he would have done it again; but no receipt makes a
 * policy add anything. */
static const struct vb_actor *find_seeder(
	const struct vb_run *run, const struct vb_actor *self, const char *name)
{
	for (size_t i = 0; i < vb_host_count(run->host); i++) {
		const struct vb_actor *actor = &vb_host_plugin(run->host, i)->actor;

		if (!strcmp(actor->name, name) && actor->tier != VB_TIER_POLICY)
			return actor;
	}
	return self;
}

/* It is written into the environment: what is of no use there is left out. */
static const char *take_direct_url(struct vb_arena *arena, const char *text)
{
	struct vb_direct_url direct;

	return text && vb_direct_url_parse(arena, text, strlen(text), &direct) == 0 ? text : NULL;
}

static int plan_package(struct vb_run *run, const struct vb_actor *self,
	const struct vb_receipt_package *package, struct vb_err *err)
{
	const struct vb_seed_order order = {.sha256 = package->sha256,
		.name = package->name,
		.version = package->version,
		.source = package->source,
		.direct_url = take_direct_url(run->arena, package->direct_url),
		.flags = VB_SEED_VERSIONED | (package->requested ? VB_SEED_REQUESTED : 0) |
			 (package->locked ? VB_SEED_LOCKED : 0) |
			 (package->overlays ? VB_SEED_OVERLAYS : 0)};
	const struct vb_actor *who = find_seeder(run, self, package->by);
	int rc = *package->sha256 ? vb_seed_wheel(run, who, &order, err) : 0;

	return rc < 0 ? rc : 0; /* one that the cache does not have may be brought by a plugin */
}

static int compare_turns(const void *a, const void *b)
{
	const struct vb_receipt_package *one = *(const struct vb_receipt_package *const *)a;
	const struct vb_receipt_package *other = *(const struct vb_receipt_package *const *)b;

	if (one->overlays != other->overlays)
		return one->overlays < other->overlays ? -1 : 1;
	return (one > other) - (one < other);
}

int vb_replay_packages(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_receipt *receipt = run->repeats;
	const struct vb_receipt_package **packages;
	int rc = 0;

	if (!receipt)
		return 0;
	packages = vb_arena_array(run->arena, receipt->package_count + 1, sizeof(*packages));
	for (size_t i = 0; i < receipt->package_count; i++)
		packages[i] = &receipt->packages[i];
	qsort(packages, receipt->package_count, sizeof(*packages), compare_turns);
	for (size_t i = 0; rc == 0 && i < receipt->package_count; i++)
		rc = plan_package(run, self, packages[i], err);
	return rc;
}

static bool is_as_wanted(const struct vb_package *planned, const struct vb_receipt_package *wanted)
{
	if (!planned)
		return false;
	return *wanted->sha256 ? !strcmp(planned->sha256, wanted->sha256)
			       : vb_version_is_same(planned->version, wanted->version);
}

/* Of packages: their names depend on the interpreter. */
static bool is_below_site(const struct vb_receipt *receipt, const char *path)
{
	for (size_t i = 0; i < receipt->package_count; i++)
		if (vb_path_is_within(path, receipt->packages[i].root))
			return true;
	return false;
}

/* What of the receipt NAME added beside packages and is not planned; or NULL. */
static const char *find_unplanned(const struct vb_run *run, const char *name)
{
	const struct vb_receipt *receipt = run->repeats;

	for (size_t i = 0; !run->is_python_typed && i < receipt->file_count; i++) {
		const struct vb_receipt_file *file = &receipt->files[i];

		if (!strcmp(file->by, name) && !is_below_site(receipt, file->path) &&
			!vb_plan_find(run->plan, file->path))
			return file->path;
	}
	return NULL;
}

static bool is_told(const struct vb_run *run, const struct vb_plugin *plugin)
{
	struct vb_plugin_option option;

	for (size_t i = 0; vb_host_option(run->host, plugin, i, run->arena, &option); i++)
		if (option.layer == VB_LAYER_COMMAND_LINE && option.source &&
			strcmp(option.source, VB_RECEIPT_NAME) != 0)
			return true;
	return false;
}

bool vb_replay_makes_up_for(const struct vb_run *run, const struct vb_plugin *plugin)
{
	const char *name = plugin->actor.name;
	size_t seeded = 0;

	if (!run->repeats || plugin->actor.tier == VB_TIER_POLICY || is_told(run, plugin))
		return false;
	for (size_t i = 0; i < run->repeats->package_count; i++) {
		const struct vb_receipt_package *package = &run->repeats->packages[i];

		if (strcmp(package->by, name) != 0)
			continue;
		if (!*package->sha256 ||
			!is_as_wanted(vb_plan_find_package(run->plan, package->name), package))
			return false;
		seeded++;
	}
	return seeded && !find_unplanned(run, name);
}

static int check_packages(const struct vb_run *run, struct vb_err *err)
{
	vb_auto_buf list = VB_BUF_INIT;
	size_t count = 0;

	for (size_t i = 0; i < run->repeats->package_count; i++) {
		const struct vb_receipt_package *wanted = &run->repeats->packages[i];
		const struct vb_package *planned = vb_plan_find_package(run->plan, wanted->name);

		if (is_as_wanted(planned, wanted))
			continue;
		vb_buf_addf(&list, "%s%s %s", count++ ? ", " : "", wanted->name, wanted->version);
		if (planned)
			vb_buf_addf(&list, " (%s from another wheel)", planned->version);
	}
	if (!count)
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"%zu %s cannot be repeated, since the cache does not have %s: %s", count,
		count == 1 ? "package" : "packages", count == 1 ? "its wheel" : "their wheels",
		list.data);
}

/* A seeder that was left out may have done more than seed. */
static int check_left_out(const struct vb_run *run, struct vb_err *err)
{
	for (size_t i = 0; i < run->repeats->plugin_count; i++) {
		const char *name = run->repeats->plugins[i].name, *path;

		path = vb_host_has_left_out(run->host, name) ? find_unplanned(run, name) : NULL;
		if (path)
			return vb_err_set(err, VB_EFAIL,
				"'%s' cannot be repeated: it is of the plugin '%s', for which only "
				"the receipt asks; --trust-receipt believes it",
				path, name);
	}
	return 0;
}

int vb_replay_check(const struct vb_run *run, struct vb_err *err)
{
	int rc = run->repeats ? check_packages(run, err) : 0;

	return rc == 0 && run->repeats ? check_left_out(run, err) : rc;
}
