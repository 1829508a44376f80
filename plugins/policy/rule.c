/* SPDX-License-Identifier: MIT */
/* What all rules share: their values, and how a denial reads. */
#include "rule.h"

#include <string.h>

struct values policy_values(const struct host *host, const char *name)
{
	struct values values = {NULL, 0};
	const char **items, *value;
	uint32_t count = 0;

	while (host->api->option(host->run, name, VENVB_NUL, count, &value, NULL) == VENVB_OK)
		count++;
	items = host->api->memory(host->run, (count + UINT64_C(1)) * sizeof(*items));
	for (uint32_t i = 0; items && i < count; i++)
		host->api->option(host->run, name, VENVB_NUL, i, &items[i], NULL);
	values.items = items;
	values.count = items ? count : 0;
	return values;
}

bool policy_is_set(const struct host *host, const char *name)
{
	const char *value;

	return host->api->option(host->run, name, VENVB_NUL, 0, &value, NULL) != VENVB_NONE;
}

const char *policy_joined(const struct host *host, const struct values *values, const char *word)
{
	const char *text = "";

	for (size_t i = 0; i < values->count; i++)
		text = policy_text(host, "%s%s%s", text, i ? word : "", values->items[i]);
	return text;
}

void policy_deny(
	const struct host *host, const struct rule *rule, const char *what, const char *wanted)
{
	struct values contact = policy_values(host, "contact");
	const char *text = policy_text(host, "rule '%s': %s; %s%s%s", rule->name, what, wanted,
		contact.count ? ". Ask " : "", contact.count ? contact.items[0] : "");

	host->api->deny(host->run, policy_masked(host, text), VENVB_NUL);
}
