import { describe, expect, it } from 'vitest';
import {
  builtInResource,
  resourcePath,
  versionPath,
} from '../../../../shared/adapters/kubernetes/resource-path.ts';

const jobs = { plural: 'jobs', isNamespaced: true };

describe('resourcePath()', () => {
  it.each([
    [{ apiVersion: 'batch/v1', namespace: 'a', name: 'b' }, '/apis/batch/v1/namespaces/a/jobs/b'],
    [{ apiVersion: 'batch/v1', namespace: 'a' }, '/apis/batch/v1/namespaces/a/jobs'],
    [{ apiVersion: 'batch/v1' }, '/apis/batch/v1/jobs'],
    [{ apiVersion: 'v1', name: 'b' }, '/api/v1/jobs/b'],
  ])('addresses %o', (scope, path) => {
    expect(resourcePath(scope, jobs)).toBe(path);
  });

  it('lets no name leave its place', () => {
    const scope = { apiVersion: 'v1', namespace: '../../x', name: 'a/b?c#d' };

    expect(resourcePath(scope, jobs)).toBe('/api/v1/namespaces/..%2F..%2Fx/jobs/a%2Fb%3Fc%23d');
  });
});

describe('versionPath()', () => {
  it('knows the core group', () => {
    expect([versionPath('v1'), versionPath('apps/v1')]).toEqual(['/api/v1', '/apis/apps/v1']);
  });
});

describe('builtInResource()', () => {
  it('knows namespaces as objects without one', () => {
    expect(builtInResource('v1', 'Namespace')).toEqual({
      plural: 'namespaces',
      isNamespaced: false,
    });
  });

  it('knows nothing of custom kinds', () => {
    expect(builtInResource('example.test/v1', 'Thing')).toBeUndefined();
  });
});
