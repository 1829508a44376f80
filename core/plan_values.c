/* SPDX-License-Identifier: MIT */
/* What stands beside the tree of a plan: the keys of pyvenv.cfg, the prompt, the variables. */
#include "core/plan_state.h"

#include <strings.h>

/* Not among the keys: it is the prompt, and written as such. */
static const char prompt_key[] = "prompt";

static struct vb_key *find_key(const struct vb_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->key_count; i++)
		if (!strcasecmp(plan->keys[i].name, name))
			return &plan->keys[i];
	return NULL;
}

/* The interpreter reads a key up to '=', stripped, and a value to the end of its line. */
static int check_key(const char *name, const char *value, struct vb_err *err)
{
	size_t len = strlen(name);

	if (!len || strpbrk(name, "=\r\n") || strchr(" \t", name[0]) ||
		strchr(" \t", name[len - 1]))
		return vb_err_set(err, VB_EFAIL, "'%s' cannot be a key of pyvenv.cfg", name);
	if (strpbrk(value, "\r\n"))
		return vb_err_set(err, VB_EFAIL,
			"the value of '%s' in pyvenv.cfg cannot hold a newline or a carriage "
			"return",
			name);
	return 0;
}

int vb_plan_set_key(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	const char *value, struct vb_err *err)
{
	struct vb_key *key = find_key(plan, name);
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc == 0)
		rc = check_key(name, value, err);
	if (rc == 0 && !strcasecmp(name, prompt_key))
		return vb_plan_set_prompt(plan, who, value, err);
	if (rc == 0 && key)
		rc = vb_plan_may_change(who, &key->who, name, err);
	if (rc < 0)
		return rc;
	if (!key) {
		plan->keys = vb_arena_grow(plan->arena, plan->keys, plan->key_count,
			&plan->key_room, sizeof(*plan->keys));
		key = &plan->keys[plan->key_count++];
		key->name = vb_arena_str(plan->arena, name);
		plan->key_edits++;
	}
	key->value = vb_arena_str(plan->arena, value);
	key->who = *who;
	return 0;
}

int vb_plan_remove_key(
	struct vb_plan *plan, const struct vb_actor *who, const char *name, struct vb_err *err)
{
	struct vb_key *key = find_key(plan, name);
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc < 0)
		return rc;
	if (!key)
		return vb_err_set(err, VB_EFAIL, "pyvenv.cfg has no key '%s'", name);
	rc = vb_plan_may_change(who, &key->who, name, err);
	if (rc < 0)
		return rc;
	plan->key_count--;
	plan->key_edits++;
	memmove(key, key + 1, (size_t)(plan->keys + plan->key_count - key) * sizeof(*key));
	return 0;
}

const char *vb_plan_key(const struct vb_plan *plan, const char *name)
{
	const struct vb_key *key = find_key(plan, name);

	if (!strcasecmp(name, prompt_key))
		return plan->prompt;
	return key ? key->value : NULL;
}

uint32_t vb_plan_key_edits(const struct vb_plan *plan)
{
	return plan->key_edits;
}

size_t vb_plan_key_count(const struct vb_plan *plan)
{
	return plan->key_count;
}

const struct vb_key *vb_plan_key_at(const struct vb_plan *plan, size_t index)
{
	return index < plan->key_count ? &plan->keys[index] : NULL;
}

int vb_plan_set_prompt(
	struct vb_plan *plan, const struct vb_actor *who, const char *prompt, struct vb_err *err)
{
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc == 0)
		rc = vb_plan_may_change(who, &plan->prompt_who, "prompt", err);
	if (rc < 0)
		return rc;
	plan->prompt = vb_arena_str(plan->arena, prompt);
	plan->prompt_who = *who;
	return 0;
}

const char *vb_plan_prompt(const struct vb_plan *plan)
{
	return plan->prompt;
}

static bool is_variable_name(const char *name)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

	return *name && strchr(first, *name) &&
	       name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
				 "0123456789")] == '\0';
}

