/* SPDX-License-Identifier: MIT */
#include "item.h"

#include <string.h>

bool seedlock_is_option(const struct item *item)
{
	return !strcmp(item->kind, "option");
}

bool seedlock_is_bound(const struct item *item)
{
	return !strcmp(item->kind, "wheel") && !strncmp(item->hashes, "sha256:", 7) &&
	       !strchr(item->hashes, ',');
}
