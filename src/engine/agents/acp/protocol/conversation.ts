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
  /** A `session/update`'s parameters, in the order of the wire. */
  onUpdate(params: unknown): void;
  /** `withdrawn` is aborted where the agent does not wait for the answer any more. */
  onPermission(request: RequestPermissionRequest, withdrawn: AbortSignal): Promise<RequestPermissionResponse>;
  onNoise(line: string): void;
  onTraffic(): void;
  /** Set while no more should be read. */
  drained(): Promise<void> | undefined;
}

export interface OpenedSession {
  readonly id: string;
  /** True where it goes on in the session that was asked for. */
  readonly resumed: boolean;
  /** As the agent names it; undefined where it names none. */
  readonly model: string | undefined;
}

/** A connection to an agent's process, with the requests that a task needs. Requests reject with the agent's own error. */
export interface Conversation {
  /** Settles when the agent's output is at its end. */
  readonly closed: Promise<Error | undefined>;
  initialize(profile: AgentProfile, environment: Readonly<Record<string, string>>): Promise<void>;
  /** Resumes a session where the agent can, else loads it, else begins a new one; then puts it into a mode, if it has that. */
  openSession(request: {
    readonly cwd: string;
    readonly resume: string | undefined;
    readonly mode: string | undefined;
  }): Promise<OpenedSession>;
  /** Does one turn, to its end. */
  prompt(
    sessionId: string,
    text: string,
  ): Promise<{ readonly stopReason: string; readonly usage: unknown; readonly meta: unknown }>;
  cancel(sessionId: string): void;
}

interface Abilities {
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
  const agent = asking(connection.agent);
  let abilities: Abilities = { resume: false, load: false };

  return {
    closed: Promise.race([wire.closed, connection.closed.then(() => undefined)]),

    async initialize({ authenticate }, environment) {
      const answer = await agent.request(methods.agent.initialize, {
        protocolVersion: PROTOCOL_VERSION,
        clientInfo: { name: "milestone-tui", version: "1" },
        // No file system and no terminal: what an agent does, it does itself, in its own confines.
        clientCapabilities: {},
      });
      const { loadSession, sessionCapabilities } = answer.agentCapabilities ?? {};
      abilities = {
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
      const session = (await regain(agent, abilities, cwd, resume)) ?? (await begin(agent, cwd));
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

type Asking = Pick<ClientContext, "request">;

/** Requests that are rejected by the agent's own errors only: why a connection closed is told by how its process ended. */
function asking(agent: ClientContext): Asking {
  const request: ClientContext["request"] = (method: string, params?: unknown) =>
    agent.request(method, params).catch((error: unknown) => {
      if (error instanceof RequestError) throw error;
      return new Promise<never>(() => undefined);
    });
  return { request };
}

type Session = OpenedSession & { readonly modes: SessionModeState | null | undefined };

async function begin(agent: Asking, cwd: string): Promise<Session> {
  const { sessionId, modes, configOptions } = await agent.request(methods.agent.session.new, { cwd, mcpServers: [] });
  return { id: sessionId, resumed: false, modes, model: modelIn(configOptions) };
}

/** A session the agent has forgotten is no failure: its memory is a help, and all that counts is in the worktree. */
async function regain(
  agent: Asking,
  abilities: Abilities,
  cwd: string,
  id: string | undefined,
): Promise<Session | undefined> {
  if (id === undefined || !(abilities.resume || abilities.load)) return undefined;
  // Loading plays the whole history again; resuming does not.
  const method = abilities.resume ? methods.agent.session.resume : methods.agent.session.load;
  try {
    const { modes, configOptions } = await agent.request(method, { sessionId: id, cwd, mcpServers: [] });
    return { id, resumed: true, modes, model: modelIn(configOptions) };
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
