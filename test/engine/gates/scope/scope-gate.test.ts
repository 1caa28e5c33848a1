import { describe, expect, test } from "vitest";
import { scopeGate } from "../../../../src/engine/gates/scope/scope-gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

const judge = async (
  files: Record<string, string | SampleFile>,
  {
    tags = [],
    around = {},
    ...rest
  }: { tags?: string[]; around?: Record<string, string>; config?: Parameters<typeof gateContext>[0] } = {},
) => await scopeGate.judge(diffOf(files, around), gateContext({ milestone: "m3", scopeTags: tags, ...rest.config }));

describe("sensitive areas", () => {
  test("out of scope need approval, with the text of the transcript", async () => {
    const [finding, ...others] = await judge(
      { "src/services/billing.py": "x = 1\n", "src/cache.py": "y = 1\n" },
      { tags: ["auth", "permissions"] },
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      gate: "scope",
      rule: "sensitive-area",
      tier: "hard",
      verdict: "out-of-scope",
      file: "src/services/billing.py",
      object: "billing",
      message: "billing code in M3 (auth)",
      evidence: "src/services/billing.py",
      label: undefined,
      note: { kind: "scope", area: "billing", owners: [] },
    });
  });

  test("have one finding per area with all its files", async () => {
    const findings = await judge(
      { "src/billing/a.ts": "", "src/billing/b.ts": "", "src/payments/c.ts": "" },
      { tags: ["auth"] },
    );
    expect(findings.map(({ object, evidence }) => [object, evidence])).toEqual([
      ["billing", "src/billing/a.ts, src/billing/b.ts"],
      ["payments", "src/payments/c.ts"],
    ]);
  });

  test.each([
    ["permissions", "app/models/user_permission.rb"],
    ["permissions", "src/permission-check.ts"],
    ["permissions", "src/team_permissions/a.py"],
    ["permissions", "app/user_role.rb"],
    ["auth", "src/user-auth.service.ts"],
    ["auth", "src/auth_guard.py"],
    ["billing", "db/create_invoice_table.rb"],
    ["billing", "app/monthly_billing.py"],
    ["billing", "app/billing_run.py"],
    ["payments", "src/process-payment-job/a.ts"],
    ["payments", "src/payment_intent.go"],
    ["secrets", "src/client_secret.ts"],
    ["billing", "src/BillingService.ts"],
    ["billing", "src/Acme.Billing/Plan.cs"],
    ["payments", "src/PaymentsController.java"],
    ["payments", "MyApp.Payments/Startup.cs"],
    ["payments", "web/stripeWebhook.ts"],
    ["auth", "src/useAuth.ts"],
    ["auth", "src/HTTPAuthFilter.java"],
    ["auth", "src/AUTHService.ts"],
    ["auth", "src/user.auth.ts"],
    ["auth", "src/LoginPage/index.tsx"],
    ["auth", "src/OAuthClient.swift"],
    ["auth", "src/v2Auth.ts"],
    ["permissions", "app/UserPermissions.cs"],
    ["permissions", "app/UserRole.java"],
    ["permissions", "src/AuthorizationFilter.java"],
    ["secrets", "src/SecretManager.go"],
    ["secrets", "lib/vaultClient.ts"],
    ["ci", ".travis.yml"],
    [undefined, "src/AuthorCard.tsx"],
    [undefined, "src/coAuthors.ts"],
    [undefined, "src/NonPaymental.ts"],
    [undefined, "src/SecretaryList.ts"],
    [undefined, "src/Roleplay.ts"],
    [undefined, "src/v1.author.ts"],
    [undefined, "src/author.ts"],
    [undefined, "src/co-author.ts"],
    [undefined, "src/authoring_tool.ts"],
    [undefined, "src/nonpayment.ts"],
    [undefined, "src/roleplay.ts"],
    [undefined, "src/obsession.ts"],
    [undefined, "src/permissive_mode.ts"],
    [undefined, "src/secretary-list.ts"],
  ])("%s: %s", async (area, path) => {
    expect((await judge({ [path]: "" })).map(({ object }) => object)).toEqual(area === undefined ? [] : [area]);
  });

  test("in scope only get a label", async () => {
    const [finding] = await judge({ "src/auth/login.ts": "" }, { tags: ["api", "Auth"] });
    expect(finding).toMatchObject({ tier: "elevated", verdict: "in-scope", label: "sensitive-review" });
  });

  test("only get a label where the plan has no scope tags", async () => {
    const [finding] = await judge({ "src/billing/a.ts": "" });
    expect(finding).toMatchObject({ tier: "elevated", verdict: "no-scope", label: "sensitive-review" });
  });

  test.each<[string, Record<string, string | SampleFile>]>([
    [
      "a file moved out of the area",
      { "src/plain/plan.ts": { from: "src/billing/plan.ts", before: "a\n", after: "a\n" } },
    ],
    [
      "a file moved into the area",
      { "src/billing/plan.ts": { from: "src/plain/plan.ts", before: "a\n", after: "a\n" } },
    ],
    ["a deletion", { "src/billing/plan.ts": { before: "a\n" } }],
    ["upper case", { "Src/BILLING/Plan.cs": "a\n" }],
    ["a hidden folder", { ".tools/billing/run.sh": "a\n" }],
    ["a test of the area", { "tests/billing/test_plan.py": "a\n" }],
    ["UTF-8 names", { "src/billing/größe.ts": "a\n" }],
    ["a symlink", { "src/billing/link": { after: "../auth", mode: "120000" } }],
    ["a submodule", { "lib/billing/sub": { after: "abc", mode: "160000" } }],
  ])("%s counts", async (_what, files) => {
    expect(await judge(files, { tags: ["api"] })).toMatchObject([{ object: "billing", tier: "hard" }]);
  });

  test.each([
    ["auth", "src/auth/a.ts"],
    ["authentication", "src/auth/a.ts"],
    ["user-auth", "src/auth/a.ts"],
    ["Login", "src/auth/a.ts"],
    ["rbac", "src/permissions/a.ts"],
    ["authorization", "src/roles/a.ts"],
    ["permission", "src/acl/a.ts"],
    ["invoices", "src/billing/a.ts"],
    ["payment", "src/payments/a.ts"],
    ["Stripe checkout", "src/payments/a.ts"],
    ["infrastructure", "deploy/main.tf"],
    ["CI/CD", ".circleci/config.yml"],
    ["pipelines", "Jenkinsfile"],
    ["credentials", "src/vault/a.ts"],
  ])("the tag %s covers %s", async (tag, path) => {
    expect(await judge({ [path]: "" }, { tags: [tag] })).toMatchObject([{ verdict: "in-scope" }]);
  });

  test.each([
    ["author", "src/auth/a.ts"],
    ["auth", "src/permissions/a.ts"],
    ["billing", "src/payments/a.ts"],
    ["city", ".circleci/config.yml"],
  ])("the tag %s does not cover %s", async (tag, path) => {
    expect(await judge({ [path]: "" }, { tags: [tag] })).toMatchObject([{ verdict: "out-of-scope" }]);
  });

  test("do not include prose, unless the user's own globs match it", async () => {
    const files = { "docs/billing/plan.md": "" };
    expect(await judge(files, { tags: ["auth"] })).toEqual([]);
    const config = { config: { sensitiveAreas: { legal: ["docs/billing/**"] } } };
    expect(await judge(files, { tags: ["auth"], config })).toMatchObject([{ object: "legal", tier: "hard" }]);
  });

  test("of the user's config are matched by their names", async () => {
    const config = { config: { sensitiveAreas: { "user-data": ["**/gdpr/**"] } } };
    expect(await judge({ "src/gdpr/a.ts": "" }, { tags: ["User Data"], config })).toMatchObject([
      { verdict: "in-scope" },
    ]);
    expect(await judge({ "src/gdpr/a.ts": "" }, { tags: ["user"], config })).toMatchObject([
      { verdict: "out-of-scope" },
    ]);
  });

  test("keep their fingerprint through other edits, and change it with another file of the area", async () => {
    const printOf = async (files: Record<string, string>) => (await judge(files, { tags: ["auth"] }))[0]?.fingerprint;
    const first = await printOf({ "src/billing/a.ts": "1\n" });
    expect(await printOf({ "src/billing/a.ts": "1\n2\n", "src/other.ts": "" })).toBe(first);
    expect(await printOf({ "src/billing/a.ts": "1\n", "src/billing/b.ts": "" })).not.toBe(first);
  });
});

describe("owners", () => {
  const owners = "* @all\n/src/billing/ @org/money # theirs\n";

  test("are named, and the last matching pattern wins", async () => {
    const [finding] = await judge(
      { "src/billing/a.ts": "" },
      { tags: ["auth"], around: { ".github/CODEOWNERS": owners, CODEOWNERS: "* @wrong" } },
    );
    expect(finding).toMatchObject({ note: { owners: ["@org/money"] }, remedy: expect.stringContaining("@org/money") });
  });

  test("are read from before the change", async () => {
    const [finding] = await judge(
      { "src/billing/a.ts": "", CODEOWNERS: { before: owners, after: "* @agent\n" } },
      { tags: ["auth"] },
    );
    expect(finding).toMatchObject({ note: { owners: ["@org/money"] } });
  });
});
