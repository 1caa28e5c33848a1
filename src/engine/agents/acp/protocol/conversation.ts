import {
  client,
  methods,
  PROTOCOL_VERSION,
  RequestError,
  type ClientContext,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type SessionModeState,
} from "@agentclientprotocol/sdk/unstable";
import type { OpenProcess } from "../../../process/processes.ts";
import type { AgentProfile } from "../profiles.ts";
import { modelIn } from "./turn-usage.ts";
import { openWire } from "./wire.ts";

export interface ConversationWatch {
  /** Receives the parameters of each `session/update`, in the order in which they arrive. */
  onUpdate(params: unknown): void;
  /** @param withdrawn aborted where the agent no longer waits for the answer */
  onPermission(request: RequestPermissionRequest, withdrawn: AbortSignal): Promise<RequestPermissionResponse>;
  /** Receives a line of output that is not a message. */
  onNoise(line: string): void;
  /** Called whenever the agent sends anything. */
  onTraffic(): void;
  /** Returns a promise while the receiver takes no more; nothing is read until it resolves. */
  drained(): Promise<void> | undefined;
}

export interface OpenedSession {
  readonly id: string;
  /** True where the requested session is continued, false where a new one was begun. */
  readonly resumed: boolean;
  /** The model as the agent names it; undefined where the agent names none. */
  readonly model: string | undefined;
}

/**
 * A connection to the process of an agent, with the requests that a task needs.
 * Requests throw `RequestError` where the agent answers with an error. They stay pending where the connection closes.
 */
export interface Conversation {
  /** Resolves when the agent's output has ended, with the error that broke it if there was one. */
  readonly closed: Promise<Error | undefined>;
  /** Negotiates the protocol, and authenticates where the profile asks for it and its key is set. */
  initialize(profile: AgentProfile, environment: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Resumes the session where the agent can, else loads it, else begins a new one. Then sets the mode, if the session
   * offers it.
   */
  openSession(request: {
    readonly cwd: string;
    readonly resume: string | undefined;
    readonly mode: string | undefined;
  }): Promise<OpenedSession>;
  /** Sends a prompt and waits for the end of the turn. */
  prompt(
    sessionId: string,
    text: string,
  ): Promise<{ readonly stopReason: string; readonly usage: unknown; readonly meta: unknown }>;
  cancel(sessionId: string): void;
}

interface SessionCapabilities {
  readonly resume: boolean;
  readonly load: boolean;
}

export function openConversation(process: OpenProcess, watch: ConversationWatch): Conversation {
  const wire = openWire(process, {
    onNotification: (method, params) => {
      if (method === methods.client.session.update) watch.onUpdate(params);
    },
    onNoise: (line) => watch.onNoise(line),
    onTraffic: () => watch.onTraffic(),
    drained: () => watch.drained(),
  });
  const connection = client({ name: "milestone-tui" })
    .onRequest(methods.client.session.requestPermission, ({ params, signal }) => watch.onPermission(params, signal))
    .connect(wire.stream);
  const agent = requesterOf(connection.agent);
  let capabilities: SessionCapabilities = { resume: false, load: false };

  return {
    closed: Promise.race([wire.closed, connection.closed.then(() => undefined)]),

    async initialize({ authenticate }, environment) {
      const answer = await agent.request(methods.agent.initialize, {
        protocolVersion: PROTOCOL_VERSION,
        clientInfo: { name: "milestone-tui", version: "1" },
        // Offers no file system and no terminal, so that the agent does everything in its own process, where it is
        // confined.
        clientCapabilities: {},
      });
      const { loadSession, sessionCapabilities } = answer.agentCapabilities ?? {};
      capabilities = {
        resume: sessionCapabilities?.resume !== undefined && sessionCapabilities.resume !== null,
        load: loadSession === true,
      };
      if (
        authenticate !== undefined &&
        environment[authenticate.key] !== undefined &&
        answer.authMethods?.some(({ id }) => id === authenticate.method) === true
      ) {
        await agent.request(methods.agent.authenticate, { methodId: authenticate.method });
      }
    },

    async openSession({ cwd, resume, mode }) {
      const session = (await reopen(agent, capabilities, cwd, resume)) ?? (await begin(agent, cwd));
      const { id, modes } = session;
      if (
        mode !== undefined &&
        modes?.currentModeId !== mode &&
        modes?.availableModes.some((offered) => offered.id === mode) === true
      ) {
        await agent.request(methods.agent.session.setMode, { sessionId: id, modeId: mode });
      }
      return session;
    },

    async prompt(sessionId, text) {
      const { stopReason, usage, _meta } = await agent.request(methods.agent.session.prompt, {
        sessionId,
        prompt: [{ type: "text", text }],
      });
      return { stopReason, usage, meta: _meta };
    },

    cancel(sessionId) {
      connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => undefined);
    },
  };
}

type Requester = Pick<ClientContext, "request">;

/**
 * Returns a requester whose requests reject only with errors of the agent. A request on a closed connection stays
 * pending: the end of the process then ends the task, with a better message.
 */
function requesterOf(agent: ClientContext): Requester {
  const request: ClientContext["request"] = (method: string, params?: unknown) =>
    agent.request(method, params).catch((error: unknown) => {
      if (error instanceof RequestError) throw error;
      return new Promise<never>(() => undefined);
    });
  return { request };
}

type Session = OpenedSession & { readonly modes: SessionModeState | null | undefined };

async function begin(agent: Requester, cwd: string): Promise<Session> {
  const { sessionId, modes, configOptions } = await agent.request(methods.agent.session.new, { cwd, mcpServers: [] });
  return { id: sessionId, resumed: false, modes, model: modelIn(configOptions) };
}

/**
 * Continues an earlier session. Returns undefined where the agent cannot continue it. That is not a failure: the
 * session only saves the agent from reading the worktree again.
 */
async function reopen(
  agent: Requester,
  capabilities: SessionCapabilities,
  cwd: string,
  id: string | undefined,
): Promise<Session | undefined> {
  if (id === undefined || !(capabilities.resume || capabilities.load)) return undefined;
  // Resuming is preferred, because loading a session sends its whole history again.
  const method = capabilities.resume ? methods.agent.session.resume : methods.agent.session.load;
  try {
    const { modes, configOptions } = await agent.request(method, { sessionId: id, cwd, mcpServers: [] });
    return { id, resumed: true, modes, model: modelIn(configOptions) };
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
