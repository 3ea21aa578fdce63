import { describe, expect, it } from 'vitest';
import { corsHeaders, isForeign } from '../../../functions/http/cors.ts';

const host = '127.0.0.1:8080';

describe('isForeign()', () => {
  it.each([
    [undefined, host],
    [undefined, undefined],
    ['http://localhost:3000', 'localhost:8080'],
    ['http://127.0.0.1:8080', host],
    ['http://[::1]:8080', '[::1]:8080'],
  ])('lets origin %s call host %s on loopback', (origin, to) => {
    expect(isForeign('loopback', { origin, host: to })).toBe(false);
  });

  it.each([
    ['https://evil.example', host],
    ['null', host],
    ['http://127.0.0.1.evil.example', host],
    ['http://localhost.evil.example', host],
    [undefined, 'rebound.evil.example:8080'],
    [undefined, '127.0.0.1.evil.example'],
  ])('keeps origin %s from host %s on loopback', (origin, to) => {
    expect(isForeign('loopback', { origin, host: to })).toBe(true);
  });

  it('lets everyone ask where origins are not limited to this machine', () => {
    expect(isForeign('*', { origin: 'https://a.example', host: 'b.example' })).toBe(false);
  });
});

describe('corsHeaders()', () => {
  it('lets pages of this machine read answers on loopback', () => {
    const headers = corsHeaders('loopback', 'http://localhost:3000');

    expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
  });

  it('lets no other page read answers on loopback', () => {
    expect(corsHeaders('loopback', 'https://evil.example')).toEqual({ vary: 'Origin' });
  });
});
