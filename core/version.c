/* SPDX-License-Identifier: MIT */
/* The grammar and the order of versions (PEP 440, appendix B, and "Summary of permitted suffixes
 * and relative ordering"). */
#include "core/version.h"

#include <ctype.h>

/* Tags in the order in which they are tried: no one is hidden by a shorter one before it. */
static const struct tag {
	const char *text;
	enum vb_phase phase;
} pre_tags[] = {
	{"alpha", VB_PHASE_ALPHA},
	{"a", VB_PHASE_ALPHA},
	{"beta", VB_PHASE_BETA},
	{"b", VB_PHASE_BETA},
	{"preview", VB_PHASE_CANDIDATE},
	{"pre", VB_PHASE_CANDIDATE},
	{"rc", VB_PHASE_CANDIDATE},
	{"c", VB_PHASE_CANDIDATE},
};
static const char *const post_tags[] = {"post", "rev", "r"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

static const char *skip_separator(const char *at)
{
	return is_separator(*at) ? at + 1 : at;
}

/* At digits. False when the number is absurd. */
static bool take_number(const char **at, int64_t *ret_number)
{
	int64_t number = 0;

	for (; is_digit(**at); (*at)++) {
		if (number > (INT64_MAX - 9) / 10 - 1)
			return false;
		number = number * 10 + (**at - '0');
	}
	*ret_number = number;
	return true;
}

static bool take_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(*at, word, len))
		return false;
	*at += len;
	return true;
}

/* What may follow a tag: a separator, a number, neither. */
static bool take_tag_number(const char **at, int64_t *ret_number)
{
	*at = skip_separator(*at);
	return take_number(at, ret_number);
}

static bool take_release(const char **at, struct vb_version *version)
{
	for (;;) {
		if (!is_digit(**at) || version->parts == VB_VERSION_PARTS ||
			!take_number(at, &version->release[version->parts++]))
			return false;
		if (**at == '!' && version->parts == 1 && !version->epoch) {
			version->epoch = version->release[0];
			version->release[--version->parts] = 0;
			(*at)++;
		} else if (**at == '.' && is_digit((*at)[1])) {
			(*at)++;
		} else {
			return true;
		}
	}
}

static bool take_pre(const char **at, struct vb_version *version)
{
	const char *word = skip_separator(*at);

	for (size_t i = 0; i < VB_COUNT(pre_tags); i++) {
		if (take_word(&word, pre_tags[i].text)) {
			*at = word;
			version->phase = pre_tags[i].phase;
			return take_tag_number(at, &version->pre);
		}
	}
	return true;
}

static bool take_post(const char **at, struct vb_version *version)
{
	const char *word = skip_separator(*at);

	if (**at == '-' && is_digit((*at)[1])) {
		(*at)++;
		return take_number(at, &version->post);
	}
	for (size_t i = 0; i < VB_COUNT(post_tags); i++) {
		if (take_word(&word, post_tags[i])) {
			*at = word;
			return take_tag_number(at, &version->post);
		}
	}
	return true;
}

static bool take_dev(const char **at, struct vb_version *version)
{
	const char *word = skip_separator(*at);

	if (!take_word(&word, "dev"))
		return true;
	*at = word;
	if (version->phase == VB_PHASE_FINAL && version->post < 0)
		version->phase = VB_PHASE_DEV;
	return take_tag_number(at, &version->dev);
}

static bool take_local(const char **at, struct vb_version *version)
{
	const char *begin;

	if (**at != '+')
		return true;
	begin = ++*at;
	while (isalnum((unsigned char)**at) ||
		(is_separator(**at) && *at > begin && isalnum((unsigned char)(*at)[1]) &&
			!is_separator((*at)[-1])))
		(*at)++;
	version->local = begin;
	version->local_len = (size_t)(*at - begin);
	return version->local_len > 0;
}

int vb_version_parse(const char *text, struct vb_version *ret_version, struct vb_err *err)
{
	struct vb_version version = {.phase = VB_PHASE_FINAL, .post = -1, .dev = INT64_MAX};
	const char *at = text + strspn(text, " \t\n\r\f\v");

	if (*at == 'v' || *at == 'V')
		at++;
	if (!take_release(&at, &version) || !take_pre(&at, &version) || !take_post(&at, &version) ||
		!take_dev(&at, &version) || !take_local(&at, &version) ||
		at[strspn(at, " \t\n\r\f\v")])
		return vb_err_set(err, VB_EUSAGE, "'%s' is not a version (such as 3.12.1)", text);
	*ret_version = version;
	return 0;
}

static int order_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static size_t segment_length(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && !is_separator(text[i]))
		i++;
	return i;
}

static bool is_number(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
	}
	return true;
}

/* Numbers of any length by their digits; a number is more than a word. */
static int order_segments(const char *a, size_t a_len, const char *b, size_t b_len)
{
	bool a_number = is_number(a, a_len), b_number = is_number(b, b_len);
	int order;

	if (a_number != b_number)
		return a_number ? 1 : -1;
	for (; a_number && a_len && *a == '0'; a++)
		a_len--;
	for (; b_number && b_len && *b == '0'; b++)
		b_len--;
	if (a_number && a_len != b_len)
		return a_len < b_len ? -1 : 1;
	order = strncasecmp(a, b, a_len < b_len ? a_len : b_len);
	return order ? order : order_numbers((int64_t)a_len, (int64_t)b_len);
}

static int order_locals(const struct vb_version *a, const struct vb_version *b)
{
	const char *a_at = a->local, *b_at = b->local;
	size_t a_left = a->local_len, b_left = b->local_len;

	while (a_left && b_left) {
		size_t a_len = segment_length(a_at, a_left), b_len = segment_length(b_at, b_left);
		int order = order_segments(a_at, a_len, b_at, b_len);

		if (order)
			return order;
		a_len += a_len < a_left;
		b_len += b_len < b_left;
		a_at += a_len;
		a_left -= a_len;
		b_at += b_len;
		b_left -= b_len;
	}
	return order_numbers(a_left > 0, b_left > 0);
}

int vb_version_order(const struct vb_version *a, const struct vb_version *b)
{
	int order = order_numbers(a->epoch, b->epoch);

	for (size_t i = 0; !order && i < VB_VERSION_PARTS; i++)
		order = order_numbers(a->release[i], b->release[i]);
	if (!order)
		order = order_numbers(a->phase, b->phase);
	if (!order)
		order = order_numbers(a->pre, b->pre);
	if (!order)
		order = order_numbers(a->post, b->post);
	if (!order)
		order = order_numbers(a->dev, b->dev);
	return order ? order : order_locals(a, b);
}

int vb_version_compare(const char *a, const char *b, int *ret_order, struct vb_err *err)
{
	struct vb_version a_version, b_version;
	int rc = vb_version_parse(a, &a_version, err);

	if (!rc)
		rc = vb_version_parse(b, &b_version, err);
	if (!rc)
		*ret_order = vb_version_order(&a_version, &b_version);
	return rc;
}

bool vb_version_is_prerelease(const struct vb_version *version)
{
	return version->phase != VB_PHASE_FINAL || version->dev != INT64_MAX;
}

bool vb_version_is_same(const char *a, const char *b)
{
	vb_auto_err malformed = VB_ERR_INIT;
	int order;

	if (vb_version_compare(a, b, &order, &malformed) < 0)
		return !strcmp(a, b);
	return order == 0;
}
