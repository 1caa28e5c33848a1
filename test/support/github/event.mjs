// Changes an issue's branch or pull request once, as another person: node event.mjs POSITION [BRANCH] Reads event.json
// beside it: the double's address, the remote, and which event happens to which branch at which position.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const [position, named] = process.argv.slice(2);
const { api, token, remote, base, at, events } = JSON.parse(
  readFileSync(new URL("event.json", import.meta.url), "utf8"),
);
// HEAD is detached when the tests run before the first issue.
const branch = named ?? execFileSync("git", ["rev-parse", "--abbrev-ref", "HEAD"], { encoding: "utf8" }).trim();
const id = /-(\d\d)$/.exec(branch)?.[1] ?? "";
// An event for a finished issue happens during the next issue.
const target = position === "next" ? String(Number(id) - 1).padStart(2, "0") : id;
const event = events[target];
const done = new URL(`event.${target}`, import.meta.url);
if (position === at && event !== undefined && !existsSync(done)) {
  writeFileSync(done, "");
  const ref = `refs/heads/feat/m3-1${target}-do-thing-${target}`;
  // A review begins while its branch is pushed.
  if (position === "review") while ((await pullOf(ref)) === undefined) await delay(20);
  await happen(event, ref);
}

async function happen(event, ref) {
  switch (event) {
    case "base moved":
      return move(`refs/heads/${base}`, `refs/heads/${base}`);
    case "taken":
      return move(ref, `refs/heads/${base}`);
    case "pushed onto":
      return move(ref, ref);
    case "rewritten":
      return move(ref, `refs/heads/${base}`);
    case "merged":
      return merge(ref);
    case "closed":
      return change(ref, { state: "closed" });
    case "retitled":
      return change(ref, { title: "A better title" });
    case "retargeted":
      return change(ref, { base: "side" });
    case "aimed at main":
      return change(ref, { base: "main" });
    case "deleted":
      await change(ref, { state: "closed" });
      return git("update-ref", "-d", ref);
  }
}

/** Sets `ref` to a new commit with one more file on top of `from`. */
function move(ref, from) {
  const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], { ...options(), input: "theirs\n" }).trim();
  const tree = execFileSync("git", ["mktree"], {
    ...options(),
    input: `${git("ls-tree", from)}\n100644 blob ${blob}\ttheirs-${target}.txt\n`,
  }).trim();
  git("update-ref", ref, git("commit-tree", tree, "-p", from, "-m", "Theirs"));
}

async function merge(ref) {
  const pull = await pullOf(ref);
  if (pull.draft)
    await request("POST", api.replace(/v3\/.*$/, "graphql"), {
      query:
        "mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) " +
        "{ pullRequest { isDraft } } }",
      variables: { id: pull.node_id },
    });
  await request("PUT", `${api}/pulls/${pull.number}/merge`, { merge_method: "squash" });
}

async function change(ref, fields) {
  const pull = await pullOf(ref);
  if (pull !== undefined) await request("PATCH", `${api}/pulls/${pull.number}`, fields);
}

async function pullOf(ref) {
  const pulls = await request("GET", `${api}/pulls?state=all&head=acme:${ref.slice("refs/heads/".length)}`);
  return pulls[0];
}

async function request(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "x-double": "other" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

function git(...args) {
  return execFileSync("git", args, options()).trim();
}

function options() {
  const identity = {
    GIT_AUTHOR_NAME: "C",
    GIT_AUTHOR_EMAIL: "c@x.invalid",
    GIT_COMMITTER_NAME: "C",
    GIT_COMMITTER_EMAIL: "c@x.invalid",
  };
  return { encoding: "utf8", env: { PATH: process.env.PATH, GIT_DIR: remote, ...identity } };
}
