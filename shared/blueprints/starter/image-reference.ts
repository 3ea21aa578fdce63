import { z } from 'zod';

// distribution/reference: [host[:port]/]path[:tag][@digest], all but the tag in lower case.
const host = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d{1,5})?/)?`;
const part = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const reference = new RegExp(
  String.raw`^${host}${part}(?:/${part})*(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`,
);

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

/** An image with a tag or a digest. */
export const imageSchema = z
  .string()
  .max(lengthMax)
  .superRefine((image, context) => {
    const version = imageVersion(image);
    if (version === undefined) {
      const message = 'Must be a container image such as registry.example/app-api:1.2.3';
      context.addIssue({ code: 'custom', message, params: { code: 'invalid_format' } });
    } else if (version.tag === undefined && version.digest === undefined) {
      const message = 'Must have a tag or a digest';
      context.addIssue({ code: 'custom', message, params: { code: 'required' } });
    }
  });

/** Whether the image is whatever was pushed last. */
export function isLatest(image: string): boolean {
  const { tag, digest } = imageVersion(image) ?? {};
  return digest === undefined && tag === 'latest';
}
