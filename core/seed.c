/* SPDX-License-Identifier: MIT */
/*
 * From a wheel to a package in the plan: whether it fits the interpreter and what is planned
 * already, and the metadata that an installer writes. The other files are seed_files.c's.
 */
#include "core/seed.h"

#include "core/fsat.h"
#include "core/installed.h"
#include "core/interp.h"
#include "core/interrupt.h"
#include "core/path.h"
#include "core/record.h"
#include "core/run.h"
#include "core/seeding.h"
#include "core/sha256.h"
#include "core/specifier.h"
#include "core/tags.h"
#include "core/target.h"
#include "core/version.h"

#include <fcntl.h>

static const char *path_in_dist_info(const struct vb_seeding *seeding, const char *name)
{
	return vb_arena_printf(
		seeding->run->arena, "%s/%s/%s", seeding->root, seeding->image->dist_info, name);
}

static int check_tags(const struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_interp *interp = seeding->run->interp;
	const char *const *tags = seeding->image->tags;
	const struct vb_libc libc = vb_libc_of_machine();
	vb_auto_buf theirs = VB_BUF_INIT, ours = VB_BUF_INIT;

	for (; *tags; tags++) {
		int rc = vb_interrupt_check(err);

		if (rc < 0)
			return rc;
		if (vb_tag_fits(*tags, interp, &libc))
			return 0;
		vb_buf_addf(&theirs, "%s%s", theirs.len ? ", " : "", *tags);
	}
	vb_tags_describe(interp, &libc, &ours);
	return vb_err_set(err, VB_EFAIL,
		"the wheel '%s' is for another interpreter or system: it is for %s; %s %s takes %s",
		seeding->label, theirs.len ? theirs.data : "nothing", interp->implementation,
		vb_interp_version(interp, seeding->run->arena), ours.data);
}

/* By the three numbers alone, as installers do: a pre-release of 3.14 counts as 3.14. */
static int check_python(const struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_interp *interp = seeding->run->interp;
	const char *required = seeding->image->requires_python;
	const char *version = vb_arena_printf(
		seeding->run->arena, "%d.%d.%d", interp->major, interp->minor, interp->micro);
	vb_auto_err malformed = VB_ERR_INIT;
	bool within = true;

	if (required && vb_version_within(version, required, &within, &malformed) < 0)
		vb_verbose(seeding->run->log, "'%s': Requires-Python ignored: %s", seeding->label,
			malformed.msg);
	if (within)
		return 0;
	return vb_err_set(err, VB_EFAIL, "the wheel '%s' requires Python %s, and this is %s",
		seeding->label, required, version);
}

/* 1: the target has another version, which stays since none was asked for. */
static int check_installed(const struct vb_seeding *seeding, struct vb_err *err)
{
	struct vb_run *run = seeding->run;
	const struct vb_installed *installed;
	const char *name = vb_plan_normalize_name(run->arena, seeding->image->name);
	vb_auto_fd fd = -1;
	size_t count;
	int rc;

	if (seeding->order.flags & VB_SEED_VERSIONED ||
		!vb_target_is_updated(run->target, run->request.clear))
		return 0;
	fd = vb_fsat_open_dir(AT_FDCWD, run->target->path, err);
	if (fd < 0)
		return fd;
	rc = vb_installed_list(run->arena, fd, seeding->root, &installed, &count, err);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		bool is_whole = false;

		if (strcmp(installed[i].name, name) != 0 ||
			vb_version_is_same(installed[i].version, seeding->image->version))
			continue;
		rc = vb_installed_check_whole(run->arena, fd, &installed[i], &is_whole, err);
		if (rc < 0 || !is_whole)
			continue;
		vb_verbose(run->log, "%s %s is installed and stays", name, installed[i].version);
		return 1;
	}
	return rc;
}

/* 1: a package of that name is in the plan, and may stay. Who names a wheel by its hash, as a lock
 * does, takes no other, be it of the same version; in a dry run a hash may be unknown. */
