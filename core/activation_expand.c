/* SPDX-License-Identifier: MIT */
/* Expanding a template: placeholders, and blocks that are repeated for each variable. */
#include "core/activation.h"

#include "core/label.h"

/* Where an expansion stands. */
struct expansion {
	const struct vb_activator *activator;
	const struct vb_activation *what;
	const char *template;
	const struct vb_var *var; /* of the block that is being repeated */
	struct vb_buf *out;
	struct vb_err *err;
};

static void add_target(const struct expansion *at, struct vb_buf *out)
{
	vb_buf_adds(out, at->what->target);
}

static void add_below(const struct expansion *at, struct vb_buf *out, const char *rel)
{
	vb_buf_addf(out, "%s/%s", strcmp(at->what->target, "/") != 0 ? at->what->target : "", rel);
}

static void add_bin(const struct expansion *at, struct vb_buf *out)
{
	add_below(at, out, at->what->scripts);
}

static void add_script(const struct expansion *at, struct vb_buf *out)
{
	add_bin(at, out);
	vb_buf_addf(out, "/%s", at->activator->file);
}

static void add_purelib(const struct expansion *at, struct vb_buf *out)
{
	add_below(at, out, at->what->purelib);
}

static void add_platlib(const struct expansion *at, struct vb_buf *out)
{
	add_below(at, out, at->what->platlib);
}

static void add_prompt(const struct expansion *at, struct vb_buf *out)
{
	vb_buf_adds(out, at->what->prompt);
}

static void add_open(const struct expansion *at, struct vb_buf *out)
{
	vb_buf_adds(out, at->what->bare ? "" : "(");
}

static void add_close(const struct expansion *at, struct vb_buf *out)
{
	vb_buf_adds(out, at->what->bare ? " " : ") ");
}

static void add_label(const struct expansion *at, struct vb_buf *out)
{
	vb_label(out, at->what->prompt);
}

static void add_label_plain(const struct expansion *at, struct vb_buf *out)
{
	vb_label_plain(out, at->what->prompt);
}

static void add_label_busybox(const struct expansion *at, struct vb_buf *out)
{
	vb_label_doubled(out, at->what->prompt, '\\');
}

static void add_label_ksh(const struct expansion *at, struct vb_buf *out)
{
	vb_label_doubled(out, at->what->prompt, '!');
}

static void add_value(const struct expansion *at, struct vb_buf *out)
{
	vb_buf_adds(out, at->var ? at->var->value : "");
}

/* Texts that are put in as literals of the shell. The name of a variable, which needs no
 * quoting, is the one that is not. */
static const struct {
	const char *name;
	void (*add)(const struct expansion *at, struct vb_buf *out);
} texts[] = {
	{"bin", add_bin},
	{"close", add_close},
	{"label", add_label},
	{"label-busybox", add_label_busybox},
	{"label-ksh", add_label_ksh},
	{"label-plain", add_label_plain},
	{"open", add_open},
	{"platlib", add_platlib},
	{"prompt", add_prompt},
	{"purelib", add_purelib},
	{"script", add_script},
	{"target", add_target},
	{"value", add_value},
};

static bool add_text(const struct expansion *at, const char *name)
{
	vb_auto_buf text = VB_BUF_INIT;

	if (!strcmp(name, "name") && at->var) {
		vb_buf_adds(at->out, at->var->name);
		return true;
	}
	for (size_t i = 0; i < VB_COUNT(texts); i++) {
		if (strcmp(texts[i].name, name) != 0)
			continue;
		texts[i].add(at, &text);
		at->activator->quote(at->out, text.data);
		return true;
	}
	return false;
}

static bool is_set(const struct expansion *at, const struct vb_var *var)
{
	(void)at;
	return var->how == VB_VAR_SET;
}

static bool is_prepended(const struct expansion *at, const struct vb_var *var)
{
	(void)at;
	return var->how == VB_VAR_PREPEND;
}

static bool is_appended(const struct expansion *at, const struct vb_var *var)
{
	(void)at;
	return var->how == VB_VAR_APPEND;
}

/* Whether the template does not save and restore it anyhow. */
static bool is_foreign(const struct expansion *at, const struct vb_var *var)
{
	vb_auto_buf word = VB_BUF_INIT;

	vb_buf_addf(&word, " %s ", var->name);
	return !strstr(at->activator->own, word.data);
}

static const struct list {
	const char *name;
	bool (*has)(const struct expansion *at, const struct vb_var *var);
} lists[] = {
	{"each-append", is_appended},
	{"each-name", is_foreign},
	{"each-prepend", is_prepended},
	{"each-set", is_set},
};

static const struct list *find_list(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(lists); i++)
		if (!strcmp(lists[i].name, name))
			return &lists[i];
	return NULL;
}

/* The length of the placeholder at TEXT with both '@', or 0; its name goes to NAME. */
static size_t match(const char *text, struct vb_buf *name)
{
	size_t len;

	if (*text != '@')
		return 0;
	len = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz-");
	if (!len || text[len + 1] != '@')
		return 0;
	vb_buf_clear(name);
	vb_buf_add(name, text + 1, len);
	return len + 2;
}

/* Behind the mark of a block. One that stands alone in its line takes the newline with it. */
static const char *skip_mark(const struct expansion *at, const char *text, size_t len)
{
	bool begins = text == at->template || text[-1] == '\n';

	text += len;
	return begins && *text == '\n' ? text + 1 : text;
}

static int expand(const struct expansion *at, const char **text);

static int expand_list(const struct expansion *at, const struct list *list, const char **text)
{
	struct expansion item = *at;
	vb_auto_buf skipped = VB_BUF_INIT;
	const char *body = *text;
	int rc;

	/* Once into nothing: this finds the end of the block even if the list is empty. */
	item.out = &skipped;
	item.var = &(const struct vb_var){.name = "", .value = ""};
	rc = expand(&item, text);
	item.out = at->out;
	for (size_t i = 0; rc == 0 && i < at->what->var_count; i++) {
		const char *again = body;

		item.var = at->what->vars[i];
		if (list->has(at, item.var))
			rc = expand(&item, &again);
	}
	return rc;
}

/* Up to the @end@ of a block, or the end of the text. */
static int expand(const struct expansion *at, const char **text)
{
	vb_auto_buf name = VB_BUF_INIT;
	int rc = 0;

	while (rc == 0 && **text) {
		size_t len = match(*text, &name);
		const struct list *list = len ? find_list(name.data) : NULL;

		if (!len) {
			len = (size_t)(strchrnul(*text + 1, '@') - *text);
			vb_buf_add(at->out, *text, len);
			*text += len;
		} else if (list) {
			*text = skip_mark(at, *text, len);
			rc = expand_list(at, list, text);
		} else if (at->var && !strcmp(name.data, "end")) {
			*text = skip_mark(at, *text, len);
			return 0;
		} else if (add_text(at, name.data)) {
			*text += len;
		} else {
			rc = vb_err_set(at->err, VB_EBUG,
				"the template of '%s' has an unknown placeholder '@%s@'",
				at->activator->file, name.data);
		}
	}
	if (rc == 0 && at->var)
		rc = vb_err_set(at->err, VB_EBUG, "the template of '%s' has a block without an end",
			at->activator->file);
	return rc;
}

int vb_activation_expand(const struct vb_activator *activator, const struct vb_activation *what,
	const char *text, struct vb_buf *out, struct vb_err *err)
{
	const struct expansion at = {
		.activator = activator, .what = what, .template = text, .out = out, .err = err};

	return expand(&at, &text);
}
