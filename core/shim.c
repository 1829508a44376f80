/* SPDX-License-Identifier: MIT */
/*
 * What a shim stands for. A shim would start its manager to find that out; here the same files
 * are read: a variable, a file in the current directory or above, a global one.
 */
#include "core/manager.h"

#include "core/buf.h"
#include "core/fsat.h"
#include "core/path.h"
#include "core/user_dirs.h"

#include <fcntl.h>

enum {
	MAX_LINKS = 8,
	MAX_CHOICE = 64 * 1024,
	MAX_NAMES = 16,
};

/* What is chosen: names of installations, and where that was said. */
struct choice {
	const char *names[MAX_NAMES];
	size_t count;
	const char *source;
};

static void add_name(struct vb_arena *arena, const char *text, size_t len, struct choice *choice)
{
	if (len && choice->count < MAX_NAMES)
		choice->names[choice->count++] = vb_arena_dup(arena, text, len);
}

/* Words between SEPARATORS; from a "#" on it is a comment. */
static void add_words(struct vb_arena *arena, const char *line, size_t len, const char *separators,
	struct choice *choice)
{
	for (const char *at = line, *end = line + len; at < end && *at != '#';) {
		size_t word = 0;

		while (at + word < end && !strchr(separators, at[word]) && at[word] != '#')
			word++;
		add_name(arena, at, word, choice);
		at += word + (at + word < end && at[word] != '#');
	}
}

static void read_plain(struct vb_arena *arena, const char *line, size_t len, struct choice *choice)
{
	add_words(arena, line, len, " \t\r", choice);
}

/* "python 3.12.1 3.11.7" */
static void read_tools(struct vb_arena *arena, const char *line, size_t len, struct choice *choice)
{
	if (len > 7 && !strncmp(line, "python", 6) && strchr(" \t", line[6]))
		add_words(arena, line + 7, len - 7, " \t\r", choice);
}

/* "python = '3.12'" or "python = ['3.12', '3.11']"; more of TOML is not understood. */
static void read_toml(struct vb_arena *arena, const char *line, size_t len, struct choice *choice)
{
	const char *equals = memchr(line, '=', len);
	size_t blanks = strspn(line, " \t");

	if (!equals || blanks + 6 > len || strncmp(line + blanks, "python", 6) ||
		line + blanks + 6 + strspn(line + blanks + 6, " \t") != equals)
		return;
	equals++;
	if (!memchr(equals, '{', len - (size_t)(equals - line)))
		add_words(arena, equals, len - (size_t)(equals - line), " \t\r[],'\"", choice);
}

static bool ends_with(const char *text, const char *tail)
{
	size_t len = strlen(text), tail_len = strlen(tail);

	return len >= tail_len && !strcmp(text + len - tail_len, tail);
}

static bool read_file(struct vb_arena *arena, const char *path, struct choice *choice)
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;

	if (vb_fsat_read_through(AT_FDCWD, path, MAX_CHOICE, true, &text, &ignored))
		return false;
	for (const char *at = text.data; *at;) {
		size_t len = strcspn(at, "\n");

		if (ends_with(path, ".toml"))
			read_toml(arena, at, len, choice);
		else if (ends_with(path, ".tool-versions"))
			read_tools(arena, at, len, choice);
		else
			read_plain(arena, at, len, choice);
		at += len + (at[len] == '\n');
	}
	choice->source = path;
	return choice->count > 0;
}

static bool read_upwards(struct vb_arena *arena, const struct vb_manager *manager, const char *cwd,
	struct choice *choice)
{
	for (const char *dir = cwd;; dir = vb_path_dir(arena, dir)) {
		for (const char *const *file = manager->choice_files; *file; file++) {
			if (read_file(arena, vb_path_join(arena, dir, *file), choice))
				return true;
		}
		if (!strcmp(dir, "/") || *dir != '/')
			return false;
	}
}

