// Packages with the licenses that they state, as the registries of their ecosystems answer.
import { deflateRawSync } from "node:zlib";

export type Verdict = "allowed" | "weak" | "denied" | "unknown";
export type Row = [name: string, license: unknown, verdict: Verdict, shown?: string];

/** As npm's registry answers: `license`, an old object, or an old list. */
export const NPM: readonly Row[] = [
  ["express", "MIT", "allowed"],
  ["typescript", "Apache-2.0", "allowed"],
  ["glob", "BlueOak-1.0.0", "allowed"],
  ["tslib", "0BSD", "allowed"],
  ["rc", "(BSD-2-Clause OR MIT OR Apache-2.0)", "allowed"],
  ["jszip", "(MIT OR GPL-3.0-or-later)", "allowed"],
  ["type-fest", "(MIT OR CC0-1.0)", "allowed"],
  ["ghostscript", "MIT AND AGPL-3.0-only", "denied"],
  ["node-forge", "(BSD-3-Clause OR GPL-2.0)", "allowed"],
  ["@s/ui", "UNLICENSED", "unknown"],
  ["ckeditor", "SEE LICENSE IN LICENSE.md", "unknown"],
  ["nothing", undefined, "unknown"],
  ["old-object", { type: "MIT", url: "http://x" }, "allowed"],
  ["misspelled", "Apcahe-2.0", "unknown"],
  ["lower", "mit", "allowed"],
  ["pm2", "AGPL-3.0", "denied"],
  ["bcl", "GPL-3.0+", "denied"],
  ["dompurify", "(MPL-2.0 OR Apache-2.0)", "allowed"],
  ["lightningcss", "MPL-2.0", "weak"],
  ["axe", "MPL-2.0", "weak"],
  ["named", "Apache License, Version 2.0", "allowed"],
  ["ref", "LicenseRef-Acme", "unknown"],
  ["json", "JSON", "denied"],
  ["none", "NONE", "unknown"],
  ["nonsense", "MIT OR", "unknown"],
  ["pako", "(MIT AND Zlib)", "allowed"],
  ["font-awesome", "(OFL-1.1 AND MIT)", "allowed"],
  ["sjcl", "(BSD-2-Clause OR GPL-2.0-only)", "allowed"],
  ["rgbcolor", "MIT OR SEE LICENSE IN FEEL-FREE.md", "allowed"],
  ["either-way", "GPL-3.0 OR Commercial", "unknown"],
  ["highcharts", "https://www.highcharts.com/license", "unknown"],
  ["gsap", "Standard 'no charge' license: https://gsap.com/standard-license.", "unknown"],
  ["classpath", "GPL-2.0-with-classpath-exception", "weak"],
  ["deprecated", "LGPL-2.1+", "weak"],
  ["boost", "BSL-1.0", "allowed"],
  ["business", "BSL 1.1", "denied"],
  ["noncommercial", "CC-BY-NC-4.0", "denied"],
  ["spelled", "MIT-License", "allowed"],
  ["stars", "MIT*", "unknown"],
  ["like", "BSD-like", "unknown"],
  ["tri", "MPL 1.1/GPL 2.0/LGPL 2.1", "weak"],
  ["ms", "MS-PL", "allowed"],
  ["public-domain", "Public Domain", "unknown"],
  ["mistyped", "BSD-3-Claus", "unknown"],
  ["prose", "MIT or what the lawyers say", "unknown"],
  ["elastic", "Elastic-2.0", "denied"],
];
/** As PyPI's JSON API answers. */
export const PYPI: readonly Row[] = [
  ["requests", { license: "Apache-2.0" }, "allowed"],
  ["flask", { license_expression: "BSD-3-Clause", license: "" }, "allowed"],
  [
    "numpy",
    { license: "Copyright (c) 2005\nAll rights reserved.", classifiers: ["License :: OSI Approved :: BSD License"] },
    "allowed",
    "BSD License",
  ],
  ["weasyprint", { license: "GPL-3.0" }, "denied"],
  ["pyqt5", { license: "GPL v3" }, "denied"],
  ["chardet", { license: "LGPL" }, "weak"],
  ["certifi", { license: "MPL-2.0" }, "weak"],
  ["psycopg2", { license: "LGPL with exceptions", classifiers: [] }, "weak"],
  [
    "mysqlclient",
    { classifiers: ["License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)"] },
    "denied",
  ],
  [
    "dateutil",
    {
      license: "Dual License",
      classifiers: ["License :: OSI Approved :: BSD License", "License :: OSI Approved :: Apache Software License"],
    },
    "allowed",
  ],
  ["typing-extensions", { license_expression: "PSF-2.0" }, "allowed"],
  ["unlabeled", { license: null, classifiers: [] }, "unknown"],
  ["unknown-text", { license: "UNKNOWN" }, "unknown"],
  [
    "contradictory",
    { license: "MIT", classifiers: ["License :: OSI Approved :: GNU Affero General Public License v3"] },
    "unknown",
  ],
  ["agreeing", { license: "MIT", classifiers: ["License :: OSI Approved :: MIT License"] }, "allowed", "MIT"],
  [
    "psycopg2-binary",
    {
      license: "LGPL with exceptions",
      classifiers: ["License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)"],
    },
    "weak",
  ],
  [
    "pyinstaller",
    {
      license: "GPLv2-or-later with a special exception which allows to use PyInstaller to build",
      classifiers: ["License :: OSI Approved :: GNU General Public License v2 (GPLv2)"],
    },
    "unknown",
  ],
  ["tqdm", { license: "MPLv2.0, MIT Licences" }, "weak"],
  ["pyzmq", { license: "LGPL+BSD" }, "weak"],
  [
    "names-a-file",
    { license: "LICENSE.txt", classifiers: ["License :: OSI Approved :: MIT License"] },
    "allowed",
    "MIT License",
  ],
  ["docutils", { license: "public domain, Python, 2-Clause BSD, GPL 3 (see COPYING.txt)" }, "unknown"],
  [
    "packaging",
    {
      license: "BSD-2-Clause or Apache-2.0",
      classifiers: ["License :: OSI Approved :: Apache Software License", "License :: OSI Approved :: BSD License"],
    },
    "allowed",
  ],
  ["pillow", { license_expression: "MIT-CMU" }, "allowed"],
  ["regex", { license_expression: "Apache-2.0 AND CNRI-Python" }, "allowed"],
  ["private", { classifiers: ["License :: Other/Proprietary License"] }, "unknown"],
  ["cffi", { license: "MIT License" }, "allowed"],
];
export const CARGO: readonly Row[] = [
  ["serde", "MIT OR Apache-2.0", "allowed"],
  ["old-slash", "MIT/Apache-2.0", "allowed"],
  ["ring", "Apache-2.0 AND ISC", "allowed"],
  ["wasi", "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", "allowed"],
  ["unicode-ident", "(MIT OR Apache-2.0) AND Unicode-3.0", "allowed"],
  ["slint", "GPL-3.0-only OR LicenseRef-Slint", "unknown"],
  ["gnu", "GPL-3.0-or-later", "denied"],
  ["file-only", null, "unknown"],
  ["memchr", "Unlicense/MIT", "allowed"],
  ["webpki-roots", "CDLA-Permissive-2.0", "allowed"],
  ["ryu", "Apache-2.0 OR BSL-1.0", "allowed"],
  ["r-efi", "MIT OR Apache-2.0 OR LGPL-2.1-or-later", "allowed"],
  ["self_cell", "Apache-2.0 OR GPL-2.0-only", "allowed"],
  ["aws-lc-sys", "ISC AND (Apache-2.0 OR ISC) AND OpenSSL", "allowed"],
  ["option-ext", "MPL-2.0", "weak"],
  ["home-made", "non-standard", "unknown"],
];
export const GEMS: readonly Row[] = [
  ["rails", ["MIT"], "allowed"],
  ["json", ["Ruby", "BSD-2-Clause"], "allowed"],
  ["ghost", ["GPL-3.0"], "denied"],
  ["sidekiq", ["LGPL-3.0"], "weak"],
  ["mime-types", ["MIT", "Artistic-2.0", "GPL-2.0"], "allowed"],
  ["prawn", ["Nonstandard", "GPL-2.0-only", "GPL-3.0-only"], "unknown"],
  ["rubyzip", ["BSD 2-Clause"], "allowed"],
  ["stdlib", ["2-clause BSDL", "Ruby"], "allowed"],
  ["nameless", [], "unknown"],
  ["null", null, "unknown"],
];
export const COMPOSER: readonly Row[] = [
  ["symfony/console", ["MIT"], "allowed"],
  ["dual/choice", ["LGPL-2.1-only", "GPL-3.0-or-later"], "weak"],
  ["wp/core", ["GPL-2.0+"], "denied"],
  ["own/secret", ["proprietary"], "unknown"],
  ["tecnickcom/tcpdf", ["LGPLv3"], "weak"],
  ["magento/framework", ["OSL-3.0", "AFL-3.0"], "allowed"],
  ["jms/serializer", ["Apache2"], "allowed"],
  ["one/string", "MIT", "allowed"],
  ["inherits/above", undefined, "allowed", "MIT"],
];
export const MAVEN: readonly Row[] = [
  ["org.spring:core", ["Apache License, Version 2.0"], "allowed"],
  ["com.mysql:connector", ["GNU General Public License v2"], "denied"],
  ["ch.qos:logback", ["Eclipse Public License - v 1.0", "GNU Lesser General Public License"], "weak"],
  ["org.junit:jupiter", ["Eclipse Public License v2.0"], "weak"],
  ["io.none:none", [], "unknown"],
  ["mysql:mysql-connector-java", ["The GNU General Public License, v2 with FOSS exception"], "denied"],
  ["jakarta.annotation:jakarta.annotation-api", ["EPL 2.0", "GPL2 w/ CPE"], "weak"],
  ["javax.servlet:javax.servlet-api", ["CDDL + GPLv2 with classpath exception"], "weak"],
  ["org.json:json", ["The JSON License"], "denied"],
  ["dom4j:dom4j", ["BSD 3-clause New License"], "allowed"],
  ["ant:ant", ["Apache Software License - Version 2.0"], "allowed"],
  ["com.oracle:ojdbc8", ["Oracle Free Use Terms and Conditions (FUTC)"], "unknown"],
  ["org.neo4j:neo4j", ["GNU General Public License, Version 3", "NEO4J Free/Libre"], "unknown"],
  ["jakarta:api", ["EDL 1.0"], "allowed"],
];
const MIT_TEXT =
  "Permission is hereby granted, free of charge, to any person obtaining a copy of this software, " +
  "to deal in it.\nThe above copyright notice and this permission notice shall be included.";
