import { messageOf } from "../../model/errors.ts";
import { reviewResultSchema, type ReviewResult } from "../../model/review.ts";

export type ReviewAnswer =
  | { readonly valid: true; readonly result: ReviewResult }
  /** `problem` is one line, for the agent to read. */
  | { readonly valid: false; readonly problem: string };

/** How a reviewer is to answer. The fence's name is new each time, so that nothing in the diff can pass for an answer. */
export function answerFormat(name: string): string {
  return `End with your answer in one fenced block that is named \`${name}\`, and write nothing after it:

\`\`\`${name}
{"findings": []}
\`\`\``;
}

export function askAgain(problem: string, name: string): string {
  return `That was no valid answer: ${problem}\n\nGive the whole answer once more.\n\n${answerFormat(name)}`;
}

/**
 * The answer in the last block of that name: JSON of the schema, about files and lines that are there.
 * @param lineCountOf lines of a file of the change; undefined where there is no such file
 */
export async function readReview(
  text: string,
  name: string,
  lineCountOf: (file: string) => Promise<number | undefined>,
): Promise<ReviewAnswer> {
  const invalid = (problem: string): ReviewAnswer => ({ valid: false, problem });
  const block = lastBlock(text, name);
  if (block === undefined) return invalid(`there is no block named ${name}`);
  let value: unknown;
  try {
    value = JSON.parse(block);
  } catch (error) {
    return invalid(`the block is no JSON (${messageOf(error)})`);
  }
  const { data, error } = reviewResultSchema.safeParse(value);
  if (data === undefined)
    return invalid(
      `${error?.issues[0]?.path.join(".") || "the whole"}: ${error?.issues[0]?.message ?? "does not fit the schema"}`,
    );
  for (const { file, line } of data.findings) {
    if (file === "") continue;
    const lines = await lineCountOf(file);
    if (lines === undefined) return invalid(`${JSON.stringify(file)} is no file of the change, nor of the repository`);
    if (line !== undefined && line > lines) return invalid(`${file} has ${lines} lines, there is no line ${line}`);
  }
  return { valid: true, result: data };
}

function lastBlock(text: string, name: string): string | undefined {
  const start = text.lastIndexOf(`\`\`\`${name}`);
  if (start === -1) return undefined;
  const [, body] = /^[^\n]*\n([^]*?)\n?[ \t]*```[ \t]*(?:\n|$)/.exec(text.slice(start)) ?? [];
  return body;
}
