import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { Token } from "../../../../../src/engine/forges/github/api/token.ts";
import { MilestoneError } from "../../../../../src/engine/model/errors.ts";
import { realClock } from "../../../../support/clock.ts";
import { primaryLimit, secondaryLimit } from "../../../../support/github/faults.ts";
import { BASE, project } from "../../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../../support/github/forge-on.ts";
import { startGitHub } from "../../../../support/github/start-github.ts";
import { until } from "../../../../support/until.ts";

const LIST = { method: "GET", path: /\/pulls$/ };

describe("rate limits", () => {
  it("waits as long as a secondary limit requires, reports until when, and sends the request again", async () => {
    const github = await startGitHub();
    const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
    github.faults.add({ method: "POST", path: /\/pulls$/, ...secondaryLimit(41) });
    const forge = forgeOn(github);
    await forge.openPull(newPull("feat/a", commit), signal);
    expect(forge.waits).toEqual([{ seconds: 41, reason: "GitHub's secondary rate limit" }]);
  });

  it("waits for the reset of the hourly limit, and backs off where GitHub gives no time", async () => {
    const github = await startGitHub();
    github.faults.add({ ...LIST, ...primaryLimit(Math.floor(Date.now() / 1000) + 600) });
    github.faults.add({ ...LIST, ...secondaryLimit(), times: 3 });
    const forge = forgeOn(github);
    await forge.pullsInto(BASE, signal);
    expect(forge.waits[0]?.seconds).toBeGreaterThan(590);
    expect(forge.waits.slice(1).map(({ seconds }) => seconds)).toEqual([120, 240, 480]);
  });

  it("stops waiting when it is canceled", async () => {
    const github = await startGitHub();
    github.faults.add({ ...LIST, ...secondaryLimit(3600) });
    const controller = new AbortController();
    const forge = forgeOn(github, { clock: realClock, onWait: () => controller.abort(new Error("the user left")) });
    await expect(forge.pullsInto(BASE, controller.signal)).rejects.toThrow("the user left");
    expect(github.requests.filter(({ path }) => path.includes("/pulls"))).toHaveLength(1);
  });
});

describe("failures", () => {
  it("names the source of a rejected token, not the token", async () => {
    const github = await startGitHub();
    const forge = forgeOn(github, { token: new Token("ghp_wrong", "GH_TOKEN") });
    const error: unknown = await forge.check(signal).catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: "forge",
      message: "Reading the repository failed: Bad credentials (HTTP 401)",
      hint: "The GH_TOKEN token is not accepted: renew it.",
    });
    expect(error instanceof MilestoneError && error.stack).not.toContain("ghp_wrong");
  });

  it("redacts a token that the server sends back", async () => {
    const github = await startGitHub();
    const forge = forgeOn(github, { token: new Token("ghp_echo", "GH_TOKEN") });
    github.faults.add({
      method: "GET",
      path: /^\/repos\/acme\/shop$/,
      status: 422,
      body: { message: "bad header: Bearer ghp_echo" },
    });
    await expect(forge.check(signal)).rejects.toThrow(
      "Reading the repository failed: bad header: Bearer [token] (HTTP 422)",
    );
  });

  it("retries a request without side effects, then reports GitHub's message", async () => {
    const github = await startGitHub();
    github.faults.add({ ...LIST, status: 502, times: 2 });
    await expect(forgeOn(github).pullsInto(BASE, signal)).resolves.toEqual([]);
    github.faults.add({
      ...LIST,
      status: 503,
      times: 3,
      body: { message: "No server is currently available to service your request." },
    });
    await expect(forgeOn(github).pullsInto(BASE, signal)).rejects.toThrow(
      "No server is currently available to service your request. (HTTP 503)",
    );
  });

  it("reports a timeout and an unreachable server", async () => {
    const github = await startGitHub();
    github.faults.add({ path: /./, hang: true, times: 9 });
    await expect(forgeOn(github, { timeoutMs: 50 }).check(signal)).rejects.toThrow(
      "Reading the repository failed: GitHub did not answer in time",
    );
    const forge = forgeOn(github, {
      connection: { owner: "acme", repo: "shop", host: "x", apiUrl: await closedPort() },
    });
    await expect(forge.check(signal)).rejects.toMatchObject({
      message: expect.stringMatching(/^Reading the repository failed: GitHub could not be reached \(.*ECONNREFUSED/),
      hint: expect.stringContaining("network"),
    });
  });

  it("rejects an answer that does not match the schema", async () => {
    const github = await startGitHub();
    github.faults.add({ method: "GET", path: /^\/repos\/acme\/shop$/, status: 200, body: { full_name: 7 } });
    await expect(forgeOn(github).check(signal)).rejects.toThrow("GitHub's answer is not understood (full_name");
  });
});

