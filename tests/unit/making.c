/* SPDX-License-Identifier: MIT */
/* Environments of a few nodes. */
#include "tests/unit/making.h"

#include "tests/unit/tree.h"

#include "core/fsat.h"
#include "core/image.h"

#include <check.h>
#include <fcntl.h>

struct vb_run making_run;
struct vb_err making_err;
const char *making_said;
static struct vb_interp interp;
static struct vb_target target;
static const struct vb_actor actor = {"test", VB_TIER_CORE};

static void hear(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)level;
	making_said = vb_arena_printf(tree_arena, "%s%s\n", making_said, text);
}

static const struct vb_log sink = {.level = VB_DEBUG, .line = hear};

void making_set_up(void)
{
	tree_set_up();
	tree_dir("elsewhere");
	making_said = "";
	making_err = (struct vb_err)VB_ERR_INIT;
	making_start("");
}

void making_tear_down(void)
{
	vb_commit_end(&making_run);
	vb_err_done(&making_err);
	tree_tear_down();
}

void making_start(const char *flags)
{
	vb_err_done(&making_err);
	making_run = (struct vb_run){.arena = tree_arena,
		.log = &sink,
		.interp = &interp,
		.plan = vb_plan_new(tree_arena),
		.umask = 022,
		.cwd = vb_arena_str(tree_arena, tree_path("elsewhere")),
		.request = {.clear = strchr(flags, 'c'),
			.keep = strchr(flags, 'k'),
			.upgrade = strchr(flags, 'u'),
			.force = strchr(flags, 'f')}};
}

void making_add(const char *path, const char *text)
{
	ck_assert_int_eq(vb_plan_add_text(making_run.plan, &actor, path, text, &making_err), 0);
}

static void add_link(const char *path, const char *to)
{
	ck_assert_int_eq(vb_plan_add_link(making_run.plan, &actor, path, to, &making_err), 0);
}

void making_plan(int minor, const char *mark)
{
	const char *version = vb_arena_printf(tree_arena, "3.%d", minor);
	const char *site = vb_arena_printf(tree_arena, "lib/python%s/site-packages", version);

	interp = (struct vb_interp){
		.major = 3, .minor = minor, .purelib = site, .platlib = site, .scripts = "bin"};
	making_add(
		"pyvenv.cfg", vb_arena_printf(tree_arena, "venvb = 0\nversion = %s.1\n", version));
	making_add("bin/activate", mark);
	add_link("bin/python", "/usr/bin/python3");
	add_link(vb_arena_printf(tree_arena, "bin/python%s", version), "python");
	add_link("lib64", "lib");
	ck_assert_int_eq(vb_plan_add_dir(making_run.plan, &actor, site, &making_err), 0);
}

static struct vb_image *make_image(const char *version)
{
	struct vb_image *image = vb_arena_one(tree_arena, struct vb_image);
	struct vb_image_entry *entries = vb_arena_array(tree_arena, 4, sizeof(*entries));
	const char *const paths[] = {"thing/__init__.py",
		vb_arena_printf(tree_arena, "thing/of_%s.py", version),
		vb_arena_printf(tree_arena, "thing-%s.dist-info/METADATA", version)};
	const char *top = vb_arena_printf(tree_arena, "image-%s", version);

	for (size_t i = 0; i < VB_COUNT(paths); i++) {
		tree_put(vb_arena_printf(tree_arena, "%s/%s", top, paths[i]), version);
		entries[i] = (struct vb_image_entry){.path = paths[i], .size = strlen(version)};
	}
	*image = (struct vb_image){.path = tree_path(top),
		.fd = -1,
		.files_fd = open(tree_path(top), O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.name = "Thing",
		.version = version,
		.entries = entries,
		.count = VB_COUNT(paths)};
	return image;
}

void making_package(const char *version, bool versioned)
{
	const char *site = making_run.interp->purelib;
	const char *info = vb_arena_printf(tree_arena, "thing-%s.dist-info", version);
	const struct vb_package package = {.name = "Thing",
		.normalized = "thing",
		.version = version,
		.sha256 = "0",
		.root = site,
		.dist_info = info,
		.image = make_image(version),
		.versioned = versioned,
		.who = actor};

	making_run.request.link_mode = VB_LINK_COPY;
	ck_assert_int_eq(vb_plan_add_package(making_run.plan, &actor, &package, &making_err), 0);
	making_add("bin/thing", version);
	making_add(vb_arena_printf(tree_arena, "%s/%s/RECORD", site, info),
		vb_arena_printf(tree_arena,
			"thing/__init__.py,sha256=x,1\n\"thing/of_%s.py\",,\n%s/METADATA,,\n"
			"../../../bin/thing,,\n%s/RECORD,,\n",
			version, info, info));
}

static int resolve(const char *arg)
{
	const struct vb_target_opts opts = {.arg = arg,
		.cwd = making_run.cwd,
		.clear = making_run.request.clear,
		.upgrade = making_run.request.upgrade,
		.force = making_run.request.force};

	return vb_target_resolve(tree_arena, &opts, &target, &making_err);
}

const struct vb_target *making_resolve(const char *arg)
{
	ck_assert_int_eq(resolve(tree_path(arg)), 0);
	return &target;
}

int making_publish(const char *arg)
{
	int rc = resolve(tree_path(arg));

	if (rc == 0)
		rc = vb_commit_begin(&making_run, &target, &making_run.commit, &making_err);
	if (rc == 0)
		rc = vb_plan_close(making_run.plan, &making_err);
	if (rc == 0)
		rc = vb_commit_write(&making_run, &making_err);
	if (rc == 0)
		rc = vb_commit_publish(&making_run, &making_err);
	return rc;
}

int making_finish(void)
{
	vb_auto_err second = VB_ERR_INIT;
	int rc = vb_commit_finish(&making_run, &making_err);

	if (rc < 0 && vb_commit_undo(&making_run, &second) < 0)
		vb_err_wrap(&making_err, "%s", second.msg);
	vb_commit_end(&making_run);
	return rc;
}

int making_undo(void)
{
	int rc = vb_commit_undo(&making_run, &making_err);

	vb_commit_end(&making_run);
	return rc;
}

int making_create(const char *arg, const char *flags, const char *mark)
{
	int rc;

	making_start(flags);
	making_plan(11, mark);
	rc = making_publish(arg);
	if (rc == 0)
		return making_finish();
	vb_commit_end(&making_run);
	return rc;
}
