/* SPDX-License-Identifier: MIT */
/* Versions and specifiers, by PEP 440: the version's own pattern, and a key to compare by. */
#include "host.h"

#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <strings.h>

#define SEPARATOR "[-_.]?"
#define PATTERN                                                                                    \
	"^[[:space:]]*v?(([0-9]+)!)?([0-9]+([.][0-9]+)*)"                                          \
	"(" SEPARATOR "(alpha|beta|preview|pre|rc|a|b|c)" SEPARATOR "([0-9]*))?"                   \
	"((-([0-9]+))|(" SEPARATOR "(post|rev|r)" SEPARATOR "([0-9]*)))?"                          \
	"(" SEPARATOR "dev" SEPARATOR "([0-9]*))?"                                                 \
	"([+]([a-z0-9]+([-_.][a-z0-9]+)*))?[[:space:]]*$"

/* The groups of the pattern that count. */
enum {
	EPOCH = 2,
	RELEASE = 3,
	PRE = 6,
	PRE_NUMBER,
	IMPLICIT_POST = 10,
	POST = 12,
	POST_NUMBER,
	DEV,
	DEV_NUMBER,
	LOCAL = 17,
	GROUPS
};

enum { PARTS = 16 };

struct version {
	long epoch, release[PARTS];
	size_t parts;
	long phase, pre, post, dev; /* as they order: -1 before all, LONG_MAX behind all */
	bool is_final;              /* neither a pre-release nor one of a developer */
	char local[64];
};

static long number(const char *text, const regmatch_t *group, long otherwise)
{
	return group->rm_so < 0 ? otherwise : strtol(text + group->rm_so, NULL, 10);
}

static void read_release(const char *text, struct version *version)
{
	char *end;

	do {
		version->release[version->parts++] = strtol(text, &end, 10);
		text = end + 1;
	} while (*end == '.' && strchr("0123456789", *text) && *text && version->parts < PARTS);
}

static void read_phases(const char *text, const regmatch_t *groups, struct version *version)
{
	bool has_pre = groups[PRE].rm_so >= 0, has_dev = groups[DEV].rm_so >= 0;
	char letter = has_pre ? (char)(text[groups[PRE].rm_so] | 0x20) : 0;

	version->post = number(text, &groups[IMPLICIT_POST], -1);
	if (groups[POST].rm_so >= 0)
		version->post = number(text, &groups[POST_NUMBER], 0);
	version->dev = has_dev ? number(text, &groups[DEV_NUMBER], 0) : LONG_MAX;
	version->is_final = !has_pre && !has_dev;
	version->pre = has_pre ? number(text, &groups[PRE_NUMBER], 0) : 0;
	version->phase = has_dev && version->post < 0 ? -1 : LONG_MAX;
	if (has_pre)
		version->phase = letter == 'a' ? 0 : letter == 'b' ? 1 : 2;
}

static bool parse(const char *text, struct version *ret_version)
{
	struct version version = {0};
	regmatch_t groups[GROUPS];
	regex_t pattern;
	bool matches;

	if (regcomp(&pattern, PATTERN, REG_EXTENDED | REG_ICASE))
		vtest_misuse("no memory for a version");
	matches = !regexec(&pattern, text, GROUPS, groups, 0);
	regfree(&pattern);
	if (!matches)
		return false;
	version.epoch = number(text, &groups[EPOCH], 0);
	read_release(text + groups[RELEASE].rm_so, &version);
	read_phases(text, groups, &version);
	if (groups[LOCAL].rm_so >= 0)
		strncpy(version.local, text + groups[LOCAL].rm_so,
			(size_t)(groups[LOCAL].rm_eo - groups[LOCAL].rm_so) < sizeof(version.local)
				? (size_t)(groups[LOCAL].rm_eo - groups[LOCAL].rm_so)
				: sizeof(version.local) - 1);
	*ret_version = version;
	return true;
}

static int order_of(long a, long b)
{
	return (a > b) - (a < b);
}

static int compare_public(const struct version *a, const struct version *b)
{
	int order = order_of(a->epoch, b->epoch);

	for (size_t i = 0; !order && i < PARTS; i++)
		order = order_of(a->release[i], b->release[i]);
	if (!order)
		order = order_of(a->phase, b->phase);
	if (!order)
		order = order_of(a->pre, b->pre);
	if (!order)
		order = order_of(a->post, b->post);
	return order ? order : order_of(a->dev, b->dev);
}

