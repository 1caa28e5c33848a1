import { messageOf } from "../../model/errors.ts";
import { reviewResultSchema, type ReviewResult } from "../../model/findings/review.ts";

export type ReviewAnswer =
  | { readonly valid: true; readonly result: ReviewResult }
  /** `problem` is one line, which is sent to the agent. */
  | { readonly valid: false; readonly problem: string };

/**
 * Returns the instructions for the form of the answer.
 * @param name info string of the fence; random for each review, so that no text in the diff can pass for the answer
 */
export function answerFormat(name: string): string {
  return `End with your answer, in one fenced block with the name \`${name}\`. Write nothing after it:

\`\`\`${name}
{"findings": []}
\`\`\``;
}

/** Asks a reviewer to repeat its answer. */
export function askAgain(problem: string, name: string): string {
  return `Your answer is not valid: ${problem}\n\nGive the whole answer again.\n\n${answerFormat(name)}`;
}

/**
 * Reads the answer from the last block named `name`. The answer has to be JSON of the schema, and its findings have to
 * name existing files and lines.
 * @param lineCountOf returns the number of lines of a file; undefined where there is no such file
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
    return invalid(`the block is no JSON document (${messageOf(error)})`);
  }
  const { data, error } = reviewResultSchema.safeParse(value);
  if (data === undefined)
    return invalid(
      `${error?.issues[0]?.path.join(".") || "the answer"}: ${error?.issues[0]?.message ?? "does not fit the schema"}`,
    );
  for (const { file, line } of data.findings) {
    if (file === "") continue;
    const lines = await lineCountOf(file);
    if (lines === undefined) return invalid(`${JSON.stringify(file)} is no file in the change or in the repository`);
    if (line !== undefined && line > lines) return invalid(`${file} has ${lines} lines, so there is no line ${line}`);
  }
  return { valid: true, result: data };
}

function lastBlock(text: string, name: string): string | undefined {
  const start = text.lastIndexOf(`\`\`\`${name}`);
  if (start === -1) return undefined;
  const [, body] = /^[^\n]*\n([^]*?)\n?[ \t]*```[ \t]*(?:\n|$)/.exec(text.slice(start)) ?? [];
  return body;
}
