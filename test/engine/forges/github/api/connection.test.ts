import { describe, expect, it } from "vitest";
import {
  isGitHubRemote,
  resolveConnection,
  type SshHost,
} from "../../../../../src/engine/forges/github/api/connection.ts";

const aliases: Record<string, string> = { work: "github.com", "gh-over-https": "ssh.github.com", corp: "ghe.example" };
const sshHost: SshHost = (alias) => Promise.resolve(aliases[alias] ?? alias);
const GITHUB = "https://api.github.com";

describe("the connection", () => {
  it.each([
    ["git@github.com:acme/shop.git", GITHUB],
    ["https://github.com/acme/shop", GITHUB],
    ["https://github.com/acme/shop/", GITHUB],
    ["https://www.github.com/acme/shop.git", GITHUB],
    ["https://user:secret@github.com/acme/shop.git", GITHUB],
    ["git://github.com/acme/shop.git", GITHUB],
    ["ssh://git@github.com/acme/shop.git", GITHUB],
    ["ssh://git@ssh.github.com:443/acme/shop.git", GITHUB],
    ["org-123@github.com:acme/shop.git", GITHUB],
    ["git@work:acme/shop.git", GITHUB],
    ["work:acme/shop.git", GITHUB],
    ["git@gh-over-https:acme/shop.git", GITHUB],
    ["git@corp:acme/shop.git", "https://ghe.example/api/v3"],
    ["git@ghe.example:acme/shop", "https://ghe.example/api/v3"],
    ["ssh://git@ghe.example:2222/acme/shop.git", "https://ghe.example/api/v3"],
    ["https://ghe.example:8443/acme/shop.git", "https://ghe.example:8443/api/v3"],
    ["https://ghe.example/some/path/acme/shop.git", "https://ghe.example/api/v3"],
    ["https://tenant.ghe.com/acme/shop.git", "https://api.tenant.ghe.com"],
    ["http://127.0.0.1:4711/acme/shop.git", "http://127.0.0.1:4711/api/v3"],
  ])("of %s", async (remote, apiUrl) => {
    expect(await resolveConnection(remote, {}, sshHost)).toMatchObject({ owner: "acme", repo: "shop", apiUrl });
  });

  it.each([
    [
      "the config over the remote",
      "git@github.com:fork/shop.git",
      { owner: "acme", repo: "store" },
      { owner: "acme", repo: "store", apiUrl: GITHUB },
    ],
    [
      "a base URL without a path",
      "git@ghe.example:acme/shop.git",
      { baseUrl: "https://ghe.example" },
      { host: "ghe.example", apiUrl: "https://ghe.example/api/v3" },
    ],
    [
      "a base URL with a trailing slash",
      "git@ghe.example:acme/shop.git",
      { baseUrl: "https://ghe.example/api/v3/" },
      { apiUrl: "https://ghe.example/api/v3" },
    ],
    [
      "another port than the remote's",
      "ssh://git@ghe.example:2222/acme/shop.git",
      { baseUrl: "https://ghe.example:8443/api/v3" },
      { apiUrl: "https://ghe.example:8443/api/v3" },
    ],
    [
      "github.com as the base URL",
      "/srv/shop.git",
      { baseUrl: "https://github.com", owner: "acme", repo: "shop" },
      { host: "github.com", apiUrl: GITHUB },
    ],
    ["a path as the remote", "/srv/shop.git", { owner: "acme", repo: "shop" }, { host: "github.com", apiUrl: GITHUB }],
    [
      "a loopback base URL without a path",
      "/srv/shop.git",
      { baseUrl: "http://127.0.0.1:1", owner: "acme", repo: "shop" },
      { apiUrl: "http://127.0.0.1:1" },
    ],
    [
      "a loopback base URL with a path",
      "/srv/shop.git",
      { baseUrl: "http://127.0.0.1:1/api/v3", owner: "acme", repo: "shop" },
      { apiUrl: "http://127.0.0.1:1/api/v3" },
    ],
  ])("accepts %s", async (_, remote, config, expected) => {
    expect(await resolveConnection(remote, config, sshHost)).toMatchObject(expected);
  });

  it.each([
    ["a remote that names no repository", "/srv/shop.git", {}, /names no GitHub repository/],
    ["http to another machine", "http://ghe.example/acme/shop.git", {}, /unencrypted/],
    [
      "an untrusted server",
      "git@github.com:acme/shop.git",
      { baseUrl: "https://evil.example/api/v3" },
      /not the server of the remote \(github.com\)/,
    ],
  ])("rejects %s", async (_, remote, config, message) => {
    await expect(resolveConnection(remote, config, sshHost)).rejects.toMatchObject({
      code: "config",
      message: expect.stringMatching(message),
    });
  });

  it("hides the credentials of the remote", async () => {
    await expect(resolveConnection("https://user:secret@ghe.example/", {}, sshHost)).rejects.not.toThrow(/secret/);
  });

  it("accepts a server that the user trusts", async () => {
    expect(
      await resolveConnection(
        "git@jump:acme/shop.git",
        { baseUrl: "https://ghe.example/api/v3" },
        sshHost,
        "ghe.example",
      ),
    ).toMatchObject({ host: "ghe.example" });
  });

  it.each([
    ["git@work:acme/shop.git", undefined, true],
    ["git@tenant.ghe.com:acme/shop.git", undefined, true],
    ["git@ghe.example:acme/shop.git", undefined, false],
    ["git@ghe.example:acme/shop.git", "ghe.example", true],
    ["git@gitlab.com:acme/shop.git", undefined, false],
    ["https://github.com.evil.example/acme/shop.git", undefined, false],
    ["../shop.git", undefined, false],
  ])("whether %s with GH_HOST %s is on GitHub: %s", async (remote, trusted, expected) => {
    expect(await isGitHubRemote(remote, sshHost, trusted)).toBe(expected);
  });
});
