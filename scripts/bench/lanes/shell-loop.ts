/**
 * The reference: issues in git worktrees, as shell loops around agents do it, with the git commands that it takes and
 * no sandbox. Arguments: number of issues, how many at once, agent, test, folder of the worktrees.
 */
export const SHELL_LOOP = `set -e
git push -q origin main:refs/heads/milestone/m1-bench
export agent="$3" test="$4" folder="$5"
seq 1 "$1" | xargs -P "$2" -I{} sh -ec '
  i={}; n=$(printf %02d "$i"); b=feat/m1-$((1000 + i))-thing-$n; w="$folder/$n"
  git worktree add -q -b "$b" "$w" main
  (cd "$w"
  MILESTONE_TASK=implement MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$folder/$n.json" "$agent" < /dev/null
  "$test"
  git add -A; git commit -qm "feat(m1): Thing $n"; git push -q origin "HEAD:refs/heads/$b"
  MILESTONE_TASK=review MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$folder/$n.json" "$agent" < /dev/null)
  git worktree remove --force "$w"
'
`;
