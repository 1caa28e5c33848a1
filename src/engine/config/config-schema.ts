import { z } from "zod";
import { parseLaneTemplate } from "./lane-template.ts";
import { MAX_LANES } from "./lanes.ts";
import { DEFAULT_SENSITIVE_AREAS } from "./sensitive-areas.ts";
import { isPrivateAddress } from "./web-address.ts";

const globs = z.array(z.string().min(1));

const commandAgent = z.strictObject({
  command: z.array(z.string().min(1)).min(1).describe("Program and arguments; no shell."),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe("Environment added for this agent; `env:NAME` copies a variable."),
  writable: z
    .array(z.string().min(1))
    .default([])
    .describe("Further paths that the agent may read and write in a sandbox: absolute, or below the home folder."),
});

const acpAgent = commandAgent.extend({
  protocol: z.literal("acp").describe("Speaks the Agent Client Protocol on stdin and stdout."),
});

const agent = z.union([z.string().min(1), acpAgent, commandAgent]);

export const reportFormats = ["auto", "junit", "tap", "vitest", "jest", "go", "pytest", "cargo"] as const;

const testCommand = z.strictObject({
  command: z.string().min(1),
  report: z.string().min(1).optional().describe("Report file the command writes, relative to the repository."),
  format: z.enum(reportFormats).default("auto"),
  minutes: z.number().positive().default(15).describe("Time limit of one run."),
});

const limits = z.strictObject({
  files: z.int().positive().default(8).describe("A diff with more changed files needs approval."),
  lines: z.int().positive().default(400).describe("A diff with more changed lines needs approval."),
  fixAttempts: z.int().min(0).default(2),
  reviewMinutes: z.number().positive().default(10),
  agentMinutes: z.number().positive().default(30),
  idleMinutes: z.number().positive().default(5).describe("An agent without output for longer is ended."),
  fallbackMinutes: z
    .number()
    .min(0)
    .default(10)
    .describe(
      "A longer rate limit switches to the fallback agent, where one is configured; a shorter one is waited for.",
    ),
  checkMinutes: z.number().positive().default(15).describe("Time limit of setup, lint and typecheck."),
  usd: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Spending limit of a run in USD, as reported by its agents or computed from `prices`."),
  usdPerIssue: z.number().positive().nullable().default(null),
  tokens: z.int().positive().nullable().default(null).describe("Token limit of a run, as reported by its agents."),
  tokensPerIssue: z.int().positive().nullable().default(null),
  turns: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Limit of agent turns in a run. A turn is a task, or a follow-up question about its answer."),
  turnsPerIssue: z.int().positive().nullable().default(null),
  openPulls: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("No further issue starts while this many pull requests are being worked on or wait for a merge."),
  checksAtOnce: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("How many setups and test runs go on at the same time; default: half the processors, at least 1."),
});

/** Variables of child processes that the program sets itself. */
const OWN_VARIABLE = /^(?:MILESTONE_.*|HOME|CI)$/;

const laneVariable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of a variable")
  .refine((name) => !OWN_VARIABLE.test(name), "set by the program itself; choose another name");

const laneValue = z.string().superRefine((text, context) => {
  const template = parseLaneTemplate(text);
  if (!template.ok) context.addIssue({ code: "custom", message: template.problem });
});

