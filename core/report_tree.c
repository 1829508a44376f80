/* SPDX-License-Identifier: MIT */
/* The plan as a tree: a line for each node, indented below its directory, with who added it. */
#include "core/report.h"

#include "core/image.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/printable.h"
#include "core/run.h"

enum { LARGEST_COLUMN = 60 };

static size_t count_files(const struct vb_image *image)
{
	size_t count = 0;

	for (size_t i = 0; image && i < image->count; i++)
		count += !image->entries[i].is_dir;
	return count;
}

static void add_image(const struct vb_package *package, struct vb_buf *out)
{
	size_t files = count_files(package->image) + count_files(package->bytecode);

	vb_buf_addf(out, "%s %s (%zu files)", package->name, package->version, files);
}

static void add_label(const struct vb_node *node, struct vb_buf *out)
{
	vb_auto_buf label = VB_BUF_INIT;
	size_t depth = 1;

	for (const char *at = node->path; *at; at++)
		depth += *at == '/';
	if (node->kind == VB_IMAGE)
		depth += *node->path != '\0';
	while (depth--)
		vb_buf_adds(&label, "  ");
	if (node->kind == VB_IMAGE)
		add_image(node->package, &label);
	else
		vb_buf_adds(&label, vb_path_base(node->path));
	if (node->kind == VB_DIR)
		vb_buf_addch(&label, '/');
	else if (node->kind == VB_LINK)
		vb_buf_addf(&label, " -> %s", node->data);
	else if (node->kind == VB_COPY)
		vb_buf_addf(&label, " <- %s", node->data);
	vb_printable_add_line(out, label.data, label.len);
}

/* Where the column of the names begins: right of nearly all labels. */
static size_t measure(const struct vb_plan *plan)
{
	size_t column = 0;

	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		vb_auto_buf label = VB_BUF_INIT;
		size_t width;

		add_label(vb_plan_visit(plan, i), &label);
		width = vb_printable_width(label.data);
		if (width > column && width <= LARGEST_COLUMN)
			column = width;
	}
	return column + 2;
}

void vb_report_tree(const struct vb_report *report, struct vb_buf *out)
{
	const struct vb_plan *plan = report->run->plan;
	size_t column = measure(plan);

	vb_report_line(report, out);
	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		const struct vb_node *node = vb_plan_visit(plan, i);
		vb_auto_buf label = VB_BUF_INIT;
		size_t width;

		if (!*node->path && node->kind == VB_DIR)
			continue;
		add_label(node, &label);
		for (width = vb_printable_width(label.data); width < column; width++)
			vb_buf_addch(&label, ' ');
		vb_buf_adds(out, label.data);
		if (label.data[label.len - 1] != ' ')
			vb_buf_adds(out, "  ");
		vb_printable_add(out, node->who.name, strlen(node->who.name));
		vb_buf_addch(out, '\n');
	}
}
