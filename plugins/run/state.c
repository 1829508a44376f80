/* SPDX-License-Identifier: MIT */
/* Asks the host for all it tells of a run. Names are those of plugin.h and venvb-plugin(7). */
#include "state.h"

#include "bytes.h"

#include <string.h>

enum { PROTOCOL = 1 };

static const char *const request_names[] = {"python", "system-site-packages", "copies", "clear",
	"keep", "upgrade", "seed", "prompt", "scm-ignore-files", "activators", "link-mode",
	"compile", "check-image", "cache-dir", "cache", "hook-timeout", "force", NULL};
static const char *const fact_names[] = {"version", "version-info", "executable", "home",
	"base-prefix", "base-exec-prefix", "libpython", "real-executable", "implementation",
	"major", "minor", "micro", "releaselevel", "serial", "free-threaded", "debug", "is-64bit",
	"cache-tag", "soabi", "platform", "bytecode-magic", "scripts", "purelib", "platlib",
	"include", "data", "names", "lib64-link", "ensurepip-dir", "wheel-dir", NULL};

/* The tree while it grows. The first thing that goes wrong is what becomes of it. */
struct state {
	const struct host *host;
	int32_t rc;
};

static void put(struct state *state, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0 && state->rc == VENVB_OK)
		state->rc = run_fail(state->host, "was not run: there is no memory");
}

static json_t *add(struct state *state, json_t *array)
{
	json_t *object = json_object();

	if (json_array_append_new(array, object) < 0 && state->rc == VENVB_OK)
		state->rc = run_fail(state->host, "was not run: there is no memory");
	return object;
}

/* What a call of the host gave: that there is no such thing leaves the member out. */
static void put_text(struct state *state, json_t *object, const char *key, int32_t rc,
	const char *text, uint64_t len)
{
	if (rc == VENVB_OK)
		put(state, object, key, run_bytes_json(state->host, text, len));
	else if (rc != VENVB_NONE && state->rc == VENVB_OK)
		state->rc = rc;
}

static void put_plain(struct state *state, json_t *object, const char *key)
{
	const char *text = NULL;
	uint64_t len = 0;
	int32_t rc = state->host->api->request(state->host->run, key, VENVB_NUL, &text, &len);

	put_text(state, object, key, rc, text, len);
}

static bool is_dry_run(const struct host *host)
{
	const char *text;
	uint64_t len;

	return host->api->request(host->run, "dry-run", VENVB_NUL, &text, &len) == VENVB_OK &&
	       !strcmp(text, "yes");
}

static json_t *request(struct state *state)
{
	const struct host *host = state->host;
	json_t *object = json_object();

	for (const char *const *name = request_names; *name; name++) {
		const char *text, *origin = NULL;
		uint64_t len, origin_len = 0;
		json_t *member;
		int32_t rc = host->api->request(host->run, *name, VENVB_NUL, &text, &len);

		if (rc == VENVB_NONE)
			continue;
		member = json_object();
		put_text(state, member, "value", rc, text, len);
		rc = host->api->request_origin(host->run, *name, VENVB_NUL, &origin, &origin_len);
		put_text(state, member, "origin", rc, origin, origin_len);
		put(state, object, *name, member);
	}
	return object;
}

/* Before the interpreter is found: null. */
static json_t *interpreter(struct state *state)
{
	const struct host *host = state->host;
	json_t *object = json_object();

	for (const char *const *name = fact_names; *name; name++) {
		const char *text = NULL;
		uint64_t len = 0;
		int32_t rc = host->api->fact(host->run, *name, VENVB_NUL, &text, &len);

		if (rc == VENVB_INVALID) {
			json_decref(object);
			return json_null();
		}
		put_text(state, object, *name, rc, text, len);
	}
	return object;
}

/* A list of the host: its items by number, and what they tell as text. */
struct list {
	int32_t (*next)(struct venvb_run *run, uint64_t *item);
	int32_t (*text)(struct venvb_run *run, uint64_t item, uint32_t what, const char **ret_text,
		uint64_t *ret_len);
	struct {
		uint32_t what;
		const char *key;
	} texts[4];
};

static void put_item(struct state *state, const struct list *list, json_t *object, uint64_t item)
{
	for (size_t i = 0; i < 4 && list->texts[i].key; i++) {
		const char *text = NULL;
		uint64_t len = 0;
		int32_t rc = list->text(state->host->run, item, list->texts[i].what, &text, &len);

		put_text(state, object, list->texts[i].key, rc, text, len);
	}
}

static json_t *list_json(struct state *state, const struct list *list)
{
	json_t *array = json_array();
	uint64_t item = 0;

	while (state->rc == VENVB_OK && list->next(state->host->run, &item) == VENVB_OK)
		put_item(state, list, add(state, array), item);
	return array;
}

static json_t *plugins(struct state *state)
{
	const struct list list = {state->host->api->plugin_next, state->host->api->plugin_text,
		{{VENVB_PLUGIN_TEXT_NAME, "name"}, {VENVB_PLUGIN_TEXT_VERSION, "version"},
			{VENVB_PLUGIN_TEXT_TIER, "tier"}}};

	return list_json(state, &list);
}

static json_t *keys(struct state *state)
{
	const struct list list = {state->host->api->key_next, state->host->api->key_text,
		{{VENVB_KEY_NAME, "name"}, {VENVB_KEY_VALUE, "value"}, {VENVB_KEY_OWNER, "by"}}};

	return list_json(state, &list);
}