static int compare(const struct version *a, const struct version *b)
{
	int order = compare_public(a, b);

	return order ? order : order_of(strverscmp(a->local, b->local), 0);
}

static bool has_prefix(const struct version *version, const struct version *prefix, size_t parts)
{
	return version->epoch == prefix->epoch &&
	       !memcmp(version->release, prefix->release, parts * sizeof(long));
}

static const char *const operators[] = {"===", "==", "!=", "~=", ">=", "<=", ">", "<"};
enum operator{ IDENTICAL, EQUAL, DIFFERENT, COMPATIBLE, AT_LEAST, AT_MOST, MORE, LESS };

static bool holds(enum operator operator, const struct version * version,
	const struct version *wanted, bool wildcard)
{
	int order = compare_public(version, wanted);

	switch (operator) {
	case EQUAL:
	case DIFFERENT:
		if (wildcard)
			order = !has_prefix(version, wanted, wanted->parts);
		else if (*wanted->local)
			order = compare(version, wanted);
		return (operator== EQUAL) == !order;
	case COMPATIBLE:
		return order >= 0 && has_prefix(version, wanted, wanted->parts - 1);
	case AT_LEAST:
		return order >= 0;
	case AT_MOST:
		return order <= 0;
	case MORE:
		return order > 0 && (!has_prefix(version, wanted, PARTS) || wanted->post >= 0 ||
					    version->post < 0);
	default:
		return order < 0 && (!wanted->is_final || version->is_final ||
					    !has_prefix(version, wanted, PARTS));
	}
}

/* One clause, which is cut up in the doing: 1 or 0, or -1 when it makes no sense. */
static int decide(char *clause, const char *text, const struct version *version)
{
	size_t operator= 0, len;
	struct version wanted;
	bool wildcard;

	clause += strspn(clause, " \t");
	len = strlen(clause);
	while (len && strchr(" \t", clause[len - 1]))
		clause[--len] = '\0';
	while (operator< VTEST_COUNT(operators) &&
		strncmp(clause, operators[operator], strlen(operators[operator])) != 0)
		operator++;
	if (operator== VTEST_COUNT(operators))
		return -1;
	clause += strlen(operators[operator]);
	clause += strspn(clause, " \t");
	if (operator== IDENTICAL)
		return !strcasecmp(clause, text);
	len = strlen(clause);
	wildcard = len > 2 && !strcmp(clause + len - 2, ".*");
	if (wildcard)
		clause[len - 2] = '\0';
	if (!parse(clause, &wanted) || (wildcard && operator> DIFFERENT) ||
		(operator== COMPATIBLE && wanted.parts<2))
		return -1;
	return holds((enum operator) operator, version, &wanted, wildcard);
}

int32_t vtest_api_version_compare(struct venvb_run *run, const char *a, uint64_t a_len,
	const char *b, uint64_t b_len, int32_t *ret_order)
{
	int32_t code = vtest_begin(run, "version_compare");
	struct version one, other;

	if (code < 0)
		return code;
	a = vtest_text(run, "the first version", a, a_len);
	b = a ? vtest_text(run, "the second version", b, b_len) : NULL;
	if (!b)
		return VENVB_INVALID;
	if (!ret_order)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	if (!parse(a, &one) || !parse(b, &other))
		return vtest_refuse(run, VENVB_FAILED, "'%s' or '%s' is not a version", a, b);
	*ret_order = compare(&one, &other);
	return VENVB_OK;
}

int32_t vtest_api_version_within(struct venvb_run *run, const char *version, uint64_t version_len,
	const char *specifier, uint64_t specifier_len, int32_t *ret_within)
{
	int32_t code = vtest_begin(run, "version_within"), within = 1;
	struct version parsed;
	char *rest, *clause;

	if (code < 0)
		return code;
	version = vtest_text(run, "the version", version, version_len);
	specifier = version ? vtest_text(run, "the specifier", specifier, specifier_len) : NULL;
	if (!specifier)
		return VENVB_INVALID;
	if (!ret_within)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	if (!parse(version, &parsed))
		return vtest_refuse(run, VENVB_FAILED, "'%s' is not a version", version);
	rest = (char *)(uintptr_t)vtest_format(run->test, "%s", specifier);
	while ((clause = strsep(&rest, ","))) {
		int one = clause[strspn(clause, " \t")] ? decide(clause, version, &parsed) : 1;

		if (one < 0)
			return vtest_refuse(
				run, VENVB_FAILED, "'%s' is not a version specifier", specifier);
		within = within && one;
	}
	*ret_within = within;
	return VENVB_OK;
}
