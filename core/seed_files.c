/* SPDX-License-Identifier: MIT */
/*
 * What a wheel brings besides its package: scripts made from entry points, and the files of its
 * .data directory, each at the place that its scheme has in an environment.
 */
#include "core/fsat.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/run.h"
#include "core/script.h"
#include "core/seeding.h"

/* A script is read whole, to give it its interpreter. */
#define SCRIPT_MAX ((size_t)16 << 20)

static int add_script(
	struct vb_seeding *seeding, const char *name, const struct vb_buf *text, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = vb_path_join(seeding->run->arena, seeding->run->interp->scripts, name),
		.kind = VB_FILE,
		.access = VB_EXECUTABLE,
		.data = text->data,
		.len = text->len,
	};

	return vb_seeding_add(seeding, &spec, NULL, err);
}

static int add_entry_point(struct vb_seeding *seeding, const struct vb_entry_point *entry,
	const struct vb_entry_point *entries, struct vb_err *err)
{
	struct vb_run *run = seeding->run;
	const char *fault = vb_script_fault(entry);
	const char *const *names = vb_script_names(run->arena, entry, entries, run->interp);
	vb_auto_buf text = VB_BUF_INIT;
	int rc = 0;

	if (fault)
		return vb_err_set(err, VB_EFAIL, "its entry point '%s = %s:%s' is no script: %s",
			entry->name, entry->module, entry->object ? entry->object : "", fault);
	vb_script_of_entry_point(entry, seeding->interpreter, &text);
	for (; *names && rc == 0; names++)
		rc = add_script(seeding, *names, &text, err);
	return rc;
}

int vb_seeding_add_entry_points(struct vb_seeding *seeding, struct vb_err *err)
{
	const struct vb_entry_point *console = seeding->image->console_scripts;
	const struct vb_entry_point *entry;
	int rc = 0;

	for (entry = console; entry && entry->name && rc == 0; entry++)
		rc = add_entry_point(seeding, entry, console, err);
	entry = seeding->image->gui_scripts;
	for (; entry && entry->name && rc == 0; entry++) {
		if (!vb_script_is_among(console, entry->name))
			rc = add_entry_point(seeding, entry, seeding->image->gui_scripts, err);
	}
	return rc;
}

/* What old build tools shipped for an entry point, beside it: "NAME", "NAME-script.py". */
static bool is_wrapper(const struct vb_image *image, const char *name)
{
	static const char *const suffixes[] = {"", ".exe", "-script.py", "-script.pyw", ".pya"};
	size_t len = strlen(name);

	for (size_t i = 0; i < VB_COUNT(suffixes); i++) {
		size_t tail = strlen(suffixes[i]);
		vb_auto_buf stem = VB_BUF_INIT;

		if (len <= tail || strcmp(name + len - tail, suffixes[i]) != 0)
			continue;
		vb_buf_add(&stem, name, len - tail);
		if (vb_script_is_among(image->console_scripts, stem.data) ||
			vb_script_is_among(image->gui_scripts, stem.data))
			return true;
	}
	return false;
}

static int add_shipped_script(struct vb_seeding *seeding, const struct vb_image_entry *entry,
	const char *name, struct vb_err *err)
{
	const char *rel = vb_arena_printf(seeding->run->arena, "data/%s", entry->path);
	vb_auto_buf source = VB_BUF_INIT, text = VB_BUF_INIT;
	int rc;

	if (is_wrapper(seeding->image, name))
		return 0;
	rc = vb_fsat_read(seeding->image->fd, rel, SCRIPT_MAX, false, &source, err);
	if (rc < 0)
		return rc;
	vb_script_of_text(source.data, source.len, seeding->interpreter, &text);
	return add_script(seeding, name, &text, err);
}

static int add_copy(struct vb_seeding *seeding, const struct vb_image_entry *entry,
	const char *path, struct vb_err *err)
{
	const char *source = vb_arena_printf(
		seeding->run->arena, "%s/data/%s", seeding->image->path, entry->path);
	const struct vb_node spec = {
		.path = path, .kind = VB_COPY, .data = source, .len = strlen(source)};

	return vb_seeding_add(seeding, &spec, entry, err);
}

static int add_header(struct vb_seeding *seeding, const struct vb_image_entry *entry,
	const char *name, struct vb_err *err)
{
	const struct vb_interp *interp = seeding->run->interp;
	const char *path = vb_arena_printf(seeding->run->arena, "%s/site/python%d.%d/%s/%s",
		interp->include, interp->major, interp->minor, seeding->image->name, name);

	return add_copy(seeding, entry, path, err);
}

static int add_data(struct vb_seeding *seeding, const struct vb_image_entry *entry,
	const char *name, struct vb_err *err)
{
	const char *base = seeding->run->interp->data;

	return add_copy(
		seeding, entry, *base ? vb_path_join(seeding->run->arena, base, name) : name, err);
}

/* A file of .data, by the scheme that its first component names. */
static int add_scheme_file(
	struct vb_seeding *seeding, const struct vb_image_entry *entry, struct vb_err *err)
{
	static const struct {
		const char *prefix;
		int (*add)(struct vb_seeding *seeding, const struct vb_image_entry *entry,
			const char *name, struct vb_err *err);
	} schemes[] = {
		{"scripts/", add_shipped_script},
		{"headers/", add_header},
		{"data/", add_data},
	};

	for (size_t i = 0; i < VB_COUNT(schemes); i++) {
		size_t len = strlen(schemes[i].prefix);

		if (!strncmp(entry->path, schemes[i].prefix, len))
			return schemes[i].add(seeding, entry, entry->path + len, err);
	}
	return vb_err_set(err, VB_EFAIL, "its data file '%s' is of no known scheme", entry->path);
}

int vb_seeding_add_schemes(struct vb_seeding *seeding, struct vb_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < seeding->image->data_count && rc == 0; i++) {
		if (!seeding->image->data[i].is_dir)
			rc = add_scheme_file(seeding, &seeding->image->data[i], err);
	}
	return rc;
}
