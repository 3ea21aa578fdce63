import { defineConfig } from 'vitest/config';

/** What starts other programs: this one, bash or esbuild. */
const processTests = [
  'test/process/**/*.test.ts',
  'test/functions/bundles.test.ts',
  'test/shared/blueprints/**/*-script{,s}.test.ts',
];

/** Rings of tests: `unit` needs Node only, `process` starts real programs, `emulator` needs Google's emulators, `cluster` a real control plane, `e2e` both. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/cluster/**',
            'test/e2e/**',
            'test/emulator/**',
            'test/products/**',
            ...processTests,
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'process',
          include: processTests,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'emulator',
          include: ['test/emulator/**/*.test.ts'],
          globalSetup: ['test/emulator/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'products',
          include: ['test/products/**/*.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts', 'test/emulator/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