export const GO: readonly Row[] = [
  ["github.com/Gin/gin", MIT_TEXT, "allowed", "MIT"],
  [
    "golang.org/x/net",
    "Redistribution and use in source and binary forms\n" +
      "Neither the name of Google LLC nor the names of its contributors",
    "allowed",
    "BSD-3-Clause",
  ],
  ["github.com/hashicorp/vault", "License text: Business Source License 1.1", "denied", "BUSL-1.1"],
  ["github.com/minio/minio", "GNU AFFERO GENERAL PUBLIC LICENSE\n   Version 3", "denied", "AGPL-3.0"],
  ["example.org/own", "All rights reserved.", "unknown"],
  ["example.org/bare", undefined, "unknown"],
];

export const pom = (body: string) =>
  `<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion>${body}</project>`;
export const pomOf = (licenses: readonly string[]) =>
  pom(`<licenses>${licenses.map((name) => `<license><name>${name}</name></license>`).join("")}</licenses>`);

export const ANSWERS: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(NPM.map(([name, license]) => [`/${name}/1.0.0`, { version: "1.0.0", license }])),
  ...Object.fromEntries(
    PYPI.map(([name, info]) => [`/pypi/${name}/1.0.0/json`, { info: { version: "1.0.0", ...(info as object) } }]),
  ),
  ...Object.fromEntries(
    CARGO.map(([name, license]) => [`/api/v1/crates/${name}/1.0.0`, { version: { num: "1.0.0", license } }]),
  ),
  ...Object.fromEntries(
    GEMS.map(([name, licenses]) => [`/api/v2/rubygems/${name}/versions/1.0.0.json`, { version: "1.0.0", licenses }]),
  ),
  ...Object.fromEntries(
    COMPOSER.map(([name, license]) => [
      `/p2/${name}.json`,
      {
        packages: {
          [name]: [
            { version: "v2.0.0", license: license ?? ["MIT"] },
            { version: "v1.0.0", ...(license === undefined ? {} : { license }) },
          ],
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    MAVEN.map(([name, licenses]) => {
      const [group = "", artifact = ""] = name.split(":");
      return [`/${group.replaceAll(".", "/")}/${artifact}/1.0.0/${artifact}-1.0.0.pom`, pomOf(licenses as string[])];
    }),
  ),
  ...Object.fromEntries(
    GO.map(([name, text]) => [
      `/${name.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)}/@v/v1.0.0.zip`,
      zipOf({
        [`${name}@v1.0.0/main.go`]: "package x",
        ...(text === undefined ? {} : { [`${name}@v1.0.0/LICENSE`]: text as string }),
      }),
    ]),
  ),
};

export const FILES: Readonly<Record<string, (name: string) => Record<string, string>>> = {
  npm: (name) => ({ "package.json": JSON.stringify({ dependencies: { [name]: "1.0.0" } }) }),
  pypi: (name) => ({ "requirements.txt": `${name}==1.0.0\n` }),
  cargo: (name) => ({ "Cargo.toml": `[dependencies]\n${name} = "1.0.0"\n` }),
  rubygems: (name) => ({ Gemfile: `gem "${name}", "1.0.0"\n` }),
  composer: (name) => ({ "composer.json": JSON.stringify({ require: { php: ">=8", [name]: "1.0.0" } }) }),
  maven: (name) => ({
    "pom.xml": pom(
      `<dependencies><dependency><groupId>${name.split(":")[0]}</groupId><artifactId>` +
        `${name.split(":")[1]}</artifactId><version>1.0.0</version></dependency></dependencies>`,
    ),
  }),
  go: (name) => ({ "go.mod": `module x\n\ngo 1.22\n\nrequire ${name} v1.0.0\n` }),
};

/** A minimal zip like those of the module proxy. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(content.length, 20);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), content);
    directory.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
