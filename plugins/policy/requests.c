/* SPDX-License-Identifier: MIT */
/* Rules for options of venvb: forced, required, forbidden; as asked, and as it came out. */
#include "cfg.h"
#include "rule.h"

#include <string.h>
#include <strings.h>

struct setting {
	const char *name, *value;
};

/* "NAME=VALUE"; NAME alone is NAME=yes. */
static struct setting split(const struct host *host, const char *text)
{
	size_t len = strcspn(text, "=");

	return (struct setting){
		policy_text(host, "%.*s", (int)len, text), text[len] ? text + len + 1 : "yes"};
}

static bool is_option(const struct host *host, const char *name)
{
	const char *origin;

	return host->api->request_origin(host->run, name, VENVB_NUL, &origin, NULL) == VENVB_OK;
}

static bool is_switch(const char *value)
{
	return value && (!strcmp(value, "yes") || !strcmp(value, "no"));
}

static const char *expect(const struct host *host, const char *value)
{
	struct setting setting = split(host, value);

	if (!is_option(host, setting.name))
		return "the name of an option of venvb before the '='";
	if (strcmp(setting.name, "seed") && is_switch(policy_request(host, setting.name)) &&
		!is_switch(setting.value))
		return "yes or no behind the '='";
	return NULL;
}

const char *policy_expect_setting(const struct host *host, const char *value)
{
	return strchr(value, '=') ? expect(host, value) : "NAME=VALUE, as 'link-mode=copy'";
}

const char *policy_expect_forbidden(const struct host *host, const char *value)
{
	return expect(host, value);
}

/* The environment is closed if the planned pyvenv.cfg says so, once and plainly: the interpreter
 * takes a key that is absent for "true", and a line that is odd for what we may not see. */
static bool sees_system(const struct host *host)
{
	static const char key[] = "include-system-site-packages";
	struct cfg_line line = {.at = policy_content(host, "pyvenv.cfg")};
	bool is_closed = false;

	while (policy_next_line(host, &line)) {
		if (!policy_contains(line.whole, key))
			continue;
		if (strcasecmp(line.key, key) != 0 || strcasecmp(line.value, "false") != 0)
			return true;
		is_closed = true;
	}
	return !is_closed;
}

static bool has_copy(const struct host *host)
{
	return policy_kind(host, "bin/python") == VENVB_NODE_COPY;
}

/* Options whose outcome the plan shows: plugins may bring it about without asking. */
static const struct {
	const char *name;
	bool (*is_so)(const struct host *host);
} outcomes[] = {
	{"system-site-packages", sees_system},
	{"copies", has_copy},
};

/* What is so: in the plan, where that can be seen, else as it was asked for; "" for unset. */
static const char *effective(const struct host *host, const char *name)
{
	const char *asked = policy_request(host, name);

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (!strcmp(outcomes[i].name, name) && outcomes[i].is_so(host))
			return "yes";
	return asked ? asked : "";
}

static const char *origin_of(const struct host *host, const char *name)
{
	const char *origin = "";

	host->api->request_origin(host->run, name, VENVB_NUL, &origin, NULL);
	return origin;
}

static const char *describe(const struct host *host, const char *name, const char *value)
{
	return policy_text(host, "'%s' is '%s' (%s)", name, value, origin_of(host, name));
}

void policy_judge_require(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct setting wanted = split(host, values->items[i]);
		const char *value = effective(host, wanted.name);

		if (strcmp(value, wanted.value) != 0)
			policy_deny(host, rule, describe(host, wanted.name, value),
				policy_text(host, "it must be '%s'", wanted.value));
	}
}

void policy_judge_forbid(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct setting forbidden = split(host, values->items[i]);

		if (!strcmp(effective(host, forbidden.name), forbidden.value))
			policy_deny(host, rule, describe(host, forbidden.name, forbidden.value),
				is_switch(forbidden.value)
					? policy_text(host, "use --%s%s",
						  strcmp(forbidden.value, "yes") ? "" : "no-",
						  forbidden.name)
					: "leave that out");
	}
}

/* Whoever asked for something else learns why it does not happen. */
static void tell(const struct host *host, const struct setting *forced, const char *asked)
{
	const char *text;

	if (!asked || !strcmp(asked, forced->value) ||
		!strcmp(origin_of(host, forced->name), "builtin"))
		return;
	text = policy_text(host, "rule 'force': '%s' is '%s' here; '%s' was asked for",
		forced->name, forced->value, asked);
	host->api->log(host->run, VENVB_LOG_NOTICE, policy_masked(host, text), VENVB_NUL);
}

int32_t policy_force(const struct host *host, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct setting forced = split(host, values->items[i]);
		int32_t rc;

		tell(host, &forced, policy_request(host, forced.name));
		rc = host->api->request_set(
			host->run, forced.name, VENVB_NUL, forced.value, VENVB_NUL);
		if (rc != VENVB_OK)
			return rc;
	}
	return VENVB_OK;
}