/* Scripts set these themselves, or keep there what they are to restore. */
static bool is_own_variable(const char *name, enum vb_var_how how)
{
	static const char *const names[] = {
		"PS1", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"};

	for (size_t i = 0; i < VB_COUNT(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return !strncmp(name, "_OLD_VIRTUAL_", strlen("_OLD_VIRTUAL_")) ||
	       (!strcmp(name, "PATH") && how == VB_VAR_SET);
}

static struct vb_var *find_var(const struct vb_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->var_count; i++)
		if (!strcmp(plan->vars[i].name, name))
			return &plan->vars[i];
	return NULL;
}

static bool has_entry(const char *list, const char *entry)
{
	size_t len = strlen(entry);

	for (; list; list = strchr(list, ':') ? strchr(list, ':') + 1 : NULL)
		if (!strncmp(list, entry, len) && (!list[len] || list[len] == ':'))
			return true;
	return false;
}

/* What several plugins put before a variable, or behind it, adds up; what is there already is not
 * put there twice. */
static int join(struct vb_arena *arena, const struct vb_var *var, const char **value,
	enum vb_var_how *how, struct vb_err *err)
{
	bool is_before = *how == VB_VAR_PREPEND;

	if (*how == VB_VAR_SET)
		return 0;
	if (var->how != VB_VAR_SET && var->how != *how)
		return vb_err_set(err, VB_EFAIL,
			"the variable '%s' is %s already by %s, and cannot be %s as well: remove "
			"it "
			"first",
			var->name, is_before ? "appended to" : "prepended to", var->who.name,
			is_before ? "prepended to" : "appended to");
	if (!*var->value || !**value) /* an empty entry is the current directory to many */
		*value = *var->value ? var->value : *value;
	else if (!has_entry(var->value, *value))
		*value = vb_arena_printf(arena, "%s:%s", is_before ? *value : var->value,
			is_before ? var->value : *value);
	else
		*value = var->value;
	*how = var->how;
	return 0;
}

int vb_plan_set_var(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	const char *value, enum vb_var_how how, struct vb_err *err)
{
	struct vb_var *var = find_var(plan, name);
	bool is_new = !var;
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc == 0 && !is_variable_name(name))
		rc = vb_err_set(err, VB_EFAIL, "'%s' cannot be the name of a variable", name);
	/* To add to what a policy set changes nothing of it. */
	if (rc == 0 && is_own_variable(name, how))
		rc = vb_err_set(err, VB_EFAIL,
			"the variable '%s' is the activation scripts' own and cannot be %s", name,
			how == VB_VAR_SET ? "set" : "changed");
	if (rc == 0 && var && how == VB_VAR_SET)
		rc = vb_plan_may_change(who, &var->who, name, err);
	if (rc == 0 && var)
		rc = join(plan->arena, var, &value, &how, err);
	if (rc < 0)
		return rc;
	if (is_new) {
		plan->vars = vb_arena_grow(plan->arena, plan->vars, plan->var_count,
			&plan->var_room, sizeof(*plan->vars));
		var = &plan->vars[plan->var_count++];
		var->name = vb_arena_str(plan->arena, name);
		plan->var_edits++;
	}
	var->value = vb_arena_str(plan->arena, value);
	var->how = how;
	if (is_new || vb_actor_may_change(who, &var->who))
		var->who = *who;
	return 0;
}

int vb_plan_remove_var(
	struct vb_plan *plan, const struct vb_actor *who, const char *name, struct vb_err *err)
{
	struct vb_var *var = find_var(plan, name);
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc < 0)
		return rc;
	if (!var)
		return vb_err_set(err, VB_EFAIL, "no variable '%s' is set on activation", name);
	rc = vb_plan_may_change(who, &var->who, name, err);
	if (rc < 0)
		return rc;
	plan->var_count--;
	plan->var_edits++;
	memmove(var, var + 1, (size_t)(plan->vars + plan->var_count - var) * sizeof(*var));
	return 0;
}

bool vb_plan_has_var(const struct vb_plan *plan, const char *name)
{
	return find_var(plan, name) != NULL;
}

uint32_t vb_plan_var_edits(const struct vb_plan *plan)
{
	return plan->var_edits;
}

size_t vb_plan_var_count(const struct vb_plan *plan)
{
	return plan->var_count;
}

const struct vb_var *vb_plan_var_at(const struct vb_plan *plan, size_t index)
{
	return index < plan->var_count ? &plan->vars[index] : NULL;
}
