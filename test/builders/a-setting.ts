import type { SettingRecord } from '../../shared/tenant/records.ts';

/** A value that the control plane made for itself. */
export function aSetting(overrides: Partial<SettingRecord> = {}): SettingRecord {
  return {
    schema: 1,
    value: '0',
    created_at: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
