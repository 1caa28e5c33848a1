import { z } from "zod";
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
    .describe("What a sandbox lets it write beside its worktree, and see: absolute, or below the home folder."),
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
  files: z.int().positive().default(8).describe("More changed files than this ask."),
  lines: z.int().positive().default(400).describe("More changed lines than this ask."),
  fixAttempts: z.int().min(0).default(2),
  reviewMinutes: z.number().positive().default(10),
  agentMinutes: z.number().positive().default(30),
  idleMinutes: z.number().positive().default(5).describe("An agent silent for longer is ended."),
  fallbackMinutes: z
    .number()
    .min(0)
    .default(10)
    .describe(
      "A rate limit that lasts longer hands over to the fallback agent, where one is named; a shorter one is waited for.",
    ),
  checkMinutes: z.number().positive().default(15).describe("Time limit of setup, lint and typecheck."),
  usd: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Spending limit of a run, in USD, as its agents or `prices` tell."),
  usdPerIssue: z.number().positive().nullable().default(null),
  tokens: z.int().positive().nullable().default(null).describe("Most tokens of a run, as its agents tell."),
  tokensPerIssue: z.int().positive().nullable().default(null),
  turns: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("How often agents are given something to do in a run: a task, or a question about its answer."),
  turnsPerIssue: z.int().positive().nullable().default(null),
});

const price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cached: z.number().min(0).optional().describe("Tokens read from and written to a cache; default: as input."),
});

const webhook = z.strictObject({
  url: z
    .string()
    .refine((url) => url.startsWith("env:") || isPrivateAddress(url), {
      error: "expected https, or http on this machine, or `env:NAME`",
    })
    .describe("Told by POST when a question waits and when the run ends; `env:NAME` reads it from the environment."),
  seconds: z.number().positive().max(60).default(5).describe("Time limit of one call."),
});

export const desktopWords = ["auto", "osc9", "osc99", "osc777", "off"] as const;

const notify = z.strictObject({
  desktop: z
    .enum(desktopWords)
    .default("auto")
    .describe("The sequence by which the terminal is asked for a desktop notification, beside the bell."),
  webhook: webhook.optional(),
});

export const DEFAULT_SENSITIVE_AREAS: Readonly<Record<string, readonly string[]>> = {
  auth: [
    "**/auth/**",
    "**/auth.*",
    "**/authentication/**",
    "**/authentication.*",
    "**/signin/**",
    "**/signin.*",
    "**/sso/**",
    "**/saml/**",
    "**/saml.*",
    "**/login/**",
    "**/login.*",
    "**/session/**",
    "**/session.*",
    "**/sessions/**",
    "**/oauth/**",
    "**/oauth*.*",
    "**/*jwt*",
    ...named("auth", "authentication", "login", "signin", "session", "sessions", "oauth", "sso", "saml"),
  ],
  permissions: [
    "**/permissions/**",
    "**/permissions.*",
    "**/permission/**",
    "**/permission.*",
    "**/authorization/**",
    "**/authorization.*",
    "**/rbac/**",
    "**/rbac.*",
    "**/acl/**",
    "**/acl.*",
    "**/roles/**",
    "**/role.*",
    "**/roles.*",
    "**/policies/**",
    ...named("permission", "permissions", "authorization", "rbac", "acl"),
    "**/*[_-]role{,s}.*",
  ],
  billing: [
    "**/billing/**",
    "**/billing.*",
    "**/invoice*/**",
    "**/invoice*.*",
    "**/subscription*/**",
    "**/subscription*.*",
    ...named("billing", "invoice", "invoices", "subscription", "subscriptions"),
  ],
  payments: [
    "**/payments/**",
    "**/payments.*",
    "**/payment/**",
    "**/payment.*",
    "**/checkout/**",
    "**/stripe/**",
    "**/stripe.*",
    ...named("payment", "payments", "stripe"),
  ],
  secrets: [
    "**/secrets/**",
    "**/secrets.*",
    "**/vault/**",
    "**/credentials*",
    "**/kms/**",
    ...named("secret", "secrets", "credential", "credentials", "vault", "kms"),
  ],
  infra: [
    "**/terraform/**",
    "**/*.tf",
    "**/helm/**",
    "**/k8s/**",
    "**/kubernetes/**",
    "**/ansible/**",
    "**/Dockerfile*",
    "**/docker-compose*",
    "**/compose.y*ml",
  ],
  ci: [
    ".gitlab-ci.yml",
    ".circleci/**",
    "Jenkinsfile",
    "azure-pipelines*.yml",
    "bitbucket-pipelines.yml",
    ".travis.yml",
    ".drone.yml",
    ".buildkite/**",
    ".github/actions/**",
  ],
};

/** Words as a part of a compound name: `user_permission.rb`, `payment-service/…`; never within a word (`author`, `nonpayment`). */
function named(...words: readonly string[]): readonly string[] {
  const any = words.length === 1 ? words[0] : `{${words.join(",")}}`;
  return [
    `**/${any}[_-]*`,
    `**/${any}[_-]*/**`,
    `**/*[_-]${any}`,
    `**/*[_-]${any}.*`,
    `**/*[_-]${any}/**`,
    `**/*[_-]${any}[_-]*`,
    `**/*[_-]${any}[_-]*/**`,
  ];
}

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  milestonesDir: z.string().min(1).optional().describe("Folder that holds the milestone folders."),
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
      "Works in place of the agent or the reviewer, for the rest of the run, where that one is not logged in, is out of funds, or meets a rate limit longer than limits.fallbackMinutes.",
    ),
  agents: z
    .record(z.string(), z.union([acpAgent, commandAgent]))
    .default({})
    .describe("Profiles of your own, by name."),
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
    .describe("Protected beside main, master and the default branch."),
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
      "Base URLs of package registries, by ecosystem, used as they stand. Appended: npm /NAME/VERSION; pypi /pypi/NAME/VERSION/json; cargo /api/v1/crates/NAME/VERSION; " +
        "go /MODULE/@v/VERSION.zip; rubygems /api/v2/rubygems/NAME/versions/VERSION.json (newest: /api/v1/gems/NAME.json); composer /p2/NAME.json; " +
        "maven /GROUP/ARTIFACT/VERSION/ARTIFACT-VERSION.pom; osv /v1/querybatch.",
    ),
  prices: z
    .record(z.string().min(1), price)
    .default({})
    .describe(
      "USD per million tokens, for agents that tell tokens only: by the model's name as the agent tells it, or by the agent's.",
    ),
  sandbox: z
    .enum(["auto", "required", "off"])
    .default("auto")
    .describe("Confines agents with bubblewrap: where it is there, always, or never."),
  notify: notify.prefault({}),
  limits: limits.prefault({}),
});

/** The config as resolved: every default filled in. */
export type Config = z.output<typeof configSchema>;
/** The config as a user writes it. */
export type ConfigInput = z.input<typeof configSchema>;
export type AgentSetting = Config["agent"];
export type Prices = Config["prices"];
