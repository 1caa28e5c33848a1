// docs/events.md, made from the schemas that the program itself reads and writes by.
import type { z } from "zod";
import { ISSUE_FACTS, phaseOutlineSchema, RUN_FACTS } from "../../src/engine/model/facts.ts";
import { gateFindingSchema } from "../../src/engine/model/findings/gate-finding.ts";
import { planFindingSchema } from "../../src/engine/model/findings/plan-finding.ts";
import { reviewFindingSchema } from "../../src/engine/model/findings/review.ts";
import { testResultSchema } from "../../src/engine/model/findings/test-result.ts";
import { branchPointSchema, changeSchema, pullSchema, stepResultSchema } from "../../src/engine/model/step-result.ts";
import {
  evidenceSchema,
  failedCheckSchema,
  failedRunSchema,
  permissionRequestSchema,
  questionSchema,
  stopSchema,
} from "../../src/engine/model/stop.ts";
import { activitySchema, TRANSIENT_EVENTS } from "../../src/engine/model/transient-events.ts";

/** Shapes that several events share, each with a section of its own. */
const SHAPES: readonly { readonly name: string; readonly schema: z.ZodType }[] = [
  { name: "question", schema: questionSchema },
  { name: "stop", schema: stopSchema },
  { name: "evidence", schema: evidenceSchema },
  { name: "step result", schema: stepResultSchema },
  { name: "gate finding", schema: gateFindingSchema },
  { name: "plan finding", schema: planFindingSchema },
  { name: "review finding", schema: reviewFindingSchema },
  { name: "test result", schema: testResultSchema },
  { name: "failed check", schema: failedCheckSchema },
  { name: "failed run", schema: failedRunSchema },
  { name: "pull request", schema: pullSchema },
  { name: "branch point", schema: branchPointSchema },
  { name: "change", schema: changeSchema },
  { name: "permission request", schema: permissionRequestSchema },
  { name: "phase outline", schema: phaseOutlineSchema },
  { name: "activity", schema: activitySchema },
];

const INTRODUCTION = `# Events

\`milestone-tui m3 --json\` prints one JSON object a line on standard output. This page is made from the schemas in
\`src/engine/model\` by \`node scripts/events.ts\`; a test compares the two.

Answers are read from standard input, a word a line. Replies to them go to standard error. A question is answered by a
word of its \`commands\`. An answer may name its question, by the question's id or by its issue (\`q12 fix\` or
\`07 fix\`), and must where several questions are open. An answer to a question that is not asked yet is kept
until it is. \`retry\` also ends the waits that offer it, and \`07 retry\` that of an issue; an open question that
offers \`retry\` comes first. Where several issues are at work, a line of a reply that belongs to an issue begins with
\`#07 │ \`. Where the input ends, the run saves its state and exits with 3, however many questions are open; the next
run asks an issue's question again under the same \`id\`.

Every event has these keys:

| key | |
| --- | --- |
| \`v\` | version of this format, 1; grows when a key changes its meaning or is removed |
| \`seq\` | number of the last fact, from 1, without gaps between facts |
| \`at\` | ISO 8601, UTC |
| \`type\` | below |

A key with \`?\` may be absent. The hint of an \`error\` evidence is printed under its old name \`mend\` as well.`;

export function eventsPage(): string {
  return (
    [
      INTRODUCTION,
      "## Facts about the run",
      "Facts are on the disk before they are printed. A fact that does not fit its schema is refused when it is read.",
      ...RUN_FACTS.map(eventSection),
      "## Facts about an issue",
      ...ISSUE_FACTS.map(eventSection),
      "## Transient events",
      "Transient events are printed once and are not kept as facts.",
      ...TRANSIENT_EVENTS.map(eventSection),
      "## Shapes",
      ...SHAPES.map(({ name, schema }) => `### ${name}\n\n${shapeText(schema)}`),
    ].join("\n\n") + "\n"
  );
}

function eventSection(event: z.ZodObject): string {
  const { type, ...keys } = event.shape;
  const heading = `### \`${String(literalOf(type))}\``;
  const rows = Object.entries(keys);
  return [heading, event.description ?? "", ...(rows.length === 0 ? [] : [table(keys)])].join("\n\n");
}

function shapeText(schema: z.ZodType): string {
  const { def } = internals(schema);
  if (def.type === "object") return table(internals(schema).shape ?? {});
  const options = def.options ?? [];
  const by = def.discriminator ?? "";
  return options
    .map((option) => {
      const { [by]: key, ...rest } = internals(option).shape ?? {};
      return `\`${by}\`: ${key === undefined ? "" : typeText(key)}\n\n${table(rest)}`;
    })
    .join("\n\n");
}

function table(keys: Readonly<Record<string, z.ZodType>>): string {
  const rows = Object.entries(keys).map(([key, schema]) => {
    return `| \`${keyName(key, schema)}\` | ${typeText(schema)} | ${schema.description ?? ""} |`;
  });
  return ["| key | type | |", "| --- | --- | --- |", ...rows].join("\n");
}

function typeText(schema: z.ZodType): string {
  const shared = SHAPES.find((shape) => shape.schema === schema);
  if (shared !== undefined) return `[${shared.name}](#${shared.name.replaceAll(" ", "-")})`;
  const { def, shape } = internals(schema);
  switch (def.type) {
    case "optional":
      return def.innerType === undefined ? "" : typeText(def.innerType);
    case "array":
      return def.element === undefined ? "list" : `list of ${typeText(def.element)}`;
    case "literal":
      return `\`${String(literalOf(schema))}\``;
    case "enum":
      return Object.values(def.entries ?? {})
        .map((value) => `\`${value}\``)
        .join(" · ");
    case "object":
      return `{ ${Object.entries(shape ?? {})
        .map(([key, inner]) => `\`${keyName(key, inner)}\`: ${typeText(inner)}`)
        .join(", ")} }`;
    case "union":
      return (def.options ?? []).map(typeText).join(" or ");
    default:
      return def.type;
  }
}

/** The key as the page shows it, marked where it may be absent. */
function keyName(key: string, schema: z.ZodType): string {
  return internals(schema).def.type === "optional" ? `${key}?` : key;
}

function literalOf(schema: z.ZodType | undefined): unknown {
  return schema === undefined ? undefined : internals(schema).def.values?.[0];
}

interface Internals {
  readonly def: {
    readonly type: string;
    readonly innerType?: z.ZodType;
    readonly element?: z.ZodType;
    readonly entries?: Readonly<Record<string, string>>;
    readonly values?: readonly unknown[];
    readonly options?: readonly z.ZodType[];
    readonly discriminator?: string;
  };
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

/** What zod keeps of a schema: its definition, and of an object its shape. */
function internals(schema: z.ZodType): Internals {
  return schema;
}
