// What people say of a pull request.
import type { ReviewFinding } from "../../../model/review.ts";
import type { PeopleReviews } from "../../forge.ts";

/** The last word of one person, as GitHub counts it: an approval, a request for changes, or one that was dismissed. */
export interface Opinion {
  readonly login: string;
  readonly state: string;
  readonly body: string;
  readonly comments: readonly { readonly path: string; readonly line: number | undefined; readonly body: string }[];
}

export function peopleReviews(opinions: readonly Opinion[]): PeopleReviews {
  const asked = opinions.filter(({ state }) => state === "CHANGES_REQUESTED");
  return {
    approvedBy: opinions.filter(({ state }) => state === "APPROVED").map(({ login }) => login),
    changesRequestedBy: asked.map(({ login }) => login),
    findings: asked.flatMap(findingsOf),
  };
}

/** The words of a request for changes and each of its comments. Without any words it is a finding still. */
function findingsOf({ login, body, comments }: Opinion): ReviewFinding[] {
  const remarks = comments.map((comment) => finding(comment.body, comment.path, comment.line));
  if (body.trim() !== "") return [finding(body, "", undefined), ...remarks];
  return remarks.length > 0 ? remarks : [finding(`${login} requested changes`, "", undefined)];
}

function finding(text: string, file: string, line: number | undefined): ReviewFinding {
  const [title = "", ...rest] = text.trim().split(/\r?\n/);
  return { title: title.trim(), file, line, severity: "critical", detail: rest.join("\n").trim() };
}
