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
		size_t secret = secret_length(authority, strcspn(authority, "/?#"));

		vb_buf_add(out, text, (size_t)(authority - text));
		if (secret)
			vb_buf_adds(out, "***");
		text = authority + secret;
	}
	vb_buf_adds(out, text);
}
