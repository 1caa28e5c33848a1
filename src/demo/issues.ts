// The milestone of the demo: fifteen issues in three phases, chosen so that a run meets every kind of question and
// every gate.

export interface DemoIssue {
  readonly id: string;
  readonly github: number;
  readonly title: string;
  readonly slug: string;
  readonly phase: 1 | 2 | 3;
  readonly priority: "P0" | "P1";
  readonly needs: readonly string[];
  readonly criteria: readonly string[];
}

export const PHASES = ["Foundations", "Hardening", "Reach"] as const;

export const ISSUES: readonly DemoIssue[] = [
  issue(
    1,
    "01",
    101,
    "Add user login endpoint",
    "P0",
    [],
    ["POST /login answers 200 for a known user", "A wrong password answers 401"],
  ),
  issue(
    1,
    "02",
    102,
    "Add password hashing",
    "P0",
    [],
    ["Passwords are hashed with scrypt", "The same password gives different hashes"],
  ),
  issue(
    1,
    "03",
    103,
    "Add session service",
    "P1",
    ["01", "02"],
    ["A session has an id and an expiry", "Expired sessions are refused"],
  ),
  issue(1, "04", 104, "Add user profiles table", "P1", ["02"], ["Profiles are stored in a table of their own"]),
  issue(
    1,
    "05",
    105,
    "Add auth middleware",
    "P1",
    ["03"],
    [
      "Requests without a session are refused",
      "The session is put on the request",
      "Public paths pass",
      "Errors are logged",
      "A header is accepted as well",
      "A cookie is accepted as well",
    ],
  ),
  issue(
    2,
    "06",
    242,
    "Add caching layer",
    "P1",
    [],
    ["Lookups are cached for a minute", "Writes drop the cached entry"],
  ),
  issue(
    2,
    "07",
    243,
    "Add tenant isolation",
    "P0",
    ["02"],
    ["A tenant reads only its own rows", "A tenant writes only its own rows"],
  ),
  issue(2, "08", 244, "Add rate limiting", "P1", [], ["The eleventh request of a second is refused"]),
  issue(2, "09", 245, "Remove legacy fields", "P1", ["04"], ["The column legacy_status is gone"]),
  issue(2, "10", 246, "Refresh the lockfile", "P1", ["08"], ["The newest 2.x of the limiter is installed"]),
  issue(3, "11", 247, "Add PDF generation", "P1", [], ["A profile can be had as a PDF"]),
  issue(3, "12", 248, "Add mail notifications", "P1", [], ["A mail is sent when a session starts"]),
  issue(3, "13", 249, "Add mail templates", "P1", [], ["The mail is there in nine languages"]),
  issue(3, "14", 250, "Add continuous integration", "P1", [], ["The tests run on every push"]),
  issue(3, "15", 251, "Add admin overview", "P1", ["05"], ["Admins see all sessions"]),
];

function issue(
  phase: DemoIssue["phase"],
  id: string,
  github: number,
  title: string,
  priority: DemoIssue["priority"],
  needs: readonly string[],
  criteria: readonly string[],
): DemoIssue {
  const slug = title
    .toLowerCase()
    .replace(/^(?:add|remove|refresh the) /, "")
    .replaceAll(" ", "-");
  return { id, github, title, slug, phase, priority, needs, criteria };
}
