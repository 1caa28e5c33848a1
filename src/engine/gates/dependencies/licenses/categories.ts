// Sorts SPDX ids by the conditions that they put on the users of a package. An id on no list is unknown, and needs
// approval.

/** Permissive licenses: any use is allowed as long as the notice is kept. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  "0BSD",
  "AFL-1.1",
  "AFL-1.2",
  "AFL-2.0",
  "AFL-2.1",
  "AFL-3.0",
  "Apache-1.0",
  "Apache-1.1",
  "Apache-2.0",
  "Artistic-2.0",
  "BlueOak-1.0.0",
  "BSD-1-Clause",
  "BSD-2-Clause",
  "BSD-2-Clause-FreeBSD",
  "BSD-2-Clause-NetBSD",
  "BSD-2-Clause-Patent",
  "BSD-2-Clause-Views",
  "BSD-3-Clause",
  "BSD-3-Clause-Attribution",
  "BSD-3-Clause-Clear",
  "BSD-3-Clause-LBNL",
  "BSD-4-Clause",
  "BSD-4-Clause-UC",
  "BSD-Source-Code",
  "BSL-1.0",
  "bzip2-1.0.5",
  "bzip2-1.0.6",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "CDLA-Permissive-1.0",
  "CDLA-Permissive-2.0",
  "CECILL-B",
  "curl",
  "ECL-2.0",
  "EFL-2.0",
  "Fair",
  "FSFAP",
  "FSFUL",
  "FSFULLR",
  "FTL",
  "HPND",
  "HPND-sell-variant",
  "ICU",
  "IJG",
  "ImageMagick",
  "JasPer-2.0",
  "Leptonica",
  "ISC",
  "Libpng",
  "libpng-2.0",
  "libtiff",
  "MIT",
  "MIT-0",
  "MIT-CMU",
  "MIT-Modern-Variant",
  "MITNFA",
  "MS-PL",
  "MulanPSL-1.0",
  "MulanPSL-2.0",
  "Naumen",
  "NCSA",
  "Net-SNMP",
  "NIST-PD",
  "Nunit",
  "ODC-By-1.0",
  "OFL-1.0",
  "OFL-1.1",
  "OFL-1.1-RFN",
  "OFL-1.1-no-RFN",
  "OLDAP-2.8",
  "OpenSSL",
  "PDDL-1.0",
  "PHP-3.0",
  "PHP-3.01",
  "Plexus",
  "PostgreSQL",
  "PSF-2.0",
  "Python-2.0",
  "Python-2.0.1",
  "CNRI-Python",
  "Qhull",
  "RSA-MD",
  "Ruby",
  "SAX-PD",
  "SGI-B-2.0",
  "SSH-OpenSSH",
  "TCL",
  "TCP-wrappers",
  "Unicode-3.0",
  "Unicode-DFS-2015",
  "Unicode-DFS-2016",
  "Unlicense",
  "UPL-1.0",
  "Vim",
  "W3C",
  "W3C-19980720",
  "W3C-20150513",
  "WTFPL",
  "X11",
  "Xnet",
  "xpp",
  "Zend-2.0",
  "Zlib",
  "zlib-acknowledgement",
  "ZPL-1.1",
  "ZPL-2.0",
  "ZPL-2.1",
  "blessing",
  "Beerware",
  "Info-ZIP",
  "NTP",
  "Spencer-94",
  "StandardML-NJ",
  "SMLNJ",
]);

/** Weak copyleft: changes to the files or the library have to be published, but not the program that uses them. */
const WEAK = new RegExp(
  String.raw`^(?:LGPL-|MPL-|EPL-|CDDL-|CPL-1|IPL-1|APSL-|MS-RL|Artistic-1|ErlPL-|EUPL-|CECILL-C|LPPL-|LGPLLR|` +
    String.raw`Nokia|SPL-1|wxWindows|eCos-2)`,
);

/** Strong copyleft for the whole program, and licenses that restrict the use of visible source. */
const STRONG = new RegExp(
  String.raw`^(?:AGPL-|GPL-|SSPL-|BUSL-|Elastic-|OSL-|RPL-|CPAL-|QPL-|Sleepycat|PolyForm-|Parity-|CECILL-[12]|` +
    String.raw`CC-BY-NC|CC-BY-ND|CC-BY-SA|GFDL-|NPOSL|Watcom|RPSL|SimPL|Aladdin|BSD-Protection|FSL-|Hippocratic|` +
    String.raw`JSON$)`,
  "i",
);

/** Exceptions that allow a program to link to a GPL package without becoming GPL itself. */
const LINKING = new RegExp(
  String.raw`classpath|GCC-exception|linking|LGPL-3.0-linking|openvpn|u-boot|eCos-exception|Libtool|Autoconf|` +
    String.raw`Bison|Font-exception|FLTK|OCaml|Universal-FOSS|WxWindows|GNAT|GNU-compiler|mif-exception|Qt-GPL|` +
    String.raw`Swift|KiCad`,
  "i",
);

/** The verdict on one license id without a list of the user. */
export function categoryOf(id: string, exception: string | undefined): "allowed" | "weak" | "denied" | "unknown" {
  if (PERMISSIVE.has(id)) return "allowed";
  // Deprecated ids that include their exception.
  if (/-with-(?:GCC|autoconf|bison|classpath|font)-exception$/.test(id)) return "weak";
  if (STRONG.test(id))
    return exception !== undefined && id.startsWith("GPL-") && LINKING.test(exception) ? "weak" : "denied";
  return WEAK.test(id) ? "weak" : "unknown";
}
