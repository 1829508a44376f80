/* SPDX-License-Identifier: MIT */
/* Packages and versions, as plugins add, visit and compare them. */
#include "core/host.h"

#include "core/plan.h"
#include "core/specifier.h"
#include "core/version.h"

struct vb_numbering vb_number_packages(const struct vb_plan *plan)
{
	return (struct vb_numbering){
		"package", vb_plan_package_edits(plan), vb_plan_package_count(plan)};
}

int32_t vb_api_package_next(struct venvb_run *run, uint64_t *package)
{
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "package_next"))
		return VENVB_INVALID;
	numbering = vb_number_packages(run->run->plan);
	return vb_call_number_next(run, &numbering, package);
}

int32_t vb_api_package_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	const struct vb_package *package;
	struct vb_numbering numbering;
	const char *text;
	size_t index;

	if (!vb_call_begin(run, "package_text"))
		return VENVB_INVALID;
	numbering = vb_number_packages(run->run->plan);
	if (!vb_call_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	package = vb_plan_package(run->run->plan, index);
	switch (what) {
	case VENVB_PACKAGE_NAME:
		text = package->name;
		break;
	case VENVB_PACKAGE_VERSION:
		text = package->version;
		break;
	case VENVB_PACKAGE_SHA256:
		text = *package->sha256 ? package->sha256 : NULL;
		break;
	case VENVB_PACKAGE_OWNER:
		text = package->who.name;
		break;
	default:
		text = NULL;
	}
	if (!text)
		return vb_call_none(run, "a package has no text number %u", (unsigned)what);
	return vb_call_give(run, text, strlen(text), ret_text, ret_len);
}

int32_t vb_api_version_compare(struct venvb_run *run, const char *a, uint64_t a_len, const char *b,
	uint64_t b_len, int32_t *ret_order)
{
	vb_auto_buf one = VB_BUF_INIT, other = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	int order, rc;

	if (!vb_call_begin(run, "version_compare") ||
		!vb_call_text(run, "the first version", a, a_len, &one) ||
		!vb_call_text(run, "the second version", b, b_len, &other))
		return VENVB_INVALID;
	if (!ret_order)
		return vb_call_invalid(run, "there is no place for the result");
	rc = vb_version_compare(one.data, other.data, &order, &err);
	if (rc == 0)
		*ret_order = (order > 0) - (order < 0);
	return vb_call_result(run, rc, &err);
}

int32_t vb_api_version_within(struct venvb_run *run, const char *version, uint64_t version_len,
	const char *specifier, uint64_t specifier_len, int32_t *ret_within)
{
	vb_auto_buf one = VB_BUF_INIT, range = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	bool within;
	int rc;

	if (!vb_call_begin(run, "version_within") ||
		!vb_call_text(run, "the version", version, version_len, &one) ||
		!vb_call_text(run, "the specifier", specifier, specifier_len, &range))
		return VENVB_INVALID;
	if (!ret_within)
		return vb_call_invalid(run, "there is no place for the result");
	rc = vb_version_within(one.data, range.data, &within, &err);
	if (rc == 0)
		*ret_within = within;
	return vb_call_result(run, rc, &err);
}