static void choose(struct vb_arena *arena, const struct vb_manager *manager, const char *root,
	const char *cwd, struct choice *choice)
{
	const char *value = secure_getenv(manager->choice_variable), *home = vb_user_home();

	choice->source = manager->choice_variable;
	if (value)
		add_words(arena, value, strlen(value), ": ", choice);
	if (choice->count || read_upwards(arena, manager, cwd, choice))
		return;
	for (const char *const *file = manager->global_files; *file; file++) {
		const char *path = strncmp(*file, "~/", 2) ? vb_path_join(arena, root, *file)
				   : home                  ? vb_path_join(arena, home, *file + 2)
							   : NULL;

		if (path && read_file(arena, path, choice))
			return;
	}
	choice->source = NULL;
	add_name(arena, "system", 6, choice);
}

/* What PROGRAM would be in the first of the chosen installations that has it. */
static void find_target(struct vb_arena *arena, const struct vb_manager *manager, const char *root,
	const char *program, const struct choice *choice, struct vb_shim *shim)
{
	const char *dir = vb_path_join(arena, root, manager->installations);

	for (size_t i = 0; i < choice->count; i++) {
		const char *name = choice->names[i], *prefix, *path;

		if (!strncmp(name, "python-", 7))
			name += 7;
		if (!strcmp(name, "system")) {
			shim->why =
				vb_arena_printf(arena, "%s chooses the system's", manager->name);
			return;
		}
		prefix = vb_manager_newest(arena, dir, name);
		if (!prefix) {
			shim->is_missing = true;
			shim->why =
				vb_arena_printf(arena, "%s chooses %s (%s), which is not installed",
					manager->name, name, choice->source);
			continue;
		}
		path = vb_arena_printf(arena, "%s/bin/%s", prefix, program);
		if (!faccessat(AT_FDCWD, path, X_OK, AT_EACCESS)) {
			shim->target = path;
			return;
		}
		shim->why =
			vb_arena_printf(arena, "%s chooses %s (%s), which has no %s", manager->name,
				name, choice->source ? choice->source : "by default", program);
	}
}

/* Whose shims are in DIR; RET_ROOT is where its data are. asdf and mise have the same layout:
 * then the one whose root it is, else the first. */
static const struct vb_manager *find_manager(
	struct vb_arena *arena, const char *dir, const char **ret_root)
{
	const struct vb_manager *found = NULL;
	const char *root = vb_path_dir(arena, dir);

	if (strcmp(vb_path_base(dir), "shims"))
		return NULL;
	for (size_t i = 0; i < vb_manager_count; i++) {
		const struct vb_manager *manager = &vb_managers[i];
		const char *own = vb_manager_root(arena, manager);
		bool is_own = own && !strcmp(own, root);

		if (!manager->choice_variable || (found && !is_own))
			continue;
		if (is_own || !faccessat(AT_FDCWD,
				      vb_path_join(arena, root, manager->installations), F_OK, 0))
			found = manager;
		if (is_own)
			break;
	}
	*ret_root = root;
	return found;
}

bool vb_manager_shim(
	struct vb_arena *arena, const char *path, const char *cwd, struct vb_shim *ret_shim)
{
	const char *root = NULL;

	for (int i = 0; i < MAX_LINKS; i++) {
		const char *dir = vb_path_dir(arena, path), *target;
		const struct vb_manager *manager = find_manager(arena, dir, &root);

		if (manager) {
			struct vb_shim shim = {.manager = manager->name};
			struct choice choice = {.count = 0};

			choose(arena, manager, root, cwd, &choice);
			find_target(arena, manager, root, vb_path_base(path), &choice, &shim);
			*ret_shim = shim;
			return true;
		}
		target = vb_fsat_readlink(arena, AT_FDCWD, path);
		if (!target)
			break;
		path = vb_path_absolute(arena, "/", vb_path_join(arena, dir, target));
	}
	return false;
}
