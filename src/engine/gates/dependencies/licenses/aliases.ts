// Maps unambiguous spellings of licenses to SPDX ids. Spellings that need a guess (a typing error, a family without its
// version) are not included.

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?:the )?(?:mit|expat|mit\/?x11|mit\/expat|mit x11|x11\/mit)(?: license)?(?: \(mit\))?$/, "MIT"],
  [/^(?:the )?mit[- ]0(?: license)?$|^mit no attribution(?: license)?(?: \(mit-0\))?$/, "MIT-0"],
  [/^(?:the )?(?:isc|iscl)(?: license)?(?: \(iscl?\))?$/, "ISC"],
  [
    new RegExp(
      String.raw`^(?:the )?(?:apache|apache software|asf)?(?: software)?(?: license)?,?[ -]?` +
        String.raw`(?:version |v ?)?2(?:\.0)?(?: license)?$`,
    ),
    "Apache-2.0",
  ],
  [/^apache[ -]?2(?:\.0)?$|^(?:al|asl)[ -]?2(?:\.0)?$/, "Apache-2.0"],
  [/^apache[ -](?:license[ -])?(?:version |v)?2(?:\.0)?(?: license)?$/, "Apache-2.0"],
  [/^(?:the )?apache software license(?:(?:,| -)? version 2\.0)?$/, "Apache-2.0"],
  [/^(?:eclipse distribution license|edl)[ -]+(?:v(?:ersion)?[ .]?)?1\.0$/, "BSD-3-Clause"],
  [/^(?:the )?(?:python software foundation license|psf|psfl|psf license)$/, "PSF-2.0"],
  [/^(?:the )?zlib(?:\/libpng)?(?: license)?$/, "Zlib"],
  [/^(?:the )?unlicense(?: \(unlicense\))?$/, "Unlicense"],
  [/^cc0(?: 1\.0)?(?: universal)?(?: \(cc0 1\.0\) public domain dedication)?$|^cc0-1\.0 universal$/, "CC0-1.0"],
  [/^(?:the )?boost software license(?: 1\.0)?(?: \(bsl-1\.0\))?$/, "BSL-1.0"],
  [/^(?:the )?postgresql license$/, "PostgreSQL"],
  [/^(?:the )?w3c(?:®)?(?: software)?(?: notice and)?(?: license)?$/, "W3C"],
  [/^(?:the )?(?:unicode\/)?icu(?: license)?$/, "ICU"],
  [/^(?:the )?(?:microsoft public license(?: \(ms-pl\))?|ms[- ]pl)$/, "MS-PL"],
  [/^(?:the )?json license$/, "JSON"],
  [/^(?:historical permission notice and disclaimer|hpnd)(?: \(hpnd\))?$/, "HPND"],
  [/^(?:university of illinois\/ncsa open source|ncsa|uiuc) license(?: \(ncsa\))?$/, "NCSA"],
  [/^(?:zero|0)[- ]clause bsd(?: \(0bsd\))?$/, "0BSD"],
  [/^(?:academic free license|afl)(?: \(afl\))?,?[ -]*(?:version |v\.? ?)?2\.1$/, "AFL-2.1"],
  [/^(?:academic free license|afl)(?: \(afl\))?,?[ -]*(?:version |v\.? ?)?3(?:\.0)?$/, "AFL-3.0"],
  [/^(?:european union public license|eupl)[ -]*(?:version |v\.? ?)?1\.2(?: \(eupl 1\.2\))?$/, "EUPL-1.2"],
  [/^zope public license(?: 2\.1)?$|^zpl ?2\.1$/, "ZPL-2.1"],
  [/^(?:the )?(?:mozilla public license|mpl),?[ -]*(?:version |v\.? ?)?2(?:\.0)?(?: \(mpl ?2\.0\))?$/, "MPL-2.0"],
  [/^(?:the )?(?:mozilla public license|mpl),?[ -]*(?:version |v\.? ?)?1\.1(?: \(mpl ?1\.1\))?$/, "MPL-1.1"],
  [
    new RegExp(
      String.raw`^(?:the )?(?:common development and distribution license|cddl)(?: \(cddl\))?` +
        String.raw`(?:,? (?:version )?v?1(?:\.0)?)?(?: license)?(?: \(cddl-1\.0\))?$`,
    ),
    "CDDL-1.0",
  ],
  [
    /^(?:the )?(?:common development and distribution license|cddl)(?: \(cddl\))?,? (?:version )?v?1\.1(?: license)?$/,
    "CDDL-1.1",
  ],
  [/^(?:the )?(?:eclipse public license|epl),?[ -]*(?:version |v\.? ?)?2(?:\.0)?(?: \(epl-2\.0\))?$/, "EPL-2.0"],
  [/^(?:the )?(?:eclipse public license|epl),?[ -]*(?:version |v\.? ?)?1(?:\.0)?(?: \(epl-1\.0\))?$/, "EPL-1.0"],
  [/^(?:business source license|bsl|busl)[ -]?(?:version |v)?1\.1$/, "BUSL-1.1"],
  [/^server side public license(?:,? (?:version |v)?1(?:\.0)?)?$/, "SSPL-1.0"],
  [/^elastic license(?: 2\.0)?$|^elv2$/, "Elastic-2.0"],
];

