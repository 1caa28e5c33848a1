/** Words that plans and people use for the areas of the default config; the first word is the name of the area. */
const SYNONYMS: readonly (readonly string[])[] = [
  ["auth", "authentication", "authn", "login", "signin", "sign-in", "session", "oauth", "sso", "identity", "jwt"],
  ["permissions", "permission", "authorization", "authorisation", "authz", "rbac", "acl", "roles", "access-control"],
  ["billing", "invoice", "invoicing", "subscription"],
  ["payments", "payment", "checkout", "stripe"],
  ["secrets", "secret", "vault", "credentials", "kms"],
  ["infra", "infrastructure", "terraform", "kubernetes", "k8s", "helm", "docker", "deployment", "devops"],
  ["ci", "ci/cd", "cicd", "pipeline", "continuous-integration", "github-actions"],
];

/**
 * Whether a scope tag of the plan means a sensitive area: by its name, by a synonym, or by a word in the tag
 * (`user-auth` means auth). Case, punctuation and plurals are ignored.
 */
export function tagMeans(tag: string, area: string): boolean {
  const names = SYNONYMS.find((group) => group.some((name) => key(name) === key(area))) ?? [area];
  const words = new Set(wordsOf(tag));
  return names.some((name) => key(name) === key(tag) || wordsOf(name).every((word) => words.has(word)));
}

function key(text: string): string {
  return wordsOf(text).join("");
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (word.length > 3 ? word.replace(/s$/, "") : word));
}
