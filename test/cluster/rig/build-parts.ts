import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { compilePart } from './compile-part.ts';
import { cacheFolder, missingFiles, partFolder } from './find-real-parts.ts';
import { type Part, type PartName, parts } from './parts.ts';

/** What to build and who hears about it. */
export interface BuildOptions {
  readonly names: readonly PartName[];
  readonly report: (line: string) => void;
}

/** Builds the parts that are not in the cache; a part that is there costs nothing. */
export async function buildParts(options: BuildOptions): Promise<void> {
  const wanted = parts.filter(({ name }) => options.names.includes(name));
  mkdirSync(cacheFolder(), { recursive: true });
  for (const part of wanted) {
    if (isBuilt(part)) {
      options.report(`${part.name} ${part.version} is there: ${partFolder(part)}`);
    } else {
      await withBuildLock(options.report, () => buildPart(part, options.report));
    }
  }
}

async function buildPart(part: Part, report: BuildOptions['report']): Promise<void> {
  if (isBuilt(part)) {
    report(`${part.name} ${part.version} was built meanwhile by another process`);
    return;
  }
  const programs = part.files.filter((file) => !file.includes('/')).join(', ');
  report(`Building ${part.name} ${part.version} (${programs}), about ${part.buildMinutes} min`);
  const startedAt = Date.now();
  const draft = join(cacheFolder(), `.building-${part.name}`);
  try {
    // A build that was killed leaves its draft; the lock says that nobody uses it now.
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    await compilePart(part, draft);
    rmSync(partFolder(part), { recursive: true, force: true });
    // The rename is what makes the part exist: nobody ever sees half of it.
    renameSync(draft, partFolder(part));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  report(`Built ${part.name} ${part.version} in ${seconds} s: ${partFolder(part)}`);
}

function isBuilt(part: Part): boolean {
  return missingFiles(part, partFolder(part)).length === 0;
}
