/* SPDX-License-Identifier: MIT */
/* Finding the authority of a URL in a text, and in it what precedes the host. */
#include "core/url.h"

/* The length of what ends in the last '@' of the first LEN bytes, without it. */
static size_t secret_length(const char *text, size_t len)
{
	while (len && text[len - 1] != '@')
		len--;
	return len ? len - 1 : 0;
}

/* How much of what follows "://" precedes the host, up to the last '@' of the authority; a password
 * with a '/' in it, which belongs there only as %2F, makes the authority seem to end too early. */
static size_t userinfo_length(const char *authority)
{
	size_t len = strcspn(authority, "/?#"), secret = secret_length(authority, len);
	const char *colon = memchr(authority, ':', len);

	if (secret || !colon || *authority == '[' ||
		colon + 1 + strspn(colon + 1, "0123456789") == authority + len)
		return secret;
	return secret_length(authority, strcspn(authority, " \t\n"));
}

void vb_url_add_masked(struct vb_buf *out, const char *text)
{
	static const char mark[] = "://";
	const char *slashes = strstr(text, mark);

	/* Without a scheme it may be a URL that was mistyped: then all before the host goes. */
	if (!slashes) {
		size_t secret = secret_length(text, strlen(text));

		if (memchr(text, ':', secret)) {
			vb_buf_adds(out, "***");
			text += secret;
		}
	}
	for (; slashes; slashes = strstr(text, mark)) {
		const char *authority = slashes + sizeof(mark) - 1;
		size_t secret = userinfo_length(authority);

		vb_buf_add(out, text, (size_t)(authority - text));
		if (secret)
			vb_buf_adds(out, "***");
		text = authority + secret;
	}
	vb_buf_adds(out, text);
}
