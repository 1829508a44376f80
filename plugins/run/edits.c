/* SPDX-License-Identifier: MIT */
/* The table of edits: their members, and the call of the host that each becomes. */
#include "edits.h"

#include "bytes.h"

#include <string.h>

enum { MOST_TEXTS = 2 };

/* A member that holds one of a few words. */
struct words {
	const char *member;
	const char *choices[5];
	int32_t otherwise; /* when it is left out */
};

struct flag {
	const char *member;
	uint32_t bit;
};

struct values {
	const struct venvb_api *api;
	struct venvb_run *run;
	const char *text[MOST_TEXTS]; /* in the order of the row */
	uint64_t len[MOST_TEXTS];
	uint32_t flags;
	int32_t word;
};

struct edit {
	const char *name;
	int32_t (*make)(const struct values *values);
	const char *texts[MOST_TEXTS];
	struct flag flags[4];
	const struct words *words;
	bool says; /* changes nothing */
};

#define FIRST values->text[0], values->len[0]
#define SECOND values->text[1], values->len[1]

static int32_t make_dir(const struct values *values)
{
	return values->api->dir_add(values->run, FIRST);
}

static int32_t make_file(const struct values *values)
{
	return values->api->file_add(values->run, FIRST, SECOND, values->flags);
}

static int32_t make_link(const struct values *values)
{
	return values->api->link_add(values->run, FIRST, SECOND, values->flags);
}

static int32_t make_copy(const struct values *values)
{
	return values->api->copy_add(values->run, FIRST, SECOND, values->flags);
}

static int32_t make_remove(const struct values *values)
{
	return values->api->remove(values->run, FIRST);
}

static int32_t make_key(const struct values *values)
{
	return values->api->key_set(values->run, FIRST, SECOND);
}

static int32_t make_key_remove(const struct values *values)
{
	return values->api->key_remove(values->run, FIRST);
}

static int32_t make_prompt(const struct values *values)
{
	return values->api->prompt_set(values->run, FIRST);
}

static int32_t make_variable(const struct values *values)
{
	return values->api->variable_set(values->run, FIRST, SECOND, (uint32_t)values->word);
}

static int32_t make_variable_remove(const struct values *values)
{
	return values->api->variable_remove(values->run, FIRST);
}

static int32_t make_request(const struct values *values)
{
	return values->api->request_set(values->run, FIRST, SECOND);
}

static int32_t make_wheel(const struct values *values)
{
	return values->api->wheel_add(values->run, FIRST, values->flags);
}

static int32_t make_log(const struct values *values)
{
	values->api->log(values->run, values->word, FIRST);
	return VENVB_OK;
}

/* It stands without the hook's result, so that all reasons are gathered. */
static int32_t make_deny(const struct values *values)
{
	int32_t rc = values->api->deny(values->run, FIRST);

	return rc == VENVB_DENIED ? VENVB_OK : rc;
}

static const struct words hows = {"how", {"set", "prepend", "append", NULL}, VENVB_VARIABLE_SET};
static const struct words levels = {
	"level", {"warning", "notice", "verbose", "debug", NULL}, VENVB_LOG_NOTICE};

#define REPLACE                                                                                    \
	{                                                                                          \
		"replace", VENVB_ADD_REPLACE                                                       \
	}

static const struct edit edits[] = {
	{"dir", make_dir, {"path"}, {{0}}, NULL, false},
	{"file", make_file, {"path", "content"},
		{REPLACE, {"executable", VENVB_ADD_EXECUTABLE}, {"private", VENVB_ADD_PRIVATE}},
		NULL, false},
	{"link", make_link, {"path", "target"}, {REPLACE}, NULL, false},
	{"copy", make_copy, {"path", "source"}, {REPLACE}, NULL, false},
	{"remove", make_remove, {"path"}, {{0}}, NULL, false},
	{"key", make_key, {"name", "value"}, {{0}}, NULL, false},
	{"key-remove", make_key_remove, {"name"}, {{0}}, NULL, false},
	{"prompt", make_prompt, {"text"}, {{0}}, NULL, false},
	{"variable", make_variable, {"name", "value"}, {{0}}, &hows, false},
	{"variable-remove", make_variable_remove, {"name"}, {{0}}, NULL, false},
	{"request", make_request, {"name", "value"}, {{0}}, NULL, false},
	{"wheel", make_wheel, {"path"},
		{{"requested", VENVB_WHEEL_REQUESTED}, {"versioned", VENVB_WHEEL_VERSIONED}}, NULL,
		false},
	{"log", make_log, {"text"}, {{0}}, &levels, true},
	{"deny", make_deny, {"reason"}, {{0}}, NULL, true},
};

/* An edit by its member "edit", or NULL. */
static const struct edit *find(const json_t *json)
{
	const char *name = json_string_value(json_object_get(json, "edit"));

	for (size_t i = 0; name && i < sizeof(edits) / sizeof(edits[0]); i++)
		if (!strcmp(edits[i].name, name))
			return &edits[i];
	return NULL;
}

static const char *known(const struct host *host)
{
	const char *all = "";

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		all = run_text(host, "%s%s%s", all, *all ? ", " : "", edits[i].name);
	return all;
}

