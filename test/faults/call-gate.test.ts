import { describe, expect, it } from 'vitest';
import { type ArrivedCall, createCallGate } from './call-gate.ts';

const gateOf = () =>
  createCallGate({
    replacements: () => new Map([['acme', 'SLUG']]),
    ownMarks: () => ['acme'],
  });

function post(path: string): ArrivedCall {
  return { service: 'cluster', title: `POST ${path}`, isWrite: true, target: path, isRead: false };
}

const readCall: ArrivedCall = {
  service: 'cluster',
  title: 'GET /acme',
  isWrite: false,
  target: '/acme',
  isRead: true,
};

describe('createCallGate()', () => {
  it('numbers calls once it counts, under names without what differs from run to run', () => {
    const gate = gateOf();
    gate.admit(readCall);
    gate.count();

    gate.admit(readCall);
    gate.admit(post('/acme'));
    gate.admit(readCall);

    expect(gate.report().calls).toEqual([
      { number: 1, name: 'GET /SLUG#1', service: 'cluster', isReadAgain: false },
      { number: 2, name: 'POST /SLUG#1', service: 'cluster', isReadAgain: false },
      { number: 3, name: 'GET /SLUG#2', service: 'cluster', isReadAgain: true },
    ]);
  });

  it('injects the fault at the call that it was meant for, once', () => {
    const gate = gateOf();
    gate.count({ callName: 'GET /SLUG#2', fault: 'hang' });

    const faults = [1, 2, 3].map(() => gate.admit(readCall));

    expect(faults).toEqual([undefined, 'hang', undefined]);
    expect(gate.report().isFired).toBe(true);
  });

  it('says so when the call did not come', () => {
    const gate = gateOf();
    gate.count({ callName: 'GET /SLUG#2', fault: 'hang' });

    gate.admit(readCall);

    expect(gate.report().isFired).toBe(false);
  });

  it('takes a write to what is not the tenant’s down, also when it does not count', () => {
    const gate = gateOf();

    gate.admit(post('/acme'));
    gate.admit(post('/stranger'));

    expect(gate.report().foreignWrites).toEqual(['POST /stranger']);
  });

  it('takes every write down once silence is expected', () => {
    const gate = gateOf();
    gate.admit(post('/acme'));
    gate.expectSilence();

    gate.admit(readCall);
    gate.admit(post('/acme'));

    expect(gate.report().lateWrites).toEqual(['POST /SLUG']);
  });

  it('counts how often each object was created', () => {
    const gate = gateOf();
    gate.count();

    gate.noteCreated(post('/acme'));
    gate.noteCreated(post('/acme'));

    expect(gate.report().created).toEqual(new Map([['POST /SLUG', 2]]));
  });
});
