const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const part = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;

/**
 * Pattern of an image's repository, without anchors: `[host[:port]/]path`, all but the host in lower
 * case (distribution/reference, which a kubelet reads images by).
 */
export const imageRepository = String.raw`(?:${label}(?:\.${label})*(?::\d{1,5})?/)?${part}(?:/${part})*`;
