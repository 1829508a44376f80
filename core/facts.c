/* SPDX-License-Identifier: MIT */
/* The table of facts, and what is generic over it. */
#include "core/facts.h"

#include "core/buf.h"
#include "core/json.h"
#include "core/json_build.h"

#include <limits.h>

enum type {
	PATH,     /* absolute */
	RELATIVE, /* a path below the environment */
	TEXT,
	LIST, /* of names */
	NUMBER,
	FLAG,
};

static const struct fact {
	const char *name;
	size_t offset;
	enum type type;
	bool optional; /* NULL when there is none */
} facts[] = {
#define FACT(text, member, type, optional)                                                         \
	{                                                                                          \
		text, offsetof(struct vb_interp, member), type, optional                           \
	}
	FACT("executable", executable, PATH, false),
	FACT("home", home, PATH, false),
	FACT("base-prefix", base_prefix, PATH, false),
	FACT("base-exec-prefix", base_exec_prefix, PATH, false),
	FACT("libpython", libpython, PATH, true),
	FACT("real-executable", real_executable, PATH, false),
	FACT("implementation", implementation, TEXT, false),
	FACT("major", major, NUMBER, false),
	FACT("minor", minor, NUMBER, false),
	FACT("micro", micro, NUMBER, false),
	FACT("releaselevel", releaselevel, TEXT, false),
	FACT("serial", serial, NUMBER, false),
	FACT("free-threaded", free_threaded, FLAG, false),
	FACT("debug", debug, FLAG, false),
	FACT("is-64bit", is_64bit, FLAG, false),
	FACT("cache-tag", cache_tag, TEXT, true),
	FACT("soabi", soabi, TEXT, true),
	FACT("platform", platform, TEXT, false),
	FACT("bytecode-magic", bytecode_magic, TEXT, false),
	FACT("scripts", scripts, RELATIVE, false),
	FACT("purelib", purelib, RELATIVE, false),
	FACT("platlib", platlib, RELATIVE, false),
	FACT("include", include, RELATIVE, false),
	FACT("data", data, RELATIVE, false),
	FACT("names", names, LIST, false),
	FACT("lib64-link", lib64_link, FLAG, false),
	FACT("ensurepip-dir", ensurepip_dir, PATH, true),
	FACT("wheel-dir", wheel_dir, PATH, true),
#undef FACT
};

/* In the order of the table, behind those that are made of several. */
const char *const vb_interp_fact_names[] = {
	"version",
	"version-info",
	"executable",
	"home",
	"base-prefix",
	"base-exec-prefix",
	"libpython",
	"real-executable",
	"implementation",
	"major",
	"minor",
	"micro",
	"releaselevel",
	"serial",
	"free-threaded",
	"debug",
	"is-64bit",
	"cache-tag",
	"soabi",
	"platform",
	"bytecode-magic",
	"scripts",
	"purelib",
	"platlib",
	"include",
	"data",
	"names",
	"lib64-link",
	"ensurepip-dir",
	"wheel-dir",
	NULL,
};

static const void *member_of(const struct vb_interp *interp, const struct fact *fact)
{
	return (const char *)interp + fact->offset;
}

static const char *text_of(const struct vb_interp *interp, const struct fact *fact)
{
	return *(const char *const *)member_of(interp, fact);
}

static const char *const *list_of(const struct vb_interp *interp, const struct fact *fact)
{
	return *(const char *const *const *)member_of(interp, fact);
}

static json_t *list_to_json(const char *const *list)
{
	json_t *array = json_array();

	for (; list && *list; list++)
		vb_json_append(array, vb_json_text(*list));
	return array;
}

static json_t *fact_to_json(const struct vb_interp *interp, const struct fact *fact)
{
	switch (fact->type) {
	case NUMBER:
		return json_integer(*(const int *)member_of(interp, fact));
	case FLAG:
		return json_boolean(*(const bool *)member_of(interp, fact));
	case LIST:
		return list_to_json(list_of(interp, fact));
	default:
		return vb_json_text(text_of(interp, fact));
	}
}

json_t *vb_facts_to_json(const struct vb_interp *interp)
{
	json_t *json = json_object();

	for (size_t i = 0; i < VB_COUNT(facts); i++)
		vb_json_put(json, facts[i].name, fact_to_json(interp, &facts[i]));
	return json;
}

