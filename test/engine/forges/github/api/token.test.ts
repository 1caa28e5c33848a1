import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { sshHostBy } from "../../../../../src/engine/forges/github/api/ssh-host.ts";
import { findToken, Token } from "../../../../../src/engine/forges/github/api/token.ts";
import type { Processes, ProcessResult, ProcessSpec } from "../../../../../src/engine/process/processes.ts";

const signal = new AbortController().signal;

/** Gives every process this result, and records the processes that were started. */
function processes(answer: Partial<ProcessResult>): Pick<Processes, "run"> & { readonly started: ProcessSpec[] } {
  const started: ProcessSpec[] = [];
  return {
    started,
    run(spec) {
      started.push(spec);
      return Promise.resolve({
        exitCode: 0,
        signal: undefined,
        ended: undefined,
        stdout: "",
        truncated: false,
        tail: "",
        durationMs: 1,
        ...answer,
      });
    },
  };
}

describe("the token", () => {
  it.each([
    [{ GITHUB_TOKEN: "one", GH_TOKEN: "two" }, "one", "GITHUB_TOKEN"],
    [{ GITHUB_TOKEN: " ", GH_TOKEN: "two\n" }, "two", "GH_TOKEN"],
    [{}, "three", "gh auth token"],
  ])("from %j is %s", async (env, value, source) => {
    const token = await findToken("github.com", env, processes({ stdout: "three\n" }), signal);
    expect([token.reveal(), token.source]).toEqual([value, source]);
  });

  it("is requested from gh for the given server", async () => {
    const gh = processes({ stdout: "x" });
    await findToken("ghe.example", {}, gh, signal);
    expect(gh.started.map(({ command }) => command)).toEqual([["gh", "auth", "token", "--hostname", "ghe.example"]]);
  });

  it.each([[{ exitCode: undefined, ended: "missing" as const }], [{ exitCode: 1, stdout: "" }]])(
    "is reported as missing with a hint where gh answers %j",
    async (answer) => {
      await expect(findToken("github.com", {}, processes(answer), signal)).rejects.toMatchObject({
        code: "config",
        message: "There is no token for github.com",
        hint: expect.stringContaining("gh auth login"),
      });
    },
  );

  it("appears in no printed form", () => {
    const token = new Token("ghp_s3cret+/", "GITHUB_TOKEN");
    const basic = Buffer.from("x-access-token:ghp_s3cret+/").toString("base64");
    const printed = [
      String(token),
      JSON.stringify({ token }),
      inspect({ token }, { depth: 9, showHidden: true }),
      token.redact(`https://x:ghp_s3cret%2B%2F@h/ Basic ${basic} ghp_s3cret+/`),
    ];
    expect(printed.join("\n")).not.toMatch(/s3cret/);
    expect(printed.at(-1)).toBe("https://x:[token]@h/ Basic [token] [token]");
  });
});

describe("SSH aliases", () => {
  it("are resolved by ssh -G", async () => {
    const ssh = processes({ stdout: "user git\nhostname github.com\nport 22\n" });
    expect(await sshHostBy(ssh, {}, signal)("work")).toBe("github.com");
    expect(ssh.started.map(({ command }) => command)).toEqual([["ssh", "-G", "work"]]);
  });

  it("are returned unchanged where ssh does not know them or could read them as options", async () => {
    const ssh = processes({ exitCode: undefined, ended: "missing" });
    expect(await sshHostBy(ssh, {}, signal)("work")).toBe("work");
    expect(await sshHostBy(ssh, {}, signal)("-oProxyCommand=x")).toBe("-oProxyCommand=x");
    expect(ssh.started).toHaveLength(1);
  });
});
