import type { CodetetherParams } from './codetether-params.ts';

type Image = CodetetherParams['image'];

/** The image as a container names it. */
export function imageOf({ repository, tag }: Image): string {
  return isDigest(tag) ? `${repository}@${tag}` : `${repository}:${tag}`;
}

/** Whether what runs is whatever the tag points to when a pod starts. */
export function isLatest({ tag }: Image): boolean {
  return tag === 'latest';
}

/** Whether the repository names the host of its registry, as Docker reads it. */
export function hasRegistry({ repository }: Image): boolean {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}

/** The tag as the value of a label; empty for a digest alone. */
export function versionLabel({ tag }: Image): string {
  const [name = ''] = tag.split('@');
  return isDigest(tag)
    ? ''
    : name
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 63)
        .replace(/[^A-Za-z0-9]+$/, '');
}

function isDigest(tag: string): boolean {
  return tag.startsWith('sha256:');
}
