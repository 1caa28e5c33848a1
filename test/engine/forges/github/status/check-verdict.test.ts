import { describe, expect, it } from "vitest";
import {
  jobIn,
  runState,
  statusState,
  tailOf,
  verdictOf,
  type Check,
} from "../../../../../src/engine/forges/github/status/check-verdict.ts";

const check = (name: string, state: Check["state"]): Check => ({
  name,
  state,
  url: undefined,
  output: undefined,
  job: undefined,
});
const passed = check("a", "passed");
const running = check("b", "running");
const failed = check("c", "failed");

describe("verdictOf", () => {
  it.each<[string, readonly Check[], Partial<Parameters<typeof verdictOf>[1]>, string]>([
    ["no checks, none expected", [], {}, "none"],
    ["no checks yet, with workflows", [], { expected: true }, "not-registered"],
    ["no checks after a long time, with workflows", [], { expected: true, overdue: true }, "none"],
    ["no checks after a long time, but one is required", [], { required: ["a"], overdue: true }, "not-registered"],
    ["all passed", [passed], {}, "passed"],
    ["one still running", [passed, running], {}, "running"],
    ["one failed while another runs", [running, failed], {}, "failed"],
    ["the required one passed, others did not", [passed, running, failed], { required: ["a"] }, "passed"],
    ["the required one is running, another failed", [running, failed], { required: ["b"] }, "running"],
    ["a required one failed", [passed, failed], { required: ["a", "c"] }, "failed"],
    ["the required one is not registered", [passed], { required: ["a", "d"] }, "not-registered"],
  ])("%s", (_, checks, expectations, state) => {
    expect(verdictOf(checks, { required: [], expected: false, overdue: false, ...expectations }).state).toBe(state);
  });

  it.each([
    ["completed", "success", "passed"],
    ["COMPLETED", "NEUTRAL", "passed"],
    ["completed", "skipped", "passed"],
    ["completed", "failure", "failed"],
    ["completed", "timed_out", "failed"],
    ["completed", "cancelled", "failed"],
    ["completed", "action_required", "failed"],
    ["completed", "startup_failure", "failed"],
    ["completed", null, "failed"],
    ["queued", null, "running"],
    ["in_progress", null, "running"],
    ["WAITING", null, "running"],
  ])("%s, %s is %s", (status, conclusion, state) => {
    expect(runState(status, conclusion)).toBe(state);
  });

  it.each([
    ["success", "passed"],
    ["PENDING", "running"],
    ["expected", "running"],
    ["failure", "failed"],
    ["ERROR", "failed"],
  ])("status %s is %s", (status, state) => {
    expect(statusState(status)).toBe(state);
  });
});

describe("a failed check", () => {
  it("has the end of its log without timestamps", () => {
    const log = Array.from({ length: 100 }, (_, i) => `2026-01-01T00:00:00.1234567Z line ${i}`).join("\r\n");
    expect(tailOf(`${log}\n\n`)?.split("\n")).toEqual(Array.from({ length: 40 }, (_, i) => `line ${i + 60}`));
    expect(tailOf(" \n")).toBeUndefined();
  });

  it.each([
    ["https://github.com/o/r/actions/runs/12/job/34", 34],
    ["https://ghe.example/o/r/actions/runs/12/job/34?pr=1", 34],
    ["https://ci.example/builds/34", undefined],
    [null, undefined],
  ])("has the job id from %s", (url, job) => {
    expect(jobIn(url)).toBe(job);
  });
});
