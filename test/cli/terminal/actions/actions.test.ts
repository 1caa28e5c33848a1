import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLink } from "../../../../src/cli/terminal/actions/open-link.ts";
import { coloredPatch, pagerLine } from "../../../../src/cli/terminal/actions/pager.ts";
import { saveLog } from "../../../../src/cli/terminal/actions/save-log.ts";
import {
  attentionSequence,
  copySequence,
  notificationSequenceFor,
  titleSequence,
} from "../../../../src/cli/terminal/actions/terminal-sequences.ts";
import { temporaryFolder } from "../../../support/repository.ts";
import { until } from "../../../support/until.ts";

describe("opening a link", () => {
  const platformIn = (folder: string) => ({
    cwd: folder,
    home: folder,
    platform: "linux" as const,
    environment: { PATH: `${folder}:${process.env["PATH"]}` },
  });

  test.each(["file:///etc/passwd", "javascript:alert(1)", "/etc/passwd", "--help", "ssh://host", ""])(
    "refuses %j",
    async (address) => {
      await expect(openLink(platformIn(temporaryFolder()), address)).rejects.toMatchObject({ code: "process" });
    },
  );

  test("passes the address as one argument", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\necho "$#" "$1" > '${folder}/opened'\n`, { mode: 0o755 });
    await openLink(platformIn(folder), "https://example.invalid/pull/7?a=b c&d");
    const opened = () => readFileSync(join(folder, "opened"), { encoding: "utf8", flag: "a+" });
    await until(() => opened() !== "");
    expect(opened()).toBe("1 https://example.invalid/pull/7?a=b%20c&d\n");
  });

  test("names the address in the error where there is no opener", async () => {
    const folder = temporaryFolder();
    await expect(
      openLink({ ...platformIn(folder), environment: { PATH: folder } }, "https://example.invalid/7"),
    ).rejects.toThrow("https://example.invalid/7");
  });
});

test("saving a log never overwrites an existing file", async () => {
  const [state, home] = [temporaryFolder(), temporaryFolder()];
  await expect(saveLog(state, "m3", "07", home)).rejects.toMatchObject({ code: "usage" });
  mkdirSync(join(state, "logs"));
  writeFileSync(join(state, "logs/07.log"), "one\n");
  expect(await saveLog(state, "m3", "07", home)).toBe(join(home, "m3-07.log"));
  writeFileSync(join(state, "logs/07.log"), "two\n");
  expect(await saveLog(state, "m3", "07", home)).toBe(join(home, "m3-07-2.log"));
  expect(readFileSync(join(home, "m3-07.log"), "utf8")).toBe("one\n");
});

test.each([
  [{}, "less -R -+F"],
  [{ PAGER: "" }, "less -R -+F"],
  [{ PAGER: "cat" }, "less -R -+F"],
  [{ PAGER: "/usr/bin/less -FX" }, "less -R -+F"],
  [{ PAGER: "delta --paging always" }, "delta --paging always"],
])("with %j the pager is %s", (environment, shell) => {
  expect(pagerLine(environment).shell).toBe(shell);
});

test("a patch has git's colors", () => {
  const lines = [
    "\u001B[1mdiff --git a/x b/x\u001B[0m",
    "\u001B[36m@@ -1 +1 @@\u001B[0m",
    "\u001B[31m-old\u001B[0m",
    "\u001B[32m+new\u001B[0m",
    " same",
  ];
  expect(coloredPatch("diff --git a/x b/x\n@@ -1 +1 @@\n-old\n+new\n same")).toBe(lines.join("\n"));
});

test("texts in terminal sequences cannot contain another sequence", () => {
  expect(titleSequence("a\u001B]0;b\u0007c")).toBe("\u001B]2;a ]0;b c\u0007");
  expect(attentionSequence("x\ny", "osc9")).toBe("\u0007\u001B]9;x y\u0007");
  expect(attentionSequence("x", "osc99")).toBe("\u0007\u001B]99;;x\u001B\\");
  expect(attentionSequence("x", "osc777")).toBe("\u0007\u001B]777;notify;milestone-tui;x\u0007");
  expect(attentionSequence("x", "off")).toBe("\u0007");
  expect(copySequence("é\u0007")).toBe("\u001B]52;c;w6kH\u0007");
});

test.each([
  [{ TERM: "xterm-kitty" }, "osc99"],
  [{ TERM: "foot" }, "osc777"],
  [{ TERM: "xterm-256color", VTE_VERSION: "7600" }, "osc777"],
  [{ TERM: "tmux-256color" }, "osc9"],
  [{}, "osc9"],
])("a terminal with %j gets desktop notifications by %s", (environment, sequence) =>
  expect(notificationSequenceFor(environment)).toBe(sequence),
);
