import { z } from 'zod';
import { imageRepository } from '../../kubernetes/image-repository.ts';
import type { ParamsFault } from './params-fault.ts';

const tag = String.raw`\w[\w.-]{0,127}`;
const digest = 'sha256:[0-9a-f]{64}';
const reference = new RegExp(`^${imageRepository}(?::(?<tag>${tag}))?(?:@(?<digest>${digest}))?$`);

/** The same for callers, and with what must follow the repository. */
const pattern = `^${imageRepository}(?::${tag}(?:@${digest})?|@${digest})$`;

const lengthMax = 512;

/** What follows the repository of an image. */
interface ImageVersion {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/** Tag and digest of an image; undefined when the text is no image reference. */
function imageVersion(image: string): ImageVersion | undefined {
  const match = image.length > lengthMax ? null : reference.exec(image);
  return match === null
    ? undefined
    : { tag: match.groups?.['tag'], digest: match.groups?.['digest'] };
}

/** Whether another image may stand under the same reference tomorrow, by its very name. */
export function isMovingTag(image: string): boolean {
  const { tag, digest } = imageVersion(image) ?? {};
  return digest === undefined && /^(latest|main|master|dev|edge|nightly|stable)$/.test(tag ?? '');
}

/** What is wrong with an image, which needs a tag or a digest; undefined: nothing. */
export function imageFault(image: string): Omit<ParamsFault, 'path'> | undefined {
  const version = imageVersion(image);
  if (version === undefined) {
    const message = 'Must be a container image such as registry.example/app-api:1.2.3';
    return { code: 'invalid_format', message };
  }
  if (version.tag !== undefined || version.digest !== undefined) return undefined;
  return { code: 'required', message: 'Must have a tag or a digest' };
}

/** An image, checked only where it is used (`imageFault`). */
export const unusedImageSchema = z.string().max(lengthMax);

/** An image with a tag or a digest. */
export const imageSchema = unusedImageSchema
  .superRefine((image, context) => {
    const fault = imageFault(image);
    if (fault === undefined) return;
    const { code, message } = fault;
    context.addIssue({ code: 'custom', message, params: { code } });
  })
  .meta({ pattern });

/** Whether the image is whatever was pushed last. */
export function isLatest(image: string): boolean {
  const { tag, digest } = imageVersion(image) ?? {};
  return digest === undefined && tag === 'latest';
}
