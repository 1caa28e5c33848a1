// Converts reviews by people into findings.
import type { ReviewFinding } from "../../../model/findings/review.ts";
import type { PeopleReviews } from "../../forge.ts";

/**
 * The latest review of one person that GitHub counts: an approval, a request for changes, or a dismissed one of these.
 */
export interface Opinion {
  readonly login: string;
  readonly state: string;
  readonly body: string;
  readonly comments: readonly { readonly path: string; readonly line: number | undefined; readonly body: string }[];
}

export function peopleReviews(opinions: readonly Opinion[]): PeopleReviews {
  const changeRequests = opinions.filter(({ state }) => state === "CHANGES_REQUESTED");
  return {
    approvedBy: opinions.filter(({ state }) => state === "APPROVED").map(({ login }) => login),
    changesRequestedBy: changeRequests.map(({ login }) => login),
    findings: changeRequests.flatMap(findingsOf),
  };
}

/** Returns one finding for the text of a change request and one for each comment; at least one finding in any case. */
function findingsOf({ login, body, comments }: Opinion): ReviewFinding[] {
  const commentFindings = comments.map((comment) => finding(comment.body, comment.path, comment.line));
  if (body.trim() !== "") return [finding(body, "", undefined), ...commentFindings];
  return commentFindings.length > 0 ? commentFindings : [finding(`${login} requested changes`, "", undefined)];
}

function finding(text: string, file: string, line: number | undefined): ReviewFinding {
  const [title = "", ...rest] = text.trim().split(/\r?\n/);
  return { title: title.trim(), file, line, severity: "critical", detail: rest.join("\n").trim() };
}
