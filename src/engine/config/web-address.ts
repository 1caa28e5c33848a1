/** Whether a host name, as it is written in a URL, means this machine. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/**
 * Whether data sent to a URL stays secret on the way: https, or http on this machine. A URL with a user name or
 * password does not qualify.
 */
export function isPrivateAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return (
    (protocol === "https:" || (protocol === "http:" && isLoopback(hostname))) && username === "" && password === ""
  );
}
