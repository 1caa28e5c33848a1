// The real agents that are driven, with what keeps them on loopback.

export interface RealAgent {
  readonly package: string;
  /** Its command in the package. */
  readonly program: string;
  readonly args: readonly string[];
  /** Whether it asks before it writes a file. */
  readonly asks: boolean;
  /** Whether what it said when the issue was implemented is there when that is to be fixed. */
  readonly remembers: boolean;
  /** Whether it tells of a rate limit before it has tried for minutes. */
  readonly tellsLimit: boolean;
  env(stub: string): Readonly<Record<string, string>>;
}

export const REAL_AGENTS: Readonly<Record<string, RealAgent>> = {
  opencode: {
    package: "opencode-ai@1.18.33",
    program: "opencode",
    args: ["acp"],
    asks: true,
    remembers: true,
    tellsLimit: true,
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
    // It says that a session is loaded before it is, and on a busy machine the next turn may begin without it.
    remembers: false,
    tellsLimit: false,
    env: (stub) => ({ GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: stub }),
  },
  codex: {
    package: "@agentclientprotocol/codex-acp@2.6.0",
    program: "codex-acp",
    args: [],
    asks: false,
    remembers: true,
    tellsLimit: true,
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
    remembers: true,
    tellsLimit: true,
    env: (stub) => ({
      ANTHROPIC_API_KEY: "none",
      ANTHROPIC_BASE_URL: stub,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
    }),
  },
};