const GNU = new RegExp(
  String.raw`^(?:the )?(?:gnu )?(affero general public license|lesser general public license|` +
    String.raw`library or lesser general public license|library general public license|general public license|` +
    String.raw`agpl|lgpl|gpl)(?: \(\w+\))?,?[ -]*(?:version |v)?(\d(?:\.\d)?)?` +
    String.raw`( ?\+| or later| or \(at your option\) any later version|[ -]only)?` +
    String.raw`(?: license)?(?: \(\w*?v?\d(?:\.\d)?\+?\))?$`,
);

/** All words that people put around `BSD`, with the number of clauses among them. */
const BSD = new RegExp(
  String.raw`^(?:(?:the|new|modified|revised|simplified|"new"|"revised"|"simplified"|or|bsd|bsdl|freebsd|` +
    String.raw`license|([23])(?:[- ]clauses?)?)[ -]*)+$`,
);

/** The SPDX expression that a name means; undefined where the name is ambiguous. */
export function aliasOf(name: string): string | undefined {
  const text = name
    .trim()
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^osi approved :: /, "")
    .replace(/(?:\b|-)licen[cs]es?\b/g, (word) => (word.startsWith("-") ? " license" : "license"));
  return FORMS.find(([form]) => form.test(text))?.[1] ?? bsd(text) ?? gnu(text) ?? gnuWithException(text);
}

/** `BSD` without a number means the two, three or four clause license, all of which are permissive. */
function bsd(text: string): string | undefined {
  if (!/bsd/.test(text) || !BSD.test(text)) return undefined;
  return /2|simplified|freebsd/.test(text) ? "BSD-2-Clause" : "BSD-3-Clause";
}

/**
 * A GNU license with an exception. An exception only grants more, so that an exception without an SPDX id is left out.
 */
function gnuWithException(text: string): string | undefined {
  const [, family = "", exception = ""] =
    /^(.*?),? \(?(?:with|w\/) ?((?:[\w-]+ )*exceptions?|cpe)\)?$/.exec(text) ?? [];
  const id = gnu(family);
  return id === undefined || !/classpath|cpe/.test(exception) ? id : `${id} WITH Classpath-exception-2.0`;
}

/**
 * A GNU license: `GPLv3+`, `GNU General Public License v2 or later (GPLv2+)`. Without a version, any version is meant.
 */
function gnu(text: string): string | undefined {
  const [, family = "", version, later] = GNU.exec(text) ?? [];
  if (family === "") return undefined;
  const id = family.startsWith("a") ? "AGPL" : family.startsWith("l") ? "LGPL" : "GPL";
  const oldest = id === "AGPL" ? "3.0" : id === "LGPL" ? "2.0" : "1.0";
  if (version === undefined) return `${id}-${oldest}-or-later`;
  const full = version.includes(".") ? version : `${version}.0`;
  return `${id}-${full}-${later === undefined || /only/.test(later) ? "only" : "or-later"}`;
}
