import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLink } from "../../../../src/cli/terminal/actions/open-link.ts";
import { coloredPatch, pagerLine } from "../../../../src/cli/terminal/actions/pager.ts";
import { saveLog } from "../../../../src/cli/terminal/actions/save-log.ts";
import {
  attentionSequence,
  copySequence,
  desktopWordsFor,
  titleSequence,
} from "../../../../src/cli/terminal/actions/terminal-sequences.ts";
import { temporaryFolder } from "../../../support/repository.ts";
import { until } from "../../../support/until.ts";

describe("a link", () => {
  const platformIn = (folder: string) => ({
    cwd: folder,
    home: folder,
    platform: "linux" as const,
    environment: { PATH: `${folder}:${process.env["PATH"]}` },
  });

  test.each(["file:///etc/passwd", "javascript:alert(1)", "/etc/passwd", "--help", "ssh://host", ""])(
    "%j is not opened",
    async (address) => {
      await expect(openLink(platformIn(temporaryFolder()), address)).rejects.toMatchObject({ code: "process" });
    },
  );

  test("is opened as one word", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\necho "$#" "$1" > '${folder}/opened'\n`, { mode: 0o755 });
    await openLink(platformIn(folder), "https://example.invalid/pull/7?a=b c&d");
    const opened = () => readFileSync(join(folder, "opened"), { encoding: "utf8", flag: "a+" });
    await until(() => opened() !== "");
    expect(opened()).toBe("1 https://example.invalid/pull/7?a=b%20c&d\n");
  });

  test("nothing can open is shown instead", async () => {
    const folder = temporaryFolder();
    await expect(
      openLink({ ...platformIn(folder), environment: { PATH: folder } }, "https://example.invalid/7"),
    ).rejects.toThrow("https://example.invalid/7");
  });
});

test("a log is saved beside what is there, never over it", async () => {
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
])("the pager of %j is %s", (environment, shell) => {
  expect(pagerLine(environment).shell).toBe(shell);
});

test("a patch has git's colours", () => {
  expect(coloredPatch("diff --git a/x b/x\n@@ -1 +1 @@\n-old\n+new\n same")).toBe(
    "\u001B[1mdiff --git a/x b/x\u001B[0m\n\u001B[36m@@ -1 +1 @@\u001B[0m\n\u001B[31m-old\u001B[0m\n\u001B[32m+new\u001B[0m\n same",
  );
});

test("what a terminal is told holds nothing else it would act on", () => {
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
])("%j is asked for a desktop notification by %s", (environment, words) =>
  expect(desktopWordsFor(environment)).toBe(words),
);