static int32_t refuse_edit(const struct host *host, const json_t *json, size_t number)
{
	const char *name = json_string_value(json_object_get(json, "edit"));

	if (!json_is_object(json))
		return run_fail(host, "printed as edit %zu what is no object", number);
	if (!name)
		return run_fail(host,
			"printed an edit %zu without a member \"edit\" that says which: %s", number,
			known(host));
	return run_fail(host, "printed an edit %zu that is not known, \"%s\"; known are: %s",
		number, name, known(host));
}

static bool takes_text(const struct edit *edit, const char *key)
{
	for (size_t i = 0; i < MOST_TEXTS && edit->texts[i]; i++)
		if (!strcmp(edit->texts[i], key))
			return true;
	return false;
}

static uint32_t find_flag(const struct edit *edit, const char *key)
{
	for (const struct flag *flag = edit->flags; flag->member; flag++)
		if (!strcmp(flag->member, key))
			return flag->bit;
	return 0;
}

static int32_t find_word(const struct words *words, const char *word)
{
	for (int32_t i = 0; word && words->choices[i]; i++)
		if (!strcmp(words->choices[i], word))
			return i;
	return -1;
}

/* Whether the member KEY may be in EDIT, with this VALUE; what is wrong, or NULL. */
static const char *check_member(
	const struct host *host, const struct edit *edit, const char *key, const json_t *value)
{
	uint64_t len;

	if (!strcmp(key, "edit"))
		return NULL;
	if (takes_text(edit, key))
		return run_bytes_read(host, value, &len)
			       ? NULL
			       : "is neither a string nor {\"base64\": \"...\"}";
	if (find_flag(edit, key))
		return json_is_boolean(value) ? NULL : "is neither true nor false";
	if (edit->words && !strcmp(edit->words->member, key))
		return find_word(edit->words, json_string_value(value)) >= 0
			       ? NULL
			       : "is none of the words that it may be";
	return "is not known";
}

static int32_t check_edit(const struct host *host, const json_t *json, size_t number)
{
	const struct edit *edit = find(json);
	const char *key;
	json_t *value;

	if (!edit)
		return refuse_edit(host, json, number);
	json_object_foreach((json_t *)(uintptr_t)json, key, value)
	{
		const char *fault = check_member(host, edit, key, value);

		if (fault)
			return run_fail(host, "printed an edit %zu (%s) whose member \"%s\" %s",
				number, edit->name, key, fault);
	}
	for (size_t i = 0; i < MOST_TEXTS && edit->texts[i]; i++)
		if (!json_object_get(json, edit->texts[i]))
			return run_fail(host, "printed an edit %zu (%s) without the member \"%s\"",
				number, edit->name, edit->texts[i]);
	return VENVB_OK;
}

static bool is_blank(const char *text, uint64_t len)
{
	while (len && *text && strchr(" \t\r\n", *text))
		text++, len--;
	return !len;
}

int32_t run_edits_read(const struct host *host, const char *text, uint64_t len, json_t **ret_edits)
{
	json_error_t error;
	json_t *array, *item;
	int32_t rc = VENVB_OK;
	size_t i;

	array = is_blank(text, len) ? json_array()
				    : json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!array)
		return run_fail(host,
			"printed what is no JSON (line %d: %s): expected an array of edits, or "
			"nothing",
			error.line, error.text);
	if (!json_is_array(array))
		rc = run_fail(host, "printed JSON that is no array of edits");
	json_array_foreach(array, i, item) if (rc == VENVB_OK) rc = check_edit(host, item, i + 1);
	if (rc == VENVB_OK)
		*ret_edits = array;
	else
		json_decref(array);
	return rc;
}

static int32_t make(const struct host *host, const struct edit *edit, const json_t *json)
{
	struct values values = {.api = host->api, .run = host->run};
	const struct words *words = edit->words;

	for (size_t i = 0; i < MOST_TEXTS && edit->texts[i]; i++)
		values.text[i] =
			run_bytes_read(host, json_object_get(json, edit->texts[i]), &values.len[i]);
	for (const struct flag *flag = edit->flags; flag->member; flag++)
		if (json_is_true(json_object_get(json, flag->member)))
			values.flags |= flag->bit;
	if (words) {
		json_t *word = json_object_get(json, words->member);

		values.word = word ? find_word(words, json_string_value(word)) : words->otherwise;
	}
	return edit->make(&values);
}

int32_t run_edits_make(const struct host *host, const json_t *array)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; rc == VENVB_OK && i < json_array_size(array); i++) {
		const json_t *json = json_array_get(array, i);

		rc = make(host, find(json), json);
		if (rc == VENVB_NONE || rc == VENVB_INVALID)
			rc = run_fail(host, "printed an edit %zu (%s) that cannot be made: %s",
				i + 1, find(json)->name,
				rc == VENVB_NONE ? "there is no such thing"
						 : "it is wrong, or not allowed at this moment");
	}
	return rc;
}

int32_t run_edits_say(const struct host *host, const json_t *array)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; rc == VENVB_OK && i < json_array_size(array); i++) {
		const json_t *json = json_array_get(array, i);

		if (find(json)->says)
			rc = make(host, find(json), json);
	}
	return rc;
}
