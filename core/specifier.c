/* SPDX-License-Identifier: MIT */
/* Clauses of a specifier (PEP 440, "Version specifiers"): one function an operator. */
#include "core/specifier.h"

#include "core/buf.h"
#include "core/version.h"

#define BLANKS " \t\n\r\f\v"

struct clause {
	const struct operation *operation;
	const char *text; /* the version behind the operator */
	struct vb_version version;
	bool wildcard; /* "==3.12.*": version is what stands before ".*" */
};

static struct vb_version without_local(const struct vb_version *version)
{
	struct vb_version public = *version;

	public.local = NULL;
	public.local_len = 0;
	return public;
}

/* The release of both up to PARTS numbers, and the epoch. */
static bool has_prefix(
	const struct vb_version *version, const struct vb_version *prefix, size_t parts)
{
	return version->epoch == prefix->epoch &&
	       !memcmp(version->release, prefix->release, parts * sizeof(*prefix->release));
}

static bool is_equal(const struct vb_version *version, const struct clause *clause)
{
	struct vb_version public = without_local(version);

	if (clause->wildcard)
		return has_prefix(version, &clause->version, clause->version.parts);
	return !vb_version_order(clause->version.local ? version : &public, &clause->version);
}

static bool is_different(const struct vb_version *version, const struct clause *clause)
{
	return !is_equal(version, clause);
}

static bool is_at_least(const struct vb_version *version, const struct clause *clause)
{
	struct vb_version public = without_local(version);

	return vb_version_order(&public, &clause->version) >= 0;
}

static bool is_at_most(const struct vb_version *version, const struct clause *clause)
{
	struct vb_version public = without_local(version);

	return vb_version_order(&public, &clause->version) <= 0;
}

/* "<3.14" does not take 3.14's pre-releases, unless it names one. */
static bool is_less(const struct vb_version *version, const struct clause *clause)
{
	if (vb_version_order(version, &clause->version) >= 0)
		return false;
	return vb_version_is_prerelease(&clause->version) || !vb_version_is_prerelease(version) ||
	       !has_prefix(version, &clause->version, VB_VERSION_PARTS);
}

/* ">3.14" takes neither 3.14's post-releases, unless it names one, nor its local versions. */
static bool is_more(const struct vb_version *version, const struct clause *clause)
{
	bool same = has_prefix(version, &clause->version, VB_VERSION_PARTS);

	if (vb_version_order(version, &clause->version) <= 0)
		return false;
	return !same || ((clause->version.post >= 0 || version->post < 0) && !version->local);
}

static bool is_compatible(const struct vb_version *version, const struct clause *clause)
{
	return is_at_least(version, clause) &&
	       has_prefix(version, &clause->version, clause->version.parts - 1);
}

enum {
	TAKES_WILDCARD = 1,
	NEEDS_TWO_PARTS = 2,
	NO_LOCAL = 4,
};

/* Longer ones first. */
static const struct operation {
	const char *text;
	bool (*holds)(const struct vb_version *version, const struct clause *clause);
	unsigned rules;
} operations[] = {
	{"===", NULL, 0},
	{"==", is_equal, TAKES_WILDCARD},
	{"!=", is_different, TAKES_WILDCARD},
	{"~=", is_compatible, NEEDS_TWO_PARTS | NO_LOCAL},
	{">=", is_at_least, NO_LOCAL},
	{"<=", is_at_most, NO_LOCAL},
	{">", is_more, NO_LOCAL},
	{"<", is_less, NO_LOCAL},
};

static const struct operation *find_operation(const char *text)
{
	for (size_t i = 0; i < VB_COUNT(operations); i++) {
		if (!strncmp(text, operations[i].text, strlen(operations[i].text)))
			return &operations[i];
	}
	return NULL;
}

bool vb_specifier_is(const char *text)
{
	return find_operation(text + strspn(text, BLANKS));
}

/* Cuts ".*" off the text; false where it may not stand. */
static bool take_wildcard(struct vb_buf *text, struct clause *clause)
{
	if (text->len < 2 || strcmp(text->data + text->len - 2, ".*"))
		return true;
	vb_buf_truncate(text, text->len - 2);
	clause->wildcard = true;
	return clause->operation->rules & TAKES_WILDCARD;
}

static bool obeys(const struct clause *clause)
{
	const struct vb_version *version = &clause->version;
	unsigned rules = clause->operation->rules;

	if (clause->wildcard &&
		(version->local || vb_version_is_prerelease(version) || version->post >= 0))
		return false;
	return (!(rules & NEEDS_TWO_PARTS) || version->parts > 1) &&
	       (!(rules & NO_LOCAL) || !version->local);
}

/* TEXT is one clause and becomes the version in it, to which RET_CLAUSE points. */
static bool parse_clause(struct vb_buf *text, struct clause *ret_clause)
{
	struct clause clause = {0};
	vb_auto_err ignored = VB_ERR_INIT;
	size_t skip = strspn(text->data, BLANKS);

	while (text->len > skip && strchr(BLANKS, text->data[text->len - 1]))
		vb_buf_truncate(text, text->len - 1);
	clause.operation = find_operation(text->data + skip);
	if (!clause.operation)
		return false;
	skip += strlen(clause.operation->text);
	skip += strspn(text->data + skip, BLANKS);
	clause.text = text->data + skip;
	if (clause.operation->holds &&
		(!take_wildcard(text, &clause) ||
			vb_version_parse(clause.text, &clause.version, &ignored) < 0 ||
			!obeys(&clause)))
		return false;
	*ret_clause = clause;
	return *clause.text != '\0';
}

/* Takes the next clause off SPECIFIER; an empty one, as a trailing comma leaves it, is skipped. */
static bool next_clause(const char **specifier, struct vb_buf *out)
{
	while (**specifier) {
		size_t len = strcspn(*specifier, ",");

		vb_buf_clear(out);
		vb_buf_add(out, *specifier, len);
		*specifier += len + ((*specifier)[len] == ',');
		if (out->data[strspn(out->data, BLANKS)])
			return true;
	}
	return false;
}

int vb_version_within(
	const char *version, const char *specifier, bool *ret_within, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	const char *left = specifier;
	struct vb_version parsed;
	bool within = true;
	int rc = vb_version_parse(version, &parsed, err);

	if (rc < 0)
		return rc;
	while (next_clause(&left, &text)) {
		struct clause clause;

		if (!parse_clause(&text, &clause))
			return vb_err_set(err, VB_EUSAGE,
				"'%s' is not a version specifier (such as >=3.11,<3.14)",
				specifier);
		within = within &&
			 (clause.operation->holds ? clause.operation->holds(&parsed, &clause)
						  : !strcasecmp(version, clause.text));
	}
	*ret_within = within;
	return 0;
}

bool vb_specifier_has_prerelease(const char *specifier)
{
	vb_auto_buf text = VB_BUF_INIT;

	while (next_clause(&specifier, &text)) {
		struct clause clause;

		if (parse_clause(&text, &clause) && clause.operation->holds != is_different &&
			clause.operation->holds && vb_version_is_prerelease(&clause.version))
			return true;
	}
	return false;
}
