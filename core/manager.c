/* SPDX-License-Identifier: MIT */
/* The table of managers, and the list of what they installed. */
#include "core/manager.h"

#include "core/buf.h"
#include "core/fsat.h"
#include "core/path.h"
#include "core/user_dirs.h"

#include <fcntl.h>

const char vb_manager_names[] = "pyenv, uv, asdf, mise and conda";

const struct vb_manager vb_managers[] = {
	{
		.name = "pyenv",
		.root_variable = "PYENV_ROOT",
		.root_home = ".pyenv",
		.installations = "versions",
		.choice_variable = "PYENV_VERSION",
		.choice_files = {".python-version"},
		.global_files = {"version"},
	},
	{
		.name = "uv",
		.root_variable = "UV_PYTHON_INSTALL_DIR",
		.root_xdg = "uv/python",
		.installations = "",
	},
	{
		.name = "asdf",
		.root_variable = "ASDF_DATA_DIR",
		.root_home = ".asdf",
		.installations = "installs/python",
		.choice_variable = "ASDF_PYTHON_VERSION",
		.choice_files = {".tool-versions"},
		.global_files = {"~/.tool-versions"},
	},
	{
		.name = "mise",
		.root_variable = "MISE_DATA_DIR",
		.root_xdg = "mise",
		.installations = "installs/python",
		.choice_variable = "MISE_PYTHON_VERSION",
		.choice_files = {"mise.toml", ".mise.toml", ".tool-versions", ".python-version"},
		.global_files = {"~/.config/mise/config.toml", "~/.tool-versions"},
	},
};
const size_t vb_manager_count = VB_COUNT(vb_managers);

/* Conda has no one place: these below the home directory, and these. */
static const char *const conda_homes[] = {
	"miniconda3",
	"miniforge3",
	"anaconda3",
	"mambaforge",
	"micromamba",
	".conda",
};
static const char *const conda_roots[] = {
	"/opt/conda",
	"/opt/miniconda3",
	"/opt/miniforge3",
	"/opt/anaconda3",
};

struct list {
	struct vb_arena *arena;
	struct vb_installation *items;
	size_t count, room;
};

const char *vb_manager_root(struct vb_arena *arena, const struct vb_manager *manager)
{
	const char *root = secure_getenv(manager->root_variable);

	if (root && *root == '/')
		return vb_path_absolute(arena, "/", root);
	root = manager->root_xdg ? vb_user_dir(arena, "XDG_DATA_HOME", ".local/share")
				 : vb_user_home();
	if (!root)
		return NULL;
	return vb_path_join(
		arena, root, manager->root_xdg ? manager->root_xdg : manager->root_home);
}

/* The names in a directory; none when it cannot be read. */
static const char *const *list_names(struct vb_arena *arena, const char *dir)
{
	static const char *const none[] = {NULL};
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *const *names;

	if (fd < 0 || vb_fsat_list(arena, fd, dir, &names, NULL, &ignored) < 0)
		return none;
	return names;
}

static bool has_file(struct vb_arena *arena, const char *dir, const char *rel)
{
	return !faccessat(AT_FDCWD, vb_path_join(arena, dir, rel), F_OK, 0);
}

/* Conda writes down every package of a prefix: "conda-meta/python-3.12.1-h….json". */
static struct vb_hint hint_of_conda(struct vb_arena *arena, const char *prefix)
{
	const char *const *names = list_names(arena, vb_path_join(arena, prefix, "conda-meta"));
	struct vb_hint hint = vb_spec_hint(arena, "");

	for (; *names && hint.major < 0; names++) {
		if (!strncmp(*names, "python-", 7))
			hint = vb_spec_hint(arena, *names);
	}
	return hint;
}

static void add(struct list *list, const char *manager, const char *prefix, struct vb_hint hint)
{
	if (has_file(list->arena, prefix, "pyvenv.cfg") || !has_file(list->arena, prefix, "bin"))
		return;
	list->items = vb_arena_grow(
		list->arena, list->items, list->count, &list->room, sizeof(*list->items));
	if (hint.major < 0)
		hint = hint_of_conda(list->arena, prefix);
	list->items[list->count++] = (struct vb_installation){prefix, manager, hint};
}

static void add_manager(struct list *list, const struct vb_manager *manager)
{
	const char *root = vb_manager_root(list->arena, manager), *dir;

	if (!root)
		return;
	dir = vb_path_join(list->arena, root, manager->installations);
	for (const char *const *name = list_names(list->arena, dir); *name; name++) {
		if (**name != '.')
			add(list, manager->name, vb_path_join(list->arena, dir, *name),
				vb_spec_hint(list->arena, *name));
	}
}

