import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MUTATIONS } from "../../scripts/support/mutations.ts";

test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  "the mutation check finds the safeguard %s, and the test that stands for it",
  (_, { file, from, tests: [path = "", , title = ""] }) => {
    expect(readFileSync(file, "utf8").split(from)).toHaveLength(2);
    expect(readFileSync(path, "utf8")).toContain(title);
  },
);
