/**
 * The reference: one issue after the other in git worktrees, as shell loops around agents do it, with the git commands
 * that it takes and no sandbox. Arguments: number of issues, agent, test, folder of the worktrees.
 */
export const SHELL_LOOP = `set -e
git push -q origin main:refs/heads/milestone/m1-bench
for i in $(seq 1 "$1"); do
  n=$(printf %02d "$i"); b=feat/m1-$((1000 + i))-thing-$n; w="$4/$n"
  git worktree add -q -b "$b" "$w" main
  (cd "$w"
  MILESTONE_TASK=implement MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$4/$n.json" "$2" < /dev/null
  "$3"
  git add -A; git commit -qm "feat(m1): Thing $n"; git push -q origin "HEAD:refs/heads/$b"
  MILESTONE_TASK=review MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$4/$n.json" "$2" < /dev/null)
  git worktree remove --force "$w"
done
`;
