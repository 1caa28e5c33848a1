import { describe, expect, test } from "vitest";
import type { SampleFile } from "../../../support/diff-of.ts";
import { AWS_ID, GITHUB, KEY, judgeSecrets, jwt, made, pem } from "./secret-samples.ts";

describe("found", () => {
  test.each<[string, string, string, string]>([
    ["an AWS key id", "src/a.ts", `const id = "${AWS_ID}";\n`, AWS_ID],
    ["an AWS secret key", "src/a.py", `aws_secret_access_key = "${KEY}"\n`, KEY],
    ["a GitHub token", "src/a.ts", `fetch(url, "${GITHUB}")\n`, GITHUB],
    ["a GitHub token in a test", "test/a.test.ts", `const t = "${GITHUB}";\n`, GITHUB],
    ["a Slack token", "a.go", `t := "xoxb-${made(12, "0123456789")}-${made(24)}"\n`, made(24)],
    ["a generic key", "src/a.ts", `const apiKey = "${KEY}";\n`, KEY],
    ["a key in JSON", "config/x.json", `{"client_secret": "${made(24)}"}\n`, made(24)],
    ["a key in escaped JSON", "a.ts", `f("{\\"api_key\\": \\"${made(24)}\\"}")\n`, made(24)],
    ["a typed key", "a.py", `API_TOKEN: str = "${made(24)}"\n`, made(24)],
    ["an environment entry", "a.py", `os.environ["API_KEY"] = "${made(24)}"\n`, made(24)],
    ["an argument", "a.py", `setenv("SECRET_KEY", "${made(24)}")\n`, made(24)],
    ["YAML without quotes", "deploy/values.yaml", `  apiKey: ${made(24)}\n`, made(24)],
    ["a properties file", "app.properties", `spring.datasource.password=Tr0ub4dor&3\n`, "Tr0ub4dor&3"],
    ["XML", "settings.xml", `<password>${made(20)}</password>\n`, made(20)],
    [".NET config", "app.config", `<add key="ApiKey" value="${made(20)}" />\n`, made(20)],
    ["a shell script", "run.sh", `export DEPLOY_TOKEN=${made(24)}\n`, made(24)],
    ["a Dockerfile", "Dockerfile", `ENV API_KEY=${made(24)}\n`, made(24)],
    ["a password in code", "src/db.py", `PASSWORD = "Wq7!kkzz"\n`, "Wq7!kkzz"],
    ["a password in a URL", "src/db.py", `URL = "postgres://app:Wq7kkzzP@db.prod.internal/x"\n`, "Wq7kkzzP"],
    ["a registry's password", ".npmrc", `//r.acme.io/:_password=${made(24)}\n`, made(24)],
    ["a bearer token", "a.sh", `curl -H 'Authorization: Bearer ${made(40)}'\n`, made(40)],
    [
      "basic credentials",
      "a.sh",
      `curl -H 'Authorization: Basic ${Buffer.from("ann:Wq7!kkzz").toString("base64")}'\n`,
      Buffer.from("ann:Wq7!kkzz").toString("base64"),
    ],
    ["an .env file", ".env", "PORT=3000\nDB_PASSWORD=correcthorse\n", "correcthorse"],
    ["an .env file of production", "api/.env.production", "SESSION_SECRET=blue-whale-ninety\n", "blue-whale-ninety"],
    ["a private key", "deploy/id", pem(200), made(60)],
    ["a short private key", "deploy/id", pem(61, "PRIVATE KEY"), made(60)],
    [
      "an encrypted private key",
      "id",
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${made(300)}\n-----END RSA PRIVATE KEY-----\n`,
      made(60),
    ],
    ["a private key in JSON", "sa.json", `{"private_key": ${JSON.stringify(pem(400, "PRIVATE KEY"))}}\n`, made(60)],
    [
      "a private key in a string",
      "a.ts",
      `const k = "-----BEGIN EC PRIVATE KEY-----\\n" +\n  "${made(120)}\\n" +\n  "-----END EC PRIVATE KEY-----";\n`,
      made(60),
    ],
    [
      "a token despite comments that disable the rules",
      "a.ts",
      `// secretlint-disable\nconst t = "${GITHUB}"; // secretlint-disable-line\n`,
      GITHUB,
    ],
    [
      "a token without a digit",
      "a.py",
      `login("hf_${made(34, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}")\n`,
      made(34, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    ],
    ["a Google API key", "web/a.js", `init({ key: "AIza${made(35)}" })\n`, made(30)],
    [
      "an Azure storage key",
      "a.cs",
      `var c = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${made(86)}==;` +
        `EndpointSuffix=core.windows.net";\n`,
      made(60),
    ],
    ["a Telegram bot token", "a.py", `bot("8123456789:AA${made(33)}")\n`, made(33)],
    [
      "a Telegram bot token in a URL",
      "a.sh",
      `curl https://api.telegram.org/bot812345678:AA${made(33)}/getMe\n`,
      made(33),
    ],
    ["a Discord bot token", "a.js", `client.login("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.${made(27)}")\n`, made(27)],
    [
      "a Mailgun key",
      "a.rb",
      `Mailgun::Client.new "key-${made(32, "0123456789abcdef")}"\n`,
      made(32, "0123456789abcdef"),
    ],
    [
      "an age key",
      "keys.txt",
      `# public key: age1x\nAGE-SECRET-KEY-1${made(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")}\n`,
      made(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    ],
    [
      "Docker credentials",
      ".docker/config.json",
      `{"auths": {"r.acme.io": {"auth": "${Buffer.from("ann:Wq7!kkzz").toString("base64")}"}}}\n`,
      Buffer.from("ann:Wq7!kkzz").toString("base64"),
    ],
    [
      "a Kubernetes secret",
      "deploy/s.yaml",
      `kind: ConfigMap\ndata:\n  a: abcd\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n` +
        `data:\n  username: YWRtaW4=\n  dsn: ${Buffer.from("Wq7!kkzz99").toString("base64")}\n` +
        `type: Opaque\n`,
      Buffer.from("Wq7!kkzz99").toString("base64"),
    ],
    ["a Kubernetes secret in clear", "deploy/s.yaml", "kind: Secret\nstringData:\n  dsn: 'Wq7!kkzz99'\n", "Wq7!kkzz99"],
    [
      "a Kubernetes secret in JSON",
      "deploy/s.json",
      `{"kind": "Secret", "data": {"dsn": "${Buffer.from("Wq7!kkzz99").toString("base64")}"}}\n`,
      Buffer.from("Wq7!kkzz99").toString("base64"),
    ],
    [
      "a PuTTY key",
      "deploy/id.ppk",
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 1\n${made(60)}\n` +
        `Private-Lines: 1\nAAAAI${made(43)}\nPrivate-MAC: ab\n`,
      `AAAAI${made(43)}`,
    ],
    ["a signed JWT", "src/a.ts", `fetch(url, "${jwt({ sub: "ann", role: "service_role" })}")\n`, made(43)],
    ["a token in pieces", "src/a.ts", `const t = "ghp_" + "${made(36)}";\n`, made(36)],
    [
      "a token in pieces over lines",
      "src/a.py",
      `t = ("ghp_${made(10)}"\n     '${made(36).slice(10)}')\n`,
      made(36).slice(10),
    ],
    ["a key after a plus sign", "a.ts", `+${AWS_ID}\n`, AWS_ID],
  ])("%s", async (_what, path, text, value) => {
    const findings = await judgeSecrets({ [path]: text });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ gate: "secrets", tier: "safety", verdict: "secret", file: path });
    expect(JSON.stringify(findings)).not.toContain(value);
    expect(JSON.stringify(findings)).not.toContain(value.slice(0, 12));
  });

  test.each<[string, Buffer]>([
    ["UTF-16 with a mark", Buffer.from(`\ufeffkey\nconst id = "${AWS_ID}";\n`, "utf16le")],
    ["UTF-16 without one", Buffer.from(`some text first\nconst id = "${AWS_ID}";\n`, "utf16le")],
    ["UTF-16 big endian", Buffer.from(`\ufeffkey\nconst id = "${AWS_ID}";\n`, "utf16le").swap16()],
    ["Latin 1", Buffer.from(`gr\xfc\xdfe\n${GITHUB}\n`, "latin1")],
    ["a binary file", Buffer.concat([Buffer.from([0, 1, 2, 0, 255]), Buffer.from(` ${GITHUB} `), Buffer.from([0])])],
  ])("in %s", async (_what, content) => {
    expect(await judgeSecrets({ "some.file": content })).toMatchObject([{ tier: "safety" }]);
  });

  test("several on a line are all masked in the evidence of each", async () => {
    const findings = await judgeSecrets({ "a.ts": `f("${GITHUB}", "${AWS_ID}")\n` });
    expect(findings).toHaveLength(2);
    for (const { evidence } of findings) expect(evidence).toBe('f("ghp_…", "AKIA…")');
  });

  test("in the name of a new file", async () => {
    const files = { [`keys/${GITHUB}.txt`]: "a\n" };
    expect(await judgeSecrets(files)).toMatchObject([
      { rule: "github", tier: "safety", line: undefined, message: "Secret in a file's name: github token (ghp_…)" },
    ]);
    expect(
      (await judgeSecrets({ ...files, [`${GITHUB}/a.txt`]: "a\n", "b.txt": "b\n" })).map(({ file }) => file),
    ).toEqual([`keys/${GITHUB}.txt`, `${GITHUB}/a.txt`]);
    expect(await judgeSecrets({ [`keys/${GITHUB}.txt`]: { before: "a\n", after: "b\n" } })).toEqual([]);
    expect(await judgeSecrets({ [`keys/${GITHUB}.txt`]: { before: "a\n" } })).toEqual([]);
  });

  test("with line, kind and the start of the value", async () => {
    expect(await judgeSecrets({ "a.ts": `\n\nconst t = "${GITHUB}";\n` })).toMatchObject([
      { rule: "github", line: 3, message: expect.stringContaining("(ghp_…)"), evidence: 'const t = "ghp_…";' },
    ]);
  });
});

describe("of this diff", () => {
  const old = `const t = "${GITHUB}";\n`;

  test.each<[string, Record<string, string | Buffer | SampleFile>, number]>([
    ["an unchanged secret", { "a.ts": { before: old, after: `${old}const x = 1;\n` } }, 0],
    ["a removed secret", { "a.ts": { before: old, after: "const t = env.T;\n" } }, 0],
    ["a secret in a deleted file", { "a.ts": { before: old } }, 0],
    ["a secret in a moved file", { "b.ts": { from: "a.ts", before: old, after: old } }, 0],
    ["a secret added to a moved file", { "b.ts": { from: "a.ts", before: "x\n", after: `x\n${old}` } }, 1],
    ["a key with a changed part", { id: { before: pem(200), after: pem(200).replace("MII", "MIIx") } }, 1],
    [
      "an unchanged secret in UTF-16",
      {
        "a.txt": { before: Buffer.from(`\ufeff${old}`, "utf16le"), after: Buffer.from(`\ufeff${old}more`, "utf16le") },
      },
      0,
    ],
    ["a symlink", { link: { after: GITHUB, mode: "120000" } }, 0],
    ["a submodule", { sub: { after: GITHUB, mode: "160000" } }, 0],
    ["an empty file", { "a.ts": "" }, 0],
  ])("%s: %d", async (_what, files, count) => {
    expect(await judgeSecrets(files)).toHaveLength(count);
  });

  test("the fingerprint stays the same through other edits, and changes with the value", async () => {
    const printOf = async (text: string) => (await judgeSecrets({ "a.ts": text }))[0]?.fingerprint;
    expect(await printOf(old)).toBe(await printOf(`\n\n// more\n${old}`));
    expect(await printOf(old)).not.toBe(await printOf(old.replace("ghp_", "gho_")));
  });
});

describe("a file that cannot be read needs approval", () => {
  test.each<[string, Record<string, string | Buffer | SampleFile>]>([
    ["20 MB", { "dump.sql": Buffer.alloc(20_000_000, "x") }],
    ["20 MB of bytes", { "a.bin": Buffer.alloc(20_000_000) }],
    ["a key store", { "deploy/release.p12": Buffer.from([0, 1, 2]) }],
  ])("%s", async (_what, files) => {
    expect(await judgeSecrets(files)).toMatchObject([{ rule: "unread-file", tier: "hard", verdict: "unknown" }]);
  });

  test("unless the diff adds little to the file", async () => {
    const before = `{"data": "${"x".repeat(5_000_000)}"}\n`;
    expect(await judgeSecrets({ "big.json": { before, after: `${before}{"a": 1}\n` } })).toEqual([]);
    expect(await judgeSecrets({ "big.json": { before, after: `${before}{"token": "${GITHUB}"}\n` } })).toMatchObject([
      { rule: "github", tier: "safety", line: undefined },
    ]);
  });

  test("unless the diff only moved the file", async () => {
    const content = Buffer.alloc(5_000_000);
    expect(await judgeSecrets({ "b.bin": { from: "a.bin", before: content, after: content } })).toEqual([]);
  });
});
