/* SPDX-License-Identifier: MIT */
/* `venvb lock`: what an environment holds, written down so that it can be made again. */
#include "core/command.h"

#include "core/cache.h"
#include "core/config.h"
#include "core/discover.h"
#include "core/fsat.h"
#include "core/host.h"
#include "core/interp.h"
#include "core/lockfile.h"
#include "core/path.h"
#include "core/repeat.h"
#include "core/switches.h"

#include <fcntl.h>

struct job {
	struct vb_create *command;
	struct vb_environment environment;
	struct vb_lockfile lockfile;
	struct vb_run run;
	bool is_pylock;
};

static int read_format(struct job *job, struct vb_err *err)
{
	const char *format = vb_command_value(job->command, "format", "pylock");

	job->is_pylock = !strcmp(format, "pylock");
	if (job->is_pylock || !strcmp(format, "requirements"))
		return 0;
	return vb_err_set(err, VB_EUSAGE, "--format is pylock or requirements, not '%s'", format);
}

static int open_cache(struct job *job, struct vb_err *err)
{
	struct vb_run *run = &job->run;
	struct vb_config config = {0};
	const struct vb_config_target target = {&config, &run->request};
	int rc = vb_create_configure(job->command, run->arena, NULL, &target, err);

	return rc < 0 ? rc
		      : vb_cache_open(run->arena, run->log, run->request.cache_dir,
				run->request.cache, &run->cache, err);
}

/* "3.12.1" of "3.12.1.final.0", as virtualenv writes it; NULL without one. */
static const char *plain_version(struct vb_arena *arena, const char *version)
{
	size_t len = version ? strspn(version, "0123456789.") : 0;

	while (len && version[len - 1] == '.')
		len--;
	return len ? vb_arena_dup(arena, version, len) : NULL;
}

/* What only the environment names is started only where nobody but root, or whoever could change
 * venvb, could have put it; another of that very version takes the same. */
static const char *choose_interpreter(const struct job *job)
{
	const struct vb_environment *environment = &job->environment;
	struct vb_arena *arena = job->run.arena;

	if (environment->base &&
		(job->lockfile.trusts_environment ||
			vb_repeat_may_start(arena, environment->base, environment->target.path)))
		return environment->base;
	return plain_version(arena, environment->version);
}

static bool is_exact(const struct job *job, const struct vb_interp *interp, const char *version)
{
	const char *implementation = job->environment.implementation;

	return !strcmp(vb_interp_version(interp, job->run.arena), version) &&
	       (!implementation || !strcmp(interp->implementation, implementation));
}

/* Its tags are worth having, and it can be done without. */
static void ask_interpreter(struct job *job)
{
	const struct vb_search search = {.arena = job->run.arena,
		.log = job->run.log,
		.cache = job->run.cache,
		.cwd = job->command->cwd};
	const char *what = choose_interpreter(job);
	const struct vb_interp *interp;
	vb_auto_err err = VB_ERR_INIT;

	if (!what)
		return;
	if (vb_discover(&search, what, &interp, &err) < 0 && *what == '/')
		vb_warn(job->run.log, "the lock does not say what its interpreter takes: %s",
			err.msg);
	else if (err.code || (*what != '/' && !is_exact(job, interp, what)))
		vb_warn(job->run.log,
			"the lock does not say what its interpreter takes: only the environment "
			"names '%s' (--trust-environment starts it)",
			job->environment.base ? job->environment.base : what);
	else
		job->run.interp = job->lockfile.interp = interp;
}

static bool is_incomplete(const struct job *job)
{
	for (size_t i = 0; i < job->lockfile.count; i++) {
		const struct vb_locked *package = &job->lockfile.packages[i];

		if (package->kind == VB_LOCKED_WHEEL &&
			(!package->sha256 || (job->is_pylock && !package->url)))
			return true;
	}
	return false;
}

