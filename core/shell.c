/* SPDX-License-Identifier: MIT */
/* Shells by name. How their languages quote is quote.c; what is sourced is activation.c. */
#include "core/shell.h"

#include "core/fsat.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/printable.h"
#include "core/quote.h"

#include <fcntl.h>

static const struct shell {
	const char *name;
	const char *before; /* what comes before the script's path */
	const char *quoted; /* the same, when the path had to be quoted; NULL: no difference */
	const char *script;
	bool has_ansi_c; /* knows $'…' */
} shells[] = {
	{"sh", ". ", NULL, "activate", false},
	{"bash", "source ", NULL, "activate", true},
	{"zsh", "source ", NULL, "activate", true},
	{"dash", ". ", NULL, "activate", false},
	{"ash", ". ", NULL, "activate", true},
	{"busybox", ". ", NULL, "activate", true},
	{"ksh", ". ", NULL, "activate", true},
	{"ksh93", ". ", NULL, "activate", true},
	{"mksh", ". ", NULL, "activate", true},
	{"fish", "source ", NULL, "activate.fish", false},
	{"csh", "source ", NULL, "activate.csh", false},
	{"tcsh", "source ", NULL, "activate.csh", false},
	{"nu", "overlay use ", NULL, "activate.nu", false},
	{"xonsh", "source ", NULL, "activate.xsh", false},
	{"pwsh", "", "& ", "Activate.ps1", false},
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

/* What cannot be shown as it is, and so could not be pasted, goes as $'\xNN' to shells that read it. */
static void add_word(
	struct vb_buf *out, const struct shell *shell, vb_quote_fn *quote, const char *word)
{
	vb_auto_buf shown = VB_BUF_INIT;

	vb_printable_add_line(&shown, word, strlen(word));
	if (shell->has_ansi_c && strcmp(shown.data, word) != 0)
		vb_quote_ansi_c(out, word);
	else
		vb_quote_word(out, quote, word);
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
	add_word(&word, row, quote ? quote : vb_quote_sh, script);
	before = row->quoted && strcmp(word.data, script) ? row->quoted : row->before;
	return vb_arena_printf(arena, "%s%s", before, word.data);
}
