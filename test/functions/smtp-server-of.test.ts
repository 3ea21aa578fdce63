import { describe, expect, it } from 'vitest';
import { smtpServerOf } from '../../functions/smtp-server-of.ts';

describe('smtpServerOf()', () => {
  it.each([
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, tls: 'implicit' }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required' }],
    ['smtp://mail.example.com:25/', { host: 'mail.example.com', port: 25, tls: 'required' }],
    ['smtp://10.0.0.7', { host: '10.0.0.7', port: 587, tls: 'required' }],
    ['smtp://127.example.com', { host: '127.example.com', port: 587, tls: 'required' }],
    ['smtp://[2001:db8::1]', { host: '2001:db8::1', port: 587, tls: 'required' }],
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, tls: 'offered' }],
    ['smtp://127.0.0.2:1025', { host: '127.0.0.2', port: 1025, tls: 'offered' }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, tls: 'offered' }],
    ['smtps://localhost', { host: 'localhost', port: 465, tls: 'implicit' }],
  ])('reads %s', (text, server) => {
    expect(smtpServerOf(text)).toEqual(server);
  });

  it('decodes user and password', () => {
    expect(smtpServerOf('smtps://ten%40ntry:p%3Aw%2F%40%25:x@mail.example.com')).toMatchObject({
      credentials: { user: 'ten@ntry', password: 'p:w/@%:x' },
    });
  });

  it.each([
    '',
    'mail.example.com',
    'https://mail.example.com',
    'SMTP://mail.example.com',
    'smtp://',
    'smtp://mail.example.com:0',
    'smtp://mail.example.com:65536',
    'smtp://mail.example.com:x',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?requireTLS=false',
    'smtp://mail.example.com#x',
    'smtp://user@mail.example.com',
    'smtp://:word@mail.example.com',
    'smtp://user:@mail.example.com',
    'smtp://user:100%@mail.example.com',
    'smtp://user:%00@mail.example.com',
    'smtp://user:%0d%0aQUIT@mail.example.com',
    'smtp://user:w@rd@mail.example.com',
    'smtp://mail..example.com',
    'smtp://mail example.com',
    'smtp://[mail.example.com]',
    'smtp://::1',
    'smtp://mail.example.com\n',
  ])('takes %j for no server', (text) => {
    expect(smtpServerOf(text)).toBeUndefined();
  });
});