static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static bool has_parent(const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len == 2 && !strncmp(path, "..", 2))
			return true;
		path += len;
		path += strspn(path, "/");
	}
	return false;
}

static bool fits_type(const char *text, enum type type)
{
	if (has_control(text))
		return false;
	if (type == PATH)
		return *text == '/';
	if (type == RELATIVE)
		return *text != '/' && !has_parent(text);
	return true;
}

static bool take_text(const json_t *json, struct vb_arena *arena, enum type type, const char **out)
{
	const char *text = json_string_value(json);

	if (!text || strlen(text) != json_string_length(json) || !fits_type(text, type))
		return false;
	*out = vb_arena_str(arena, text);
	return true;
}

static bool take_list(const json_t *json, struct vb_arena *arena, const char *const **out)
{
	size_t count = json_array_size(json);
	const char **list = vb_arena_array(arena, count + 1, sizeof(*list));

	for (size_t i = 0; i < count; i++) {
		if (!take_text(json_array_get(json, i), arena, RELATIVE, &list[i]) || !*list[i] ||
			strchr(list[i], '/'))
			return false;
	}
	*out = list;
	return count > 0;
}

static bool take_number(const json_t *json, int *out)
{
	json_int_t number = json_integer_value(json);

	if (!json_is_integer(json) || number < 0 || number > INT_MAX)
		return false;
	*out = (int)number;
	return true;
}

static bool take_fact(const json_t *json, struct vb_arena *arena, const struct fact *fact,
	struct vb_interp *interp)
{
	void *member = (char *)interp + fact->offset;

	if (!json || (json_is_null(json) && fact->type < NUMBER))
		return true;
	switch (fact->type) {
	case NUMBER:
		return take_number(json, member);
	case FLAG:
		*(bool *)member = json_is_true(json);
		return json_is_boolean(json);
	case LIST:
		return take_list(json, arena, member);
	default:
		return take_text(json, arena, fact->type, member);
	}
}

int vb_facts_from_json(const json_t *json, struct vb_arena *arena, struct vb_interp *ret_interp,
	struct vb_err *err)
{
	struct vb_interp interp = {0};

	for (size_t i = 0; i < VB_COUNT(facts); i++) {
		if (!take_fact(json_object_get(json, facts[i].name), arena, &facts[i], &interp))
			return vb_err_set(err, VB_EFAIL, "its '%s' makes no sense", facts[i].name);
	}
	*ret_interp = interp;
	return 0;
}

bool vb_facts_is_complete(const struct vb_interp *interp)
{
	for (size_t i = 0; i < VB_COUNT(facts); i++) {
		if (facts[i].type < NUMBER && !facts[i].optional &&
			!*(const void *const *)member_of(interp, &facts[i]))
			return false;
	}
	return interp->major > 0;
}

static const char *fact_to_text(
	const struct vb_interp *interp, const struct fact *fact, struct vb_arena *arena)
{
	vb_auto_buf text = VB_BUF_INIT;

	switch (fact->type) {
	case NUMBER:
		return vb_arena_printf(arena, "%d", *(const int *)member_of(interp, fact));
	case FLAG:
		return *(const bool *)member_of(interp, fact) ? "yes" : "no";
	case LIST:
		for (const char *const *name = list_of(interp, fact); name && *name; name++)
			vb_buf_addf(&text, "%s%s", text.len ? "," : "", *name);
		return vb_arena_str(arena, text.data);
	default:
		return text_of(interp, fact) ? text_of(interp, fact) : "";
	}
}

const char *vb_interp_fact(const struct vb_interp *interp, const char *name, struct vb_arena *arena)
{
	if (!strcmp(name, "version"))
		return vb_interp_version(interp, arena);
	if (!strcmp(name, "version-info"))
		return vb_interp_version_info(interp, arena);
	for (size_t i = 0; i < VB_COUNT(facts); i++) {
		if (!strcmp(name, facts[i].name))
			return fact_to_text(interp, &facts[i], arena);
	}
	return NULL;
}

const char *vb_interp_version(const struct vb_interp *interp, struct vb_arena *arena)
{
	return vb_arena_printf(arena, "%d.%d.%d", interp->major, interp->minor, interp->micro);
}

const char *vb_interp_version_info(const struct vb_interp *interp, struct vb_arena *arena)
{
	return vb_arena_printf(arena, "%d.%d.%d.%s.%d", interp->major, interp->minor, interp->micro,
		interp->releaselevel, interp->serial);
}
