# SPDX-License-Identifier: MIT
# Turns the templates of activation scripts into the table that activation.h declares.
function name_of(path) {
	sub(/.*\//, "", path)
	return path == "activate.sh" ? "activate" : path
}
# Character by character: implementations differ in what a backslash means to gsub.
function literal(line,   i, c, out) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c)
	}
	return "\"" out "\\n\""
}
BEGIN {
	print "/* Made from core/activate/ by embed.awk. */"
	print "#include \"core/activation.h\"\n"
	print "const struct vb_template vb_templates[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	print "\t{\"" name_of(FILENAME) "\","
}
{
	print "\t\t" literal($0)
}
END {
	print "\t},\n\t{NULL, NULL},\n};"
}
