/* SPDX-License-Identifier: MIT */
/* Distributions keep ensurepip's wheels in packages of their own. os-release(5) says which
 * distribution this is: ID, and ID_LIKE for those that descend from it. */
#include "advice.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *id;
	const char *before, *after; /* the command, around the version ("3.11") */
	bool versioned;
} commands[] = {
	{"debian", "apt install python", "-venv", true},
	{"ubuntu", "apt install python", "-venv", true},
	{"fedora", "dnf install python3-pip-wheel python3-setuptools-wheel", "", false},
	{"rhel", "dnf install python3-pip-wheel python3-setuptools-wheel", "", false},
	{"gentoo", "emerge dev-python/ensurepip-pip dev-python/ensurepip-setuptools", "", false},
};

/* Whether the words of LIST ("rhel centos fedora", maybe in quotes) have WORD. */
static bool has_word(const char *list, const char *word)
{
	static const char separators[] = " \t\"'\n";

	for (;;) {
		size_t len;

		list += strspn(list, separators);
		len = strcspn(list, separators);
		if (!len)
			return false;
		if (len == strlen(word) && !strncmp(list, word, len))
			return true;
		list += len;
	}
}

/* The row of `commands` for this machine, or -1. */
static int find_command(void)
{
	FILE *file = fopen("/etc/os-release", "re");
	char line[512];
	int found = -1;

	if (!file)
		return -1;
	while (found < 0 && fgets(line, sizeof(line), file)) {
		size_t key = strncmp(line, "ID=", 3) ? 0 : 3;

		if (!strncmp(line, "ID_LIKE=", 8))
			key = 8;
		for (size_t i = 0; key && i < sizeof(commands) / sizeof(commands[0]); i++)
			if (has_word(line + key, commands[i].id)) {
				found = (int)i;
				break;
			}
	}
	fclose(file);
	return found;
}

const char *seeding_advice(const struct host *host)
{
	const char *prefix = seeding_fact(host, "base-prefix");
	int row = find_command();

	/* Only the distribution's own interpreter gets its wheels from the distribution. */
	if (row < 0 || !prefix || strcmp(prefix, "/usr"))
		return "name a directory that has one with the option 'wheel-dir'";
	return seeding_text(host, "install it with '%s%s%s'", commands[row].before,
		commands[row].versioned ? seeding_python(host) : "", commands[row].after);
}
