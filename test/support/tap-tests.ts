/** A test command that prints TAP for `tests.txt`: each line is a test, which fails if the line begins with `!`. */
export const TAP_TESTS = {
  command:
    `awk '{ n++; if ($0 ~ /^!/) { bad = 1; print "not ok " n " - " substr($0, 2) } else print "ok " n " - " $0 } ` +
    `END { print "1.." n; exit bad }' tests.txt`,
  format: "tap",
} as const;
