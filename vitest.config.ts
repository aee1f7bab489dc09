import { defineConfig } from 'vitest/config';

// Two workers: the suite must leave room for PostgreSQL, a browser and a search node on a two-core machine. Each loads
// the sources once, not once for each file, which is half of the work; only what shares a document stays apart.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'contract',
          root: 'contract',
          include: ['src/**/*.test.ts'],
          environment: 'node',
          isolate: false,
        },
      },
      {
        test: {
          name: 'server',
          root: 'server',
          include: ['{src,test,bench}/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          globalSetup: ['test/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 180_000,
          // How long a machine that is busy with something else may keep us waiting; who is there sooner goes on sooner.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      { test: { name: 'scripts', root: 'scripts', include: ['**/*.test.mjs'], environment: 'node', isolate: false } },
      { test: { name: 'web', root: 'web', include: ['src/**/*.test.ts'], environment: 'node', isolate: false } },
      {
        test: {
          name: 'web-dom',
          root: 'web',
          include: ['src/**/*.test.tsx'],
          environment: 'happy-dom',
          // Whole pages are drawn; a busy machine may take its time.
          testTimeout: 20_000,
        },
      },
    ],
  },
});
