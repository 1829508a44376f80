/* SPDX-License-Identifier: MIT */
/* What activation does to variables, done to a list of them. */
#include "core/exec_env.h"

#include "core/buf.h"
#include "core/path.h"

struct list {
	struct vb_arena *arena;
	const char **items; /* NULL-terminated, with room for what activation adds */
	size_t count;
};

const char *vb_exec_env_get(const char *const *ours, const char *name)
{
	size_t len = strlen(name);

	for (; *ours; ours++)
		if (!strncmp(*ours, name, len) && (*ours)[len] == '=')
			return *ours + len + 1;
	return NULL;
}

/* Each that there is: a list may say one twice. */
static void unset(struct list *list, const char *name)
{
	size_t len = strlen(name), kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (strncmp(list->items[i], name, len) != 0 || list->items[i][len] != '=')
			list->items[kept++] = list->items[i];
	list->count = kept;
	list->items[kept] = NULL;
}

static void set(struct list *list, const char *name, const char *value)
{
	unset(list, name);
	list->items[list->count++] = vb_arena_printf(list->arena, "%s=%s", name, value);
	list->items[list->count] = NULL;
}

/* FIRST and SECOND with ':' between, unless one is empty. */
static const char *join(struct vb_arena *arena, const char *first, const char *second)
{
	return vb_arena_printf(arena, "%s%s%s", first, *first && *second ? ":" : "", second);
}

bool vb_exec_env_is_masked(const struct vb_var *var)
{
	return strstr(var->value, "://***@") != NULL;
}

static void set_var(struct list *list, const struct vb_var *var)
{
	const char *now = vb_exec_env_get(list->items, var->name);

	now = now ? now : "";
	if (vb_exec_env_is_masked(var))
		return;
	switch (var->how) {
	case VB_VAR_SET:
		set(list, var->name, var->value);
		break;
	case VB_VAR_PREPEND:
		set(list, var->name, join(list->arena, var->value, now));
		break;
	case VB_VAR_APPEND:
		set(list, var->name, join(list->arena, now, var->value));
		break;
	}
}

/* A list of directories without DIR; what else is in it, an empty entry too, stays. */
static const char *without(struct vb_arena *arena, const char *path, const char *dir)
{
	vb_auto_buf out = VB_BUF_INIT;
	bool is_first = true;

	while (path) {
		size_t len = strcspn(path, ":");
		const char *entry = vb_arena_dup(arena, path, len);

		if (strcmp(entry, dir) != 0) {
			vb_buf_addf(&out, "%s%s", is_first ? "" : ":", entry);
			is_first = false;
		}
		path = path[len] ? path + len + 1 : NULL;
	}
	return vb_arena_dup(arena, out.data, out.len);
}

static void set_path(struct list *list, const struct vb_exec_env *what)
{
	const char *path = vb_exec_env_get(list->items, "PATH");
	const char *active = vb_exec_env_get(list->items, "VIRTUAL_ENV");

	path = without(list->arena, path ? path : "", what->scripts);
	if (active && *active == '/')
		path = without(list->arena, path, vb_path_join(list->arena, active, "bin"));
	set(list, "PATH", join(list->arena, what->scripts, path));
}

const char *const *vb_exec_env_make(
	struct vb_arena *arena, const char *const *ours, const struct vb_exec_env *what)
{
	enum { OWN = 3 }; /* PATH, VIRTUAL_ENV, VIRTUAL_ENV_PROMPT */
	struct list list = {.arena = arena};

	while (ours[list.count])
		list.count++;
	list.items =
		vb_arena_array(arena, list.count + what->var_count + OWN + 1, sizeof(*list.items));
	memcpy(list.items, ours, list.count * sizeof(*list.items));
	for (size_t i = 0; i < what->var_count; i++)
		set_var(&list, &what->vars[i]);
	set_path(&list, what);
	set(&list, "VIRTUAL_ENV", what->target);
	set(&list, "VIRTUAL_ENV_PROMPT", what->prompt);
	unset(&list, "PYTHONHOME");
	return list.items;
}

/* As venv quotes it, with repr; others write it as it is. */
static const char *unquote(struct vb_arena *arena, const char *text, size_t len)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (len < 2 || (*text != '\'' && *text != '"') || text[len - 1] != *text)
		return vb_arena_dup(arena, text, len);
	for (size_t i = 1; i < len - 1; i++) {
		if (text[i] == '\\' && i + 1 < len - 1)
			i++;
		vb_buf_addch(&out, text[i]);
	}
	return vb_arena_dup(arena, out.data, out.len);
}

static const char *find_prompt(struct vb_arena *arena, const char *line, size_t len)
{
	static const char name[] = "prompt";
	static const char blanks[] = " \t\r\f\v";

	while (len && strchr(blanks, line[len - 1]))
		len--;
	if (len < strlen(name) || strncasecmp(line, name, strlen(name)) != 0)
		return NULL;
	line += strlen(name), len -= strlen(name);
	while (len && *line && strchr(blanks, *line))
		line++, len--;
	if (!len || *line != '=')
		return NULL;
	do
		line++, len--;
	while (len && *line && strchr(blanks, *line));
	return unquote(arena, line, len);
}

const char *vb_exec_env_prompt(struct vb_arena *arena, const char *text, size_t len)
{
	const char *end = text + len, *found = NULL;

	while (text < end && !found) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;

		found = find_prompt(arena, text, (size_t)(stop - text));
		text = stop + 1;
	}
	return found;
}
