// Spellings that can mean one licence only. A guess (a typing error, a family without its version) is not among them.

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?:the )?(?:mit|expat|mit\/?x11|mit\/expat|mit x11|x11\/mit)(?: licen[cs]e)?(?: \(mit\))?$/, "MIT"],
  [/^(?:the )?mit[- ]0(?: licen[cs]e)?$|^mit no attribution(?: license)?(?: \(mit-0\))?$/, "MIT-0"],
  [/^(?:the )?(?:isc|iscl)(?: licen[cs]e)?(?: \(iscl?\))?$/, "ISC"],
  [/^(?:the )?(?:apache|apache software|asf)?(?: software)?(?: licen[cs]e)?,?[ -]?(?:version |v ?)?2(?:\.0)?(?: licen[cs]e)?$|^apache[ -]?2(?:\.0)?$|^(?:al|asl)[ -]?2(?:\.0)?$|^apache[ -](?:licen[cs]e[ -])?(?:version |v)?2(?:\.0)?(?: licen[cs]e)?$/, "Apache-2.0"],
  [/^(?:the )?apache software licen[cs]e(?:, version 2\.0)?$/, "Apache-2.0"],
  // However many clauses: all of them are permissive.
  [/^(?:the )?(?:new |modified |revised |3[- ]clause |new\/?)?bsd(?:[- ]3)?(?:[- ](?:3[- ]clause|new))?(?: licen[cs]e)?$|^(?:the )?bsd[- ]3[- ]clause(?: "?new"? or "?revised"?)?(?: licen[cs]e)?$|^3[- ]clause bsd(?: licen[cs]e)?$/, "BSD-3-Clause"],
  [/^(?:eclipse distribution licen[cs]e|edl)[ -]+(?:v(?:ersion)?[ .]?)?1\.0$/, "BSD-3-Clause"],
  [/^(?:the )?(?:simplified |free)?bsd[- ](?:2|2[- ]clause)(?: licen[cs]e)?$|^(?:2[- ]clause|simplified) bsd(?: licen[cs]e)?$|^freebsd$/, "BSD-2-Clause"],
  [/^(?:the )?(?:python software foundation licen[cs]e|psf|psfl|psf licen[cs]e)$/, "PSF-2.0"],
  [/^(?:the )?zlib(?:\/libpng)?(?: licen[cs]e)?$/, "Zlib"],
  [/^(?:the )?unlicen[cs]e(?: \(unlicense\))?$/, "Unlicense"],
  [/^cc0(?: 1\.0)?(?: universal)?(?: \(cc0 1\.0\) public domain dedication)?$|^cc0-1\.0 universal$/, "CC0-1.0"],
  [/^(?:the )?boost software licen[cs]e(?: 1\.0)?(?: \(bsl-1\.0\))?$/, "BSL-1.0"],
  [/^(?:the )?postgresql licen[cs]e$/, "PostgreSQL"],
  [/^(?:the )?w3c(?:®)?(?: licen[cs]e)?$/, "W3C"],
  [/^zope public licen[cs]e(?: 2\.1)?$|^zpl ?2\.1$/, "ZPL-2.1"],
  [/^(?:the )?(?:mozilla public licen[cs]e|mpl),?[ -]*(?:version |v\.? ?)?2(?:\.0)?(?: \(mpl ?2\.0\))?$/, "MPL-2.0"],
  [/^(?:the )?(?:eclipse public licen[cs]e|epl),?[ -]*(?:version |v\.? ?)?2(?:\.0)?(?: \(epl-2\.0\))?$/, "EPL-2.0"],
  [/^(?:the )?(?:eclipse public licen[cs]e|epl),?[ -]*(?:version |v\.? ?)?1(?:\.0)?(?: \(epl-1\.0\))?$/, "EPL-1.0"],
  [/^(?:business source licen[cs]e|bsl|busl)[ -]?(?:version |v)?1\.1$/, "BUSL-1.1"],
  [/^server side public licen[cs]e(?:,? (?:version |v)?1(?:\.0)?)?$/, "SSPL-1.0"],
  [/^elastic licen[cs]e(?: 2\.0)?$|^elv2$/, "Elastic-2.0"],
];

const GNU = /^(?:the )?(?:gnu )?(affero general public licen[cs]e|lesser general public licen[cs]e|library or lesser general public licen[cs]e|library general public licen[cs]e|general public licen[cs]e|agpl|lgpl|gpl)(?: \(\w+\))?,?[ -]*(?:version |v)?(\d(?:\.\d)?)?( ?\+| or later| or \(at your option\) any later version|[ -]only)?(?: licen[cs]e)?(?: \(\w*?v?\d(?:\.\d)?\+?\))?$/;

/** The SPDX id that a name can only mean; undefined where it could be anything. */
export function aliasOf(name: string): string | undefined {
  const text = name.trim().toLowerCase().replace(/\s+/g, " ").replace(/^osi approved :: /, "");
  return FORMS.find(([form]) => form.test(text))?.[1] ?? gnu(text);
}

/** `GPLv3+`, `GNU General Public License v2 or later (GPLv2+)`. Without a version it is still the GPL: any of them. */
function gnu(text: string): string | undefined {
  const [, family = "", version, later] = GNU.exec(text) ?? [];
  if (family === "") return undefined;
  const id = family.startsWith("a") ? "AGPL" : family.startsWith("l") ? "LGPL" : "GPL";
  const oldest = id === "AGPL" ? "3.0" : id === "LGPL" ? "2.0" : "1.0";
  if (version === undefined) return `${id}-${oldest}-or-later`;
  const full = version.includes(".") ? version : `${version}.0`;
  return `${id}-${full}-${later === undefined || /only/.test(later) ? "only" : "or-later"}`;
}
