// Tests the screen without a terminal: which effects keys have, and how the screen shows their results.
import { cleanup, render } from "ink-testing-library";
import { afterEach, expect, test, vi } from "vitest";
import { createHub } from "../../../src/state/ledger/event-hub.ts";
import { createProgressStore } from "../../../src/state/progress/store.ts";
import { createFeed } from "../../../src/ui/screen/log/feed.ts";
import { Screen } from "../../../src/ui/screen/screen.tsx";
import type { ScreenActions } from "../../../src/ui/screen/model/source.ts";
import type { Command } from "../../../src/engine/model/stop.ts";
import { asking, halfWay } from "./fixture.ts";

afterEach(cleanup);

function show(
  progress: ReturnType<typeof halfWay>,
  actions: ScreenActions = {},
  answer: (id: string, command: Command) => Promise<void> = async () => {},
) {
  const store = createProgressStore(progress, 0);
  const hub = createHub(() => {});
  const feed = createFeed({ store, subscribe: hub.subscribe });
  const interrupt = vi.fn<() => void>();
  const screen = render(<Screen feed={feed} actions={actions} since={0} answer={answer} interrupt={interrupt} />);
  const seen = (text: string) => vi.waitFor(() => expect(screen.lastFrame()).toContain(text), { timeout: 30_000 });
  return { ...screen, store, seen, interrupt, publish: hub.publish };
}

test("an answer is shown as being saved until the progress contains it", async () => {
  const given: string[] = [];
  const { stdin, seen, store } = show(
    halfWay(asking(3)),
    {},
    async (id, command) => void given.push(`${id} ${command}`),
  );
  await seen("asks you");
  stdin.write("f");
  await seen("saving…");
  stdin.write("s");
  await seen("asks you");
  store.setState({ progress: halfWay() });
  await seen("running");
  expect(given).toEqual(["q3 fix"]);
});

test("an answer that cannot be saved is withdrawn with an error message", async () => {
  const answers = [() => Promise.reject(new Error("the disk is full")), () => Promise.resolve()];
  const given: Command[] = [];
  const { stdin, seen } = show(halfWay(asking(3)), {}, (_id, command) => {
    given.push(command);
    return answers.shift()?.() ?? Promise.resolve();
  });
  await seen("asks you");
  stdin.write("f");
  await seen("the disk is full");
  stdin.write("s");
  await seen("saving…");
  expect(given).toEqual(["fix", "skip"]);
});

test("notifies once for each question and once at the end", async () => {
  const said: string[] = [];
  const { store, seen } = show(halfWay(), { notify: (kind, text) => void said.push(`${kind} ${text}`) });
  await seen("running");
  store.setState({ progress: halfWay(asking(3)) });
  await seen("asks you");
  store.setState({ progress: { ...halfWay(asking(3)), title: "Renamed" } });
  await seen("Renamed");
  store.setState({ progress: halfWay([{ type: "milestone.completed" }]) });
  await seen("complete");
  await vi.waitFor(
    () =>
      expect(said).toEqual([
        "title m3 #05: running",
        "title m3 #05: asks you",
        "question #05  Code review: 2 issues (attempt 1/2)",
        "title m3 #05: complete",
        "end m3 #05: complete",
      ]),
    { timeout: 30_000 },
  );
});

test("details are loaded when they are opened, and a failure to read them is shown", async () => {
  const details = vi.fn<(issue: string) => Promise<{ spec: string }>>((issue) =>
    issue === "05" ? Promise.resolve({ spec: "# The spec of five" }) : Promise.reject(new Error("no such file")),
  );
  const { stdin, seen } = show(halfWay(), { details });
  await seen("running");
  expect(details).not.toHaveBeenCalled();
  stdin.write("\r");
  await seen("4 Details");
  stdin.write("G");
  await seen("The spec of five");
  stdin.write("2");
  stdin.write("k");
  await seen("#04 Add API keys migration");
  stdin.write("4");
  stdin.write("G");
  await seen("Cannot be read: no such file");
});

test("each ctrl-c interrupts the run", async () => {
  const { stdin, seen, interrupt } = show(halfWay());
  await seen("running");
  stdin.write("\u0003");
  await seen("ctrl-c again stops at once");
  stdin.write("\u0003");
  await vi.waitFor(() => expect(interrupt).toHaveBeenCalledTimes(2));
});

test("the key bar stays visible after the user ended a wait", async () => {
  const stamp = { v: 1, seq: 9, at: "2026-03-02T10:00:00Z" } as const;
  const { stdin, seen, publish, lastFrame } = show(halfWay(), {
    retryNow: () => publish({ ...stamp, type: "retrying", issue: undefined }),
  });
  publish({
    ...stamp,
    type: "waiting",
    issue: "05",
    until: "2026-03-02T10:05:00Z",
    reason: "Rate limit",
    commands: ["retry"],
  });
  await seen("waits until");
  stdin.write("R");
  await seen("running");
  expect(lastFrame()).toContain("? help");
});
