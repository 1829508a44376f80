/* SPDX-License-Identifier: MIT */
#include "tests/unit/interpreter.h"

#include "core/fsat.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/spec.h"

#include <fcntl.h>
#include <sys/stat.h>

struct world world;

static const char *const variables[] = {
	"HOME",
	"PATH",
	"PYENV_ROOT",
	"PYENV_VERSION",
	"UV_PYTHON_INSTALL_DIR",
	"ASDF_DATA_DIR",
	"ASDF_PYTHON_VERSION",
	"MISE_DATA_DIR",
	"MISE_PYTHON_VERSION",
	"XDG_DATA_HOME",
	"CONDA_EXE",
	"MAMBA_ROOT_PREFIX",
	"VB_TEST_LOG",
	"XDG_CACHE_HOME",
};

static void drop_line(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)level;
	(void)text;
}

const char *world_path(const char *rel)
{
	return vb_path_join(world.arena, world.root, rel);
}

void world_set(const char *variable, const char *rel)
{
	if (rel)
		setenv(variable, world_path(rel), 1);
	else
		unsetenv(variable);
}

void world_setup(void)
{
	vb_auto_err err = VB_ERR_INIT;

	memset(&world, 0, sizeof(world));
	snprintf(world.root, sizeof(world.root), "/tmp/venvb-check-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(world.root));
	world.umask = umask(022);
	world.arena = vb_arena_new();
	world.log = (struct vb_log){.level = VB_WARNING, .line = drop_line};
	for (size_t i = 0; i < VB_COUNT(variables); i++) {
		const char *value = getenv(variables[i]);

		world.saved[i] = value ? strdup(value) : NULL;
		unsetenv(variables[i]);
	}
	world_set("HOME", "home");
	world_set("VB_TEST_LOG", "log");
	setenv("PATH", world_path("a/bin"), 1);
	world_write("home/work/deep/.keep", "", 0644);
	ck_assert_int_eq(vb_cache_open(world.arena, &world.log, world_path("cache"), true,
				 &world.cache, &err),
		0);
	world.search = (struct vb_search){
		.arena = world.arena,
		.log = &world.log,
		.cache = world.cache,
		.cwd = world_path("home/work/deep"),
	};
}

void world_teardown(void)
{
	vb_auto_err err = VB_ERR_INIT;

	vb_cache_done(world.cache);
	vb_fsat_remove_tree(AT_FDCWD, world.root, &err);
	for (size_t i = 0; i < VB_COUNT(variables); i++) {
		if (world.saved[i])
			setenv(variables[i], world.saved[i], 1);
		else
			unsetenv(variables[i]);
		free(world.saved[i]);
	}
	vb_arena_free(world.arena);
	umask((mode_t)world.umask);
}

static void make_parent(const char *path)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(
		vb_fsat_make_dirs(AT_FDCWD, vb_path_dir(world.arena, path), 0755, &err), 0);
}

void world_write(const char *rel, const char *text, int mode)
{
	const char *path = world_path(rel);
	vb_auto_err err = VB_ERR_INIT;

	make_parent(path);
	unlink(path);
	ck_assert_int_eq(vb_fsat_create(AT_FDCWD, path, (mode_t)mode, text, strlen(text), &err), 0);
}

void world_link(const char *target, const char *rel)
{
	const char *path = world_path(rel);

	make_parent(path);
	unlink(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

static const char *level_of(const char *pre)
{
	return !pre ? "final" : *pre == 'a' ? "alpha" : *pre == 'b' ? "beta" : "candidate";
}

void world_interpreter(const char *prefix, const char *version)
{
	struct vb_hint hint = vb_spec_hint(world.arena, version);
	bool pypy = hint.implementation && !strcmp(hint.implementation, "PyPy");
	const char *name = vb_arena_printf(world.arena, "%s3.%d%s", pypy ? "pypy" : "python",
		hint.minor, hint.free_threaded ? "t" : "");
	const char *program = vb_arena_printf(world.arena, "%s/bin/%s", prefix, name);
	const char *root = world_path(prefix);

	world_write(vb_arena_printf(world.arena, "%s/lib/python3.%d/os.py", prefix, hint.minor), "",
		0644);
	world_write(program,
		vb_arena_printf(world.arena,
			"#!/bin/sh\n"
			"echo '%s' >>\"$VB_TEST_LOG\"\n"
			"printf '\\002%%s\\002{\"asked\": \"%%s\",%%s\\003%%s\\003' \\\n"
			"venvb-facts \"$0\" '\"in-environment\": false,\n"
			"\"stdlib\": \"%s/lib/python3.%d\", \"wheel-variable\": \"%s/wheels\",\n"
			"\"base-prefix\": \"%s\", \"base-exec-prefix\": \"%s\",\n"
			"\"libpython\": null, \"implementation\": \"%s\",\n"
			"\"major\": 3, \"minor\": %d, \"micro\": %d, \"releaselevel\": \"%s\",\n"
			"\"serial\": %d, \"free-threaded\": %s, \"debug\": false,\n"
			"\"is-64bit\": true, \"cache-tag\": \"x\", \"soabi\": null,\n"
			"\"platform\": \"linux-x86_64\", \"bytecode-magic\": \"00\",\n"
			"\"scripts\": \"bin\", \"purelib\": \"lib/p\", \"platlib\": \"lib/p\",\n"
			"\"include\": \"include\", \"data\": \"\",\n"
			"\"names\": [\"python\", \"python3\", \"python3.%d\", \"%s\"],\n"
			"\"lib64-link\": true, \"ensurepip-dir\": null,\n"
			"\"wheel-dir\": null}' venvb-facts\n",
			program, root, hint.minor, root, root, root, pypy ? "PyPy" : "CPython",
			hint.minor, hint.micro < 0 ? 0 : hint.micro, level_of(hint.pre),
			hint.pre ? 1 : 0, hint.free_threaded ? "true" : "false", hint.minor, name),
		0755);
	world_link(name,
		vb_arena_printf(world.arena, "%s/bin/%s", prefix, pypy ? "pypy3" : "python3"));
}

void world_environment(const char *env, const char *home)
{
	world_write(vb_arena_printf(world.arena, "%s/pyvenv.cfg", env),
		vb_arena_printf(world.arena, "home = %s\nversion = 3.31.2\n", world_path(home)),
		0644);
	world_write(vb_arena_printf(world.arena, "%s/bin/activate", env), "", 0644);
}

const char *world_started(void)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (vb_fsat_read(AT_FDCWD, world_path("log"), 65536, true, &text, &err))
		return "";
	unlink(world_path("log"));
	for (char *at = text.data; *at; at++) {
		if (*at == '\n')
			*at = ' ';
	}
	vb_buf_truncate(&text, text.len - 1);
	return vb_arena_str(world.arena, text.data);
}

const char *world_find(const char *what)
{
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_interp *interp;

	if (vb_discover(&world.search, what, &interp, &err) < 0)
		return vb_arena_printf(world.arena, "error: %s", err.msg);
	if (!vb_path_is_within(interp->executable, world.root))
		return interp->executable;
	return interp->executable + strlen(world.root) + 1;
}
