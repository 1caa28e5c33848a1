/** Formats a time limit given in milliseconds: `15 minutes`, `1 minute`, `0.3 seconds`. */
export function formatTimeLimit(ms: number): string {
  const minutes = Math.round(ms / 6000) / 10;
  if (minutes < 1) return `${Math.round(ms / 100) / 10} seconds`;
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
