import { configSchema } from "../../src/engine/config/config-schema.ts";
import type { ConfigInput } from "../../src/engine/config/config-schema.ts";
import type { GateContext } from "../../src/engine/gates/gate.ts";

/** A gate's context, with the defaults of a repository without a config. */
export function gateContext(
  context: Partial<Omit<GateContext, "policy">> & {
    readonly config?: ConfigInput;
    readonly root?: string;
    readonly databaseUrl?: string;
  } = {},
): GateContext {
  const { config, root = "/nowhere", databaseUrl, ...rest } = context;
  return {
    policy: { ...configSchema.parse(config ?? {}), root, databaseUrl },
    milestone: undefined,
    scopeTags: [],
    issue: undefined,
    signal: new AbortController().signal,
    explain: () => undefined,
    ...rest,
  };
}
