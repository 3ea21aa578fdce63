/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  // A socket that takes IPv4 and IPv6 shows IPv4 as ::ffff:127.0.0.1.
  const address = host.replace(/^::ffff:/i, '');
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}