describe("requests", () => {
  it("follow the links of a list unchanged", async () => {
    const github = await startGitHub();
    const repository = project(github);
    for (const name of ["a", "b", "c"]) {
      repository.feature(`feat/${name}`, { [name]: name });
      await github.as("token", "POST", "/repos/acme/shop/pulls", { title: name, head: `feat/${name}`, base: BASE });
    }
    const { body } = await github.as("token", "GET", "/repos/acme/shop/pulls?state=all&per_page=1");
    const next = `<${github.apiUrl}/repositories/1/pulls?state=all&per_page=1&page=2>; rel="next"`;
    github.faults.add({ ...LIST, status: 200, body, headers: { link: next } });
    const pulls = await forgeOn(github).pullsInto(BASE, signal);
    expect(pulls.map(({ title }) => title)).toEqual(["c", "b", "a"]);
    expect(github.requests.map(({ path }) => path).slice(-2)).toEqual([
      "/repositories/1/pulls?state=all&per_page=1&page=2",
      "/repositories/1/pulls?state=all&per_page=1&page=3",
    ]);
  });

  it.each([301, 302, 307, 308])(
    "are sent again with the same method and body where the repository moved (%i)",
    async (status) => {
      const github = await startGitHub();
      const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
      github.faults.add({
        method: "POST",
        path: /^\/repos\/.*\/pulls$/,
        status,
        headers: { location: `${github.apiUrl}/repositories/1/pulls` },
        body: { message: "Moved" },
      });
      expect(await forgeOn(github).openPull(newPull("feat/a", commit), signal)).toMatchObject({
        pull: { number: 1 },
        adopted: false,
      });
    },
  );

  it("never carry the token or a body to another server", async () => {
    const github = await startGitHub();
    const other = await startGitHub();
    const elsewhere = (method: string, path: RegExp) => ({
      method,
      path,
      status: 307,
      headers: { location: `${other.apiUrl}/repos/acme/shop/pulls` },
      body: {},
    });
    const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
    github.faults.add(elsewhere("GET", /\/pulls$/));
    await expect(forgeOn(github).pullsInto(BASE, signal)).rejects.toThrow("Requires authentication (HTTP 401)");
    github.faults.add({ ...elsewhere("POST", /\/pulls$/), times: 9 });
    await expect(forgeOn(github).openPull(newPull("feat/a", commit), signal)).rejects.toThrow(
      "redirected to another server",
    );
    expect(other.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("use conditional requests, and see changes", async () => {
    const github = await startGitHub();
    const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
    const forge = forgeOn(github);
    await forge.openPull(newPull("feat/a", commit), signal);
    await forge.pullsInto(BASE, signal);
    expect(await forge.pullsInto(BASE, signal)).toMatchObject([{ title: "Title of feat/a" }]);
    expect(github.requests.at(-1)?.status).toBe(304);
    await github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { title: "Retitled" });
    expect(await forge.pullsInto(BASE, signal)).toMatchObject([{ title: "Retitled" }]);
  });

  it("are spaced out where they write", async () => {
    const github = await startGitHub();
    const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
    const controller = new AbortController();
    const opening = forgeOn(github, { writeSpacingMs: 60_000 }).openPull(
      newPull("feat/a", commit, { labels: ["needs-human"] }),
      controller.signal,
    );
    await until(() => github.requests.some(({ path, status }) => path.includes("/labels") && status === 200));
    // Takes long enough for the next write to arrive if it were sent at once.
    for (let i = 0; i < 20; i += 1) await github.as("token", "GET", "/repos/acme/shop/pulls");
    controller.abort(new Error("seen enough"));
    await expect(opening).rejects.toThrow("seen enough");
    expect(github.requests.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
      "/repos/acme/shop/pulls",
    ]);
  });
});

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}/api/v3`;
}