static int check_present(const struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_image *image = seeding->image;
	const struct vb_package *present = vb_plan_find_package(seeding->run->plan, image->name);
	const bool is_by_hash = seeding->order.flags & VB_SEED_LOCKED || seeding->order.sha256;

	if (!present)
		return 0;
	if ((seeding->order.flags & VB_SEED_VERSIONED || is_by_hash) &&
		!vb_version_is_same(present->version, image->version))
		return vb_err_set(err, VB_EFAIL,
			"%s %s was asked for, but %s has added %s %s already", image->name,
			image->version, present->who.name, present->name, present->version);
	if (is_by_hash && *present->sha256 && *image->sha256 &&
		strcmp(present->sha256, image->sha256) != 0)
		return vb_err_set(err, VB_EFAIL,
			"%s %s was asked for as the wheel with the SHA-256 %s, but %s has added "
			"another, with %s",
			image->name, image->version, image->sha256, present->who.name,
			present->sha256);
	return 1;
}

/* Two packages may bring the same script, or the same data: then it is one file, of both. */
static bool is_same(const struct vb_node *a, const struct vb_node *b)
{
	if (a->kind != b->kind || a->access != b->access || a->render || b->render)
		return false;
	if (a->kind == VB_COPY)
		return a->digest && b->digest && !strcmp(a->digest, b->digest);
	return a->kind == VB_FILE && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

int vb_seeding_add(struct vb_seeding *seeding, const struct vb_node *spec,
	const struct vb_image_entry *entry, struct vb_err *err)
{
	const bool overlays = seeding->order.flags & VB_SEED_OVERLAYS;
	struct vb_run *run = seeding->run;
	const struct vb_node *present = vb_plan_find(run->plan, spec->path);
	struct vb_node node = *spec;
	int rc = 0;

	node.yields = overlays;
	node.digest = entry && *entry->sha256 ? entry->sha256 : NULL;
	if (present && is_same(present, &node))
		;
	else if (present && !(overlays && present->yields))
		rc = vb_err_set(err, VB_EFAIL, "'%s' is planned already, by %s", present->path,
			present->who.name);
	else if (!seeding->is_trial)
		rc = vb_plan_add(
			run->plan, seeding->who, &node, present ? VB_PLAN_REPLACE : 0, err);
	if (rc == 0 && !seeding->is_trial)
		seeding->files[seeding->count++] =
			(struct vb_seeded_file){vb_arena_str(run->arena, spec->path), entry};
	return rc;
}

static int add_text(
	struct vb_seeding *seeding, const char *path, const char *text, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = path, .kind = VB_FILE, .data = text, .len = strlen(text)};

	return vb_seeding_add(seeding, &spec, NULL, err);
}

/* As the file now is: removed or replaced by whoever came later. False: there is none. */
static bool fill_row(const struct vb_seeding *seeding, const struct vb_plan *plan,
	const struct vb_seeded_file *file, struct vb_record_row *ret_row)
{
	struct vb_arena *arena = vb_plan_arena(plan);
	const struct vb_node *node = vb_plan_find(plan, file->path);
	const char *path = vb_record_path(arena, seeding->root, file->path);
	char *digest;

	if (!node || node->kind == VB_DIR)
		return false;
	*ret_row = (struct vb_record_row){.path = path};
	if (node->kind == VB_COPY && file->entry) {
		ret_row->sha256 = file->entry->sha256;
		ret_row->size = file->entry->size;
	} else if (node->kind == VB_FILE && node->data) {
		digest = vb_arena_alloc(arena, VB_SHA256_BASE64);
		vb_sha256_base64(node->data, node->len, digest);
		ret_row->sha256 = digest;
		ret_row->size = node->len;
	}
	return true;
}

static int render_record(
	const struct vb_plan *plan, void *user, struct vb_buf *out, struct vb_err *err)
{
	const struct vb_seeding *seeding = user;
	const struct vb_image *image = seeding->image;
	const struct vb_package *package = vb_plan_find_package(plan, image->name);
	struct vb_arena *arena = vb_plan_arena(plan);
	struct vb_record_row *rows =
		vb_arena_array(arena, image->count + seeding->count + 1, sizeof(*rows));
	size_t count = 0;

	(void)err;
	for (size_t i = 0; i < image->count; i++) {
		const struct vb_image_entry *entry = &image->entries[i];

		if (package && package->hidden_by && package->hidden_by[i])
			entry = package->hidden_by[i];
		if (!entry->is_dir)
			rows[count++] =
				(struct vb_record_row){entry->path, entry->sha256, entry->size};
	}
	for (size_t i = 0; i < seeding->count; i++)
		count += fill_row(seeding, plan, &seeding->files[i], &rows[count]);
	rows[count++] = (struct vb_record_row){
		.path = vb_arena_printf(arena, "%s/RECORD", image->dist_info)};
	vb_record_write(rows, count, out);
	return 0;
}

