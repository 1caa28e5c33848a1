/** More lanes than this are a mistake: each is a worktree with its own installed packages. */
export const MAX_LANES = 64;
