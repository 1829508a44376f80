/* SPDX-License-Identifier: MIT */
/* User and password in URLs (RFC 3986, 3.2.1), which are nobody's business. */
#ifndef SEEDLOCK_USERINFO_H
#define SEEDLOCK_USERINFO_H

#include "plugins/seeding/host.h"

/* TEXT without what stands before the '@' of its URLs, unless it only names variables: then it is
 * TEXT itself when there is nothing else. */
const char *seedlock_without_user(const struct host *host, const char *text);

#endif
