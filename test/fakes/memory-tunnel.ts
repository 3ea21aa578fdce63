import type { Tunnel, TunnelDocument } from '../../shared/ports/tunnel.ts';
import { SystemError } from '../../shared/tenant/system-error.ts';

/** A tunnel in memory. */
export interface MemoryTunnel extends Tunnel {
  document: TunnelDocument;
}

/** One that has only its catch-all. */
export function createMemoryTunnel(): MemoryTunnel {
  const memory: MemoryTunnel = {
    id: 't1',
    document: { version: 1, rules: [{ service: 'http_status:404' }], rest: {} },
    read: async () => structuredClone(memory.document),
    write: async (document) => {
      const last = document.rules.at(-1);
      if (last === undefined || last['hostname'] || last['path']) throw noCatchAll();
      memory.document = { ...structuredClone(document), version: memory.document.version + 1 };
    },
  };
  return memory;
}

function noCatchAll(): SystemError {
  const message = 'Cannot write tunnel "t1": its last rule does not catch all';
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  return new SystemError('tunnel', { what: 'refused', message }, details);
}