static int add_metadata(struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_seed_order *order = &seeding->order;
	const struct vb_node record = {.path = path_in_dist_info(seeding, "RECORD"),
		.kind = VB_FILE,
		.data = "",
		.render = render_record,
		.user = seeding};
	int rc = add_text(seeding, path_in_dist_info(seeding, "INSTALLER"), "pip\n", err);

	if (rc == 0 && order->flags & VB_SEED_REQUESTED)
		rc = add_text(seeding, path_in_dist_info(seeding, "REQUESTED"), "", err);
	if (rc == 0 && order->direct_url)
		rc = add_text(seeding, path_in_dist_info(seeding, "direct_url.json"),
			order->direct_url, err);
	if (rc < 0 || seeding->is_trial)
		return rc;
	return vb_plan_add(seeding->run->plan, seeding->who, &record, 0, err);
}

static int add_package(struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_seed_order *order = &seeding->order;
	const struct vb_image *image = seeding->image;
	struct vb_package package = {
		.name = image->name,
		.version = image->version,
		.sha256 = image->sha256,
		.root = seeding->root,
		.dist_info = image->dist_info,
		.image = image,
		.versioned = order->flags & VB_SEED_VERSIONED,
		.locked = order->flags & VB_SEED_LOCKED,
		.overlays = order->flags & VB_SEED_OVERLAYS,
		.requested = order->flags & VB_SEED_REQUESTED,
		.source = order->source ? vb_arena_str(seeding->run->arena, order->source) : NULL,
		.direct_url = order->direct_url
				      ? vb_arena_str(seeding->run->arena, order->direct_url)
				      : NULL,
	};
	int rc = image->files_fd < 0 ? 0
				     : vb_image_bytecode(seeding->run, image, !package.locked,
					       &package.bytecode, err);

	return rc < 0 ? rc : vb_plan_add_package(seeding->run->plan, seeding->who, &package, err);
}

/* All files that can come beside the image: those of .data, three names an entry point, metadata.
 */
static void make_room(struct vb_seeding *seeding)
{
	const struct vb_image *image = seeding->image;
	size_t scripts = 0;

	for (size_t i = 0; image->console_scripts && image->console_scripts[i].name; i++)
		scripts++;
	for (size_t i = 0; image->gui_scripts && image->gui_scripts[i].name; i++)
		scripts++;
	seeding->files = vb_arena_array(
		seeding->run->arena, image->data_count + 3 * scripts + 4, sizeof(*seeding->files));
}

/* "python", which is there whatever the version, and stays right when the interpreter is renewed.
 */
static const char *interpreter_of(const struct vb_run *run)
{
	const char *scripts = vb_path_join(run->arena, run->request.target, run->interp->scripts);

	return vb_path_join(run->arena, scripts, "python");
}

static int add_files(struct vb_seeding *seeding, struct vb_err *err)
{
	int rc = add_metadata(seeding, err);

	if (rc == 0)
		rc = vb_seeding_add_entry_points(seeding, err);
	return rc < 0 ? rc : vb_seeding_add_schemes(seeding, err);
}

/* What is replaced cannot be taken back: that nothing is in the way is found out before. */
static int try_files(struct vb_seeding *seeding, struct vb_err *err)
{
	int rc;

	seeding->is_trial = true;
	rc = add_files(seeding, err);
	seeding->is_trial = false;
	return rc;
}

/* All of it or nothing: a plugin may take the failure lightly, and half a package is none. */
static int install(struct vb_seeding *seeding, struct vb_err *err)
{
	size_t mark = vb_plan_mark(seeding->run->plan);
	int rc = seeding->order.flags & VB_SEED_OVERLAYS ? try_files(seeding, err) : 0;

	if (rc == 0)
		rc = add_package(seeding, err);
	if (rc == 0)
		rc = add_files(seeding, err);
	if (rc < 0)
		vb_plan_undo(seeding->run->plan, mark);
	return rc;
}

