/** Phrases that occur in one license only, of the licenses that nearly all Go modules use. The first match counts. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i, "AGPL-3.0"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i, "LGPL-3.0"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i, "LGPL-2.1"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 3/i, "GPL-3.0"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, "GPL-2.0"],
  [/Business Source License 1\.1/i, "BUSL-1.1"],
  [/Server Side Public License\s+VERSION 1/i, "SSPL-1.0"],
  [/Elastic License 2\.0/i, "Elastic-2.0"],
  [/Mozilla Public License,? (?:Version|v\.?) ?2\.0/i, "MPL-2.0"],
  [/Eclipse Public License - v 2\.0/i, "EPL-2.0"],
  [/Apache License\s+Version 2\.0, January 2004/i, "Apache-2.0"],
  [/Neither the name of [\s\S]{1,200}? (?:may be used|nor the names of)/i, "BSD-3-Clause"],
  [/Redistribution and use in source and binary forms/i, "BSD-2-Clause"],
  [
    /Permission to use, copy, modify, and\/?(?:or)? ?distribute this software for any purpose with or without fee/i,
    "ISC",
  ],
  [
    new RegExp(
      String.raw`Permission is hereby granted, free of charge, to any person obtaining a copy[\s\S]{1,600}?` +
        "The above copyright notice and this permission notice",
      "i",
    ),
    "MIT",
  ],
  [/This is free and unencumbered software released into the public domain/i, "Unlicense"],
  [/CC0 1\.0 Universal/i, "CC0-1.0"],
  [/The origin of this software must not be misrepresented/i, "Zlib"],
];

/**
 * The license of a LICENSE file, recognized by its phrases. Copyleft licenses are listed first, so that a file with a
 * copyleft and a permissive text counts as copyleft.
 */
export function licenseOfText(text: string): string | undefined {
  return PHRASES.find(([phrase]) => phrase.test(text))?.[1];
}
