# SPDX-License-Identifier: MIT
# Turns a program's text into the array NAME that HEADER declares: -v name=… -v header=…. Character
# by character: implementations differ in what a backslash means to gsub.
function literal(line,   i, c, out) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c)
	}
	return "\"" out "\\n\""
}
FNR == 1 {
	print "/* Made from " FILENAME " by embed_text.awk. */"
	print "#include \"" header "\"\n"
	print "const char " name "[] ="
}
{
	print "\t" literal($0)
}
END {
	print "\t\"\";"
}
