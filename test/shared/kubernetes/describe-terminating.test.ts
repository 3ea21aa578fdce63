import { describe, expect, it } from 'vitest';
import { describeTerminating, isHeld } from '../../../shared/kubernetes/describe-terminating.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';

function anEnding(overrides: Partial<ObservedObject> = {}): ObservedObject {
  const metadata = { name: 'settings', namespace: 'shop', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...overrides };
}

// As kube-apiserver 1.36 wrote it.
const remaining = {
  type: 'NamespaceFinalizersRemaining',
  status: 'True',
  message:
    'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
};

const namespace = anEnding({
  kind: 'Namespace',
  metadata: { name: 'shop', uid: 'u', resourceVersion: '1' },
  status: { conditions: [remaining, { ...remaining, status: 'False', message: 'not this' }] },
});

describe('describeTerminating()', () => {
  it('names the object', () => {
    expect(describeTerminating(anEnding())).toBe('ConfigMap shop/settings');
  });

  it('names the finalizers that hold it', () => {
    const { metadata } = anEnding();
    const held = anEnding({ metadata: { ...metadata, finalizers: ['a.com/x', 'b.com/y'] } });

    expect(describeTerminating(held)).toBe('ConfigMap shop/settings (held by a.com/x, b.com/y)');
  });

  it('tells what a Namespace says of what is left in it', () => {
    expect(describeTerminating(namespace)).toBe(`Namespace shop (${remaining.message})`);
  });
});

describe('isHeld()', () => {
  it('is true where somebody has to let go', () => {
    expect([anEnding(), namespace].map(isHeld)).toEqual([false, true]);
  });
});