static int gather(struct job *job, struct vb_err *err)
{
	bool is_offline = job->command->args.flags[VB_FLAG_OFFLINE];
	vb_auto_err why = VB_ERR_INIT;
	int rc;

	job->lockfile.environment = &job->environment;
	rc = vb_lockfile_gather(&job->run, &job->lockfile, err);
	if (rc < 0 || is_offline || !is_incomplete(job))
		return rc;
	rc = vb_lockfile_ask(&job->run, &job->lockfile, job->is_pylock, &why);
	if (rc == -VB_ESIGNAL)
		return vb_err_set(err, VB_ESIGNAL, "%s", why.msg);
	if (rc < 0)
		vb_warn(job->run.log, "no index could be asked: %s", why.msg);
	return 0;
}

/* What is not in the lock as a wheel is told; with --strict it is the end. */
static int tell_faults(const struct job *job, struct vb_err *err)
{
	bool is_strict = job->command->args.flags[VB_FLAG_STRICT];
	vb_auto_buf list = VB_BUF_INIT;

	for (size_t i = 0; i < job->lockfile.count; i++) {
		const struct vb_locked *package = &job->lockfile.packages[i];
		const char *fault = vb_lockfile_fault(job->run.arena, package);

		if (fault)
			vb_buf_addf(&list, "%s%s", list.len ? "; " : "", fault);
		if (fault && !is_strict)
			vb_warn(job->run.log, "%s", fault);
		if (!fault && job->is_pylock && !package->url && package->kind == VB_LOCKED_WHEEL)
			vb_warn(job->run.log,
				"%s %s: no index is known to have '%s', which is to lie beside the "
				"lock, or in 'wheel-dir'",
				package->name, package->version, package->file);
	}
	if (!is_strict || !list.len)
		return 0;
	return vb_err_set(err, VB_EFAIL, "not a wheel with a known hash: %s", list.data);
}

static int write_lock(const struct job *job, struct vb_err *err)
{
	const char *file = vb_command_value(job->command, "output", NULL);
	vb_auto_buf out = VB_BUF_INIT;

	if (job->is_pylock)
		vb_lockfile_pylock(&job->lockfile, job->run.arena, &out);
	else
		vb_lockfile_requirements(&job->lockfile, job->run.arena, &out);
	if (!file || !strcmp(file, "-"))
		return vb_cli_print(job->command->cli, &out, err);
	return vb_fsat_replace(
		AT_FDCWD, file, 0666 & ~job->command->cli->umask, out.data, out.len, err);
}

static int lock(struct job *job, struct vb_err *err)
{
	int rc = open_cache(job, err);

	if (rc < 0)
		return rc;
	job->lockfile.trusts_environment = job->command->args.flags[VB_FLAG_TRUST_ENVIRONMENT];
	job->lockfile.has_seeded = job->command->args.flags[VB_FLAG_SEEDED];
	ask_interpreter(job);
	rc = gather(job, err);
	if (rc == 0)
		rc = tell_faults(job, err);
	return rc < 0 ? rc : write_lock(job, err);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct job job = {.command = command};
	const struct vb_target_opts opts = vb_command_target(command);
	int rc = read_format(&job, err);

	if (rc == 0)
		rc = vb_environment_read(command->cli->arena, &opts, &job.environment, err);
	if (rc < 0)
		return rc;
	rc = vb_command_begin_run(command, &job.run, err);
	if (rc == 0)
		rc = lock(&job, err);
	if (job.run.host)
		vb_host_done(job.run.host);
	if (job.run.cache)
		vb_cache_done(job.run.cache);
	vb_environment_done(&job.environment);
	return rc;
}

int vb_cmd_lock(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb lock [OPTION]... [ENV_DIR]\n"
			 "Writes what an environment holds, each package with the hash of its "
			 "wheel, so that\n"
			 "a plugin that reads locks, or pip, makes the same again. Without ENV_DIR "
			 "it "
			 "is .venv.",
		.switches = vb_switches_lock,
		.most = 1,
		.operands = "one ENV_DIR",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
