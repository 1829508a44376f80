/* SPDX-License-Identifier: MIT */
/* Shells by name. How their languages quote is quote.c; what is sourced is activation.c. */
#include "core/shell.h"

#include "core/fsat.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/quote.h"

#include <fcntl.h>

static const struct shell {
	const char *name;
	const char *before; /* what comes before the script's path */
	const char *quoted; /* the same, when the path had to be quoted; NULL: no difference */
	const char *script;
} shells[] = {
	{"sh", ". ", NULL, "activate"},
	{"bash", "source ", NULL, "activate"},
	{"zsh", "source ", NULL, "activate"},
	{"dash", ". ", NULL, "activate"},
	{"ash", ". ", NULL, "activate"},
	{"busybox", ". ", NULL, "activate"},
	{"ksh", ". ", NULL, "activate"},
	{"ksh93", ". ", NULL, "activate"},
	{"mksh", ". ", NULL, "activate"},
	{"fish", "source ", NULL, "activate.fish"},
	{"csh", "source ", NULL, "activate.csh"},
	{"tcsh", "source ", NULL, "activate.csh"},
	{"nu", "overlay use ", NULL, "activate.nu"},
	{"xonsh", "source ", NULL, "activate.xsh"},
	{"pwsh", "", "& ", "Activate.ps1"},
};

static const struct shell *find(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(shells); i++)
		if (!strcmp(shells[i].name, name))
			return &shells[i];
	return NULL;
}

static const struct shell *find_parent(struct vb_arena *arena)
{
	vb_auto_buf comm = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const char *file = vb_arena_printf(arena, "/proc/%ld/comm", (long)getppid());

	if (vb_fsat_read(AT_FDCWD, file, 64, true, &comm, &err) != 0)
		return NULL;
	comm.data[strcspn(comm.data, "\n")] = '\0';
	return find(comm.data);
}

const char *vb_shell_of_user(struct vb_arena *arena, const char *variable)
{
	const struct shell *shell = find_parent(arena);

	if (!shell && variable)
		shell = find(vb_path_base(variable));
	return shell ? shell->name : shells[0].name;
}

const char *vb_shell_activation(struct vb_arena *arena, const char *shell, const char *path,
	const char *scripts, const struct vb_plan *plan)
{
	const struct shell *row = find(shell);
	vb_quote_fn *quote = vb_quote_find(shell);
	vb_auto_buf word = VB_BUF_INIT;
	const char *script, *before;

	if (!row)
		row = &shells[0];
	script = vb_path_join(arena, scripts, row->script);
	if (!vb_plan_find(plan, script))
		return NULL;
	/* A name that begins with '-' would be an option to the shell, one without a slash would
	 * be looked for in PATH. */
	script = vb_path_join(arena, path, script);
	if (*script == '-' || *script == '~')
		script = vb_arena_printf(arena, "./%s", script);
	vb_quote_word(&word, quote ? quote : vb_quote_sh, script);
	before = row->quoted && strcmp(word.data, script) ? row->quoted : row->before;
	return vb_arena_printf(arena, "%s%s", before, word.data);
}
