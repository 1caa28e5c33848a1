import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDurably, writeDurably } from "../../../src/engine/files/durable.ts";
import { temporaryFolder } from "../../support/repository.ts";

test("any content that was written is read back, and other users may not read the file", async () => {
  const path = join(temporaryFolder(), "deep/er/state.json");
  for (const body of ['{"a":1}', "", "\n", "line\r\nline\n\0é💥"]) {
    await writeDurably(path, body);
    expect(await readDurably(path)).toEqual({ body, from: "current" });
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, "..")).sort()).toEqual(["state.json", "state.json.bak"]);
});

test("reading a missing file gives undefined", async () => {
  expect(await readDurably(join(temporaryFolder(), "state.json"))).toBeUndefined();
});

test.each([
  ["cut short", (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 40))],
  ["one bit flipped", (path: string) => writeFileSync(path, readFileSync(path, "utf8").replace("second", "sdcond"))],
  ["emptied", (path: string) => writeFileSync(path, "")],
])("a file that was %s is recovered from its backup", async (_, damage) => {
  const path = join(temporaryFolder(), "state.json");
  await writeDurably(path, "first");
  await writeDurably(path, "second");
  damage(path);
  expect(await readDurably(path)).toEqual({ body: "first", from: "backup" });
  // Saving again must not make the damaged file the backup.
  await writeDurably(path, "third");
  writeFileSync(path, "");
  expect(await readDurably(path)).toEqual({ body: "first", from: "backup" });
  writeFileSync(`${path}.bak`, "");
  await expect(readDurably(path)).rejects.toMatchObject({ code: "state-unreadable" });
});

test("a failed write rejects, and the old content stays", async () => {
  const folder = join(temporaryFolder(), "full");
  mkdirSync(folder);
  const path = join(folder, "state.json");
  await writeDurably(path, "kept");
  await expect(writeDurably(join(path, "below-a-file"), "x")).rejects.toMatchObject({ code: "state-unwritable" });
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o500);
    await expect(writeDurably(path, "lost")).rejects.toMatchObject({ code: "state-unwritable" });
    chmodSync(folder, 0o700);
  }
  expect(await readDurably(path)).toEqual({ body: "kept", from: "current" });
});

test("a kill at any moment leaves a valid file with all acknowledged writes", async () => {
  const path = join(temporaryFolder(), "state.json");
  const module = new URL("../../../src/engine/files/durable.ts", import.meta.url).href;
  const script = `import { writeDurably } from ${JSON.stringify(module)};
    for (let n = Number(process.argv[1]); ; n++) { await writeDurably(process.argv[2], String(n)); console.log(n); }`;
  let acknowledged = 0;
  for (let round = 0; round < 6; round++) {
    const writer = spawn(process.execPath, ["--input-type=module", "-e", script, "--", String(acknowledged), path]);
    const first = acknowledged;
    writer.stdout.on("data", (data: Buffer) => {
      acknowledged = Number(data.toString().trim().split("\n").at(-1));
      if (acknowledged > first + 3 + round * 7) writer.kill("SIGKILL");
    });
    await new Promise((done) => writer.on("close", done));
    expect(Number((await readDurably(path))?.body)).toBeGreaterThanOrEqual(acknowledged);
  }
  // The next write removes the temporary files of the dead writers.
  await writeDurably(path, "end");
  expect(readdirSync(join(path, "..")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect(existsSync(`${path}.bak`)).toBe(true);
});
