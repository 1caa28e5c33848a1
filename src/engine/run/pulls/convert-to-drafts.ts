import type { Forge } from "../../forges/forge.ts";
import { messageOf } from "../../model/errors.ts";
import type { Ledger } from "../../model/ports.ts";

/** Time limit for the forge: the user who pressed the panic key is waiting. */
const FORGE_MS = 2_000;

/** Makes the pull requests of active issues drafts again after a panic, so that they are not merged. Never rejects. */
export async function convertToDrafts(forge: Pick<Forge, "updatePull">, ledger: Ledger): Promise<void> {
  const open = Object.values(ledger.progress.issues).flatMap(({ state, pull }) =>
    state === "active" && pull?.state === "open" ? [pull.number] : [],
  );
  const limit = AbortSignal.timeout(FORGE_MS);
  await Promise.all(
    open.map(async (number) => {
      const text = await forge.updatePull(number, { draft: true }, limit).then(
        () => `PR #${number} is a draft again`,
        (error: unknown) => `PR #${number} could not be made a draft: ${messageOf(error)}`,
      );
      ledger.emit({ type: "notice", issue: undefined, text });
    }),
  );
}
