/* SPDX-License-Identifier: MIT */
/*
 * `venvb plugin new`: a copy of the template of a language, with the plugin's name in it. A
 * template is a directory tree of texts: @NAME@ and @NAME_C@ in their contents, NAME in their
 * names.
 */
#include "core/plugin_commands.h"

#include "core/descriptor.h"
#include "core/fsat.h"
#include "core/option.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/quote.h"
#include "core/switches.h"
#include "core/user_dirs.h"

#include <errno.h>
#include <fcntl.h>

enum { MOST_BYTES = 1024 * 1024 };

static const struct {
	const char *name, *dir;
} languages[] = {
	{"c", "c"},
	{"c++", "cxx"},
	{"rust", "rust"},
	{"zig", "zig"},
};

struct copying {
	struct vb_arena *arena;
	const char *name;      /* "acme-tools" */
	const char *name_in_c; /* "acme_tools" */
};

/* TEXT with every FROM replaced. */
static void replace(struct vb_buf *out, const char *text, const char *from, const char *to)
{
	const char *found;

	for (; (found = strstr(text, from)); text = found + strlen(from)) {
		vb_buf_add(out, text, (size_t)(found - text));
		vb_buf_adds(out, to);
	}
	vb_buf_adds(out, text);
}

static int copy_file(const struct copying *copying, int from, int to, const char *name,
	const char *new_name, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT, named = VB_BUF_INIT, whole = VB_BUF_INIT;
	struct stat st;
	int rc;

	if (fstatat(from, name, &st, 0) < 0)
		return vb_err_sys(err, errno, "reading '%s'", name);
	rc = vb_fsat_read_through(from, name, MOST_BYTES, false, &text, err);
	if (rc < 0)
		return rc;
	replace(&named, text.data, "@NAME@", copying->name);
	replace(&whole, named.data, "@NAME_C@", copying->name_in_c);
	return vb_fsat_create(
		to, new_name, st.st_mode & S_IXUSR ? 0777 : 0666, whole.data, whole.len, err);
}

static int copy_tree(const struct copying *copying, int from, int to, struct vb_err *err);

static int copy_entry(
	const struct copying *copying, int from, int to, const char *name, struct vb_err *err)
{
	vb_auto_buf new_name = VB_BUF_INIT;
	vb_auto_fd below_from = -1, below_to = -1;
	vb_auto_err no_dir = VB_ERR_INIT;

	replace(&new_name, name, "NAME", copying->name);
	below_from = vb_fsat_open_dir(from, name, &no_dir);
	if (below_from < 0)
		return copy_file(copying, from, to, name, new_name.data, err);
	if (mkdirat(to, new_name.data, 0777) < 0)
		return vb_err_sys(err, errno, "making '%s'", new_name.data);
	below_to = vb_fsat_open_dir(to, new_name.data, err);
	return below_to < 0 ? below_to : copy_tree(copying, below_from, below_to, err);
}

static int copy_tree(const struct copying *copying, int from, int to, struct vb_err *err)
{
	const char *const *names;
	int rc = vb_fsat_list(copying->arena, from, "the template", &names, NULL, err);

	for (; rc == 0 && *names; names++)
		rc = copy_entry(copying, from, to, *names, err);
	return rc;
}

static int copy(
	const struct copying *copying, const char *template, const char *dir, struct vb_err *err)
{
	vb_auto_fd from = open(template, O_RDONLY | O_DIRECTORY | O_CLOEXEC), to = -1;
	vb_auto_err ignored = VB_ERR_INIT;
	int rc;

	if (from < 0)
		return vb_err_sys(err, errno,
			"the template '%s' is missing: install venvb with its development files",
			template);
	if (mkdir(dir, 0777) < 0)
		return errno == EEXIST ? vb_err_set(err, VB_EFAIL,
						 "'%s' is there already: name another "
						 "directory behind the name",
						 dir)
				       : vb_err_sys(err, errno, "making '%s'", dir);
	to = vb_fsat_open_dir(AT_FDCWD, dir, err);
	if (to < 0)
		return to;
	rc = copy_tree(copying, from, to, err);
	if (rc < 0)
		vb_fsat_remove_tree(AT_FDCWD, dir, &ignored);
	return rc < 0 ? vb_err_wrap(err, "'%s'", dir) : 0;
}

static const char *find_language(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(languages); i++)
		if (!strcmp(languages[i].name, name))
			return languages[i].dir;
	return NULL;
}

static int check_name(const char *name, struct vb_err *err)
{
	if (vb_descriptor_is_reserved(name))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' cannot be the name of a plugin: it is a name of venvb's own", name);
	if (vb_option_is_name(name, strlen(name)))
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"'%s' cannot be the name of a plugin: expected lower-case letters and digits, with "
		"single '-' between",
		name);
}

/* A name that is taken is no mistake: the new one can always be tried by its path. */
static void warn_of_same(const struct vb_create *command, const char *name)
{
	struct vb_arena *arena = command->cli->arena;
	const char *data = vb_user_dir(arena, "XDG_DATA_HOME", ".local/share");
	const struct {
		const char *dir, *advice;
	} places[] = {
		{vb_paths.plugindir,
			"it is found before one in your own directory: take another name, or "
			"enable yours by its path"},
		{data ? vb_path_join(arena, data, "venvb/plugins") : NULL,
			"yours is to take its place, or take another name"},
	};

	for (size_t i = 0; i < VB_COUNT(places); i++) {
		const char *path = vb_arena_printf(
			arena, "%s/%s.so", places[i].dir ? places[i].dir : "", name);

		if (!places[i].dir || access(path, F_OK) < 0)
			continue;
		vb_warn(command->cli->log, "a plugin '%s' is installed already, as '%s'; %s", name,
			path, places[i].advice);
		return;
	}
}

static int tell(
	const struct vb_create *command, const char *name, const char *dir, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (command->args.flags[VB_FLAG_QUIET])
		return 0;
	vb_buf_addf(&out, "Created %s; next:\n  cd ", dir);
	vb_quote_word(&out, vb_quote_sh, dir);
	vb_buf_addf(&out,
		" && make && make check\n"
		"  venvb plugin check ./%s.so\n"
		"  venvb create --plugin=./%s.so .venv\n"
		"  make install    # for yourself; then --plugin=%s will do\n",
		name, name, name);
	return vb_cli_print(command->cli, &out, err);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct vb_arena *arena = command->cli->arena;
	const char *name = command->args.operands[0];
	const char *dir = command->args.operand_count > 1 ? command->args.operands[1] : name;
	const char *language = vb_command_value(command, "lang", "c");
	const char *found = find_language(language);
	char *name_in_c = vb_arena_str(arena, name);
	struct copying copying = {arena, name, name_in_c};
	int rc = check_name(name, err);

	if (rc < 0)
		return rc;
	if (!found)
		return vb_err_set(err, VB_EUSAGE,
			"there is no template for '%s': expected c, c++, rust or zig", language);
	for (; *name_in_c; name_in_c++)
		if (*name_in_c == '-')
			*name_in_c = '_';
	rc = copy(&copying, vb_arena_printf(arena, "%s/template/%s", vb_paths.datadir, found), dir,
		err);
	if (rc < 0)
		return rc;
	warn_of_same(command, name);
	return tell(command, name, dir, err);
}

const struct vb_command vb_plugin_new_command = {
	.usage = "venvb plugin new [OPTION]... NAME [DIR]\n"
		 "Makes the directory DIR, or NAME, with a plugin to begin with.",
	.switches = vb_switches_plugin_new,
	.least = 1,
	.most = 2,
	.operands = "NAME [DIR]",
	.run = run,
};
