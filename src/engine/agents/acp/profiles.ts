// The agents that are known by name. How each behaves was measured; see docs/decisions.md.
import type { AgentFailure } from "../agent.ts";

export interface AgentProfile {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How to install the agent; one sentence. */
  readonly install: string;
  /** Variables of the user's environment that are passed to the agent. See `keyOf` for those that contain a key. */
  readonly keys: readonly string[];
  /** How to log in; one sentence. */
  readonly login: string;
  /**
   * Where the agent keeps its login, settings and sessions, relative to the home folder. A login is assumed where any
   * of them exists.
   */
  readonly homePaths: readonly string[];
  /** Whether the agent works with a key alone, so that it can get a home folder apart from the user's. */
  readonly canUseAgentHome: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** The authentication method to request before a session, where the variable `key` is set. */
  readonly authenticate: { readonly method: string; readonly key: string } | undefined;
  /**
   * Session modes to set, where the agent offers them. `confined` replaces `work` inside our sandbox, where the sandbox
   * of the agent itself does not work.
   */
  readonly modes: { readonly work?: string; readonly review?: string; readonly confined?: string };
  readonly signs: readonly FailureSign[];
}

/** A sign of a failure that an agent reports as a success or as a general error. */
export interface FailureSign {
  /**
   * Where the pattern is searched. `error`: the error answer to a prompt; `meta`: `_meta` fields; `text`: the text of a
   * turn without tool calls.
   */
  readonly in: "error" | "meta" | "text";
  readonly pattern: RegExp;
  /** `unclear`: the text of the failure decides (`failureReasonIn`). */
  readonly reason: AgentFailure | "unclear";
}

/** Defaults of a profile. */
const none = { homePaths: [], env: {}, authenticate: undefined, modes: {}, signs: [], canUseAgentHome: false } as const;

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
    canUseAgentHome: true,
    // By default it retries ten times without output, which would look like an agent that hangs.
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
    canUseAgentHome: true,
    env: { NO_BROWSER: "1" },
    // In its mode `agent` a model answers the permission requests. Inside our sandbox, its own sandbox fails at every
    // command.
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
    canUseAgentHome: true,
    // Otherwise it starts a second process, which ignores SIGTERM.
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
    canUseAgentHome: true,
  },
];

export const PROFILES: ReadonlyMap<string, AgentProfile> = new Map(KNOWN.map((profile) => [profile.name, profile]));

/** Creates a profile for an agent that is known from the config only. */
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

/**
 * Returns the name of the first variable in `keys` that contains a key or token and is set. Undefined where none is.
 */
export function keyOf(
  { keys }: AgentProfile,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return keys.filter((name) => /_(KEY|TOKEN)$/.test(name)).find((name) => (environment[name] ?? "").trim() !== "");
}
