/* SPDX-License-Identifier: MIT */
/* `venvb exec`: a command in an environment, in our place; no interpreter is started for it. */
#include "core/command.h"

#include "core/exec_env.h"
#include "core/fsat.h"
#include "core/interrupt.h"
#include "core/path.h"
#include "core/quote.h"
#include "core/receipt.h"
#include "core/switches.h"
#include "core/target.h"
#include "core/user_dirs.h"

#include <errno.h>
#include <fcntl.h>

enum { MAX_CFG = 64 * 1024 };

static int find_environment(
	struct vb_create *command, const char *typed, struct vb_target *target, struct vb_err *err)
{
	const struct vb_target_opts opts = {
		.arg = typed, .cwd = command->cwd, .home_dir = vb_user_home()};
	int rc = vb_target_resolve(command->cli->arena, &opts, target, err);

	if (rc < 0 || target->state == VB_ENVIRONMENT)
		return rc;
	if (target->state == VB_ABSENT)
		return vb_err_set(err, VB_EFAIL,
			"there is no environment '%s': 'venvb create' makes one", target->path);
	return vb_err_set(
		err, VB_EFAIL, "'%s' is no environment: it has no pyvenv.cfg", target->path);
}

/* Without it, the python that is next on PATH would run and nobody would notice. */
static int check_interpreter(
	struct vb_arena *arena, const struct vb_exec_env *what, struct vb_err *err)
{
	const char *python = vb_path_join(arena, what->scripts, "python");

	if (access(python, X_OK) == 0)
		return 0;
	return vb_err_sys(err, errno,
		"the environment '%s' has no interpreter any more ('venvb create --upgrade' gives "
		"it "
		"one): '%s'",
		what->target, python);
}

/* What a receipt says of the activation, else pyvenv.cfg, else the name of the directory. */
static int read_activation(struct vb_arena *arena, const struct vb_target *target,
	struct vb_exec_env *what, struct vb_err *err)
{
	vb_auto_fd root = vb_fsat_open_dir(AT_FDCWD, target->path, err);
	struct vb_receipt receipt = {0};
	vb_auto_buf cfg = VB_BUF_INIT;
	int rc = root < 0 ? root : 0;

	/* An interpreter that cannot read it is the base one. */
	if (rc == 0)
		rc = vb_fsat_read(root, "pyvenv.cfg", MAX_CFG, false, &cfg, err);
	if (rc == 0)
		rc = vb_receipt_read(arena, root, &receipt, err);
	if (rc < 0) {
		err->code = VB_EFAIL;
		return vb_err_wrap(err, "'%s'", target->path);
	}
	what->vars = receipt.vars;
	what->var_count = receipt.var_count;
	what->prompt = receipt.prompt;
	if (!what->prompt)
		what->prompt = vb_exec_env_prompt(arena, cfg.data, cfg.len);
	if (!what->prompt)
		what->prompt = target->name;
	return 0;
}

/* A password is in the scripts alone: who does not source them has to say it. */
static int check_values(
	const struct vb_exec_env *what, const char *const *environ, struct vb_err *err)
{
	for (size_t i = 0; i < what->var_count; i++) {
		const char *name = what->vars[i].name;

		if (vb_exec_env_is_masked(&what->vars[i]) && !vb_exec_env_get(environ, name))
			return vb_err_set(err, VB_EFAIL,
				"the value of '%s' holds a password, which only the activation "
				"scripts of '%s' have: set it, or activate the environment",
				name, what->target);
	}
	return 0;
}

/* Where PATH would have it, or NULL. */
static const char *find_file(struct vb_arena *arena, const char *name, const char *path)
{
	if (strchr(name, '/'))
		return access(name, F_OK) == 0 ? name : NULL;
	while (*name && path) {
		size_t len = strcspn(path, ":");
		const char *file =
			vb_path_join(arena, len ? vb_arena_dup(arena, path, len) : ".", name);

		if (access(file, F_OK) == 0)
			return file;
		path = path[len] ? path + len + 1 : NULL;
	}
	return NULL;
}

