/* SPDX-License-Identifier: MIT */
/*
 * Who edits the plan: a stage of the core, or a plugin of some tier. What an actor of the policy
 * tier added or set, no actor of another tier can replace or remove.
 */
#ifndef VB_ACTOR_H
#define VB_ACTOR_H

#include "core/base.h"

enum vb_tier { /* in the order in which hooks run */
	VB_TIER_POLICY,
	VB_TIER_SYSTEM,
	VB_TIER_USER,
	VB_TIER_FILE,
	VB_TIER_CORE, /* the stages themselves */
};

struct vb_actor {
	const char *name; /* of the stage, or of the plugin */
	enum vb_tier tier;
};

static inline const char *vb_tier_name(enum vb_tier tier)
{
	static const char *const names[] = {"policy", "system", "user", "file", "core"};

	return names[tier];
}
static inline bool vb_actor_is_plugin(const struct vb_actor *actor)
{
	return actor->tier != VB_TIER_CORE;
}
/* Whether NOW may change what BEFORE did. */
static inline bool vb_actor_may_change(const struct vb_actor *now, const struct vb_actor *before)
{
	return before->tier != VB_TIER_POLICY || now->tier == VB_TIER_POLICY;
}

#endif
