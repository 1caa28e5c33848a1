export const HELP = `milestone-tui <milestone> [flags]      run or resume a milestone

  milestone-tui plan-review <milestone>  review the plan alone; --json, --save writes PLAN_REVIEW.md
  milestone-tui status <milestone>       where it stands; works while a run is live
  milestone-tui logs <milestone> [NN]    the full log of an issue; -f follows
  milestone-tui init                     look at the repository, write a config and a sample plan
  milestone-tui doctor                   check git, agent, token, remote; say how to mend each
  milestone-tui demo                     a complete milestone in a throw-away repository
  milestone-tui schema                   the JSON schema of the config file
  milestone-tui pr list|view|merge|close [NN]   the pull requests of the local forge
  milestone-tui gate [base]              the gates alone, on the present branch
  milestone-tui agents                   the agents known, and what each still needs
  milestone-tui issues push <milestone>  make GitHub issues for specs that have none
  milestone-tui replay <milestone>       play a finished run again

A milestone is m3, M3, 3, m4.1, or the path of an IMPLEMENTATION_PLAN.md.

  --plain               lines instead of the screen; decisions are read from standard input
  --json                events as NDJSON on standard output
  --autonomous          ask nothing: the catalogue of stops answers
  --dry-run             say what would happen; change nothing
  --verbose             add the reason for every decision of a gate
  --metrics [FILE]      write metrics as JSON at the end
  --skip-plan-review, --skip-code-review, --no-worktree
  --retry 07,11         take skipped issues up again
  --agent NAME, --forge NAME, --config FILE, -C DIR
  --force-unlock ID     take over a lock whose owner is gone for good
  --ascii               plain glyphs on the screen
  -h, --help   -v, --version

Exit codes: 0 complete, 1 unexpected failure, 2 bad usage, config or plan, 3 stopped and resumable, 4 locked by
another run, 5 saved state unreadable, 130 and 143 interrupted.
`;