static int complain(struct vb_arena *arena, const struct vb_exec_env *what, const char *const *env,
	const char *name, struct vb_err *err)
{
	int why = errno;
	const char *file;

	if (why != ENOENT && why != ENOTDIR)
		return vb_err_set(err, VB_ECOMMAND, "running '%s': %s", name, strerror(why));
	file = find_file(arena, name, vb_exec_env_get(env, "PATH"));
	if (file)
		return vb_err_set(err, VB_ENOCOMMAND,
			"running '%s': the interpreter that it names in its first line does not "
			"exist (an environment that was moved has such scripts)",
			file);
	if (strchr(name, '/'))
		return vb_err_set(err, VB_ENOCOMMAND, "there is no '%s'", name);
	return vb_err_set(err, VB_ENOCOMMAND,
		"there is no command '%s', neither in '%s' nor on PATH", name, what->target);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	const char *const *words = command->cli->argv;
	struct vb_arena *arena = command->cli->arena;
	struct vb_target target;
	struct vb_exec_env what = {0};
	const char *const *env;
	int rc = find_environment(command,
		command->args.operand_count ? *command->args.operands : ".venv", &target, err);

	if (rc < 0)
		return rc;
	what.target = target.path;
	what.scripts = vb_path_join(arena, target.path, "bin");
	rc = check_interpreter(arena, &what, err);
	if (rc == 0)
		rc = read_activation(arena, &target, &what, err);
	if (rc == 0)
		rc = check_values(&what, command->cli->environ, err);
	if (rc < 0)
		return rc;
	env = vb_exec_env_make(arena, command->cli->environ, &what);
	while (strcmp(*words, "--") != 0)
		words++;
	words++;
	vb_interrupt_restore();
	rc = vb_interrupt_check(err);
	if (rc < 0)
		return rc;
	environ = (char **)(uintptr_t)env;
	execvp(*words, (char *const *)(uintptr_t)words);
	return complain(arena, &what, env, *words, err);
}

static bool asks_for_help(const char *const *words)
{
	for (; *words && **words == '-' && strcmp(*words, "--") != 0; words++)
		if (!strcmp(*words, "--help") || !strcmp(*words, "-h"))
			return true;
	return false;
}

/* Says what the user who left out "--" meant: the first word is an environment, or else the
 * command. */
static int complain_separator(struct vb_arena *arena, const char *const *words, struct vb_err *err)
{
	vb_auto_buf meant = VB_BUF_INIT;
	const char *first = *words;

	vb_buf_adds(&meant, "venvb exec");
	if (first && access(vb_path_join(arena, first, "pyvenv.cfg"), F_OK) == 0) {
		vb_buf_addch(&meant, ' ');
		vb_quote_word(&meant, vb_quote_sh, *words++);
	}
	vb_buf_adds(&meant, " --");
	for (const char *const *word = words; *word; word++) {
		size_t dashes = strspn(*word, "-"); /* which would be quoted, as in a file's name */

		vb_buf_addf(&meant, " %.*s", (int)dashes, *word);
		if ((*word)[dashes] || !dashes)
			vb_quote_word(&meant, vb_quote_sh, *word + dashes);
	}
	if (!*words)
		vb_buf_adds(&meant, " COMMAND");
	return vb_err_set(err, VB_EUSAGE, "the command to run stands behind '--': %s %s",
		*words ? "did you mean:" : "as in", meant.data);
}

int vb_cmd_exec(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb exec [OPTION]... [ENV_DIR] -- COMMAND [ARGUMENT]...\n"
			 "Runs a command in an environment as if that were active: for cron, "
			 "systemd, Dockerfiles, make.",
		.switches = vb_switches_exec,
		.most = 1,
		.operands = "[ENV_DIR] -- COMMAND [ARGUMENT]...",
		.run = run,
	};
	const char **before;
	size_t count = 0;

	if (!cli->environ)
		return vb_err_set(err, VB_EUSAGE, "exec runs no command with raised privileges");
	while (words[count] && strcmp(words[count], "--") != 0)
		count++;
	if (asks_for_help(words))
		return vb_command_run(&command, cli, words, err);
	if (!words[count])
		return complain_separator(cli->arena, words, err);
	if (!words[count + 1])
		return vb_err_set(err, VB_EUSAGE, "there is no command behind '--'");
	before = vb_arena_array(cli->arena, count + 1, sizeof(*before));
	memcpy(before, words, count * sizeof(*before));
	return vb_command_run(&command, cli, before, err);
}