int vb_seed_image(struct vb_run *run, const struct vb_actor *who, const struct vb_image *image,
	const struct vb_seed_order *order, struct vb_err *err)
{
	struct vb_seeding *seeding = vb_arena_one(run->arena, struct vb_seeding);
	int rc;

	*seeding = (struct vb_seeding){
		.run = run,
		.who = who,
		.image = image,
		.root = image->purelib ? run->interp->purelib : run->interp->platlib,
		.interpreter = interpreter_of(run),
		.order = *order,
		.label = order->path ? vb_path_base(order->path)
				     : vb_arena_printf(
					       run->arena, "%s %s", image->name, image->version),
	};
	rc = check_tags(seeding, err);
	if (rc == 0)
		rc = check_python(seeding, err);
	if (rc == 0)
		rc = check_present(seeding, err);
	if (rc == 0)
		rc = check_installed(seeding, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	make_room(seeding);
	rc = install(seeding, err);
	return rc < 0 ? vb_err_wrap(err, "the wheel '%s'", seeding->label) : 0;
}

/* Whether IMAGE holds what is called NAME and VERSION, in any spelling. */
static bool is_of(
	struct vb_arena *arena, const struct vb_image *image, const char *name, const char *version)
{
	return !strcmp(vb_plan_normalize_name(arena, name),
		       vb_plan_normalize_name(arena, image->name)) &&
	       vb_version_is_same(version, image->version);
}

/* Binary distribution format, "File name convention": a file that is named for another version, or
 * another project, is not what somebody chose by that name. */
static int check_name(
	struct vb_run *run, const struct vb_image *image, const char *file, struct vb_err *err)
{
	size_t len = strcspn(file, "-"), rest = len + (file[len] == '-');
	const char *name = vb_arena_dup(run->arena, file, len);
	const char *version = vb_arena_dup(run->arena, file + rest, strcspn(file + rest, "-"));

	if (is_of(run->arena, image, name, version))
		return 0;
	return vb_err_set(err, VB_EFAIL, "the wheel '%s' is named wrongly: it holds %s %s", file,
		image->name, image->version);
}

static int check_order(struct vb_run *run, const struct vb_image *image,
	const struct vb_seed_order *order, struct vb_err *err)
{
	const char *name = order->name ? order->name : image->name;
	const char *version = order->version ? order->version : image->version;

	if (is_of(run->arena, image, name, version))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"the wheel with the SHA-256 %s holds %s %s, and %s %s was asked for", image->sha256,
		image->name, image->version, name, version);
}

/* A package of which only this is known; 1 when that is not enough. */
static int seed_absent(struct vb_run *run, const struct vb_actor *who,
	const struct vb_seed_order *order, struct vb_err *err)
{
	struct vb_image *image = vb_arena_one(run->arena, struct vb_image);
	struct vb_seeding seeding = {.run = run,
		.who = who,
		.image = image,
		.root = run->interp->purelib,
		.order = *order};
	int rc;

	if (!(order->flags & VB_SEED_ABSENT) || !run->request.dry_run || !order->name ||
		!order->version)
		return 1;
	*image = (struct vb_image){.fd = -1,
		.files_fd = -1,
		.sha256 = order->sha256 ? vb_arena_str(run->arena, order->sha256) : "",
		.name = vb_arena_str(run->arena, order->name),
		.version = vb_arena_str(run->arena, order->version),
		.dist_info = vb_arena_printf(
			run->arena, "%s-%s.dist-info", order->name, order->version)};
	rc = check_present(&seeding, err);
	if (rc == 0)
		rc = add_package(&seeding, err);
	return rc < 0 ? rc : 0;
}

int vb_seed_wheel(struct vb_run *run, const struct vb_actor *who, const struct vb_seed_order *order,
	struct vb_err *err)
{
	const struct vb_image *image = order->image;
	int rc = 0;

	if (!image && (!order->sha256 || !vb_image_of_hash(run, order->sha256, &image))) {
		if (!order->path)
			return seed_absent(run, who, order, err);
		rc = vb_image_of_wheel(run, order->path, order->sha256, &image, err);
		if (rc == 0)
			rc = check_name(run, image, vb_path_base(order->path), err);
	}
	if (rc == 0)
		rc = check_order(run, image, order, err);
	return rc < 0 ? rc : vb_seed_image(run, who, image, order, err);
}
