export const HELP = `milestone-tui <milestone> [flags]      run or resume a milestone

  milestone-tui plan <milestone>         print the issues in the order of a run, and its schedule; --json, --lanes N
  milestone-tui plan-review <milestone>  review the plan only; --json, --save to write PLAN_REVIEW.md
  milestone-tui status <milestone>       print the saved state of a run, also while it is live
  milestone-tui logs <milestone> [NN]    print the log of the run, or of issue NN; -f follows it; with several lanes
                                         and without NN, all logs by time
  milestone-tui init                     write a config for this repository and a sample plan
  milestone-tui doctor                   check git, agent, token and remote; say how to fix each problem
  milestone-tui demo                     run a complete milestone in a throw-away repository
  milestone-tui schema                   print the JSON schema of the config file
  milestone-tui pr list|view|merge|close [NN]   show or change the pull requests of the local forge
  milestone-tui gate [base]              run only the gates, on the current branch; --json, --sarif
  milestone-tui agents                   list the known agents and what each still needs
  milestone-tui issues push <milestone>  create GitHub issues for specs that have none
  milestone-tui replay <milestone>       play a recorded run again; --speed N

A milestone is m3, M3, 3, m4.1, or the path of an IMPLEMENTATION_PLAN.md.

  --plain               print lines instead of the screen; read decisions from standard input
  --json                print events as NDJSON on standard output
  --autonomous          ask nothing: use the predefined answer for each kind of stop
  --dry-run             print what a run would do; change nothing
  --verbose             print the reason for every decision of a gate
  --metrics [FILE]      write metrics as JSON at the end
  --skip-plan-review, --skip-code-review, --no-worktree
  --lanes N             work on N issues at the same time
  --retry 07,11         start skipped issues again
  --lanes N             work on N issues at the same time
  --agent NAME, --forge NAME, --config FILE, -C DIR
  --force-unlock ID     take over a lock whose owner no longer exists
  --ascii               use only ASCII characters on the screen
  -h, --help   -v, --version

Exit codes: 0 complete, 1 unexpected failure, 2 bad usage, config or plan, 3 stopped and resumable, 4 locked by
another run, 5 saved state unreadable, 130 and 143 interrupted.
`;
