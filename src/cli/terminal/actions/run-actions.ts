import { resolve } from "node:path";
import { MilestoneError } from "../../../engine/model/errors.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import { runInForeground } from "../../../engine/process/foreground.ts";
import { sanitize } from "../../../engine/text/sanitize.ts";
import { searchLog } from "../../../state/logs/log-search.ts";
import type { ScreenActions, ScreenLook } from "../../../ui/screen/model/source.ts";
import type { ShownRun } from "../watched-run.ts";
import { editorLine } from "./editor.ts";
import { issuePatch } from "./issue-patch.ts";
import { openLink } from "./open-link.ts";
import { coloredPatch, pagerLine } from "./pager.ts";
import { saveLog } from "./save-log.ts";
import { notificationSequenceFor, type NotificationSequence } from "./terminal-sequences.ts";

/** Matches of a search that are shown. The log has all of them. */
const MATCHES_SHOWN = 200;

/** The screen's actions that need a run, carried out with this process's files, programs and terminal. */
export function runActions({ ledger, interruption, project, plan, stateFolder }: ShownRun, look: ScreenLook) {
  const { platform, repository } = project;
  const requireIssue = (issue: IssueId) => ledger.progress.issues[issue];
  const inForeground = (spec: { readonly shell: string; readonly args: readonly string[]; readonly input?: string }) =>
    interruption.lendTerminal(() => runInForeground({ ...spec, cwd: repository.root, env: platform.environment }));
  const patchOf = async (issue: IssueId) => sanitize((await issuePatch(repository, requireIssue(issue))) ?? "");
  const { desktop } = project.config.notify;
  return {
    notification: desktop === "auto" ? notificationSequenceFor(platform.environment) : desktop,
    details: async (issue) => ({ spec: plan.issues.get(issue)?.spec?.text, diff: await patchOf(issue) }),
    async openFile(issue, file, line) {
      const root = (issue === undefined ? undefined : requireIssue(issue)?.worktree) ?? repository.root;
      await inForeground(editorLine(platform.environment, resolve(root, file), line));
    },
    async openDiff(issue) {
      const patch = await patchOf(issue);
      if (patch === "") throw new MilestoneError("usage", "The issue has no changes yet.");
      await inForeground({
        ...pagerLine(platform.environment),
        input: look.color === "none" ? patch : coloredPatch(patch),
      });
    },
    openLink: (url) => openLink(platform, url),
    saveLog: async (issue) => saveLog(stateFolder, plan.milestone, issue, platform.home),
    searchLog: (issue, query) =>
      searchLog({ stateFolder, issue, query, most: MATCHES_SHOWN, signal: interruption.signal }),
  } satisfies ScreenActions & { readonly notification: NotificationSequence };
}