static json_t *packages(struct state *state)
{
	const struct list list = {state->host->api->package_next, state->host->api->package_text,
		{{VENVB_PACKAGE_NAME, "name"}, {VENVB_PACKAGE_VERSION, "version"},
			{VENVB_PACKAGE_SHA256, "sha256"}, {VENVB_PACKAGE_OWNER, "by"}}};

	return list_json(state, &list);
}

static json_t *variables(struct state *state)
{
	static const char *const hows[] = {
		[VENVB_VARIABLE_SET] = "set",
		[VENVB_VARIABLE_PREPEND] = "prepend",
		[VENVB_VARIABLE_APPEND] = "append",
	};
	const struct host *host = state->host;
	const struct list list = {host->api->variable_next, host->api->variable_text,
		{{VENVB_VARIABLE_NAME, "name"}, {VENVB_VARIABLE_VALUE, "value"},
			{VENVB_VARIABLE_OWNER, "by"}}};
	json_t *array = json_array();
	uint64_t variable = 0, how;

	while (state->rc == VENVB_OK &&
		host->api->variable_next(host->run, &variable) == VENVB_OK) {
		json_t *object = add(state, array);

		put_item(state, &list, object, variable);
		if (host->api->variable_number(host->run, variable, VENVB_VARIABLE_HOW, &how) ==
				VENVB_OK &&
			how < sizeof(hows) / sizeof(hows[0]))
			put(state, object, "how", json_string(hows[how]));
	}
	return array;
}

static const struct {
	const char *name;
	const char *content; /* what its content is called; NULL: it has none */
} kinds[] = {
	[0] = {"unknown", NULL}, /* of a newer host */
	[VENVB_NODE_DIR] = {"dir", NULL},
	[VENVB_NODE_FILE] = {"file", "content"},
	[VENVB_NODE_LINK] = {"link", "target"},
	[VENVB_NODE_COPY] = {"copy", "source"},
	[VENVB_NODE_IMAGE] = {"image", NULL},
};

static const char *octal(const struct host *host, uint64_t mode)
{
	return run_text(host, "%04o", (unsigned)mode);
}

/* The bytes of a file only when they were asked for, and are not more than that. */
static void put_content(struct state *state, json_t *object, uint64_t node, size_t kind)
{
	const struct host *host = state->host;
	int64_t most = run_option_number(host, "contents");
	const char *text = NULL;
	uint64_t len = 0;
	int32_t rc;

	if (!kinds[kind].content || (kind == VENVB_NODE_FILE && most <= 0))
		return;
	rc = host->api->node_text(host->run, node, VENVB_NODE_CONTENT, &text, &len);
	if (rc == VENVB_OK && kind == VENVB_NODE_FILE && len > (uint64_t)most)
		return;
	put_text(state, object, kinds[kind].content, rc, text, len);
}

static void put_node(struct state *state, json_t *object, uint64_t node)
{
	const struct host *host = state->host;
	const char *text = NULL;
	uint64_t len = 0, kind = 0, mode = 0;
	int32_t rc = host->api->node_text(host->run, node, VENVB_NODE_PATH, &text, &len);

	put_text(state, object, "path", rc, text, len);
	host->api->node_number(host->run, node, VENVB_NODE_KIND, &kind);
	kind = kind < sizeof(kinds) / sizeof(kinds[0]) ? kind : 0;
	put(state, object, "kind", json_string(kinds[kind].name));
	rc = host->api->node_number(host->run, node, VENVB_NODE_MODE, &mode);
	if (rc == VENVB_OK && kind == VENVB_NODE_FILE)
		put(state, object, "mode", json_string(octal(host, mode)));
	rc = host->api->node_text(host->run, node, VENVB_NODE_OWNER, &text, &len);
	put_text(state, object, "by", rc, text, len);
	put_content(state, object, node, (size_t)kind);
}

static json_t *plan(struct state *state)
{
	const struct host *host = state->host;
	json_t *array = json_array();
	uint64_t node = 0;

	while (state->rc == VENVB_OK && host->api->next(host->run, &node) == VENVB_OK)
		put_node(state, add(state, array), node);
	return array;
}

int32_t run_state(const struct host *host, json_t **ret_state)
{
	struct state state = {.host = host};
	json_t *root = json_object();
	const char *prompt = NULL;
	uint64_t len = 0;
	int32_t rc;

	put(&state, root, "protocol", json_integer(PROTOCOL));
	put(&state, root, "stage", json_string(host->stage));
	put(&state, root, "moment", json_string(host->moment));
	put(&state, root, "dry-run", json_boolean(is_dry_run(host)));
	put_plain(&state, root, "target");
	put_plain(&state, root, "name");
	put_plain(&state, root, "action");
	put(&state, root, "request", request(&state));
	put(&state, root, "interpreter", interpreter(&state));
	put(&state, root, "plugins", plugins(&state));
	rc = host->api->prompt(host->run, &prompt, &len);
	put_text(&state, root, "prompt", rc, prompt, len);
	put(&state, root, "keys", keys(&state));
	put(&state, root, "variables", variables(&state));
	put(&state, root, "packages", packages(&state));
	put(&state, root, "plan", plan(&state));
	if (state.rc == VENVB_OK)
		*ret_state = root;
	else
		json_decref(root);
	return state.rc;
}
