# SPDX-License-Identifier: MIT
# Turns select.py into the text that script.h declares. Character by character: implementations
# differ in what a backslash means to gsub.
function literal(line,   i, c, out) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c)
	}
	return "\"" out "\\n\""
}
BEGIN {
	print "/* Made from select.py by embed.awk. */"
	print "#include \"plugins/seedlock/script.h\"\n"
	print "const char seedlock_script[] ="
}
{
	print "\t" literal($0)
}
END {
	print "\t\"\";"
}
