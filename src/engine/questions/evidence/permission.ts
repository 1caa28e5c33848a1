import type { EvidenceOf } from "../../model/stop.ts";
import type { EvidenceForm } from "../evidence-form.ts";

/**
 * An action that an agent asks permission for. It is shown in full, so that the user sees everything before an answer.
 */
export const permissionEvidence: EvidenceForm<EvidenceOf<"permission">> = {
  of: "permission",
  subject: (name, { request }) => `${name}: ${request.tool}`,
  details({ agent, request: { title, command, input, paths, words } }) {
    const what =
      command === undefined
        ? [`Wants: ${title}`, ...(input === undefined ? [] : [`Input: ${input}`])]
        : [`Command: ${command}`];
    return [...what, ...paths.map((path) => `Path: ${path}`), ...(words === "" ? [] : [`${agent} says: ${words}`])];
  },
  skipReason: (_, kind) => kind,
  exhibit: ({ agent, request: { title, command, input, paths, words } }) => [
    { kind: "request", agent, title },
    { kind: "whole", text: command ?? input ?? "" },
    ...paths.map(
      (path) =>
        ({ kind: "field", name: "Path", value: path, tone: "muted", valueTone: "accent", isDetail: true }) as const,
    ),
    ...(words === ""
      ? []
      : [{ kind: "text", text: "It says:", tone: "muted" } as const, { kind: "output", text: words } as const]),
  ],
};
