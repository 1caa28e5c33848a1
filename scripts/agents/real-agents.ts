// The real agents that are tested, with the settings that keep them on loopback.

export interface RealAgent {
  /** Name and version in the npm registry. */
  readonly package: string;
  /** Name of the command in the package. */
  readonly program: string;
  readonly args: readonly string[];
  /** Whether the agent asks for permission before it writes a file. */
  readonly asks: boolean;
  /** Whether a fix continues the conversation of the implementation. */
  readonly keepsSession: boolean;
  /** Whether the agent reports a rate limit at once, and does not retry for minutes first. */
  readonly reportsLimit: boolean;
  /**
   * The environment of the agent.
   * @param stub address of the model stub
   */
  env(stub: string): Readonly<Record<string, string>>;
}

export const REAL_AGENTS: Readonly<Record<string, RealAgent>> = {
  opencode: {
    package: "opencode-ai@1.18.33",
    program: "opencode",
    args: ["acp"],
    asks: true,
    keepsSession: true,
    reportsLimit: true,
    env: (stub) => ({
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        autoupdate: false,
        share: "disabled",
        model: "stub/stub",
        small_model: "stub/stub",
        permission: { edit: "ask", bash: "ask", webfetch: "deny" },
        enabled_providers: ["stub"],
        provider: {
          stub: {
            npm: "@ai-sdk/openai-compatible",
            name: "Stub",
            options: { baseURL: `${stub}/v1`, apiKey: "none" },
            models: {
              stub: { name: "Stub", limit: { context: 128_000, output: 4096 }, cost: { input: 1, output: 2 } },
            },
          },
        },
      }),
    }),
  },
  gemini: {
    package: "@google/gemini-cli@0.61.0",
    program: "gemini",
    args: ["--acp", "--skip-trust", "-m", "gemini-2.5-flash"],
    asks: true,
    // It reports a session as loaded too early, so on a busy machine the next turn may begin without the history.
    keepsSession: false,
    reportsLimit: false,
    env: (stub) => ({ GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: stub }),
  },
  codex: {
    package: "@agentclientprotocol/codex-acp@2.6.0",
    program: "codex-acp",
    args: [],
    asks: false,
    keepsSession: true,
    reportsLimit: true,
    env: (stub) => ({
      OPENAI_API_KEY: "none",
      NO_BROWSER: "1",
      MODEL_PROVIDER: "stub",
      CODEX_CONFIG: JSON.stringify({
        model: "gpt-5.1-codex",
        model_providers: {
          stub: { name: "stub", base_url: `${stub}/v1`, env_key: "OPENAI_API_KEY", wire_api: "responses" },
        },
      }),
    }),
  },
  claude: {
    package: "@agentclientprotocol/claude-agent-acp@0.100.0",
    program: "claude-agent-acp",
    args: [],
    asks: true,
    keepsSession: true,
    reportsLimit: true,
    env: (stub) => ({
      ANTHROPIC_API_KEY: "none",
      ANTHROPIC_BASE_URL: stub,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
    }),
  },
};
