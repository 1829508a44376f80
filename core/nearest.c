/* SPDX-License-Identifier: MIT */
/* The edit distance of Damerau and Levenshtein (optimal string alignment), and how near is near. */
#include "core/nearest.h"

enum { LONGEST = 63, SHORTEST_PREFIX = 3 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned vb_nearest_distance(const char *a, const char *b)
{
	size_t a_len = strnlen(a, LONGEST), b_len = strnlen(b, LONGEST);
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t k = 0; k <= b_len; k++)
		last[k] = (unsigned)k;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *oldest = before;

		now[0] = (unsigned)i;
		for (size_t k = 1; k <= b_len; k++) {
			now[k] = least(least(last[k], now[k - 1]) + 1,
				last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				now[k] = least(now[k], before[k - 2] + 1);
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[b_len];
}

static unsigned measure(const char *typed, const char *known)
{
	size_t len = strlen(typed);

	if (len >= SHORTEST_PREFIX && !strncmp(typed, known, len))
		return 1;
	return vb_nearest_distance(typed, known);
}

const char *vb_nearest(const char *typed, const char *const *known, size_t count)
{
	size_t len = strlen(typed);
	unsigned limit = len < 4 ? 1 : len < 8 ? 2 : 3;
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		unsigned distance = measure(typed, known[i]);

		if (distance > limit || (nearest && distance == limit))
			continue;
		limit = distance;
		nearest = known[i];
	}
	return nearest;
}
