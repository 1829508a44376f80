/* SPDX-License-Identifier: MIT */
/* Taking pyvenv.cfg apart (PEP 405). */
#include "cfg.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *policy_trim(const struct host *host, const char *text, size_t len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return policy_text(host, "%.*s", (int)len, text);
}

bool policy_contains(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text; text++)
		if (!strncasecmp(text, word, len))
			return true;
	return false;
}

bool policy_next_line(const struct host *host, struct cfg_line *line)
{
	size_t len, key;

	if (!line->at || !*line->at)
		return false;
	len = strcspn(line->at, "\r\n");
	line->whole = policy_text(host, "%.*s", (int)len, line->at);
	line->at += len + (line->at[len] != '\0');
	key = strcspn(line->whole, "=");
	line->key = line->whole[key] ? policy_trim(host, line->whole, key) : "";
	line->value = line->whole[key] ? policy_trim(host, line->whole + key + 1,
						 strlen(line->whole + key + 1))
				       : "";
	return true;
}