/* A prefix of conda and its environments, each of which is an interpreter of its own. */
static void add_conda_root(struct list *list, const char *root)
{
	struct vb_hint unknown = vb_spec_hint(list->arena, "");
	const char *dir = vb_path_join(list->arena, root, "envs");

	if (has_file(list->arena, root, "conda-meta"))
		add(list, "conda", root, unknown);
	for (const char *const *name = list_names(list->arena, dir); *name; name++)
		add(list, "conda", vb_path_join(list->arena, dir, *name), unknown);
}

/* Conda's own list: one path a line. */
static void add_conda_listed(struct list *list, const char *home)
{
	const char *path = vb_path_join(list->arena, home, ".conda/environments.txt");
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;

	if (vb_fsat_read_through(AT_FDCWD, path, 256 * 1024, true, &text, &ignored))
		return;
	for (const char *at = text.data; *at;) {
		size_t len = strcspn(at, "\n");
		const char *prefix = vb_arena_dup(list->arena, at, len);

		if (*prefix == '/' && has_file(list->arena, prefix, "conda-meta"))
			add(list, "conda", prefix, vb_spec_hint(list->arena, ""));
		at += len + (at[len] == '\n');
	}
}

static void add_conda(struct list *list)
{
	const char *program = secure_getenv("CONDA_EXE");
	const char *root = secure_getenv("MAMBA_ROOT_PREFIX"), *home = vb_user_home();

	if (program && *program == '/')
		add_conda_root(list, vb_path_dir(list->arena, vb_path_dir(list->arena, program)));
	if (root && *root == '/')
		add_conda_root(list, root);
	for (size_t i = 0; home && i < VB_COUNT(conda_homes); i++)
		add_conda_root(list, vb_path_join(list->arena, home, conda_homes[i]));
	for (size_t i = 0; i < VB_COUNT(conda_roots); i++)
		add_conda_root(list, conda_roots[i]);
	if (home)
		add_conda_listed(list, home);
}

int vb_manager_order(const struct vb_hint *a, const struct vb_hint *b)
{
	const int numbers[][2] = {
		{a->major >= 0, b->major >= 0},
		{!a->pre, !b->pre},
		{a->major, b->major},
		{a->minor, b->minor},
		{a->micro, b->micro},
	};

	for (size_t i = 0; i < VB_COUNT(numbers); i++) {
		if (numbers[i][0] != numbers[i][1])
			return numbers[i][0] > numbers[i][1] ? -1 : 1;
	}
	return a->pre && b->pre ? strverscmp(b->pre, a->pre) : 0;
}

static int order_installations(const void *a, const void *b)
{
	const struct vb_installation *first = a, *second = b;
	int order = vb_manager_order(&first->hint, &second->hint);

	return order ? order : strcmp(first->prefix, second->prefix);
}

size_t vb_manager_installations(struct vb_arena *arena, const struct vb_installation **ret_list)
{
	struct list list = {.arena = arena};

	for (size_t i = 0; i < VB_COUNT(vb_managers); i++)
		add_manager(&list, &vb_managers[i]);
	add_conda(&list);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), order_installations);
	*ret_list = list.items;
	return list.count;
}

const char *vb_manager_newest(struct vb_arena *arena, const char *dir, const char *name)
{
	struct vb_hint wanted = vb_spec_hint(arena, name), best = wanted;
	const char *newest = NULL;

	if (!*name || *name == '.' || strchr(name, '/'))
		return NULL;
	if (has_file(arena, dir, name))
		return vb_path_join(arena, dir, name);
	for (const char *const *entry = list_names(arena, dir); *entry; entry++) {
		struct vb_hint hint = vb_spec_hint(arena, *entry);

		if (wanted.major < 0 || hint.major != wanted.major || hint.pre || wanted.pre ||
			(wanted.minor >= 0 && hint.minor != wanted.minor) || wanted.micro >= 0 ||
			hint.free_threaded != wanted.free_threaded ||
			hint.implementation != wanted.implementation)
			continue;
		if (!newest || vb_manager_order(&hint, &best) < 0) {
			best = hint;
			newest = *entry;
		}
	}
	return newest ? vb_path_join(arena, dir, newest) : NULL;
}

const char *vb_manager_executable(
	struct vb_arena *arena, const struct vb_installation *installation)
{
	const struct vb_hint *hint = &installation->hint;
	const char *names[] = {NULL, NULL, "python3", "python", "pypy3"};

	if (hint->minor >= 0) {
		names[0] = vb_arena_printf(arena, "python%d.%d%s", hint->major, hint->minor,
			hint->free_threaded ? "t" : "");
		names[1] = vb_arena_printf(arena, "pypy%d.%d", hint->major, hint->minor);
	}
	for (size_t i = 0; i < VB_COUNT(names); i++) {
		const char *path = names[i] ? vb_arena_printf(arena, "%s/bin/%s",
						      installation->prefix, names[i])
					    : NULL;

		if (path && !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS))
			return path;
	}
	return NULL;
}