const lane = z.strictObject({
  env: z
    .record(laneVariable, laneValue)
    .default({})
    .describe(
      "Variables for the agents and the checks of a lane. `{lane}` is its number, from 1; `{3000 + lane * 10}` is " +
        "calculated.",
    ),
  copy: z
    .array(
      z
        .string()
        .min(1)
        .refine((path) => !/^\.?\/*$|^\/|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path), {
          error: "expected a path inside the repository, relative to its root",
        }),
    )
    .default([])
    .describe("Files that git ignores and every worktree needs, such as `.env`; a `.worktreeinclude` file adds more."),
  setup: z.string().optional().describe("Shell line run once when the worktree of a lane was made, before `setup`."),
  teardown: z.string().optional().describe("Shell line run before the worktree of a lane is removed."),
});

const price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cached: z
    .number()
    .min(0)
    .optional()
    .describe("Price of tokens read from and written to a cache; default: that of input."),
});

const webhook = z.strictObject({
  url: z
    .string()
    .refine((url) => url.startsWith("env:") || isPrivateAddress(url), {
      error: "expected https, or http on this machine, or `env:NAME`",
    })
    .describe(
      "Gets a POST when a question waits and when the run ends; `env:NAME` reads the URL from the environment.",
    ),
  seconds: z.number().positive().max(60).default(5).describe("Time limit of one call."),
});

export const desktopModes = ["auto", "osc9", "osc99", "osc777", "off"] as const;

const notify = z.strictObject({
  desktop: z
    .enum(desktopModes)
    .default("auto")
    .describe("Escape sequence that asks the terminal for a desktop notification, in addition to the bell."),
  webhook: webhook.optional(),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  milestonesDir: z.string().min(1).optional().describe("Folder that holds the milestone folders."),
  lanes: z.int().min(1).max(MAX_LANES).default(1).describe("How many issues are worked on at the same time."),
  lane: lane.prefault({}).describe("The environment of each lane."),
  setup: z.string().optional().describe("Shell line run after a worktree is made, and again when a lockfile changes."),
  lint: z.string().optional(),
  lintFix: z.string().optional(),
  typecheck: z.string().optional(),
  test: z
    .union([
      z
        .string()
        .min(1)
        .transform((command) => testCommand.parse({ command })),
      testCommand,
    ])
    .optional(),
  coverage: z
    .strictObject({ report: z.string().min(1), minChanged: z.number().min(0).max(100).default(50) })
    .optional(),
  agent: agent.default("claude"),
  reviewer: agent.optional().describe("Default: the agent, in a fresh session."),
  fallbackAgent: agent
    .optional()
    .describe(
      "Replaces the agent or the reviewer for the rest of the run, where that one is not logged in, is out of " +
        "funds, or meets a rate limit longer than limits.fallbackMinutes.",
    ),
  agents: z
    .record(z.string(), z.union([acpAgent, commandAgent]))
    .default({})
    .describe("Additional agent profiles, by name."),
  forge: z.enum(["github", "local"]).optional().describe("Default: github where the remote is one, else local."),
  github: z
    .strictObject({
      baseUrl: z.url().optional(),
      owner: z.string().optional(),
      repo: z.string().optional(),
      autoMerge: z.boolean().default(false),
    })
    .prefault({}),
  sensitiveAreas: z
    .record(z.string(), globs)
    .default(() => structuredClone(DEFAULT_SENSITIVE_AREAS) as Record<string, string[]>),
  protectedSurfaces: globs.default([".github/workflows/**", "**/infra/**", "**/.env*"]),
  protectedBranches: z
    .array(z.string().min(1))
    .default([])
    .describe("Protected in addition to main, master and the default branch."),
  licences: z
    .strictObject({ allow: z.array(z.string()).optional(), deny: z.array(z.string()).default([]) })
    .prefault({}),
  database: z
    .strictObject({ url: z.string().min(1) })
    .optional()
    .describe("`env:NAME` reads it from the environment."),
  registries: z
    .record(z.string(), z.url())
    .default({})
    .describe(
      "Base URLs of package registries, by ecosystem, used as written. Appended: npm /NAME/VERSION; " +
        "pypi /pypi/NAME/VERSION/json; cargo /api/v1/crates/NAME/VERSION; go /MODULE/@v/VERSION.zip; " +
        "rubygems /api/v2/rubygems/NAME/versions/VERSION.json (newest: /api/v1/gems/NAME.json); " +
        "composer /p2/NAME.json; maven /GROUP/ARTIFACT/VERSION/ARTIFACT-VERSION.pom; osv /v1/querybatch.",
    ),
  prices: z
    .record(z.string().min(1), price)
    .default({})
    .describe(
      "USD per million tokens, for agents that report tokens only: by the name of the model as the agent reports " +
        "it, or by the name of the agent.",
    ),
  sandbox: z
    .enum(["auto", "required", "off"])
    .default("auto")
    .describe("Runs agents in bubblewrap: where it is installed (auto), always (required), or never (off)."),
  notify: notify.prefault({}),
  limits: limits.prefault({}),
});

/** The config with every default filled in. */
export type Config = z.output<typeof configSchema>;
/** The config as a user writes it. */
export type ConfigInput = z.input<typeof configSchema>;
export type AgentSetting = Config["agent"];
export type Prices = Config["prices"];
