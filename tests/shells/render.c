/* SPDX-License-Identifier: MIT */
/*
 * Renders activation scripts for the tests in real shells:
 *	render DIRECTORY TARGET PROMPT [set|prepend|append NAME VALUE]...
 * writes one file for each activator into DIRECTORY, which exists.
 */
#include "core/activation.h"

static enum vb_var_how parse_how(const char *word)
{
	return !strcmp(word, "set")       ? VB_VAR_SET
	       : !strcmp(word, "prepend") ? VB_VAR_PREPEND
					  : VB_VAR_APPEND;
}

static int write_file(const char *directory, const char *name, const struct vb_buf *text)
{
	vb_auto_buf path = VB_BUF_INIT;
	FILE *file;
	size_t put;

	vb_buf_addf(&path, "%s/%s", directory, name);
	file = fopen(path.data, "we");
	if (!file)
		return -1;
	put = fwrite(text->data, 1, text->len, file);
	return fclose(file) == 0 && put == text->len ? 0 : -1;
}

int main(int argc, char **argv)
{
	const struct vb_var *vars[64];
	struct vb_var storage[VB_COUNT(vars)];
	vb_auto_err err = VB_ERR_INIT;
	struct vb_activation what = {.scripts = "bin", .vars = vars};

	if (argc < 4)
		return 2;
	what.target = argv[2];
	what.prompt = argv[3];
	what.purelib = what.platlib = "lib/python3/site-packages";
	for (int i = 4; i + 2 < argc && what.var_count < VB_COUNT(vars); i += 3) {
		struct vb_var *var = &storage[what.var_count];

		*var = (struct vb_var){
			.name = argv[i + 1], .value = argv[i + 2], .how = parse_how(argv[i])};
		vars[what.var_count++] = var;
	}
	for (const struct vb_activator *each = vb_activators; each->name; each++) {
		vb_auto_buf text = VB_BUF_INIT;

		if (vb_activation_render(each, &what, &text, &err) < 0 ||
			write_file(argv[1], each->file, &text) < 0) {
			fprintf(stderr, "render: %s: %s\n", each->file, err.msg ? err.msg : "?");
			return 1;
		}
	}
	return 0;
}
