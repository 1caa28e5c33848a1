// The agents known by name, as data. What each does was measured; see docs/decisions.md.
import type { AgentFailure } from "../agent.ts";

export interface AgentProfile {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How to get it, one sentence. */
  readonly install: string;
  /** Variables of the user's environment it may have. The first that is set serves as its key. */
  readonly keys: readonly string[];
  /** How to log in without a key, one sentence. */
  readonly login: string;
  /** Where it keeps its login, settings and sessions, below the home folder; the first that is there shows a login. */
  readonly homePaths: readonly string[];
  /** True where a key is enough, so that it can have a home of its own. */
  readonly worksAnywhere: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** To be asked for before a session, with one of the keys set. */
  readonly authenticate: { readonly method: string; readonly key: string } | undefined;
  /** Modes to put a session into, where the agent offers them. `confined`: for work within our own sandbox, where its own cannot be made. */
  readonly modes: { readonly work?: string; readonly review?: string; readonly confined?: string };
  readonly signs: readonly FailureSign[];
}

/** By what a failure is known that does not look like one. */
export interface FailureSign {
  /** `error`: of the answer to a prompt; `meta`: private fields; `text`: what was said where nothing was done. */
  readonly in: "error" | "meta" | "text";
  readonly pattern: RegExp;
  /** `unclear`: the words decide. */
  readonly reason: AgentFailure | "unclear";
}

const none = { homePaths: [], env: {}, authenticate: undefined, modes: {}, signs: [], worksAnywhere: false } as const;

const KNOWN: readonly AgentProfile[] = [
  {
    ...none,
    name: "claude",
    command: ["claude-agent-acp"],
    install: "Install it: npm install -g @agentclientprotocol/claude-agent-acp",
    keys: [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_AUTH_TOKEN",
      "CLAUDE_CODE_OAUTH_TOKEN",
      "ANTHROPIC_BASE_URL",
      "ANTHROPIC_MODEL",
    ],
    login: "Set ANTHROPIC_API_KEY, or run `claude` once and log in.",
    homePaths: [".claude", ".claude.json", ".config/claude"],
    worksAnywhere: true,
    // Left to itself it tries ten times in silence, until it passes for one that hangs.
    env: { CLAUDE_CODE_MAX_RETRIES: "2" },
    signs: [{ in: "error", pattern: /"errorKind":"rate_limit"/, reason: "rate-limit" }],
  },
  {
    ...none,
    name: "codex",
    command: ["codex-acp"],
    install: "Install it: npm install -g @agentclientprotocol/codex-acp",
    keys: ["OPENAI_API_KEY", "CODEX_API_KEY", "OPENAI_BASE_URL"],
    login: "Set OPENAI_API_KEY, or run `codex login`.",
    homePaths: [".codex"],
    worksAnywhere: true,
    env: { NO_BROWSER: "1" },
    // Its mode `agent` has a model answer what should be asked. Inside a sandbox its own one fails at every command.
    modes: { work: "workspace-write", review: "read-only", confined: "agent-full-access" },
    signs: [{ in: "meta", pattern: /"threadStatus":\{[^}]*"type":"systemError"/, reason: "unclear" }],
  },
  {
    ...none,
    name: "gemini",
    command: ["gemini", "--acp"],
    install: "Install it: npm install -g @google/gemini-cli",
    keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL"],
    login: "Set GEMINI_API_KEY, or run `gemini` once and log in.",
    homePaths: [".gemini"],
    worksAnywhere: true,
    // Without it a second process is started that ignores SIGTERM.
    env: { GEMINI_CLI_NO_RELAUNCH: "true" },
    authenticate: { method: "gemini-api-key", key: "GEMINI_API_KEY" },
  },
  {
    ...none,
    name: "opencode",
    command: ["opencode", "acp"],
    install: "Install it: npm install -g opencode-ai",
    keys: [
      "OPENCODE_API_KEY",
      "ANTHROPIC_API_KEY",
      "OPENAI_API_KEY",
      "GEMINI_API_KEY",
      "OPENROUTER_API_KEY",
      "OPENCODE_CONFIG_CONTENT",
    ],
    login: "Run `opencode auth login`, or set the key of the provider it uses.",
    homePaths: [".local/share/opencode", ".config/opencode", ".cache/opencode", ".local/state/opencode"],
    env: { OPENCODE_DISABLE_AUTOUPDATE: "1" },
  },
  {
    ...none,
    name: "copilot",
    command: ["copilot", "--acp"],
    install: "Install it: npm install -g @github/copilot",
    keys: ["COPILOT_GITHUB_TOKEN"],
    login: "Run `copilot` once and log in.",
    homePaths: [".copilot"],
  },
  {
    ...none,
    name: "qwen",
    command: ["qwen", "--acp"],
    install: "Install it: npm install -g @qwen-code/qwen-code",
    keys: ["DASHSCOPE_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"],
    login: "Set DASHSCOPE_API_KEY or OPENAI_API_KEY, or run `qwen` once and log in.",
    homePaths: [".qwen"],
    worksAnywhere: true,
  },
];

export const PROFILES: ReadonlyMap<string, AgentProfile> = new Map(KNOWN.map((profile) => [profile.name, profile]));

/** A profile for an agent that only its config describes. */
export function customProfile(name: string, command: readonly [string, ...string[]]): AgentProfile {
  return {
    ...none,
    name,
    command,
    keys: [],
    install: `Install ${command[0]}, or correct its command in the config.`,
    login: "See the agent's own documentation.",
  };
}

/** The variable that serves as the agent's key in this environment, if one does. */
export function keyOf(
  { keys }: AgentProfile,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return keys.filter((name) => /_(KEY|TOKEN)$/.test(name)).find((name) => (environment[name] ?? "").trim() !== "");
}
