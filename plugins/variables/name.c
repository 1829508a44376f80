/* SPDX-License-Identifier: MIT */
/* Which variables may be set, and saying why not. */
#define _GNU_SOURCE /* vasprintf */
#include "variables.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t variables_fail(const struct host *host, const char *format, ...)
{
	va_list arguments;
	char *text;
	int32_t code;
	int len;

	va_start(arguments, format);
	len = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (len < 0)
		return VENVB_FAILED;
	code = host->api->fail(host->run, text, (uint64_t)len);
	free(text);
	return code;
}

/* What activation sets itself, and what shells refuse to have set or cannot work without. */
static const struct {
	const char *name, *fault;
} reserved[] = {
	{"BASHOPTS", "bash refuses to set it"},
	{"BASH_VERSINFO", "bash refuses to set it"},
	{"EUID", "shells refuse to set it"},
	{"IFS", "shells would split words elsewhere"},
	{"PPID", "shells refuse to set it"},
	{"PROMPT", "it is the prompt of zsh"},
	{"PROMPT_COMMAND", "shells would run it"},
	{"PS1", "activation sets it"},
	{"PWD", "shells set it"},
	{"OLDPWD", "shells set it"},
	{"PYTHONHOME", "activation unsets it"},
	{"SHELLOPTS", "bash refuses to set it"},
	{"UID", "shells refuse to set it"},
	{"VIRTUAL_ENV", "activation sets it"},
	{"VIRTUAL_ENV_PROMPT", "activation sets it"},
};

/* Of a type, a meaning or a value of their own in zsh or in fish, which deactivating would not give
 * back. */
static const char *const special[] = {"_", "argv", "cdpath", "fignore", "fish_pid", "fpath",
	"histchars", "history", "hostname", "killring", "mailpath", "manpath", "module_path",
	"path", "pipestatus", "prompt", "psvar", "signals", "status", "umask", "version", "watch",
	"zle_bracketed_paste", "zsh_eval_context"};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

const char *variables_fault(const char *name, uint32_t how)
{
	if (!*name || strchr("0123456789", *name) || name[strspn(name, letters)])
		return "a name is letters, digits and '_', and begins with no digit";
	if (!strncasecmp(name, "_old_virtual_", strlen("_old_virtual_")) ||
		!strncasecmp(name, "_virtual_", strlen("_virtual_")))
		return "activation keeps its own things under such names";
	if (!strcmp(name, "PATH") && how == VENVB_VARIABLE_SET)
		return "without what it holds no program is found: prepend or append to it";
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(name, reserved[i].name))
			return reserved[i].fault;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (!strcmp(name, special[i]))
			return "zsh or fish have one of that name for themselves";
	return NULL;
}
